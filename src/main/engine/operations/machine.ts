import type { OperationStatus, Outcome } from '../../../shared/vocabulary/index.ts';
import type { Moves } from '../machine.ts';

export type OperationEvent =
  | 'steps_completed'
  | 'rejected'
  | 'step_failed'
  | 'review_authorized'
  | 'review_denied'
  | 'executed'
  | 'frozen'
  | 'expired'
  | 'cancelled';

/** The life of an operation after its decision. */
export const operationMoves: Moves<OperationStatus, OperationEvent> = {
  awaiting_step_up: {
    steps_completed: 'authorized',
    rejected: 'denied',
    step_failed: 'denied',
    frozen: 'denied',
    expired: 'expired',
    cancelled: 'cancelled',
  },
  in_review: { review_authorized: 'authorized', review_denied: 'denied', frozen: 'denied', expired: 'expired', cancelled: 'cancelled' },
  authorized: { executed: 'executed', frozen: 'denied', expired: 'expired', cancelled: 'cancelled' },
  held: {},
  executed: {},
  denied: {},
  expired: {},
  cancelled: {},
};

/** Where a decision puts an operation. */
export const statusAfter: Readonly<Record<Outcome, OperationStatus>> = {
  allow: 'authorized',
  step_up: 'awaiting_step_up',
  review: 'in_review',
  hold: 'held',
  deny: 'denied',
};

import type { OperationStatus, Outcome, StepStatus } from '../../../shared/vocabulary/index.ts';
import type { Moves } from '../machine.ts';

export type OperationEvent =
  | 'steps_completed'
  | 'rejected'
  | 'step_failed'
  | 'review_authorized'
  | 'review_continued'
  | 'review_denied'
  | 'executed'
  | 'frozen'
  | 'expired'
  | 'cancelled';

/**
 * The life of an operation after its decision. What a person allows goes on to the steps that the customer's own protections ask (TD-08,
 * MP-02), or is authorized where there are none.
 */
export const operationMoves: Moves<OperationStatus, OperationEvent> = {
  awaiting_step_up: {
    steps_completed: 'authorized',
    rejected: 'denied',
    step_failed: 'denied',
    frozen: 'denied',
    expired: 'expired',
    cancelled: 'cancelled',
  },
  in_review: {
    review_authorized: 'authorized',
    review_continued: 'awaiting_step_up',
    review_denied: 'denied',
    frozen: 'denied',
    expired: 'expired',
    cancelled: 'cancelled',
  },
  authorized: { executed: 'executed', frozen: 'denied', expired: 'expired', cancelled: 'cancelled' },
  held: {},
  executed: {},
  denied: {},
  expired: {},
  cancelled: {},
};

/** The life of a step: one proof passes it; too many wrong ones, or a rejection, fail it and deny the operation. */
export const stepMoves: Moves<StepStatus, 'pass' | 'fail'> = {
  pending: { pass: 'passed', fail: 'failed' },
  passed: {},
  failed: {},
};

/** Where a decision puts an operation. */
export const statusAfter: Readonly<Record<Outcome, OperationStatus>> = {
  allow: 'authorized',
  step_up: 'awaiting_step_up',
  review: 'in_review',
  hold: 'held',
  deny: 'denied',
};

/** What a decision can begin with. */
export const operationStarts: readonly OperationStatus[] = Object.values(statusAfter);

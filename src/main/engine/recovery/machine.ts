import type { CallerStatus, ResetStatus } from '../../../shared/vocabulary/index.ts';
import type { Moves } from '../machine.ts';

export type ResetEvent = 'take_up' | 'edit' | 'approve' | 'recall' | 'deny' | 'cancel' | 'expire' | 'effect';

/**
 * The life of a device reset (RC-01 to RC-05). Only `approved` leads to an effect; an edit, and whatever makes the approval doubtful before
 * it takes effect, leads back to review.
 */
export const resetMoves: Moves<ResetStatus, ResetEvent> = {
  requested: { take_up: 'in_review', edit: 'in_review', deny: 'denied', cancel: 'cancelled', expire: 'expired' },
  in_review: { edit: 'in_review', approve: 'approved', deny: 'denied', cancel: 'cancelled', expire: 'expired' },
  approved: { edit: 'in_review', recall: 'in_review', deny: 'denied', cancel: 'cancelled', effect: 'effected' },
  effected: {},
  cancelled: {},
  denied: {},
  expired: {},
};

export type CallerEvent = 'confirm' | 'deny' | 'fail' | 'expire' | 'cancel';

/** The life of a caller's verification (RC-03): one answer wins. */
export const callerMoves: Moves<CallerStatus, CallerEvent> = {
  pending: { confirm: 'confirmed', deny: 'denied', fail: 'failed', expire: 'expired', cancel: 'cancelled' },
  confirmed: {},
  denied: {},
  failed: {},
  expired: {},
  cancelled: {},
};

import type { HoldStatus, LiftStatus } from '../../../shared/vocabulary/index.ts';
import type { Moves } from '../machine.ts';

export type HoldEvent = 'run_out' | 'lift' | 'close_case';

/**
 * The life of a withdrawal hold. Its status is not stored: it follows from its end and the time, so that no job has to run for a hold to be
 * over. A timed one runs out, or two people lift it where a setting allows that (WH-03); one that waits ends with its case alone.
 */
export const holdMoves: Moves<HoldStatus, HoldEvent> = {
  timed: { run_out: 'ended', lift: 'ended' },
  waiting_for_case: { close_case: 'ended' },
  ended: {},
};

/** A hold's status at a moment. */
export function holdStatus(hold: { readonly endsAt: number | null; readonly endedAt: number | null }, now: number): HoldStatus {
  if (hold.endedAt !== null) return 'ended';
  if (hold.endsAt === null) return 'waiting_for_case';
  return now < hold.endsAt ? 'timed' : 'ended';
}

export type LiftEvent = 'approve' | 'deny' | 'withdraw';

/** The life of a wish to end a hold early, which one person asks for and another decides (WH-03). */
export const liftMoves: Moves<LiftStatus, LiftEvent> = {
  requested: { approve: 'approved', deny: 'denied', withdraw: 'withdrawn' },
  approved: {},
  denied: {},
  withdrawn: {},
};

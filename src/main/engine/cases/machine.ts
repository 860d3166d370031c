import type { CaseStatus } from '../../../shared/vocabulary/index.ts';
import type { Moves } from '../machine.ts';

export type CaseEvent =
  | 'claim'
  | 'release'
  | 'lapse'
  | 'hand_over'
  | 'escalate'
  | 'decide'
  | 'undo'
  | 'await_second'
  | 'schedule'
  | 'refuse'
  | 'close'
  | 'reopen';

/**
 * The life of a case (CQ-01, CQ-02, CQ-04). Only whoever claimed it decides; a decision waits before it takes effect, and ends in a closed
 * case, in a second person's hands, in an effect that has a delay of its own, or back in the queue when its subject refuses it.
 */
export const caseMoves: Moves<CaseStatus, CaseEvent> = {
  open: { claim: 'claimed', escalate: 'open', schedule: 'scheduled', close: 'closed' },
  claimed: {
    claim: 'claimed',
    release: 'open',
    lapse: 'open',
    hand_over: 'claimed',
    escalate: 'open',
    decide: 'pending_effect',
    schedule: 'scheduled',
    close: 'closed',
  },
  pending_effect: { undo: 'claimed', await_second: 'open', schedule: 'scheduled', refuse: 'open', close: 'closed' },
  scheduled: { reopen: 'open', close: 'closed' },
  closed: { reopen: 'open' },
};

/** In the past tense, for the audit trail. */
export const caseActions: Readonly<Record<CaseEvent, string>> = {
  claim: 'case.claimed',
  release: 'case.released',
  lapse: 'case.lease_lapsed',
  hand_over: 'case.handed_over',
  escalate: 'case.escalated',
  decide: 'case.decided',
  undo: 'case.decision_undone',
  await_second: 'case.first_approval_given',
  schedule: 'case.scheduled',
  refuse: 'case.decision_refused',
  close: 'case.closed',
  reopen: 'case.reopened',
};

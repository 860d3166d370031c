import type { CaseVerdict } from '../../../../shared/vocabulary/index.ts';
import type { ReadTx, WriteTx } from '../../../store/store.ts';
import type { Actor, StaffActor } from '../../actor.ts';
import type { Engine } from '../../engine.ts';
import type { StoredCase } from '../store.ts';

export interface Verdict {
  readonly verdict: CaseVerdict;
  readonly reason: string;
  /** Of what the decider saw; a verdict on anything else is refused. */
  readonly contentHash: string;
}

/**
 * What a verdict led to: it was carried out, and the subject has ended the case or put it where it waits; a second person is needed; or
 * nothing, because the subject refused it in a way that is itself to be kept.
 */
export type Effect =
  | { readonly kind: 'done' }
  | { readonly kind: 'awaiting_second' }
  | { readonly kind: 'refused'; readonly problem: string };

/** What a member of staff sees of a subject before deciding. */
export interface SubjectView {
  readonly contentHash: string;
  /** Whoever asks wrote it or approved it first, and cannot approve it (RC-04). */
  readonly own: boolean;
  readonly facts: readonly { readonly name: string; readonly value: string }[];
}

/** One kind of thing that a case decides. Each routes to the use-case that has always decided it. */
export interface SubjectHandler {
  view(tx: ReadTx, engine: Engine, actor: StaffActor, found: StoredCase): Promise<SubjectView>;
  /** Somebody took the case in hand. */
  claimed?(tx: WriteTx, engine: Engine, actor: StaffActor, found: StoredCase): Promise<void>;
  /** Refuses at once what would be refused when the time to undo is over. @throws PortcullisError */
  check(tx: ReadTx, engine: Engine, actor: StaffActor, found: StoredCase, verdict: Verdict): Promise<void>;
  /** Carries the verdict out, in the transaction that settles the decision. @throws PortcullisError when the subject refuses it */
  apply(tx: WriteTx, engine: Engine, actor: StaffActor, found: StoredCase, verdict: Verdict): Promise<Effect>;
  /** Nobody decided by the deadline (CQ-03). Ends the subject and with it the case. */
  refuseOverdue(tx: WriteTx, engine: Engine, actor: Actor, found: StoredCase): Promise<void>;
  /** The same where a setting lets the clock approve; false when this one needs a person. */
  approveOverdue?(tx: WriteTx, engine: Engine, actor: Actor, found: StoredCase): Promise<boolean>;
}

export const OVERDUE = 'Nobody decided in time';

/** @throws Error when a case that must have one has no subject */
export function subjectIdOf(found: Pick<StoredCase, 'id' | 'subject_id'>): string {
  if (found.subject_id === null) throw new Error(`Case ${found.id} has no subject`);
  return found.subject_id;
}

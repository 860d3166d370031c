import type { CaseKind, CaseOutcome, CasePriority } from '../../../shared/vocabulary/index.ts';
import { casePriorities } from '../../../shared/vocabulary/index.ts';
import type { WriteTx } from '../../store/store.ts';
import { type Actor, actorId } from '../actor.ts';
import { appendAudit } from '../audit/append.ts';
import { announce } from '../changes.ts';
import type { Engine } from '../engine.ts';
import { conflict } from '../errors.ts';
import { endHoldsOfCase } from '../holds/store.ts';
import { enqueue } from '../outbox/enqueue.ts';
import { deadlineOf } from './queue.ts';
import { caseOfSubject, pendingDecisionOf, settleDecision } from './store.ts';
import { changeCase, loadCase, moveCase, statusOf, unassigned } from './transition.ts';

export interface CaseEnd {
  readonly outcome: CaseOutcome;
  readonly reason: string;
  /** Holds that wait for the case run on: what was suspected is so (WH-01). */
  readonly keepHolds?: boolean;
}

/**
 * Closes a case in a use-case's own transaction. A hold that waits for the case ends with it, and only so (WH-01); one with an end of its
 * own runs on. A decision that has not taken effect is overtaken.
 * @returns how many holds ended. @throws PortcullisError `not_found`, `conflict`
 */
export async function endCase(tx: WriteTx, engine: Engine, actor: Actor, id: string, end: CaseEnd): Promise<number> {
  const found = await loadCase(tx, id);
  if (statusOf(found) === 'closed') throw conflict('The case is closed already.', { status: 'closed', closedBy: found.closed_by });
  const now = engine.clock.now();
  await overtake(tx, engine, id, end.reason);
  await moveCase(
    tx,
    engine,
    actor,
    found,
    'close',
    {
      ...unassigned,
      assignee: found.assignee,
      deadline_at: null,
      outcome: end.outcome,
      closed_at: now,
      closed_by: actorId(actor),
      close_reason: end.reason,
    },
    { reason: end.reason },
  );
  const { account_id: accountId, kind } = found;
  await enqueue(tx, engine, { channel: 'webhook', topic: 'case.closed', accountId, payload: { caseId: id, accountId, kind } });
  return end.keepHolds === true ? 0 : endWaitingHolds(tx, engine, actor, id);
}

async function endWaitingHolds(tx: WriteTx, engine: Engine, actor: Actor, caseId: string): Promise<number> {
  const now = engine.clock.now();
  const ended = await tx.returning(endHoldsOfCase, { caseId, now });
  for (const { id, accountId, cause } of ended) {
    await appendAudit(tx, engine, {
      actor,
      action: 'hold.ended',
      accountId,
      subject: { kind: 'hold', id },
      reason: 'its case was closed',
      changes: [{ field: 'endedAt', old: null, new: now }],
    });
    await enqueue(tx, engine, { channel: 'webhook', topic: 'hold.ended', accountId, payload: { holdId: id, accountId, cause } });
    announce(tx, engine, { topic: 'hold', id, accountId });
  }
  return ended.length;
}

/** Closes the case about something that was decided or ended, if one is open. */
export async function endCaseOf(tx: WriteTx, engine: Engine, actor: Actor, subjectId: string, end: CaseEnd): Promise<void> {
  const found = await tx.first(caseOfSubject, { subjectId });
  if (found !== undefined) await endCase(tx, engine, actor, found.id, end);
}

/** What a case is about was approved, and takes effect later by itself: nobody has anything to do until then. */
export async function scheduleCase(tx: WriteTx, engine: Engine, actor: Actor, id: string): Promise<void> {
  await overtake(tx, engine, id, 'It was approved elsewhere');
  await moveCase(tx, engine, actor, await loadCase(tx, id), 'schedule', { ...unassigned, deadline_at: null });
}

/**
 * Puts a case back to work whose effect is in doubt now. Does nothing for any other.
 * @param again.endsBy when its subject ends by itself now
 */
export async function recallCase(
  tx: WriteTx,
  engine: Engine,
  actor: Actor,
  id: string,
  again: { readonly why: string; readonly endsBy: number },
): Promise<void> {
  const found = await loadCase(tx, id);
  if (statusOf(found) !== 'scheduled') return;
  const { why, endsBy } = again;
  const deadlineAt = deadlineOf(engine, found.kind as CaseKind, engine.clock.now(), endsBy);
  const to = { ...unassigned, first_by: null, deadline_at: deadlineAt, ends_by: endsBy };
  await moveCase(tx, engine, actor, found, 'reopen', to, { reason: why });
}

/** A decision that has not taken effect never will: the subject was decided otherwise. */
async function overtake(tx: WriteTx, engine: Engine, caseId: string, problem: string): Promise<void> {
  const pending = await tx.first(pendingDecisionOf, { caseId });
  if (pending !== undefined) await tx.run(settleDecision, { id: pending.id, to: 'overtaken', problem, now: engine.clock.now() });
}

/** Raises the priority of an open case; never lowers it. */
export async function raisePriority(tx: WriteTx, engine: Engine, actor: Actor, id: string, to: CasePriority, why: string): Promise<void> {
  const found = await loadCase(tx, id);
  if (casePriorities.indexOf(found.priority as CasePriority) >= casePriorities.indexOf(to)) return;
  await changeCase(tx, engine, actor, found, { priority: to }, 'case.priority_raised', { reason: why, told: { priority: to } });
}

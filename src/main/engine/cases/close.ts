import type { CaseId, CasePriority } from '../../../shared/vocabulary/index.ts';
import { casePriorities } from '../../../shared/vocabulary/index.ts';
import type { WriteTx } from '../../store/store.ts';
import { type Actor, actorId, requirePermission, type StaffActor } from '../actor.ts';
import { appendAudit } from '../audit/append.ts';
import { announce } from '../changes.ts';
import type { Engine } from '../engine.ts';
import { conflict, notFound, PortcullisError } from '../errors.ts';
import { endHoldsOfCase } from '../holds/store.ts';
import { enqueue } from '../outbox/enqueue.ts';
import { caseById, moveCaseToClosed, openResetOfCase, setCasePriority } from './store.ts';

/**
 * Closes a case in a use-case's own transaction. A hold that waits for the case ends with it, and only so (WH-01); one with an end of its
 * own runs on.
 * @returns how many holds ended. @throws PortcullisError `not_found`, `conflict`
 */
export async function endCase(tx: WriteTx, engine: Engine, actor: Actor, id: string, reason: string): Promise<number> {
  const found = await tx.first(caseById, { id });
  if (found === undefined) throw notFound('case');
  const now = engine.clock.now();
  if ((await tx.run(moveCaseToClosed, { id, now, by: actorId(actor), reason })) !== 1) {
    throw conflict('The case is closed already.', { status: 'closed', closedBy: found.closedBy });
  }
  const { accountId } = found;
  await appendAudit(tx, engine, {
    actor,
    action: 'case.closed',
    accountId,
    subject: { kind: 'case', id },
    reason,
    changes: [{ field: 'status', old: 'open', new: 'closed' }],
  });
  await enqueue(tx, engine, { channel: 'webhook', topic: 'case.closed', accountId, payload: { caseId: id, accountId, kind: found.kind } });
  announce(tx, engine, { topic: 'case', id, accountId, data: { status: 'closed', kind: found.kind } });
  const ended = await tx.returning(endHoldsOfCase, { caseId: id, now });
  for (const hold of ended) {
    await appendAudit(tx, engine, {
      actor,
      action: 'hold.ended',
      accountId: hold.accountId,
      subject: { kind: 'hold', id: hold.id },
      reason: 'its case was closed',
      changes: [{ field: 'endedAt', old: null, new: now }],
    });
    await enqueue(tx, engine, {
      channel: 'webhook',
      topic: 'hold.ended',
      accountId: hold.accountId,
      payload: { holdId: hold.id, accountId: hold.accountId, cause: hold.cause },
    });
    announce(tx, engine, { topic: 'hold', id: hold.id, accountId: hold.accountId });
  }
  return ended.length;
}

/**
 * Staff close a case, with a reason. A device reset's case closes with the reset and not before it.
 * @throws PortcullisError `forbidden`, `not_found`, `conflict`
 */
export async function closeCase(
  engine: Engine,
  actor: StaffActor,
  input: { readonly id: CaseId; readonly reason: string },
): Promise<{ readonly id: CaseId; readonly status: 'closed'; readonly holdsEnded: number }> {
  requirePermission(actor, 'cases.close');
  return engine.store.write(async (tx) => {
    if ((await tx.first(openResetOfCase, { caseId: input.id })) !== undefined) {
      throw new PortcullisError('conflict', 'The device reset of this case is open; approve or deny it.', { reason: 'reset_open' });
    }
    return { id: input.id, status: 'closed', holdsEnded: await endCase(tx, engine, actor, input.id, input.reason) };
  });
}

/** Raises the priority of an open case; never lowers it. */
export async function raisePriority(tx: WriteTx, engine: Engine, actor: Actor, id: string, to: CasePriority, why: string): Promise<void> {
  const found = await tx.first(caseById, { id });
  if (found === undefined) throw notFound('case');
  const from = found.priority as CasePriority;
  if (casePriorities.indexOf(from) >= casePriorities.indexOf(to)) return;
  await tx.run(setCasePriority, { id, priority: to });
  await appendAudit(tx, engine, {
    actor,
    action: 'case.priority_raised',
    accountId: found.accountId,
    subject: { kind: 'case', id },
    reason: why,
    changes: [{ field: 'priority', old: from, new: to }],
  });
  announce(tx, engine, { topic: 'case', id, accountId: found.accountId, data: { priority: to } });
}

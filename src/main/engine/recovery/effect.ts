import type { AccountId } from '../../../shared/vocabulary/index.ts';
import type { WriteTx } from '../../store/store.ts';
import { type Actor, systemActor } from '../actor.ts';
import { appendAudit } from '../audit/append.ts';
import { announce } from '../changes.ts';
import type { Engine } from '../engine.ts';
import { unlockItem } from '../factors/codes/guard.ts';
import { removePasskeysBySupport } from '../factors/passkey/manage.ts';
import { dropPendingFactors, enrolledFactors, noteFactorChange, removeFactor } from '../factors/store.ts';
import { suspendWithoutStrongFactor } from '../factors/trusted-device/suspend.ts';
import { activeHolds, startHold } from '../holds/holds.ts';
import { enqueue } from '../outbox/enqueue.ts';
import { endAllSessions } from '../sessions/end-all.ts';
import { mayStill } from '../staff/standing.ts';
import { sweep } from '../sweep/sweep.ts';
import { settle } from '../verification/settle.ts';
import { pendingOf } from '../verification/store.ts';
import { settleCaller } from './callers/settle.ts';
import { callerById, overdueCallers } from './callers/store.ts';
import { approvalsOf, dueResets, overdueResets, resetById, type StoredReset } from './store.ts';
import { hashOf, moveTo, recall, targetsOf } from './transition.ts';

const actor: Actor = systemActor('recovery');

/** Causes of a hold by what was reset; every reset starts one of its own besides. */
const holdOf = { trusted_device: 'trusted_device_removed', authenticator: 'authenticator_reset' } as const;

/**
 * Lets approved resets take effect whose time has come, ends requests that nobody decided, and verifications that nobody answered. Safe to
 * run on several servers at once: each effect is one transaction that begins with a compare-and-set, so it happens once or not at all.
 * @param limit how many of each at a time. @returns how many it dealt with
 */
export async function sweepRecovery(engine: Engine, limit = 50): Promise<number> {
  const now = engine.clock.now();
  let done = 0;
  for (const { name, query, act } of sweeps) {
    done += await sweep(engine, {
      name,
      limit,
      due: async (most) => (await engine.store.read((tx) => tx.all(query, { now, limit: most }))).map(({ id }) => id),
      each: (id) => engine.store.write((tx) => act(tx, engine, id)),
    });
  }
  return done;
}

const sweeps = [
  { name: 'resets to take effect', query: dueResets, act: effect },
  { name: 'overdue resets', query: overdueResets, act: expire },
  { name: 'overdue callers', query: overdueCallers, act: expireCaller },
] as const;

async function expireCaller(tx: WriteTx, engine: Engine, id: string): Promise<number> {
  const caller = await tx.first(callerById, { id });
  if (caller?.status !== 'pending' || caller.expires_at > engine.clock.now()) return 0;
  await settleCaller(tx, engine, actor, caller, 'expire', { answeredIn: null });
  return 1;
}

/** CQ-03: what nobody decided changes nothing. */
async function expire(tx: WriteTx, engine: Engine, id: string): Promise<number> {
  const reset = await tx.first(resetById, { id });
  if (reset === undefined || !['requested', 'in_review'].includes(reset.status) || reset.expires_at > engine.clock.now()) return 0;
  await moveTo(tx, engine, actor, reset, 'expire', 'Nobody decided in time');
  return 1;
}

/** Why an approved reset must be looked at again instead of taking effect, or null. */
async function doubt(tx: WriteTx, engine: Engine, reset: StoredReset): Promise<string | null> {
  const approvals = await tx.all(approvalsOf, { id: reset.id, revision: reset.revision });
  const stored = hashOf(reset);
  // Somebody with the database in hand changes a column, not the hash that people approved.
  if (approvals.length === 0 || approvals.some(({ contentHash }) => contentHash !== stored))
    return 'What is stored is not what was approved';
  for (const { staffId } of approvals) {
    if (!(await mayStill(tx, staffId, 'recovery.approve'))) return 'Somebody who approved it may not any more';
  }
  const holds = await activeHolds(tx, reset.account_id, reset.account_id, engine.clock.now());
  const reported = holds.some(({ cause, startsAt }) => cause === 'not_me' && startsAt >= (reset.approved_at ?? 0));
  return reported ? 'The customer reported an operation since: not me' : null;
}

/**
 * The effect of one reset, whole or not at all (RC-05): exactly the factors that were approved go, sessions end, withdrawals are held, the
 * case closes, everything is audited and told of.
 */
async function effect(tx: WriteTx, engine: Engine, id: string): Promise<number> {
  const reset = await tx.first(resetById, { id });
  if (reset?.status !== 'approved' || reset.effect_at === null || reset.effect_at > engine.clock.now()) return 0;
  const why = await doubt(tx, engine, reset);
  if (why !== null) {
    await recall(tx, engine, actor, reset, why);
    return 1;
  }
  await moveTo(tx, engine, actor, reset, 'effect', null);
  const { account_id: accountId, case_id: caseId } = reset;
  for (const { target, factorIds } of targetsOf(reset)) {
    if (target === 'passkeys') await removePasskeysBySupport(tx, engine, actor, { accountId, caseId, factorIds });
    else if (target !== 'sessions') await removeBoundFactors(tx, engine, reset, target, factorIds);
  }
  await suspendWithoutStrongFactor(tx, engine, actor, accountId);
  await endSessionsOf(tx, engine, reset);
  await startHold(tx, engine, { accountId, cause: 'device_reset', actor, caseId });
  return 1;
}

/** Removes the factors that were approved and are still there; what the customer enrolled since is the customer's (RC-02). */
async function removeBoundFactors(
  tx: WriteTx,
  engine: Engine,
  { account_id: accountId, case_id: caseId, id: resetId }: StoredReset,
  kind: 'trusted_device' | 'authenticator',
  factorIds: readonly string[],
): Promise<void> {
  const now = engine.clock.now();
  await tx.run(dropPendingFactors, { accountId, kind, now });
  const going = (await tx.all(enrolledFactors, { accountId })).filter((factor) => factor.kind === kind && factorIds.includes(factor.id));
  for (const { id, status } of going) {
    await tx.run(removeFactor, { id, now });
    await appendAudit(tx, engine, {
      actor,
      action: `${kind}.removed`,
      accountId,
      subject: { kind: 'factor', id },
      reason: `device reset ${resetId}`,
      changes: [{ field: 'status', old: status, new: 'removed' }],
    });
    await enqueue(tx, engine, { channel: 'webhook', topic: `${kind}.removed`, accountId, payload: { accountId, factorId: id } });
  }
  if (going.length === 0) return;
  await tx.run(noteFactorChange, { accountId, now });
  if (kind === 'authenticator') await unlockItem(tx, accountId, 'authenticator');
  if (kind === 'trusted_device') {
    for (const request of await tx.all(pendingOf, { accountId })) {
      await settle(tx, engine, actor, request, 'cancel', { reason: 'Support reset the trusted device' });
    }
  }
  await startHold(tx, engine, { accountId, cause: holdOf[kind], actor, caseId });
  announce(tx, engine, { topic: 'account', id: accountId, accountId });
}

/** Sessions of the main account and of the sub-accounts that its factors protect. */
async function endSessionsOf(tx: WriteTx, engine: Engine, { account_id: accountId, id: resetId }: StoredReset): Promise<void> {
  const ended = await endAllSessions(tx, engine, actor, accountId as AccountId, 'support reset a device');
  await appendAudit(tx, engine, {
    actor,
    action: 'customer.sessions_ended',
    accountId,
    subject: { kind: 'account', id: accountId },
    reason: `device reset ${resetId}`,
    changes: [{ field: 'liveSessions', old: ended, new: 0 }],
  });
}

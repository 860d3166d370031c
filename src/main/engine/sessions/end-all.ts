import type { AccountId } from '../../../shared/vocabulary/index.ts';
import type { WriteTx } from '../../store/store.ts';
import { loadAccount } from '../accounts/view.ts';
import { type Actor, requirePermission, type StaffActor } from '../actor.ts';
import { appendAudit } from '../audit/append.ts';
import { announce } from '../changes.ts';
import type { Engine } from '../engine.ts';
import { subAccountIds } from '../factors/passkey/store.ts';
import { enqueue } from '../outbox/enqueue.ts';
import { cancelBegun } from './begun.ts';
import { endLiveSessions } from './store.ts';

/**
 * Ends the live sessions of an account and of its sub-accounts, which its factors protect, in a use-case's own transaction, which audits it
 * as part of what it does. What was begun in them ends too. The platform and the live views are told.
 *
 * @param reason for people: it stands beside each session
 * @param kept sessions that go on
 * @returns how many sessions ended
 */
export async function endAllSessions(
  tx: WriteTx,
  engine: Engine,
  actor: Actor,
  accountId: AccountId,
  reason: string,
  kept: readonly string[] = [],
): Promise<number> {
  await cancelBegun(tx, engine, actor, accountId, (sessionId) => !kept.includes(sessionId), reason);
  let ended = 0;
  const subAccounts = await tx.all(subAccountIds, { mainAccountId: accountId });
  for (const id of [accountId, ...subAccounts.map((account) => account.id as AccountId)]) {
    ended += await endSessionsOn(tx, engine, id, reason, kept);
  }
  return ended;
}

async function endSessionsOn(tx: WriteTx, engine: Engine, accountId: AccountId, reason: string, kept: readonly string[]): Promise<number> {
  const ended = await endLiveSessions(tx, { accountId, except: kept, now: engine.clock.now(), reason });
  if (ended === 0) return 0;
  await enqueue(tx, engine, { channel: 'webhook', topic: 'sessions.ended', accountId, payload: { accountId, ended } });
  announce(tx, engine, { topic: 'account', id: accountId, accountId, data: { change: 'sessions_ended', ended } });
  return ended;
}

/**
 * Lets staff end every session of a customer.
 * @throws PortcullisError `forbidden`, `not_found`
 */
export async function endCustomerSessions(
  engine: Engine,
  actor: StaffActor,
  input: { readonly id: AccountId; readonly reason: string },
): Promise<{ ended: number }> {
  requirePermission(actor, 'customers.end_sessions');
  const { id, reason } = input;
  return engine.store.write(async (tx) => {
    await loadAccount(tx, id);
    const ended = await endAllSessions(tx, engine, actor, id, 'ended by staff');
    await appendAudit(tx, engine, {
      actor,
      action: 'customer.sessions_ended',
      accountId: id,
      subject: { kind: 'account', id },
      reason,
      changes: [{ field: 'liveSessions', old: ended, new: 0 }],
    });
    return { ended };
  });
}

import type { AccountId, SessionId } from '../../../shared/vocabulary/index.ts';
import type { WriteTx } from '../../store/store.ts';
import { loadAccount } from '../accounts/view.ts';
import { requirePermission, type StaffActor } from '../actor.ts';
import { appendAudit } from '../audit/append.ts';
import { announce } from '../changes.ts';
import type { Engine } from '../engine.ts';
import { enqueue } from '../outbox/enqueue.ts';
import { endLiveSessions } from './store.ts';

/**
 * Ends an account's live sessions in a use-case's own transaction, which audits it as part of what it does. The platform and the live
 * views are told.
 *
 * @param reason for people: it stands beside each session
 * @returns how many sessions ended
 */
export async function endAllSessions(
  tx: WriteTx,
  engine: Pick<Engine, 'store' | 'clock' | 'ids'>,
  accountId: AccountId,
  reason: string,
  exceptSessionId?: SessionId,
): Promise<number> {
  const ended = await endLiveSessions(tx, { accountId, except: exceptSessionId, now: engine.clock.now(), reason });
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
    const ended = await endAllSessions(tx, engine, id, 'ended by staff');
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

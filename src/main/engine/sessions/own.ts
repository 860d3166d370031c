import type { z } from 'zod';
import type { ownSessionSchema } from '../../../shared/contract/customer/sessions.ts';
import type { ClientKind, DeviceId, SessionId } from '../../../shared/vocabulary/index.ts';
import type { CustomerActor } from '../actor.ts';
import { appendAudit } from '../audit/append.ts';
import { announce } from '../changes.ts';
import type { Engine } from '../engine.ts';
import { notFound } from '../errors.ts';
import { cancelBegun } from './begun.ts';
import { endOneSession, liveSessionsOf, sessionById } from './store.ts';

type OwnSession = z.infer<typeof ownSessionSchema>;

/** More than anybody has devices; whoever has this many ends some, and sees the rest. */
const MOST = 100;

/** Where the account is logged in, the session that was active last first. A log-in that failed has left nothing behind. */
export async function listOwnSessions(engine: Engine, actor: CustomerActor): Promise<{ items: OwnSession[] }> {
  const { accountId, sessionId } = actor;
  const now = engine.clock.now();
  const activeSince = now - engine.settings.get('session.idle');
  const rows = await engine.store.read((tx) => tx.all(liveSessionsOf, { accountId, now, activeSince, limit: MOST }));
  const done: readonly (string | null)[] = [null, 'authorized', 'executed'];
  const waiting: readonly (string | null)[] = ['awaiting_step_up', 'in_review'];
  return {
    items: rows
      .filter(({ loginStatus }) => done.includes(loginStatus) || waiting.includes(loginStatus))
      .map(({ loginStatus, ...row }) => ({
        ...row,
        id: row.id as SessionId,
        // A device's id is what a log-in is known by: a stolen session must not teach the id of the customer's phone.
        deviceId: row.id === sessionId ? (row.deviceId as DeviceId) : null,
        client: row.client as ClientKind,
        loginComplete: done.includes(loginStatus),
        current: row.id === sessionId,
      })),
  };
}

/**
 * Ends a session of the customer's own, as from a device that is lost, with what was begun in it. Ending it again changes nothing.
 * @throws PortcullisError `not_found` also for somebody else's
 */
export async function endOwnSession(engine: Engine, actor: CustomerActor, id: SessionId): Promise<{ id: SessionId; endedAt: number }> {
  const { accountId, sessionId } = actor;
  return engine.store.write(async (tx) => {
    const session = await tx.first(sessionById, { id });
    if (session === undefined || session.accountId !== accountId) throw notFound('session');
    if (session.endedAt !== null) return { id, endedAt: session.endedAt };
    const now = engine.clock.now();
    if ((await tx.run(endOneSession, { id, now, reason: 'ended by the customer' })) !== 1)
      throw new Error('A session that was live in this serializable transaction was not');
    // Ended from elsewhere it may be a stranger's; a session that ends itself is a log-out.
    if (id !== sessionId) {
      await cancelBegun(tx, engine, actor, accountId, (session) => session === id, 'The customer ended the session in which it was begun');
    }
    await appendAudit(tx, engine, {
      actor,
      action: 'session.ended',
      accountId,
      subject: { kind: 'session', id },
      changes: [{ field: 'endedAt', old: null, new: now }],
    });
    announce(tx, engine, { topic: 'account', id: accountId, accountId, data: { change: 'session_ended' } });
    return { id, endedAt: now };
  });
}

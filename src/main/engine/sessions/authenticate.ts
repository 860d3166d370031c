import type { AccountId, ClientKind, DeviceId, OperationId, SessionId } from '../../../shared/vocabulary/index.ts';
import type { CustomerActor } from '../actor.ts';
import type { Engine } from '../engine.ts';
import { PortcullisError } from '../errors.ts';
import type { EpochMs } from '../ports.ts';
import { sessionByToken, touchSession } from './store.ts';
import { isSessionToken, sessionTokenHash } from './token.ts';

const TOUCH_EVERY_MS = 60_000;

/**
 * Who presents a session token.
 *
 * @param token what the customer's client sent after `Bearer`
 * @param address the client's address, for the audit trail
 * @throws PortcullisError `unauthenticated`, in the same words whether the token never was, has ended, expired or idled out, or the
 *   account or its main account is frozen, so that a stolen or guessed token teaches nothing
 */
export async function authenticateCustomer(engine: Engine, token: string, address: string | null): Promise<CustomerActor> {
  const found = await liveSession(engine, token, address);
  if (found === null)
    throw new PortcullisError('unauthenticated', 'Sign in again: give a live session token as Authorization: Bearer <token>.');
  const { actor, lastActiveAt } = found;
  const now = engine.clock.now();
  if (now - lastActiveAt >= TOUCH_EVERY_MS) touch(engine, actor.sessionId, lastActiveAt, now);
  return actor;
}

/**
 * Who a session is of by now, and null when it would not be let in any more. Asking does not count as activity: a page that is left open with
 * its stream must idle out.
 * @param token what the customer's client sent after `Bearer`
 */
export async function sessionNow(engine: Engine, token: string): Promise<CustomerActor | null> {
  return (await liveSession(engine, token, null))?.actor ?? null;
}

async function liveSession(
  engine: Engine,
  token: string,
  address: string | null,
): Promise<{ readonly actor: CustomerActor; readonly lastActiveAt: EpochMs } | null> {
  if (!isSessionToken(token)) return null;
  const tokenHash = sessionTokenHash(engine.sealer, token);
  const session = await engine.store.read((tx) => tx.first(sessionByToken, { tokenHash }));
  if (session === undefined) return null;
  const now = engine.clock.now();
  const over = session.endedAt !== null || session.expiresAt <= now;
  const idle = session.lastActiveAt + engine.settings.get('session.idle') <= now;
  const frozen = session.accountStatus === 'frozen' || session.ownerStatus === 'frozen';
  const login = loginState(session.loginStatus);
  if (over || idle || frozen || login === 'failed') return null;
  const actor: CustomerActor = {
    kind: 'customer',
    accountId: session.accountId as AccountId,
    sessionId: session.id as SessionId,
    deviceId: session.deviceId as DeviceId,
    client: session.client as ClientKind,
    address,
    ...(login === 'waiting' && session.loginOperationId !== null ? { limitedTo: session.loginOperationId as OperationId } : {}),
  };
  return { actor, lastActiveAt: session.lastActiveAt };
}

/** How far the log-in is that a session was opened for; a session without one is past it. */
function loginState(status: string | null): 'done' | 'waiting' | 'failed' {
  if (status === null || status === 'authorized' || status === 'executed') return 'done';
  return status === 'awaiting_step_up' || status === 'in_review' ? 'waiting' : 'failed';
}

/** Nobody waits for it: the customer's call must not queue behind a write that only keeps the session from idling out. */
function touch(engine: Engine, id: string, seen: EpochMs, now: EpochMs): void {
  engine.store
    .write((tx) => tx.run(touchSession, { id, seen, now }))
    .catch((error: unknown) => engine.log.warn({ err: error, session: id }, 'could not note when a session was last active'));
}

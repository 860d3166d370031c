import type { StaffMe } from '../../../shared/contract/console/index.ts';
import type { Role, StaffId, StaffSessionId } from '../../../shared/vocabulary/index.ts';
import type { WriteTx } from '../../store/store.ts';
import { type StaffActor, systemActor } from '../actor.ts';
import { appendAudit } from '../audit/append.ts';
import { announce } from '../changes.ts';
import type { Engine } from '../engine.ts';
import type { EpochMs } from '../ports.ts';
import { type Attempt, chargeAttempt, clearAttempts } from './attempts.ts';
import { verifyPassword } from './password.ts';
import {
  credentialsRefused,
  describeMe,
  isDemoEmail,
  type SignedIn,
  type SignInPlace,
  type StaffIdentity,
  sessionLocked,
  tokenHashOf,
  unauthenticated,
} from './people.ts';
import { endSession, insertSession, lockSession, sessionByHash, staffById, touchSession, unlockSession } from './store.ts';

/** Opens a session in the transaction in which its owner proved who they are. */
export async function openSession(
  tx: WriteTx,
  engine: Engine,
  staff: StaffIdentity,
  place: SignInPlace,
  reason?: string,
): Promise<SignedIn> {
  const now = engine.clock.now();
  const token = Buffer.from(engine.random.bytes(32)).toString('base64url');
  const sessionId = engine.ids.next('staffSession') as StaffSessionId;
  const expiresAt = now + engine.settings.get('staff.absoluteLifetime');
  await tx.run(insertSession, {
    id: sessionId,
    staffId: staff.id,
    tokenHash: tokenHashOf(engine, token),
    shell: place.shell,
    address: place.address,
    now,
    expiresAt,
  });
  const actor: StaffActor = { kind: 'staff', staffId: staff.id as StaffId, sessionId, role: staff.role as Role, address: place.address };
  await appendAudit(tx, engine, {
    actor,
    action: 'staff.signed_in',
    subject: { kind: 'staff_session', id: sessionId },
    reason,
    changes: [{ field: 'shell', old: null, new: place.shell }],
  });
  announce(tx, engine, { topic: 'staff', id: staff.id, data: { session: sessionId, state: 'open' } });
  return { token, actor, me: describeMe(engine, staff, expiresAt) };
}

interface LiveSession extends StaffIdentity {
  readonly sessionId: string;
  readonly expiresAt: EpochMs;
  readonly locked: boolean;
  readonly passwordHash: string;
}

/** @throws PortcullisError `unauthenticated` unless the session exists, has not ended and belongs to active staff */
async function findSession(engine: Engine, token: string): Promise<LiveSession> {
  const row = await engine.store.read((tx) => tx.first(sessionByHash, { tokenHash: tokenHashOf(engine, token) }));
  const now = engine.clock.now();
  if (row === undefined || row.endedAt !== null || row.expiresAt <= now || row.status !== 'active') throw unauthenticated();
  if (isDemoEmail(row.email) && !engine.demo) throw unauthenticated();
  const idle = now - row.lastActiveAt >= engine.settings.get('staff.idleLock');
  return { ...row, id: row.staffId, locked: row.lockedAt !== null || idle };
}

const actorOf = (session: LiveSession, address: string | null): StaffActor => ({
  kind: 'staff',
  staffId: session.id as StaffId,
  sessionId: session.sessionId as StaffSessionId,
  role: session.role as Role,
  address,
});

/**
 * Who holds a session's token. Ask on every call: that is how a disabled member of staff is out at once (ST-04). Asking is no activity; only
 * {@link recordActivity} is, since a console reads by itself while nobody sits before it.
 * @throws PortcullisError `unauthenticated`, `session_locked` after `staff.idleLock` without activity or when locked by hand
 */
export async function authenticateStaff(engine: Engine, token: string, address: string | null): Promise<StaffActor> {
  const session = await findSession(engine, token);
  if (session.locked) throw sessionLocked();
  return actorOf(session, address);
}

/** Goes on with a session after a reload. @throws PortcullisError `unauthenticated`, `session_locked` */
export async function resume(engine: Engine, token: string): Promise<StaffMe> {
  const session = await findSession(engine, token);
  if (session.locked) throw sessionLocked();
  return describeMe(engine, session, session.expiresAt);
}

/** Somebody used the console just now. @throws PortcullisError `session_locked` when that comes too late */
export async function recordActivity(engine: Engine, actor: StaffActor): Promise<{ now: EpochMs }> {
  const now = engine.clock.now();
  const activeSince = now - engine.settings.get('staff.idleLock');
  const touched = await engine.store.write((tx) => tx.run(touchSession, { id: actor.sessionId, now, activeSince }));
  if (touched !== 1) throw sessionLocked();
  return { now };
}

/** Locks a session until its owner gives the password. Locking a locked one changes nothing. */
export async function lock(engine: Engine, actor: StaffActor): Promise<void> {
  await engine.store.write(async (tx) => {
    if ((await tx.run(lockSession, { id: actor.sessionId, now: engine.clock.now() })) !== 1) return;
    await appendAudit(tx, engine, { actor, action: 'staff_session.locked', subject: { kind: 'staff_session', id: actor.sessionId } });
    announce(tx, engine, { topic: 'staff', id: actor.staffId, data: { session: actor.sessionId, state: 'locked' } });
  });
}

/**
 * Opens a locked session to its owner; counts as an attempt like a sign-in.
 * @throws PortcullisError `unauthenticated`, `credentials_refused`, `rate_limited`
 */
export async function unlock(
  engine: Engine,
  input: { readonly token: string; readonly password: string },
  address: string | null,
): Promise<StaffMe> {
  const session = await findSession(engine, input.token);
  const actor = actorOf(session, address);
  const attempt = await engine.store.write(async (tx): Promise<Attempt> => {
    const row = await tx.first(staffById, { id: session.id });
    return chargeAttempt(tx, engine, session.email, address, row);
  });
  const proven = await verifyPassword(engine, attempt.paused ? null : session.passwordHash, input.password);
  return engine.store
    .write(async (tx) => {
      const staff = await tx.first(staffById, { id: session.id });
      const subject = { kind: 'staff_session', id: session.sessionId };
      if (!proven || staff?.status !== 'active' || staff.passwordHash !== session.passwordHash) {
        await appendAudit(tx, engine, {
          actor: systemActor('sign-in'),
          action: 'staff_session.unlock_refused',
          subject,
          changes: [{ field: 'address', old: null, new: address }],
        });
        return null;
      }
      if ((await tx.run(unlockSession, { id: session.sessionId, now: engine.clock.now() })) !== 1) throw unauthenticated();
      await clearAttempts(tx, attempt);
      await appendAudit(tx, engine, { actor, action: 'staff_session.unlocked', subject });
      announce(tx, engine, { topic: 'staff', id: session.id, data: { session: session.sessionId, state: 'open' } });
      return describeMe(engine, session, session.expiresAt);
    })
    .then((me) => {
      if (me === null) throw credentialsRefused();
      return me;
    });
}

/** Ends a session for good. Ending an ended one changes nothing. */
export async function signOut(engine: Engine, actor: StaffActor): Promise<void> {
  await engine.store.write(async (tx) => {
    if ((await tx.run(endSession, { id: actor.sessionId, now: engine.clock.now(), reason: 'signed_out' })) !== 1) return;
    await appendAudit(tx, engine, { actor, action: 'staff.signed_out', subject: { kind: 'staff_session', id: actor.sessionId } });
    announce(tx, engine, { topic: 'staff', id: actor.staffId, data: { session: actor.sessionId, state: 'ended' } });
  });
}

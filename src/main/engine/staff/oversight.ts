import type { StaffSession } from '../../../shared/contract/console/staff-security.ts';
import type { StaffId, StaffSessionId } from '../../../shared/vocabulary/index.ts';
import { requirePermission, type StaffActor } from '../actor.ts';
import { appendAudit } from '../audit/append.ts';
import { announce } from '../changes.ts';
import type { Engine } from '../engine.ts';
import { conflict, notFound } from '../errors.ts';
import { endSession, liveSessions, sessionById, setFailures, staffById } from './store.ts';

/** Every session of staff that lives, the most recently used first (ST-02). @throws PortcullisError `forbidden` */
export async function listStaffSessions(engine: Engine, actor: StaffActor): Promise<{ items: StaffSession[] }> {
  requirePermission(actor, 'staff.read');
  const now = engine.clock.now();
  const idleSince = now - engine.settings.get('staff.idleLock');
  const rows = await engine.store.read((tx) => tx.all(liveSessions, { now }));
  return {
    items: rows.map(({ staffId, staffName, lockedAt, ...row }) => ({
      ...row,
      id: row.id as StaffSessionId,
      staff: { id: staffId as StaffId, name: staffName },
      locked: lockedAt !== null || row.lastActiveAt <= idleSince,
      own: row.id === actor.sessionId,
    })),
  };
}

/**
 * Ends one session of a member of staff, at once.
 * @throws PortcullisError `forbidden`, `not_found`, `conflict` when it has ended already
 */
export async function endStaffSession(
  engine: Engine,
  actor: StaffActor,
  input: { readonly id: StaffSessionId; readonly reason: string },
): Promise<{ ended: number }> {
  requirePermission(actor, 'staff.manage');
  return engine.store.write(async (tx) => {
    const session = await tx.first(sessionById, { id: input.id });
    if (session === undefined) throw notFound('session');
    const ended = await tx.run(endSession, { id: input.id, now: engine.clock.now(), reason: 'ended_by_staff' });
    if (ended !== 1) throw conflict('This session has ended already.', { status: 'ended' });
    await appendAudit(tx, engine, {
      actor,
      action: 'staff_session.ended',
      subject: { kind: 'staff_session', id: input.id },
      reason: input.reason,
      changes: [{ field: 'staff', old: session.staffId, new: null }],
    });
    announce(tx, engine, { topic: 'staff', id: session.staffId, data: { session: input.id, state: 'ended' } });
    return { ended };
  });
}

/**
 * Lets somebody sign in again who is pausing after too many failures (ST-02). Pauses of an address stay: they are not about this person.
 * @throws PortcullisError `forbidden`, `not_found`, `conflict` when there is no pause
 */
export async function clearLockout(
  engine: Engine,
  actor: StaffActor,
  input: { readonly staffId: StaffId; readonly reason: string },
): Promise<{ staffId: StaffId }> {
  requirePermission(actor, 'staff.manage');
  return engine.store.write(async (tx) => {
    const row = await tx.first(staffById, { id: input.staffId });
    if (row === undefined || row.status === 'pending') throw notFound('member of staff');
    if (row.failedAttempts === 0) throw conflict('Nothing keeps this person from signing in.', { failedAttempts: 0 });
    await tx.run(setFailures, { id: row.id, failedAttempts: 0, lockedUntil: null });
    await appendAudit(tx, engine, {
      actor,
      action: 'staff.lockout_cleared',
      subject: { kind: 'staff', id: row.id },
      reason: input.reason,
      changes: [
        { field: 'failed_attempts', old: row.failedAttempts, new: 0 },
        { field: 'locked_until', old: row.lockedUntil, new: null },
      ],
    });
    announce(tx, engine, { topic: 'staff', id: row.id, data: { session: null, state: 'lockout_cleared' } });
    return { staffId: input.staffId };
  });
}

import type { Role, StaffId } from '../../../shared/vocabulary/index.ts';
import type { WriteTx } from '../../store/store.ts';
import { type Actor, requirePermission, type StaffActor } from '../actor.ts';
import { appendAudit } from '../audit/append.ts';
import { announce } from '../changes.ts';
import type { Engine } from '../engine.ts';
import { conflict, notFound, PortcullisError } from '../errors.ts';
import { alertOthers } from './alerts.ts';
import { activeAdministrators, allStaff, endSessionsOf, moveStaff, readmitStaff, setRole, staffById } from './store.ts';

export interface StaffView {
  readonly id: StaffId;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly status: string;
  readonly createdAt: number;
  readonly lastSignInAt: number | null;
  /** Failed sign-ins in a row. */
  readonly failedAttempts: number;
  /** Until when sign-ins from elsewhere are refused. */
  readonly lockedUntil: number | null;
}

/** @throws PortcullisError `forbidden` */
export async function listStaff(engine: Engine, actor: Actor): Promise<{ items: StaffView[] }> {
  requirePermission(actor, 'staff.read');
  const rows = await engine.store.read((tx) => tx.all(allStaff, {}));
  return { items: rows.map((row) => ({ ...row, id: row.id as StaffId, role: row.role as Role })) };
}

/**
 * Shuts a member of staff out: their sessions end in the same transaction, and every further call asks again (ST-04).
 * @throws PortcullisError `forbidden`, `not_found`, `conflict` when they are disabled already or the last administrator
 */
export async function disableStaff(
  engine: Engine,
  actor: Actor,
  input: { readonly id: StaffId; readonly reason: string },
): Promise<{ id: StaffId; status: string }> {
  requirePermission(actor, 'staff.manage');
  return engine.store.write(async (tx) => {
    const row = await tx.first(staffById, { id: input.id });
    if (row === undefined || row.status === 'pending') throw notFound('member of staff');
    if (row.status === 'disabled') throw conflict('This member of staff is disabled already.', { status: row.status });
    await requireAnotherAdministrator(tx, row);
    const moved = await tx.run(moveStaff, { id: row.id, from: 'active', to: 'disabled' });
    if (moved !== 1) throw conflict('This member of staff was changed meanwhile.', { status: row.status });
    const ended = await tx.run(endSessionsOf, { staffId: row.id, now: engine.clock.now(), reason: 'staff_disabled' });
    await appendAudit(tx, engine, {
      actor,
      action: 'staff.disabled',
      subject: { kind: 'staff', id: row.id },
      reason: input.reason,
      changes: [
        { field: 'status', old: 'active', new: 'disabled' },
        { field: 'sessions_ended', old: null, new: ended },
      ],
    });
    // No session is named: all of them ended.
    announce(tx, engine, { topic: 'staff', id: row.id, data: { state: 'ended' } });
    return { id: input.id, status: 'disabled' };
  });
}

/** ST-04: somebody must be left who can let others in. */
async function requireAnotherAdministrator(tx: WriteTx, row: { readonly role: string; readonly status: string }): Promise<void> {
  if (row.role !== 'administrator' || (await tx.all(activeAdministrators, {})).length > 1) return;
  throw conflict('This is the last administrator; make somebody else one first.', { status: row.status, reason: 'last_administrator' });
}

/**
 * Lets somebody back in who was disabled, in the role and with the factors they had.
 * @throws PortcullisError `forbidden`, `not_found`, `conflict` when they are not disabled
 */
export async function enableStaff(
  engine: Engine,
  actor: Actor,
  input: { readonly id: StaffId; readonly reason: string },
): Promise<{ id: StaffId; status: string }> {
  requirePermission(actor, 'staff.manage');
  return engine.store.write(async (tx) => {
    const row = await tx.first(staffById, { id: input.id });
    if (row === undefined || row.status === 'pending') throw notFound('member of staff');
    if ((await tx.run(readmitStaff, { id: row.id, now: engine.clock.now() })) !== 1) {
      throw conflict('This member of staff is not disabled.', { status: row.status });
    }
    await appendAudit(tx, engine, {
      actor,
      action: 'staff.enabled',
      subject: { kind: 'staff', id: row.id },
      reason: input.reason,
      changes: [{ field: 'status', old: 'disabled', new: 'active' }],
    });
    await alertOthers(tx, engine, actor, { what: 'staff_enabled', name: row.name, role: row.role as Role });
    announce(tx, engine, { topic: 'staff', id: row.id, data: { session: null, state: 'enabled' } });
    return { id: input.id, status: 'active' };
  });
}

/**
 * Gives somebody another role. Their sessions end, so that no window goes on showing what the former one could see.
 * @throws PortcullisError `forbidden`, also for one's own, `not_found`, `conflict` when it is theirs already, for the last administrator, and
 *   for somebody who is disabled
 */
export async function changeRole(
  engine: Engine,
  actor: StaffActor,
  input: { readonly id: StaffId; readonly role: Role; readonly reason: string },
): Promise<{ id: StaffId; role: Role }> {
  requirePermission(actor, 'staff.manage');
  if (input.id === actor.staffId) {
    throw new PortcullisError('forbidden', 'Nobody changes their own role; another administrator does.', { reason: 'own_request' });
  }
  return engine.store.write(async (tx) => {
    const row = await tx.first(staffById, { id: input.id });
    if (row === undefined || row.status === 'pending') throw notFound('member of staff');
    if (row.status !== 'active') throw conflict('This member of staff is disabled.', { status: row.status });
    if (row.role === input.role) throw conflict('This is their role already.', { role: row.role });
    await requireAnotherAdministrator(tx, row);
    if ((await tx.run(setRole, { id: row.id, from: row.role, to: input.role, now: engine.clock.now() })) !== 1) {
      throw conflict('This member of staff was changed meanwhile.', { role: row.role });
    }
    const ended = await tx.run(endSessionsOf, { staffId: row.id, now: engine.clock.now(), reason: 'role_changed' });
    await appendAudit(tx, engine, {
      actor,
      action: 'staff.role_changed',
      subject: { kind: 'staff', id: row.id },
      reason: input.reason,
      changes: [
        { field: 'role', old: row.role, new: input.role },
        { field: 'sessions_ended', old: null, new: ended },
      ],
    });
    await alertOthers(tx, engine, actor, { what: 'role_changed', name: row.name, from: row.role as Role, to: input.role });
    // No session is named: all of them ended.
    announce(tx, engine, { topic: 'staff', id: row.id, data: { state: 'ended' } });
    return { id: input.id, role: input.role };
  });
}

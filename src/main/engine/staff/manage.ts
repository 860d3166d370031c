import type { Role, StaffId } from '../../../shared/vocabulary/index.ts';
import { type Actor, requirePermission } from '../actor.ts';
import { appendAudit } from '../audit/append.ts';
import { announce } from '../changes.ts';
import type { Engine } from '../engine.ts';
import { conflict, invalidInput, notFound } from '../errors.ts';
import { newTotpSecret, totpUri } from '../totp.ts';
import { hashPassword, weakness } from './password.ts';
import { isDemoEmail, normalizeEmail, totpContext } from './people.ts';
import type { Enrolment } from './set-up.ts';
import { activeAdministrators, allStaff, endSessionsOf, insertStaff, moveStaff, staffByEmail, staffById } from './store.ts';

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
 * Adds a member of staff (ST-01). The secret for their authenticator app is returned here and nowhere else; it is kept sealed.
 * @throws PortcullisError `forbidden`, `invalid_input`, `conflict` when the e-mail address is taken
 */
export async function createStaff(
  engine: Engine,
  actor: Actor,
  input: { readonly name: string; readonly email: string; readonly role: Role; readonly password: string },
): Promise<Enrolment> {
  requirePermission(actor, 'staff.manage');
  const email = normalizeEmail(input.email);
  const weak = weakness(input.password, email);
  if (weak !== null) throw invalidInput('password', weak);
  if (isDemoEmail(email)) throw invalidInput('email', 'belongs to demo accounts');
  const passwordHash = await hashPassword(engine, input.password);
  const id = engine.ids.next('staff') as StaffId;
  const secret = newTotpSecret(engine.random);
  const totpSealed = engine.sealer.seal(secret, totpContext(id));
  await engine.store.write(async (tx) => {
    if ((await tx.first(staffByEmail, { email })) !== undefined) {
      throw conflict('Somebody has this e-mail address already.', { email: 'taken' });
    }
    const createdAt = engine.clock.now();
    await tx.run(insertStaff, { id, email, name: input.name, role: input.role, status: 'active', passwordHash, totpSealed, createdAt });
    await appendAudit(tx, engine, {
      actor,
      action: 'staff.created',
      subject: { kind: 'staff', id },
      changes: [
        { field: 'role', old: null, new: input.role },
        { field: 'status', old: null, new: 'active' },
      ],
    });
    announce(tx, engine, { topic: 'staff', id });
  });
  return { staffId: id, totpSecret: secret, totpUri: totpUri(secret, email) };
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
    if (row.role === 'administrator' && (await tx.all(activeAdministrators, {})).length <= 1) {
      throw conflict('The last administrator cannot be disabled.', { status: row.status });
    }
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

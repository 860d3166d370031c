import { type Role, rolePermissions, type StaffId } from '../../../../shared/vocabulary/index.ts';
import type { ReadTx } from '../../../store/store.ts';
import { systemActor } from '../../actor.ts';
import { appendAudit } from '../../audit/append.ts';
import { announce } from '../../changes.ts';
import type { Engine } from '../../engine.ts';
import { invalidInput, notFound, PortcullisError } from '../../errors.ts';
import { newTotpSecret, totpUri } from '../../totp.ts';
import { chargeAttempt, chargeJoining } from '../attempts.ts';
import { hashPassword, weakness } from '../password.ts';
import { type SignedIn, type SignInPlace, totpContext } from '../people.ts';
import type { Enrolment } from '../set-up.ts';
import { byCode, proveAndOpen } from '../sign-in.ts';
import { deletePending, insertStaff, moveStaff, staffByEmail, staffById } from '../store.ts';
import { isProven, readCode } from './code.ts';
import { beginJoining, type InvitationRow, invitationById, settleInvitation } from './store.ts';

const actor = systemActor('invitation');

/**
 * The invitation that a code opens now. It stands for as long as whoever gave it may still invite.
 * @throws PortcullisError `not_found` for every code that was never made, `expired` for one that is over
 */
async function openWith(tx: ReadTx, engine: Engine, code: string): Promise<InvitationRow & { readonly by: string }> {
  const read = readCode(code);
  const row = read === null ? undefined : await tx.first(invitationById, { id: read.id });
  if (read === null || row === undefined || !isProven(engine, row, read.proof)) throw notFound('invitation');
  const inviter = await tx.first(staffById, { id: row.invitedBy });
  const stands = inviter?.status === 'active' && rolePermissions[inviter.role as Role].includes('staff.manage');
  if (row.status !== 'open' || engine.clock.now() >= row.expiresAt || !stands) {
    throw new PortcullisError('expired', 'This invitation is over. Ask for a new one.', { current: { status: row.status } });
  }
  return { ...row, by: inviter.name };
}

/** Who was invited, and as what, for whoever holds the code. @throws PortcullisError `not_found`, `expired` */
export async function readInvitation(engine: Engine, input: { readonly code: string }) {
  const { name, email, role, by, expiresAt } = await engine.store.read((tx) => openWith(tx, engine, input.code));
  return { name, email, role: role as Role, invitedBy: by, expiresAt };
}

/**
 * The invited person chooses a password and gets the secret for their authenticator app, shown here and nowhere else. The account stays
 * pending until a first code confirms it; whoever loses the secret before that begins again with the same code.
 * @throws PortcullisError `not_found`, `expired`, `rate_limited`, `invalid_input` for a weak password
 */
export async function acceptInvitation(engine: Engine, input: { readonly code: string; readonly password: string }): Promise<Enrolment> {
  // Asked and counted before hashing, so that nobody without a code makes the server do the work, and nobody with one does for long.
  const { id: invitationId, email } = await engine.store.read((tx) => openWith(tx, engine, input.code));
  const weak = weakness(input.password, email);
  if (weak !== null) throw invalidInput('password', weak);
  await engine.store.write((tx) => chargeJoining(tx, engine, invitationId));
  const passwordHash = await hashPassword(engine, input.password);
  const id = engine.ids.next('staff') as StaffId;
  const secret = newTotpSecret(engine.random);
  const totpSealed = engine.sealer.seal(secret, totpContext(id));
  await engine.store.write(async (tx) => {
    const row = await openWith(tx, engine, input.code);
    const begun = await tx.first(staffByEmail, { email: row.email });
    if (begun !== undefined) await tx.run(deletePending, { id: begun.id });
    const createdAt = engine.clock.now();
    await tx.run(insertStaff, {
      id,
      email: row.email,
      name: row.name,
      role: row.role,
      status: 'pending',
      passwordHash,
      totpSealed,
      createdAt,
    });
    if ((await tx.run(beginJoining, { id: row.id, staffId: id, now: createdAt })) !== 1) {
      throw new PortcullisError('expired', 'This invitation is over. Ask for a new one.', { current: { status: row.status } });
    }
    await appendAudit(tx, engine, {
      actor,
      action: 'staff.created',
      subject: { kind: 'staff', id },
      reason: `invitation ${row.id} of ${row.invitedBy}`,
      changes: [
        { field: 'role', old: null, new: row.role },
        { field: 'status', old: null, new: 'pending' },
      ],
    });
  });
  return { staffId: id, totpSecret: secret, totpUri: totpUri(secret, email) };
}

/**
 * Ends the acceptance: password and a first code make the account active and sign in, and the invitation is used up.
 * @throws PortcullisError `not_found`, `expired`, `credentials_refused`, `rate_limited`
 */
export async function confirmInvitation(
  engine: Engine,
  input: { readonly code: string; readonly password: string; readonly totp: string },
  place: SignInPlace,
): Promise<SignedIn> {
  const { attempt, row } = await engine.store.write(async (tx) => {
    const invited = await openWith(tx, engine, input.code);
    const candidate = invited.staffId === null ? undefined : await tx.first(staffById, { id: invited.staffId });
    return { row: candidate, attempt: await chargeAttempt(tx, engine, invited.email, place.address, candidate) };
  });
  const proof = { attempt, row, expected: 'pending' as const, password: input.password, second: byCode(engine, input.totp) };
  return proveAndOpen(engine, proof, place, async (tx, proven) => {
    const invited = await openWith(tx, engine, input.code);
    const now = engine.clock.now();
    const used = invited.staffId === proven.id && (await tx.run(settleInvitation, { id: invited.id, to: 'accepted', now })) === 1;
    if (!used || (await tx.run(moveStaff, { id: proven.id, from: 'pending', to: 'active' })) !== 1) {
      throw new PortcullisError('expired', 'This invitation is over. Ask for a new one.', { current: { status: invited.status } });
    }
    await appendAudit(tx, engine, {
      actor,
      action: 'staff.joined',
      subject: { kind: 'staff', id: proven.id },
      reason: `invitation ${invited.id} of ${invited.invitedBy}`,
      changes: [
        { field: 'status', old: 'pending', new: 'active' },
        { field: 'role', old: null, new: proven.role },
      ],
    });
    announce(tx, engine, { topic: 'staff', id: proven.id, data: { session: null, state: 'joined' } });
  });
}

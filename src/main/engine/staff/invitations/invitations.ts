import type { StaffInvitation } from '../../../../shared/contract/console/staff-security.ts';
import type { Role, StaffId, StaffInvitationId } from '../../../../shared/vocabulary/index.ts';
import type { WriteTx } from '../../../store/store.ts';
import { requirePermission, type StaffActor } from '../../actor.ts';
import { type AuditChange, appendAudit } from '../../audit/append.ts';
import { announce } from '../../changes.ts';
import type { Engine } from '../../engine.ts';
import { conflict, invalidInput, notFound } from '../../errors.ts';
import { move } from '../../machine.ts';
import { enqueue } from '../../outbox/enqueue.ts';
import { alertOthers } from '../alerts.ts';
import { isDemoEmail, normalizeEmail } from '../people.ts';
import { allStaff, deletePending, staffByEmail } from '../store.ts';
import { invitationCode } from './code.ts';
import { type InvitationStatus, invitationMoves } from './machine.ts';
import { type InvitationRow, insertInvitation, invitationById, latestInvitations, openInvitationTo, settleInvitation } from './store.ts';

const SHOWN = 50;

export const statusOf = (row: Pick<InvitationRow, 'status' | 'expiresAt'>, now: number): InvitationStatus =>
  row.status === 'open' && row.expiresAt <= now ? 'expired' : (row.status as InvitationStatus);

function present(row: InvitationRow, names: ReadonlyMap<string, string>, now: number): StaffInvitation {
  const { id, name, email, role, createdAt, expiresAt, settledAt } = row;
  const invitedBy = { id: row.invitedBy as StaffId, name: names.get(row.invitedBy) ?? row.invitedBy };
  return {
    id: id as StaffInvitationId,
    name,
    email,
    role: role as Role,
    invitedBy,
    status: statusOf(row, now),
    createdAt,
    expiresAt,
    settledAt,
  };
}

const namesIn = async (tx: Pick<WriteTx, 'all'>) => new Map((await tx.all(allStaff, {})).map(({ id, name }) => [id, name]));

/** Invitations of the last time, newest first. @throws PortcullisError `forbidden` */
export async function listInvitations(engine: Engine, actor: StaffActor): Promise<{ items: StaffInvitation[] }> {
  requirePermission(actor, 'staff.read');
  const now = engine.clock.now();
  return engine.store.read(async (tx) => {
    const names = await namesIn(tx);
    return { items: (await tx.all(latestInvitations, { limit: SHOWN })).map((row) => present(row, names, now)) };
  });
}

/**
 * Invites somebody to the staff (ST-04). They get a mail with a code that works once, for their address and this role, within
 * `staff.invitationTtl`; password and second factor are theirs to set. A second invitation to an address replaces the first.
 *
 * @param handOver whether the code is returned as well, for a workspace that no mail leaves
 * @throws PortcullisError `forbidden`, `invalid_input`, `conflict` when the e-mail address is taken
 */
export async function inviteStaff(
  engine: Engine,
  actor: StaffActor,
  input: { readonly name: string; readonly email: string; readonly role: Role },
  handOver: boolean,
): Promise<{ readonly invitation: StaffInvitation; readonly code: string | null }> {
  requirePermission(actor, 'staff.manage');
  const email = normalizeEmail(input.email);
  if (isDemoEmail(email)) throw invalidInput('email', 'belongs to demo accounts');
  return engine.store.write(async (tx) => {
    const person = await tx.first(staffByEmail, { email });
    if (person !== undefined && person.status !== 'pending') {
      throw conflict('Somebody has this e-mail address already.', { email: 'taken' });
    }
    const before = await tx.first(openInvitationTo, { email });
    if (before !== undefined) await settle(tx, engine, actor, before, 'replace', 'invited anew');
    const now = engine.clock.now();
    const id = engine.ids.next('staffInvitation');
    const { name, role } = input;
    const expiresAt = now + engine.settings.get('staff.invitationTtl');
    await tx.run(insertInvitation, { id, name, email, role, by: actor.staffId, now, expiresAt });
    await record(tx, engine, actor, id, 'staff.invited', [
      { field: 'email', old: null, new: email },
      { field: 'role', old: null, new: role },
      { field: 'codeShown', old: null, new: handOver },
    ]);
    const names = await namesIn(tx);
    const by = names.get(actor.staffId) ?? 'An administrator';
    const consoleUrl = engine.settings.get('staff.consoleUrl');
    const payload = { to: email, id, email, role, createdAt: now, expiresAt, name, by, consoleUrl };
    await enqueue(tx, engine, { channel: 'mail', topic: 'staff.invitation', payload });
    await alertOthers(tx, engine, actor, { what: 'staff_invited', name, email, role });
    const row = await load(tx, id);
    return { invitation: present(row, names, now), code: handOver ? invitationCode(engine, row) : null };
  });
}

/** Takes an invitation back. @throws PortcullisError `forbidden`, `not_found`, `conflict` when it is settled or has expired */
export async function withdrawInvitation(
  engine: Engine,
  actor: StaffActor,
  input: { readonly id: StaffInvitationId; readonly reason: string },
): Promise<StaffInvitation> {
  requirePermission(actor, 'staff.manage');
  return engine.store.write(async (tx) => {
    await settle(tx, engine, actor, await load(tx, input.id), 'withdraw', input.reason);
    return present(await load(tx, input.id), await namesIn(tx), engine.clock.now());
  });
}

async function load(tx: Pick<WriteTx, 'first'>, id: string): Promise<InvitationRow> {
  const row = await tx.first(invitationById, { id });
  if (row === undefined) throw notFound('invitation');
  return row;
}

/** Ends an invitation, with whatever its acceptance had begun. */
async function settle(
  tx: WriteTx,
  engine: Engine,
  actor: StaffActor,
  row: InvitationRow,
  event: 'withdraw' | 'replace',
  reason: string,
): Promise<void> {
  const now = engine.clock.now();
  // One that has expired may still be replaced: its row is what the address is waiting on.
  const from = event === 'replace' ? 'open' : statusOf(row, now);
  const to = move(invitationMoves, 'invitation', from, event);
  if ((await tx.run(settleInvitation, { id: row.id, to, now })) !== 1) {
    throw conflict('Somebody settled this invitation meanwhile.', { status: row.status });
  }
  if (row.staffId !== null) await tx.run(deletePending, { id: row.staffId });
  await record(tx, engine, actor, row.id, `staff.invitation_${to}`, [{ field: 'status', old: row.status, new: to }], reason);
}

async function record(
  tx: WriteTx,
  engine: Engine,
  actor: StaffActor,
  id: string,
  action: string,
  changes: readonly AuditChange[],
  reason?: string,
): Promise<void> {
  await appendAudit(tx, engine, { actor, action, subject: { kind: 'staff_invitation', id }, changes, reason });
  // A session is named that nobody has: the change concerns no session of theirs.
  announce(tx, engine, { topic: 'staff', id, data: { session: null, state: 'invitation' } });
}

import { hash } from 'node:crypto';
import type { FactorReset } from '../../../../shared/contract/console/staff-security.ts';
import type { FactorResetId, Role, StaffId } from '../../../../shared/vocabulary/index.ts';
import type { ReadTx, WriteTx } from '../../../store/store.ts';
import { requirePermission, type StaffActor } from '../../actor.ts';
import { appendAudit } from '../../audit/append.ts';
import { announce } from '../../changes.ts';
import type { Engine } from '../../engine.ts';
import { conflict, notFound, PortcullisError } from '../../errors.ts';
import { type Moves, move } from '../../machine.ts';
import type { EpochMs } from '../../ports.ts';
import { day } from '../../settings/kinds.ts';
import { newTotpSecret, totpUri } from '../../totp.ts';
import { removePasskeysOf } from '../passkeys/store.ts';
import { totpContext } from '../people.ts';
import type { Enrolment } from '../set-up.ts';
import { mayStill, requireNoNewcomer } from '../standing.ts';
import { endSessionsOf, staffById } from '../store.ts';
import { insertReset, moveReset, type ResetRow, replaceAuthenticator, requestedResetOf, resetRow, resetRows } from './store.ts';

export type ResetStatus = FactorReset['status'];
export type ResetEvent = 'approve' | 'deny' | 'withdraw' | 'expire';

/** The life of a wish to replace somebody's second factor. */
export const resetMoves: Moves<ResetStatus, ResetEvent> = {
  requested: { approve: 'approved', deny: 'denied', withdraw: 'withdrawn', expire: 'expired' },
  approved: {},
  denied: {},
  withdrawn: {},
  expired: {},
};

/** How long a request can be decided: whoever lost a factor needs it today, and an old request is no wish any more. */
export const RESET_LIVES_MS = day;
const SHOWN = 50;

interface Whom {
  readonly id: string;
  readonly email: string;
  readonly role: string;
  readonly status: string;
}

/** What an approval is bound to: this person as they were when it was asked, by whom, and why. A change of any of it voids the request. */
const resetHash = ({ id, email, role, status }: Whom, requestedBy: string, reason: string): string =>
  hash('sha256', JSON.stringify(['portcullis-factor-reset-v1', id, email, role, status, requestedBy, reason]), 'hex');

/** Requests of the last time, newest first. @throws PortcullisError `forbidden` */
export async function listResets(engine: Engine, actor: StaffActor): Promise<{ items: FactorReset[] }> {
  requirePermission(actor, 'staff.read');
  const now = engine.clock.now();
  const rows = await engine.store.read((tx) => resetRows(tx, SHOWN));
  return { items: rows.map((row) => present(row, actor, now)) };
}

/**
 * Asks for a new second factor for somebody else. Changes nothing: another administrator decides.
 * @throws PortcullisError `forbidden` also for one's own, `not_found`, `conflict` when one waits already
 */
export async function requestReset(
  engine: Engine,
  actor: StaffActor,
  input: { readonly staffId: StaffId; readonly reason: string },
): Promise<FactorReset> {
  requirePermission(actor, 'staff.manage');
  if (input.staffId === actor.staffId) throw own('Nobody asks for a new factor of their own; another administrator does.');
  return engine.store.write(async (tx) => {
    const now = engine.clock.now();
    const whom = await tx.first(staffById, { id: input.staffId });
    if (whom?.status !== 'active') throw notFound('member of staff');
    const waiting = await tx.first(requestedResetOf, { staffId: whom.id });
    if (waiting !== undefined && waiting.expiresAt > now) throw conflict('Somebody asked for this already.', { status: 'requested' });
    if (waiting !== undefined) await settle(tx, engine, actor, waiting.id, 'withdraw', 'lapsed undecided');
    const id = engine.ids.next('factorReset');
    const contentHash = resetHash(whom, actor.staffId, input.reason);
    await tx.run(insertReset, {
      id,
      staffId: whom.id,
      requestedBy: actor.staffId,
      reason: input.reason,
      contentHash,
      now,
      expiresAt: now + RESET_LIVES_MS,
    });
    await record(tx, engine, actor, { id, staffId: whom.id, event: 'requested', old: null, reason: input.reason });
    return present(await load(tx, id), actor, now);
  });
}

/**
 * The second administrator agrees: the person gets a new authenticator, whose secret is returned here and nowhere else, and their sessions end.
 * Whoever asked, and whom it is about, cannot agree, and the agreement is to what was read.
 * @throws PortcullisError `forbidden`, `not_found`, `conflict` when it was decided or changed meanwhile, `expired`, `step_refused` when whoever
 *   asked may not any more
 */
export async function approveReset(
  engine: Engine,
  actor: StaffActor,
  input: { readonly id: FactorResetId; readonly contentHash: string; readonly reason: string },
): Promise<Enrolment> {
  requirePermission(actor, 'staff.manage');
  return engine.store.write(async (tx) => {
    const now = engine.clock.now();
    const row = await load(tx, input.id);
    requireOther(actor, row);
    requireLive(row, now);
    await requireNoNewcomer(tx, engine, actor);
    const whom = await tx.first(staffById, { id: row.staffId });
    if (whom === undefined) throw notFound('member of staff');
    const asked = resetHash(whom, row.requestedBy, row.reason);
    if (input.contentHash !== row.contentHash || asked !== row.contentHash) {
      throw conflict('This is not what you read; read it again.', { reason: 'content_changed' });
    }
    if (!(await mayStill(tx, row.requestedBy, 'staff.manage'))) {
      throw new PortcullisError('step_refused', 'Whoever asked may not any more; deny it, and ask anew.', { reason: 'asker_gone' });
    }
    await settle(tx, engine, actor, row.id, 'approve', input.reason);
    const secret = newTotpSecret(engine.random);
    const totpSealed = engine.sealer.seal(secret, totpContext(whom.id));
    if ((await tx.run(replaceAuthenticator, { id: whom.id, totpSealed })) !== 1) {
      throw conflict('This member of staff was changed meanwhile.', { status: whom.status });
    }
    // Whatever else stood beside the password may be in the hands that the lost one is in.
    const passkeys = await tx.run(removePasskeysOf, { staffId: whom.id, now });
    const ended = await tx.run(endSessionsOf, { staffId: whom.id, now, reason: 'factor_reset' });
    await appendAudit(tx, engine, {
      actor,
      action: 'staff.factor_replaced',
      subject: { kind: 'staff', id: whom.id },
      reason: input.reason,
      changes: [
        { field: 'requested_by', old: null, new: row.requestedBy },
        { field: 'passkeys_removed', old: null, new: passkeys },
        { field: 'sessions_ended', old: null, new: ended },
      ],
    });
    // No session is named: all of them ended.
    announce(tx, engine, { topic: 'staff', id: whom.id, data: { state: 'ended' } });
    return { staffId: whom.id as StaffId, totpSecret: secret, totpUri: totpUri(secret, whom.email) };
  });
}

/** The second administrator refuses. @throws PortcullisError `forbidden`, `not_found`, `conflict`, `expired` */
export async function denyReset(
  engine: Engine,
  actor: StaffActor,
  input: { readonly id: FactorResetId; readonly reason: string },
): Promise<FactorReset> {
  requirePermission(actor, 'staff.manage');
  return engine.store.write(async (tx) => {
    const row = await load(tx, input.id);
    requireOther(actor, row);
    requireLive(row, engine.clock.now());
    await settle(tx, engine, actor, row.id, 'deny', input.reason);
    return present(await load(tx, row.id), actor, engine.clock.now());
  });
}

/** Whoever asked takes it back. @throws PortcullisError `forbidden`, `not_found`, `conflict` */
export async function withdrawReset(engine: Engine, actor: StaffActor, input: { readonly id: FactorResetId }): Promise<FactorReset> {
  requirePermission(actor, 'staff.manage');
  return engine.store.write(async (tx) => {
    const row = await load(tx, input.id);
    if (row.requestedBy !== actor.staffId) throw own('Only whoever asked takes a request back; others deny it.');
    await settle(tx, engine, actor, row.id, 'withdraw', 'taken back');
    return present(await load(tx, row.id), actor, engine.clock.now());
  });
}

const own = (message: string): PortcullisError => new PortcullisError('forbidden', message, { reason: 'own_request' });

function requireOther(actor: StaffActor, row: ResetRow): void {
  if (row.requestedBy === actor.staffId) throw own('Nobody decides what they asked for themselves.');
  if (row.staffId === actor.staffId) throw own('Nobody decides about a factor of their own.');
}

function requireLive(row: ResetRow, now: EpochMs): void {
  if (statusOf(row, now) === 'expired') throw new PortcullisError('expired', 'This request lapsed undecided. It has to be asked again.');
}

async function load(tx: ReadTx, id: string): Promise<ResetRow> {
  const row = await resetRow(tx, id);
  if (row === undefined) throw notFound('reset of a second factor');
  return row;
}

async function settle(tx: WriteTx, engine: Engine, actor: StaffActor, id: string, event: ResetEvent, reason: string): Promise<void> {
  const row = await load(tx, id);
  const from = row.status as ResetStatus;
  const to = move(resetMoves, 'reset of a second factor', from, event);
  if ((await tx.run(moveReset, { id, from, to, by: actor.staffId, now: engine.clock.now(), reason })) !== 1) {
    throw conflict('Somebody decided this meanwhile.', { status: row.status });
  }
  await record(tx, engine, actor, { id, staffId: row.staffId, event: to, old: from, reason });
}

async function record(
  tx: WriteTx,
  engine: Engine,
  actor: StaffActor,
  what: { readonly id: string; readonly staffId: string; readonly event: string; readonly old: string | null; readonly reason: string },
): Promise<void> {
  await appendAudit(tx, engine, {
    actor,
    action: `staff.factor_reset_${what.event}`,
    subject: { kind: 'staff', id: what.staffId },
    reason: what.reason,
    changes: [{ field: `factor_reset ${what.id}`, old: what.old, new: what.event }],
  });
  // A session is named that nobody has: the change concerns no session of theirs.
  announce(tx, engine, { topic: 'staff', id: what.staffId, data: { session: null, state: 'factor_reset' } });
}

/** Nobody has to be there for a request to lapse. */
function statusOf(row: Pick<ResetRow, 'status' | 'expiresAt'>, now: EpochMs): ResetStatus {
  const status = row.status as ResetStatus;
  return status === 'requested' && row.expiresAt <= now ? 'expired' : status;
}

function present(row: ResetRow, actor: StaffActor, now: EpochMs): FactorReset {
  return {
    id: row.id as FactorResetId,
    staff: { id: row.staffId as StaffId, name: row.staffName, email: row.email, role: row.role as Role },
    requestedBy: { id: row.requestedBy as StaffId, name: row.requestedByName },
    reason: row.reason,
    contentHash: row.contentHash,
    status: statusOf(row, now),
    createdAt: row.createdAt,
    expiresAt: row.expiresAt,
    decidedBy: row.decidedBy === null ? null : { id: row.decidedBy as StaffId, name: row.decidedByName ?? row.decidedBy },
    decidedAt: row.decidedAt,
    decideReason: row.decideReason,
    mayDecide: row.requestedBy !== actor.staffId && row.staffId !== actor.staffId,
  };
}

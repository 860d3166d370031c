import { hash } from 'node:crypto';
import type { HoldLift } from '../../../../shared/contract/console/recovery.ts';
import type { AccountId, LiftStatus } from '../../../../shared/vocabulary/index.ts';
import type { ReadTx, WriteTx } from '../../../store/store.ts';
import { requirePermission, type StaffActor } from '../../actor.ts';
import { appendAudit } from '../../audit/append.ts';
import { announce } from '../../changes.ts';
import type { Engine } from '../../engine.ts';
import { conflict, notFound, PortcullisError } from '../../errors.ts';
import { move } from '../../machine.ts';
import { enqueue } from '../../outbox/enqueue.ts';
import { mayStill, requireNoNewcomer } from '../../staff/standing.ts';
import { holdMoves, holdStatus, type LiftEvent, liftMoves } from '../machine.ts';
import { endHoldEarly, holdById } from '../store.ts';
import { insertLift, liftById, liftsOf, moveLift, requestedLiftOf } from './store.ts';

const SHOWN = 50;

/** What an approval of a lift is bound to (RC-04): this hold with this end, for this reason. */
const liftHash = (hold: { readonly id: string; readonly endsAt: number | null }, reason: string): string =>
  hash('sha256', JSON.stringify(['portcullis-lift-v1', hold.id, hold.endsAt, reason]), 'hex');

async function load(tx: ReadTx, id: string): Promise<HoldLift> {
  const row = await liftById(tx, id);
  if (row === undefined) throw notFound('lift of a hold');
  return row as unknown as HoldLift;
}

/** @throws PortcullisError `step_refused` unless the setting allows early lifts (WH-03) */
function requireAllowed(engine: Pick<Engine, 'settings'>): void {
  if (!engine.settings.get('hold.earlyLift')) {
    throw new PortcullisError('step_refused', 'Holds are not lifted early here.', { reason: 'early_lift_off' });
  }
}

/** The hold, if it runs and ends by time. @throws PortcullisError `not_found`, `conflict`, `step_refused` */
async function timedHold(tx: ReadTx, engine: Pick<Engine, 'clock'>, id: string) {
  const hold = await tx.first(holdById, { id });
  if (hold === undefined) throw notFound('hold');
  if (hold.endsAt === null) {
    throw new PortcullisError('step_refused', 'This hold ends with its case and with nothing else.', { reason: 'waits_for_case' });
  }
  move(holdMoves, 'hold', holdStatus(hold, engine.clock.now()), 'lift');
  return hold;
}

/** Asked and decided lifts of a customer's holds, newest first. @throws PortcullisError `forbidden` */
export async function listLifts(
  engine: Engine,
  actor: StaffActor,
  accountId: AccountId,
): Promise<{ readonly allowed: boolean; readonly items: HoldLift[] }> {
  requirePermission(actor, 'customers.read');
  const rows = await engine.store.read((tx) => liftsOf(tx, accountId, SHOWN));
  return { allowed: engine.settings.get('hold.earlyLift'), items: rows as unknown as HoldLift[] };
}

/**
 * Asks to end a timed hold early, where the setting allows it (WH-03). Ends nothing: somebody else decides.
 * @throws PortcullisError `forbidden`, `not_found`, `step_refused`, `conflict`
 */
export async function requestLift(
  engine: Engine,
  actor: StaffActor,
  input: { readonly holdId: string; readonly reason: string },
): Promise<HoldLift> {
  requirePermission(actor, 'holds.lift');
  requireAllowed(engine);
  return engine.store.write(async (tx) => {
    const hold = await timedHold(tx, engine, input.holdId);
    if ((await tx.first(requestedLiftOf, { holdId: hold.id })) !== undefined) {
      throw conflict('Somebody asked for this already.', { status: 'requested' });
    }
    const id = engine.ids.next('holdLift');
    const { accountId } = hold;
    await tx.run(insertLift, {
      id,
      holdId: hold.id,
      accountId,
      reason: input.reason,
      contentHash: liftHash(hold, input.reason),
      requestedBy: actor.staffId,
      now: engine.clock.now(),
    });
    await record(tx, engine, actor, { id, holdId: hold.id, accountId }, 'requested', input.reason);
    return load(tx, id);
  });
}

/**
 * A second person ends the hold, or refuses to. The approval is bound to what was read; whoever asked cannot give it.
 * @throws PortcullisError `forbidden`, `not_found`, `step_refused`, `conflict`
 */
export async function decideLift(
  engine: Engine,
  actor: StaffActor,
  input: { readonly id: string; readonly contentHash: string; readonly verdict: 'approve' | 'deny'; readonly reason: string },
): Promise<HoldLift> {
  requirePermission(actor, 'holds.lift');
  requireAllowed(engine);
  return engine.store.write(async (tx) => {
    const lift = await load(tx, input.id);
    if (lift.requestedBy === actor.staffId) {
      throw new PortcullisError('forbidden', 'Nobody decides what they asked for themselves.', { reason: 'own_request' });
    }
    await settle(tx, engine, actor, lift, input.verdict, input.reason);
    if (input.verdict === 'approve') {
      await requireStillAsked(tx, lift.requestedBy);
      await requireNoNewcomer(tx, engine, actor);
      const hold = await timedHold(tx, engine, lift.holdId);
      if (input.contentHash !== lift.contentHash || liftHash(hold, lift.reason) !== lift.contentHash) {
        throw new PortcullisError('conflict', 'This is not what you read; read it again.', { reason: 'content_changed' });
      }
      await endEarly(tx, engine, actor, hold, input.reason);
    }
    return load(tx, input.id);
  });
}

/** Two people stand for a lift: whoever asked must still be one who may. @throws PortcullisError `step_refused` (`asker_gone`) */
async function requireStillAsked(tx: ReadTx, staffId: string): Promise<void> {
  if (await mayStill(tx, staffId, 'holds.lift')) return;
  throw new PortcullisError('step_refused', 'Whoever asked may not any more; deny it, and ask anew.', { reason: 'asker_gone' });
}

/** Whoever asked takes it back. @throws PortcullisError `forbidden`, `not_found`, `conflict` */
export async function withdrawLift(engine: Engine, actor: StaffActor, id: string): Promise<HoldLift> {
  requirePermission(actor, 'holds.lift');
  return engine.store.write(async (tx) => {
    const lift = await load(tx, id);
    if (lift.requestedBy !== actor.staffId) throw new PortcullisError('forbidden', 'Only whoever asked takes it back.');
    await settle(tx, engine, actor, lift, 'withdraw', null);
    return load(tx, id);
  });
}

async function settle(
  tx: WriteTx,
  engine: Engine,
  actor: StaffActor,
  lift: HoldLift,
  event: LiftEvent,
  reason: string | null,
): Promise<void> {
  const to = move(liftMoves, 'lift', lift.status, event);
  const now = engine.clock.now();
  if ((await tx.run(moveLift, { id: lift.id, to, by: actor.staffId, reason, now })) !== 1) {
    throw conflict('Somebody else decided first.', { status: lift.status });
  }
  await record(tx, engine, actor, lift, to, reason);
}

async function record(
  tx: WriteTx,
  engine: Engine,
  actor: StaffActor,
  lift: { readonly id: string; readonly holdId: string; readonly accountId: string },
  status: LiftStatus,
  reason: string | null,
): Promise<void> {
  await appendAudit(tx, engine, {
    actor,
    action: `hold_lift.${status}`,
    accountId: lift.accountId,
    subject: { kind: 'hold_lift', id: lift.id },
    reason: reason ?? undefined,
    changes: [
      { field: 'status', old: status === 'requested' ? null : 'requested', new: status },
      { field: 'holdId', old: null, new: lift.holdId },
    ],
  });
  announce(tx, engine, { topic: 'hold', id: lift.holdId, accountId: lift.accountId, data: { lift: status } });
}

async function endEarly(
  tx: WriteTx,
  engine: Engine,
  actor: StaffActor,
  hold: { readonly id: string; readonly accountId: string; readonly cause: string; readonly endsAt: number | null },
  reason: string,
): Promise<void> {
  const now = engine.clock.now();
  if ((await tx.run(endHoldEarly, { id: hold.id, now })) !== 1) throw conflict('The hold has ended already.', { status: 'ended' });
  const { id, accountId, cause } = hold;
  await appendAudit(tx, engine, {
    actor,
    action: 'hold.lifted',
    accountId,
    subject: { kind: 'hold', id },
    reason,
    changes: [{ field: 'endsAt', old: hold.endsAt, new: now }],
  });
  await enqueue(tx, engine, { channel: 'webhook', topic: 'hold.ended', accountId, payload: { holdId: id, accountId, cause } });
}

import { timingSafeEqual } from 'node:crypto';
import { nativeClients } from '../../../../shared/vocabulary/index.ts';
import type { ReadTx, WriteTx } from '../../../store/store.ts';
import type { Actor, CustomerActor } from '../../actor.ts';
import { appendAudit } from '../../audit/append.ts';
import { announce } from '../../changes.ts';
import type { Engine } from '../../engine.ts';
import { conflict, notFound, PortcullisError } from '../../errors.ts';
import { move } from '../../machine.ts';
import { authorizedOperation } from '../../operations/authorized.ts';
import { operationById, type StoredOperation } from '../../operations/store.ts';
import { transition } from '../../operations/transition.ts';
import { requireMain, requireMultiFactor } from './confirmed.ts';
import { type TransferEvent, type TransferStatus, transferMoves } from './machine.ts';
import { insertTransfer, moveTransfer, openTransferOf, type StoredTransfer, transferById } from './store.ts';

export interface Transfer {
  readonly id: string;
  readonly status: TransferStatus;
  readonly expiresAt: number;
}

const token = (engine: Pick<Engine, 'sealer'>, id: string): string => engine.sealer.lookup(id, 'passkey-transfer');

const linkOf = (engine: Pick<Engine, 'sealer'>, id: string): string => `portcullis://passkey/${id}/${token(engine, id)}`;

/** The transfer that a scanned link opens, or null when it is not a link of ours. Compares in constant time. */
function readLink(engine: Pick<Engine, 'sealer'>, link: string): string | null {
  const [, id, given] = /^portcullis:\/\/passkey\/([A-Za-z0-9_-]{22})\/([0-9a-f]{64})$/.exec(link) ?? [];
  if (id === undefined || given === undefined) return null;
  return timingSafeEqual(Buffer.from(given, 'hex'), Buffer.from(token(engine, id), 'hex')) ? id : null;
}

const over = (engine: Engine, transfer: StoredTransfer): boolean =>
  transfer.status === 'waiting' && engine.clock.now() >= transfer.expires_at;

const present = (engine: Engine, transfer: StoredTransfer): Transfer => ({
  id: transfer.id,
  status: over(engine, transfer) ? 'expired' : (transfer.status as TransferStatus),
  expiresAt: transfer.expires_at,
});

async function settle(
  tx: WriteTx,
  engine: Engine,
  actor: Actor,
  transfer: StoredTransfer,
  event: TransferEvent,
  openedBy: string | null = transfer.opened_by,
): Promise<StoredTransfer> {
  const from = transfer.status as TransferStatus;
  const to = move(transferMoves, 'transfer', from, event);
  const now = engine.clock.now();
  const openedAt = event === 'open' ? now : transfer.opened_at;
  const finishedAt = event === 'open' ? null : now;
  if ((await tx.run(moveTransfer, { id: transfer.id, from, to, openedBy, openedAt, finishedAt })) !== 1) {
    throw conflict('Somebody was first.', { status: from });
  }
  await appendAudit(tx, engine, {
    actor,
    action: `passkey_transfer.${to}`,
    accountId: transfer.account_id,
    subject: { kind: 'operation', id: transfer.operation_id },
    changes: [{ field: 'status', old: from, new: to }],
  });
  announce(tx, engine, { topic: 'operation', id: transfer.operation_id, accountId: transfer.account_id });
  return { ...transfer, status: to, opened_by: openedBy, opened_at: openedAt, finished_at: finishedAt };
}

/**
 * Begins to create a passkey on another phone (PK-03): makes the link for the QR code. Beginning again makes the former code worthless.
 * @throws PortcullisError `not_found`, `client_refused`, `step_refused`, `conflict`, `expired`
 */
export async function beginTransfer(
  engine: Engine,
  actor: CustomerActor,
  operationId: string,
): Promise<Transfer & { readonly link: string }> {
  const id = await engine.store.write(async (tx) => {
    await requireMain(tx, actor);
    const operation = await authorizedOperation(tx, engine, actor, operationId, 'passkey_add');
    await requireMultiFactor(tx, operation);
    const former = await tx.first(openTransferOf, { operationId });
    if (former !== undefined) await settle(tx, engine, actor, former, over(engine, former) ? 'expire' : 'supersede');
    const now = engine.clock.now();
    const made = Buffer.from(engine.random.bytes(16)).toString('base64url');
    const expiresAt = now + engine.settings.get('passkey.transferTtl');
    await tx.run(insertTransfer, { id: made, accountId: actor.accountId, operationId, now, expiresAt });
    await appendAudit(tx, engine, {
      actor,
      action: 'passkey_transfer.begun',
      accountId: actor.accountId,
      subject: { kind: 'operation', id: operationId },
      changes: [{ field: 'expiresAt', old: null, new: expiresAt }],
    });
    return { id: made, expiresAt };
  });
  return { ...id, status: 'waiting', link: linkOf(engine, id.id) };
}

/**
 * Opens the link on the other phone, once and in its lifetime. It grants nothing: that phone then repeats the identity verification in an
 * operation of its own.
 * @throws PortcullisError `not_found` also for another customer's, `client_refused`, `conflict`, `expired`
 */
export async function openTransfer(engine: Engine, actor: CustomerActor, link: string): Promise<Transfer> {
  const id = readLink(engine, link);
  if (id === null) throw notFound('transfer');
  return engine.store.write(async (tx) => {
    const transfer = await ownTransfer(tx, actor, id);
    if (!(nativeClients as readonly string[]).includes(actor.client)) {
      throw new PortcullisError('client_refused', 'Scan the code in the mobile app.', { reason: 'not_native_app' });
    }
    const operation = await tx.first(operationById, { id: transfer.operation_id });
    if (operation === undefined || operation.device_id === actor.deviceId || operation.session_id === actor.sessionId) {
      throw new PortcullisError('client_refused', 'Scan the code on another device.', { reason: 'same_device' });
    }
    if (over(engine, transfer)) throw new PortcullisError('expired', 'The code has expired; show a new one.', { reason: 'timed_out' });
    return present(engine, await settle(tx, engine, actor, transfer, 'open', actor.sessionId));
  });
}

/** How far a transfer is, for the client that shows its code. @throws PortcullisError `not_found` */
export async function readTransfer(engine: Engine, actor: CustomerActor, id: string): Promise<Transfer> {
  return engine.store.read(async (tx) => present(engine, await ownTransfer(tx, actor, id)));
}

async function ownTransfer(tx: ReadTx, actor: CustomerActor, id: string): Promise<StoredTransfer> {
  const transfer = await tx.first(transferById, { id });
  if (transfer === undefined || transfer.account_id !== actor.accountId) throw notFound('transfer');
  return transfer;
}

/**
 * The transfer that this session opened, with the operation it came from. The phone's own operation must be another and younger one: what was
 * confirmed before the code was shown is no repeated verification.
 * @throws PortcullisError `not_found`, `step_refused`, `conflict`, `expired`
 */
export async function openedTransfer(
  tx: ReadTx,
  engine: Engine,
  actor: CustomerActor,
  id: string | undefined,
  own: StoredOperation,
): Promise<{ readonly transfer: StoredTransfer; readonly origin: StoredOperation }> {
  const refuse = (reason: string, message: string) => new PortcullisError('step_refused', message, { reason });
  if (id === undefined) throw refuse('not_scanned', 'Scan the code that the other client shows.');
  const transfer = await ownTransfer(tx, actor, id);
  if (transfer.opened_by !== actor.sessionId || transfer.opened_at === null) {
    throw refuse('not_scanned', 'Scan the code that the other client shows.');
  }
  if (transfer.status !== 'opened') throw conflict(`The transfer is ${transfer.status}.`, { status: transfer.status });
  if (own.id === transfer.operation_id || own.created_at < transfer.opened_at) {
    throw refuse('verification_not_repeated', 'Confirm your identity on this device after scanning the code.');
  }
  const origin = await tx.first(operationById, { id: transfer.operation_id });
  if (origin?.status !== 'authorized') throw conflict('The other client’s operation is over.', { status: origin?.status ?? null });
  if (engine.clock.now() >= origin.expires_at)
    throw new PortcullisError('expired', 'The other client’s operation has expired; start again.');
  return { transfer, origin };
}

/** Completes a transfer together with the operation it came from. */
export async function completeTransfer(
  tx: WriteTx,
  engine: Engine,
  actor: Actor,
  opened: { readonly transfer: StoredTransfer; readonly origin: StoredOperation },
): Promise<void> {
  await settle(tx, engine, actor, opened.transfer, 'complete');
  await transition(tx, engine, actor, opened.origin, 'executed', null);
}

import type { z } from 'zod';
import type { deviceRequestSchema } from '../../../shared/contract/customer/index.ts';
import {
  nativeClients,
  type OperationId,
  type VerificationRequestId,
  type VerificationRequestStatus,
} from '../../../shared/vocabulary/index.ts';
import type { ReadTx } from '../../store/store.ts';
import type { CustomerActor } from '../actor.ts';
import { appendAudit } from '../audit/append.ts';
import type { Engine } from '../engine.ts';
import { notFound, PortcullisError } from '../errors.ts';
import { enrolledFactors } from '../factors/store.ts';
import { mayAnswerLogin } from '../new-device/recency.ts';
import type { StoredOperation } from '../operations/store.ts';
import { operationById } from '../operations/store.ts';
import { readApprovalLink } from './ask.ts';
import type { StoredRequest } from './store.ts';
import { pendingOf, requestById, useLink } from './store.ts';

export type DeviceRequest = z.output<typeof deviceRequestSchema>;

/** A request as the trusted device shows it. The number is not in it: the customer reads that on the initiator (TD-12). */
export const presentDeviceRequest = (request: StoredRequest, operation: StoredOperation): DeviceRequest => ({
  id: request.id as VerificationRequestId,
  method: request.method as DeviceRequest['method'],
  operationId: request.operation_id as OperationId,
  status: request.status as VerificationRequestStatus,
  createdAt: request.created_at,
  expiresAt: request.expires_at,
  answeredAt: request.answered_at,
  answerReason: request.answer_reason,
  canonicalText: operation.canonical_text,
  canonicalHash: request.canonical_hash,
  numberRequired: request.number_required === 1,
});

/**
 * The active trusted device when this session is on it, else null (TD-17): a native app's session of the main account, on the very device
 * that was registered.
 */
export async function requireTrustedSession(tx: ReadTx, actor: CustomerActor): Promise<{ readonly id: string } | null> {
  const factors = await tx.all(enrolledFactors, { accountId: actor.accountId });
  const trusted = factors.find((factor) => factor.kind === 'trusted_device' && factor.status === 'active');
  if (trusted === undefined || trusted.deviceId !== actor.deviceId) return null;
  return (nativeClients as readonly string[]).includes(actor.client) ? { id: trusted.id } : null;
}

/** A request of this customer's. @throws PortcullisError `not_found`, also for another customer's. */
export async function ownRequest(tx: ReadTx, actor: CustomerActor, id: string): Promise<StoredRequest> {
  const request = await tx.first(requestById, { id });
  if (request === undefined || request.account_id !== actor.accountId) throw notFound('verification request');
  return request;
}

const notTrusted = (): PortcullisError =>
  new PortcullisError('client_refused', 'Only the trusted device sees these requests.', { reason: 'not_the_trusted_device' });

async function operationOf(tx: ReadTx, request: StoredRequest): Promise<StoredOperation> {
  const operation = await tx.first(operationById, { id: request.operation_id });
  if (operation === undefined) throw new Error(`Request ${request.id} has no operation`);
  return operation;
}

const present = async (tx: ReadTx, request: StoredRequest): Promise<DeviceRequest> =>
  presentDeviceRequest(request, await operationOf(tx, request));

/** Whether this session is where a request can be answered: on the trusted device (TD-17), or on an app device for a log-in (ND-04). */
async function isAnswerer(tx: ReadTx, engine: Engine, actor: CustomerActor, request: StoredRequest): Promise<boolean> {
  if (request.method === 'trusted_device') return (await requireTrustedSession(tx, actor)) !== null;
  return mayAnswerLogin(tx, engine, actor, (await operationOf(tx, request)).device_id);
}

/** A session that nothing is ever asked on: beside a trusted device, or on no app device that logged in lately. */
async function isBystander(tx: ReadTx, engine: Engine, actor: CustomerActor): Promise<boolean> {
  if ((await requireTrustedSession(tx, actor)) !== null) return false;
  const factors = await tx.all(enrolledFactors, { accountId: actor.accountId });
  return factors.some(({ kind }) => kind === 'trusted_device') || !(await mayAnswerLogin(tx, engine, actor, null));
}

/** Requests that wait for this device. @throws PortcullisError `client_refused` where nothing is ever asked (TD-17). */
export async function listDeviceRequests(engine: Engine, actor: CustomerActor): Promise<{ readonly items: DeviceRequest[] }> {
  return engine.store.read(async (tx) => {
    if (await isBystander(tx, engine, actor)) throw notTrusted();
    const now = engine.clock.now();
    const pending = (await tx.all(pendingOf, { accountId: actor.accountId })).filter((request) => request.expires_at > now);
    const items: DeviceRequest[] = [];
    for (const request of pending) if (await isAnswerer(tx, engine, actor, request)) items.push(await present(tx, request));
    return { items };
  });
}

/** @throws PortcullisError `not_found`, `client_refused` */
export async function getDeviceRequest(engine: Engine, actor: CustomerActor, id: string): Promise<DeviceRequest> {
  return engine.store.read(async (tx) => {
    const request = await ownRequest(tx, actor, id);
    if (!(await isAnswerer(tx, engine, actor, request))) throw notTrusted();
    return present(tx, request);
  });
}

/**
 * Opens a request by its QR code's link (TD-10): once, on the trusted device only; it shows the request and grants nothing.
 * A link relayed to another customer's phone opens nothing there.
 * @throws PortcullisError `not_found`, `client_refused`, `conflict`, `expired`
 */
export async function openByLink(engine: Engine, actor: CustomerActor, link: string): Promise<DeviceRequest> {
  const id = readApprovalLink(engine, link);
  if (id === null) throw notFound('verification request');
  return engine.store.write(async (tx) => {
    const request = await ownRequest(tx, actor, id);
    if (!(await isAnswerer(tx, engine, actor, request))) throw notTrusted();
    if (engine.clock.now() >= request.expires_at)
      throw new PortcullisError('expired', 'The request timed out; start again where you began.', { reason: 'timed_out' });
    if ((await tx.run(useLink, { id, now: engine.clock.now() })) !== 1) {
      throw new PortcullisError('conflict', 'This code was used already.', { reason: 'link_used', current: { status: request.status } });
    }
    await appendAudit(tx, engine, {
      actor,
      action: 'verification_request.opened',
      accountId: request.account_id,
      subject: { kind: 'verification_request', id },
    });
    return present(tx, request);
  });
}

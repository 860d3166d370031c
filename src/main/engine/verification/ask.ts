import { timingSafeEqual } from 'node:crypto';
import type { Operation } from '../../../shared/contract/operation.ts';
import type { RiskBand, VerificationRequestId } from '../../../shared/vocabulary/index.ts';
import type { WriteTx } from '../../store/store.ts';
import { systemActor } from '../actor.ts';
import { appendAudit } from '../audit/append.ts';
import { suspectHarassment } from '../cases/raise.ts';
import { announce } from '../changes.ts';
import type { Engine } from '../engine.ts';
import { operationById } from '../operations/store.ts';
import { transition } from '../operations/transition.ts';
import { enqueue } from '../outbox/enqueue.ts';
import { settle } from './settle.ts';
import { insertRequest, pendingOf, recentRequests } from './store.ts';

/** Requests in a window that come before the back-off begins; a customer at work asks for a few. */
const freeRequests = 3;

export interface InitiatorPrompt {
  readonly requestId: VerificationRequestId;
  readonly number: string | null;
  readonly link: string;
  readonly expiresAt: number;
}

export type Asked =
  | { readonly prompt: InitiatorPrompt; readonly retryAfterMs?: undefined }
  | { readonly prompt?: undefined; readonly retryAfterMs: number };

const linkToken = (engine: Pick<Engine, 'sealer'>, requestId: string): string => engine.sealer.lookup(requestId, 'approval-link');

/** The link that the initiator's QR code carries (TD-10). It is derived, not stored: a stolen database holds no links. */
export const approvalLink = (engine: Pick<Engine, 'sealer'>, requestId: string): string =>
  `portcullis://approve/${requestId}/${linkToken(engine, requestId)}`;

/** The request that a scanned link opens, or null when it is not a link of ours. Compares in constant time. */
export function readApprovalLink(engine: Pick<Engine, 'sealer'>, link: string): string | null {
  const match = /^portcullis:\/\/approve\/(vr_[0-9a-z]{26})\/([0-9a-f]{64})$/.exec(link);
  const [, requestId, token] = match ?? [];
  if (requestId === undefined || token === undefined) return null;
  return timingSafeEqual(Buffer.from(token, 'hex'), Buffer.from(linkToken(engine, requestId), 'hex')) ? requestId : null;
}

/**
 * How long a new request must wait (TD-18): each explicit denial, and each request beyond the first few, doubles the pause.
 * Time-outs alone do not count as denials.
 * @param recent requests within the window, newest first.
 * @param pauseMs the pause after the first that counts.
 */
export function backOff(recent: readonly { readonly status: string; readonly createdAt: number }[], pauseMs: number, now: number): number {
  const weight = recent.filter((request) => request.status === 'rejected').length + Math.max(0, recent.length - freeRequests + 1);
  const newest = recent[0];
  if (weight === 0 || newest === undefined) return 0;
  return Math.max(0, newest.createdAt + pauseMs * 2 ** Math.min(weight - 1, 20) - now);
}

/** Whom a request goes to: the trusted device, or an app device without a key, about a log-in from a new one (ND-04). */
export interface AskedDevice {
  readonly method: 'trusted_device' | 'device_session';
  /** The trusted device's; null where there is none. */
  readonly factorId: string | null;
  readonly deviceId: string;
}

/**
 * Sends a verification request to a device (TD-08, ND-04), superseding what waits there of the same kind (TD-18). One that is answered
 * without a signature always asks for the number.
 * @returns the initiator's prompt, or how long to wait when requests came too fast.
 */
export async function askDevice(
  tx: WriteTx,
  engine: Engine,
  input: {
    readonly operation: Pick<Operation, 'id' | 'accountId' | 'kind' | 'canonicalHash'>;
    readonly ownerId: string;
    readonly target: AskedDevice;
    readonly why: readonly string[];
    readonly band: RiskBand;
    readonly position?: number;
  },
): Promise<Asked> {
  const now = engine.clock.now();
  const { operation, ownerId, target } = input;
  const recent = await tx.all(recentRequests, { accountId: ownerId, since: now - engine.settings.get('approval.harassmentWindow') });
  // Log-ins take a password alone to begin; counted apart, they keep nobody from approving what they began in a session of their own.
  const alike = recent.filter(({ kind }) => (kind === 'login') === (operation.kind === 'login'));
  const retryAfterMs = backOff(alike, engine.settings.get('approval.backoff'), now);
  if (retryAfterMs > 0) {
    await appendAudit(tx, engine, {
      actor: systemActor('verification'),
      action: 'verification_request.throttled',
      accountId: operation.accountId,
      subject: { kind: 'operation', id: operation.id },
      changes: [{ field: 'retryAfterMs', old: null, new: retryAfterMs }],
    });
    await suspectHarassment(tx, engine, ownerId, operation.id);
    return { retryAfterMs };
  }
  await supersede(tx, engine, ownerId, operation);

  const matching = engine.settings.get('approval.numberMatching');
  const unsigned = target.method !== 'trusted_device';
  const numberRequired = unsigned || matching === 'always' || (matching === 'risky' && input.band !== 'low');
  const number = String(10 + engine.random.integer(90));
  const id = engine.ids.next('verificationRequest') as VerificationRequestId;
  const expiresAt = now + engine.settings.get('approval.ttl');
  tx.post(insertRequest, {
    id,
    operationId: operation.id,
    position: input.position ?? 0,
    accountId: ownerId,
    kind: operation.kind,
    method: target.method,
    factorId: target.factorId,
    deviceId: target.deviceId,
    number,
    numberRequired: numberRequired ? 1 : 0,
    canonicalHash: operation.canonicalHash,
    why: JSON.stringify(input.why),
    now,
    expiresAt,
  });
  await appendAudit(tx, engine, {
    actor: systemActor('verification'),
    action: 'verification_request.sent',
    accountId: ownerId,
    subject: { kind: 'verification_request', id },
    changes: [
      { field: 'status', old: null, new: 'pending' },
      { field: 'operationId', old: null, new: operation.id },
    ],
  });
  await enqueue(tx, engine, {
    channel: 'webhook',
    topic: 'verification_request.sent',
    accountId: ownerId,
    payload: { requestId: id, operationId: operation.id, accountId: ownerId, expiresAt },
  });
  announce(tx, engine, {
    topic: 'verification_request',
    id,
    accountId: ownerId,
    data: { status: 'pending', operationId: operation.id, kind: operation.kind },
  });
  return { prompt: { requestId: id, number: numberRequired ? number : null, link: approvalLink(engine, id), expiresAt } };
}

async function supersede(tx: WriteTx, engine: Engine, ownerId: string, operation: Pick<Operation, 'id' | 'kind'>): Promise<void> {
  const pending = (await tx.all(pendingOf, { accountId: ownerId })).filter((request) => request.kind === operation.kind);
  for (const request of pending.slice(engine.settings.get('approval.maxPending') - 1)) {
    await settle(tx, engine, systemActor('verification'), request, 'supersede', { reason: 'A newer request of the same kind came' });
    if (request.operation_id === operation.id) continue;
    const older = await tx.first(operationById, { id: request.operation_id });
    if (older?.status === 'awaiting_step_up') {
      await transition(tx, engine, systemActor('verification'), older, 'cancelled', 'A newer operation of the same kind was started');
    }
  }
}

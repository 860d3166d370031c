import { createPublicKey, verify } from 'node:crypto';
import type { RejectReason } from '../../../shared/vocabulary/index.ts';
import type { WriteTx } from '../../store/store.ts';
import type { CustomerActor } from '../actor.ts';
import { appendAudit } from '../audit/append.ts';
import { raiseCase, suspectHarassment } from '../cases/raise.ts';
import type { Engine } from '../engine.ts';
import { PortcullisError } from '../errors.ts';
import { factorById, touchFactor } from '../factors/store.ts';
import { startHold } from '../holds/holds.ts';
import { isDeviceSilent, isTrustedDeviceSilent, mayAnswerLogin } from '../new-device/recency.ts';
import { failStep, passStep } from '../operations/steps.ts';
import type { StoredOperation } from '../operations/store.ts';
import { countStepAttempt, openOperationsOf, operationById, stepsOf } from '../operations/store.ts';
import { transition } from '../operations/transition.ts';
import { abandonUnfinished } from '../security-items/unfinished.ts';
import { sessionById } from '../sessions/store.ts';
import { sweep } from '../sweep/sweep.ts';
import { type DeviceRequest, ownRequest, presentDeviceRequest, requireTrustedSession } from './device.ts';
import { settle } from './settle.ts';
import type { StoredRequest } from './store.ts';
import { dueRequests, pendingOf, requestById } from './store.ts';

/** Wrong numbers before a request is given up: a guesser has 3 chances in 90. */
const numberTries = 3;

export interface Answer {
  readonly id: string;
  readonly answer: 'approve' | 'reject';
  readonly reason?: RejectReason | undefined;
  readonly number?: string | undefined;
  /** Required of the trusted device; a device without a key has none to give. */
  readonly signature?: string | undefined;
}

/** The bytes that a trusted device signs (TD-11): request, answer and the operation's hash, so that none can be exchanged. */
export const answerText = (answer: Omit<Answer, 'signature'>, canonicalHash: string): string =>
  ['portcullis-answer-v1', answer.id, answer.answer, answer.reason ?? '', answer.number ?? '', canonicalHash].join('\n');

/** Verifies an ES256 signature in the form WebCrypto makes (r and s, 32 bytes each). */
export function verifyDeviceSignature(spki: Uint8Array, text: string, signature: string): boolean {
  const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
  return verify('sha256', Buffer.from(text, 'utf8'), { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'));
}

type Verdict = { readonly request: DeviceRequest } | { readonly refused: PortcullisError };

/**
 * The trusted device's answer (TD-13): signed by its key over this request and this operation, from its own live session.
 * What is refused is audited and changes nothing else; exactly one answer wins (TD-19).
 * @throws PortcullisError `not_found`, `client_refused`, `step_refused`, `conflict`, `expired`
 */
export async function answerRequest(engine: Engine, actor: CustomerActor, answer: Answer): Promise<DeviceRequest> {
  // A refusal commits too (its audit entry, a counted wrong number), so it leaves the transaction as a value.
  const verdict = await engine.store.write((tx) => judge(tx, engine, actor, answer));
  if ('refused' in verdict) throw verdict.refused;
  return verdict.request;
}

async function judge(tx: WriteTx, engine: Engine, actor: CustomerActor, answer: Answer): Promise<Verdict> {
  const request = await ownRequest(tx, actor, answer.id);
  const operation = await tx.first(operationById, { id: request.operation_id });
  if (operation === undefined) throw new Error(`Request ${request.id} has no operation`);
  const refuse = async (error: PortcullisError): Promise<Verdict> => {
    await appendAudit(tx, engine, {
      actor,
      action: 'verification_request.answer_refused',
      accountId: request.account_id,
      subject: { kind: 'verification_request', id: request.id },
      reason: error.data.reason ?? error.code,
    });
    return { refused: error };
  };
  const unfit =
    request.method === 'trusted_device'
      ? await unfitSignature(tx, engine, actor, request, answer)
      : await unfitSession(tx, engine, actor, operation);
  if (unfit !== null) return refuse(unfit);
  if (request.status !== 'pending') {
    return refuse(
      new PortcullisError('conflict', `The request is ${request.status} already.`, {
        reason: 'already_answered',
        current: { status: request.status },
      }),
    );
  }
  if (engine.clock.now() >= request.expires_at) {
    return refuse(new PortcullisError('expired', 'The request timed out; start again where you began.', { reason: 'timed_out' }));
  }
  if (operation.status !== 'awaiting_step_up') {
    return refuse(
      new PortcullisError('conflict', 'The operation is finished.', {
        reason: 'operation_finished',
        current: { status: operation.status },
      }),
    );
  }
  if (request.factor_id !== null) await tx.run(touchFactor, { id: request.factor_id, now: engine.clock.now() });
  return answer.answer === 'approve'
    ? approve(tx, engine, actor, request, operation, answer)
    : reject(tx, engine, actor, request, operation, answer);
}

/** Why an answer is not the trusted device's, or null: another session, another key, a key that was removed, a device that fell silent. */
async function unfitSignature(
  tx: WriteTx,
  engine: Engine,
  actor: CustomerActor,
  request: StoredRequest,
  answer: Answer,
): Promise<PortcullisError | null> {
  const trusted = await requireTrustedSession(tx, actor);
  if (trusted === null || trusted.id !== request.factor_id) {
    return new PortcullisError('client_refused', 'Only the trusted device answers.', { reason: 'not_the_trusted_device' });
  }
  const factor = await tx.first(factorById, { id: trusted.id });
  if (factor?.public_key == null || factor.status !== 'active') {
    return new PortcullisError('client_refused', 'This trusted device was removed.', { reason: 'trusted_device_gone' });
  }
  if (
    answer.signature === undefined ||
    !verifyDeviceSignature(factor.public_key, answerText(answer, request.canonical_hash), answer.signature)
  ) {
    return new PortcullisError('step_refused', 'The signature does not fit.', { reason: 'bad_signature' });
  }
  const silent = await isTrustedDeviceSilent(tx, engine, actor.accountId, { deviceId: actor.deviceId, activatedAt: factor.activated_at });
  return silent ? deviceSilent() : null;
}

/** Why a session may not answer for a log-in from a new device, or null (ND-04, ND-08). */
async function unfitSession(
  tx: WriteTx,
  engine: Engine,
  actor: CustomerActor,
  operation: StoredOperation,
): Promise<PortcullisError | null> {
  if (await mayAnswerLogin(tx, engine, actor, operation.device_id)) return null;
  if (actor.deviceId !== operation.device_id && (await isDeviceSilent(tx, engine, actor))) return deviceSilent();
  return new PortcullisError('client_refused', 'Only the app on a device that logged in lately answers.', { reason: 'not_an_app_device' });
}

const deviceSilent = (): PortcullisError =>
  new PortcullisError('client_refused', 'This device has not logged in for too long; log in on it again, then answer.', {
    reason: 'device_silent',
  });

/** What is kept as evidence: a signature that was verified, and nothing that a device without a key sent in its place. */
const checkedSignature = (request: StoredRequest, answer: Answer): string | undefined =>
  request.method === 'trusted_device' ? answer.signature : undefined;

async function approve(
  tx: WriteTx,
  engine: Engine,
  actor: CustomerActor,
  request: StoredRequest,
  operation: StoredOperation,
  answer: Answer,
): Promise<Verdict> {
  // A number that was not asked for is covered by the signature all the same, so it must be right too.
  const mustMatch = request.number_required === 1 || answer.number !== undefined;
  if (mustMatch && answer.number !== request.number) return wrongNumber(tx, engine, actor, request, operation);
  const settled = await settle(tx, engine, actor, request, 'approve', {
    reason: null,
    signature: checkedSignature(request, answer),
    by: actor.deviceId,
  });
  await passStep(tx, engine, actor, operation, request.position, request.factor_id);
  return { request: presentDeviceRequest(settled, operation) };
}

async function wrongNumber(
  tx: WriteTx,
  engine: Engine,
  actor: CustomerActor,
  request: StoredRequest,
  operation: StoredOperation,
): Promise<Verdict> {
  await tx.run(countStepAttempt, { operationId: operation.id, position: request.position });
  const step = (await tx.all(stepsOf, { operationId: operation.id })).find(({ position }) => position === request.position);
  const left = numberTries - (step?.attempts ?? numberTries);
  await appendAudit(tx, engine, {
    actor,
    action: 'verification_request.wrong_number',
    accountId: request.account_id,
    subject: { kind: 'verification_request', id: request.id },
    changes: [{ field: 'triesLeft', old: left + 1, new: left }],
  });
  if (left <= 0) {
    await settle(tx, engine, actor, request, 'cancel', { reason: 'The number was wrong too often' });
    await failStep(tx, engine, actor, operation, request.position, 'The number was wrong too often');
  }
  return {
    refused: new PortcullisError('step_refused', 'That is not the number on the screen where you started.', {
      reason: 'wrong_number',
      current: { triesLeft: Math.max(0, left) },
    }),
  };
}

async function reject(
  tx: WriteTx,
  engine: Engine,
  actor: CustomerActor,
  request: StoredRequest,
  operation: StoredOperation,
  answer: Answer,
): Promise<Verdict> {
  const reason = answer.reason;
  if (reason === undefined) {
    return {
      refused: new PortcullisError('invalid_input', 'reason: say whether it was not you or you changed your mind', {
        issues: [{ path: 'reason', message: 'required to reject' }],
      }),
    };
  }
  const settled = await settle(tx, engine, actor, request, 'reject', {
    reason,
    signature: checkedSignature(request, answer),
    by: actor.deviceId,
  });
  const words = reason === 'not_me' ? 'The customer says: not me' : 'The customer changed their mind';
  await failStep(tx, engine, actor, operation, request.position, words, 'rejected');
  if (reason === 'not_me') await freeze(tx, engine, actor, request, operation);
  await suspectHarassment(tx, engine, request.account_id, operation.id);
  return { request: presentDeviceRequest(settled, operation) };
}

/**
 * "Not me" (TD-14): everything pending stops, staff look into it, and withdrawals wait until they have. The log-in of the very session that
 * says so stays, or the customer would be shut out by reporting a thief.
 */
async function freeze(tx: WriteTx, engine: Engine, actor: CustomerActor, request: StoredRequest, rejected: StoredOperation): Promise<void> {
  const own = await tx.first(sessionById, { id: actor.sessionId });
  for (const other of await openOperationsOf(tx, request.account_id, engine.clock.now())) {
    if (other.id !== rejected.id && other.id !== own?.loginOperationId)
      await transition(tx, engine, actor, other, 'frozen', 'The customer reported another operation: not me');
  }
  for (const other of await tx.all(pendingOf, { accountId: request.account_id })) {
    await settle(tx, engine, actor, other, 'cancel', { reason: 'The customer reported another operation: not me' });
  }
  await abandonUnfinished(tx, engine, actor, request.account_id, 'The customer reported an operation: not me');
  const caseId = await raiseCase(tx, engine, {
    accountId: request.account_id,
    kind: 'suspicious_activity',
    title: `“Not me”: ${rejected.kind.replaceAll('_', ' ')} from ${rejected.country ?? 'an unknown place'}`,
    operationId: rejected.id,
    actor,
  });
  await startHold(tx, engine, { accountId: request.account_id, cause: 'not_me', actor, operationId: rejected.id, caseId });
}

/** Lets requests whose time has run out say so. @param limit how many at a time. @returns how many were ended */
export const expireRequests = (engine: Engine, limit: number): Promise<number> =>
  sweep(engine, {
    name: 'overdue requests',
    limit,
    due: async (most) => {
      const due = await engine.store.read((tx) => tx.all(dueRequests, { now: engine.clock.now(), limit: most }));
      return due.map(({ id }) => id);
    },
    each: (id) =>
      engine.store.write(async (tx) => {
        const request = await tx.first(requestById, { id });
        if (request?.status !== 'pending' || request.expires_at > engine.clock.now()) return 0;
        await settle(tx, engine, { kind: 'system', name: 'deadline' }, request, 'expire', { reason: 'Nobody answered in time' });
        return 1;
      }),
  });

import { createHash, createPublicKey, type JsonWebKey } from 'node:crypto';
import type { z } from 'zod';
import type { factorSchema, publicKeyJwkSchema } from '../../../../shared/contract/customer/index.ts';
import type { Hold } from '../../../../shared/contract/operation.ts';
import { type FactorId, nativeClients } from '../../../../shared/vocabulary/index.ts';
import type { ReadTx, WriteTx } from '../../../store/store.ts';
import { tellOnChannels } from '../../accounts/notices.ts';
import type { CustomerActor } from '../../actor.ts';
import { appendAudit } from '../../audit/append.ts';
import { announce } from '../../changes.ts';
import type { Engine } from '../../engine.ts';
import { conflict, notFound, PortcullisError } from '../../errors.ts';
import { startHold } from '../../holds/holds.ts';
import { authorizedOperation } from '../../operations/authorized.ts';
import { transition } from '../../operations/transition.ts';
import { enqueue } from '../../outbox/enqueue.ts';
import { verifyDeviceSignature } from '../../verification/answer.ts';
import { settle } from '../../verification/settle.ts';
import { pendingOf } from '../../verification/store.ts';
import { contactOf } from '../codes/store.ts';
import { accountPrerequisites, enrolledFactors, insertFactor, noteFactorChange, removeFactor } from '../store.ts';
import { checkPossessionChallenge, type PossessionChallenge, possessionChallenge } from './challenge.ts';
import { requirePrerequisites } from './prerequisites.ts';

export type FactorView = z.output<typeof factorSchema>;
type PublicKeyJwk = z.output<typeof publicKeyJwkSchema>;

/** RFC 7638 thumbprint of a P-256 key, base64url. */
export const keyThumbprint = (key: Pick<PublicKeyJwk, 'crv' | 'kty' | 'x' | 'y'>): string =>
  createHash('sha256')
    .update(JSON.stringify({ crv: key.crv, kty: key.kty, x: key.x, y: key.y }))
    .digest('base64url');

/** The bytes that prove possession of a new device key (TD-06). */
export const registrationText = (challenge: string, key: PublicKeyJwk): string =>
  ['portcullis-register-v1', challenge, keyThumbprint(key)].join('\n');

/** @throws PortcullisError `client_refused` (TD-03) */
async function requireMainAccount(tx: ReadTx, actor: CustomerActor) {
  const account = await tx.first(accountPrerequisites, { id: actor.accountId });
  if (account === undefined) throw notFound('account');
  if (account.kind !== 'main') {
    throw new PortcullisError('client_refused', 'Only the main account adds or removes the trusted device.', { reason: 'sub_account' });
  }
  return account;
}

/** Who may add a trusted device, and whether everything it needs is there. @throws PortcullisError (TD-02 to TD-05) */
async function requireEligible(tx: ReadTx, actor: CustomerActor): Promise<void> {
  const account = await requireMainAccount(tx, actor);
  if (!(nativeClients as readonly string[]).includes(actor.client)) {
    throw new PortcullisError('client_refused', 'Only the mobile app can become the trusted device.', { reason: 'not_native_app' });
  }
  const factors = await tx.all(enrolledFactors, { accountId: actor.accountId });
  if (factors.some((factor) => factor.kind === 'trusted_device')) {
    throw conflict('There is a trusted device already; remove it first.', { reason: 'already_has_trusted_device' });
  }
  requirePrerequisites(account, factors);
}

/**
 * Begins to add the phone in hand as the trusted device.
 * @throws PortcullisError `client_refused`, `prerequisites_missing`, `conflict`, `step_refused`, `expired`, `not_found`
 */
export async function challengeTrustedDevice(engine: Engine, actor: CustomerActor, operationId: string): Promise<PossessionChallenge> {
  return engine.store.read(async (tx) => {
    await requireEligible(tx, actor);
    await authorizedOperation(tx, engine, actor, operationId, 'trusted_device_add');
    return possessionChallenge(engine, actor, operationId, 'register-challenge');
  });
}

/**
 * Binds the phone in hand: registers its key and verifies possession (TD-06). The operation is used up by it.
 * Exactly one device wins a race; the database itself keeps a second one out (TD-05).
 * @throws PortcullisError as {@link challengeTrustedDevice}
 */
export async function registerTrustedDevice(
  engine: Engine,
  actor: CustomerActor,
  input: {
    readonly operationId: string;
    readonly challenge: string;
    readonly publicKey: PublicKeyJwk;
    readonly signature: string;
    readonly name: string;
  },
): Promise<FactorView> {
  const spki = importKey(input.publicKey);
  if (!verifyDeviceSignature(spki, registrationText(input.challenge, input.publicKey), input.signature)) {
    throw new PortcullisError('step_refused', 'The signature does not fit the key.', { reason: 'bad_signature' });
  }
  return engine.store.write(async (tx) => {
    await requireEligible(tx, actor);
    const operation = await authorizedOperation(tx, engine, actor, input.operationId, 'trusted_device_add');
    checkPossessionChallenge(engine, actor, input.operationId, 'register-challenge', input.challenge);
    const now = engine.clock.now();
    const id = engine.ids.next('factor') as FactorId;
    await tx.run(insertFactor, {
      id,
      accountId: actor.accountId,
      kind: 'trusted_device',
      status: 'active',
      name: input.name,
      deviceId: actor.deviceId,
      publicKey: spki,
      secretSealed: null,
      data: JSON.stringify({ thumbprint: keyThumbprint(input.publicKey) }),
      now,
      activatedAt: now,
    });
    await tx.run(noteFactorChange, { accountId: actor.accountId, now });
    await transition(tx, engine, actor, operation, 'executed', null);
    await factorChanged(tx, engine, actor, 'trusted_device.added', id);
    return { id, kind: 'trusted_device', name: input.name, status: 'active', createdAt: now, lastUsedAt: null };
  });
}

/**
 * Removes the trusted device (TD-20): its requests are cancelled and withdrawals are held.
 * @throws PortcullisError `client_refused`, `not_found`, `step_refused`, `conflict`, `expired`
 */
export async function removeTrustedDevice(
  engine: Engine,
  actor: CustomerActor,
  operationId: string,
): Promise<{ readonly removed: FactorView; readonly hold: Hold }> {
  return engine.store.write(async (tx) => {
    await requireMainAccount(tx, actor);
    const operation = await authorizedOperation(tx, engine, actor, operationId, 'trusted_device_remove');
    const factor = (await tx.all(enrolledFactors, { accountId: actor.accountId })).find(({ kind }) => kind === 'trusted_device');
    if (factor === undefined) throw notFound('trusted device');
    const now = engine.clock.now();
    if ((await tx.run(removeFactor, { id: factor.id, now })) !== 1)
      throw conflict('The trusted device was removed meanwhile.', { status: 'removed' });
    await tx.run(noteFactorChange, { accountId: actor.accountId, now });
    for (const request of await tx.all(pendingOf, { accountId: actor.accountId })) {
      await settle(tx, engine, actor, request, 'cancel', { reason: 'The trusted device was removed' });
    }
    await transition(tx, engine, actor, operation, 'executed', null);
    const hold = await startHold(tx, engine, { accountId: actor.accountId, cause: 'trusted_device_removed', actor, operationId });
    await factorChanged(tx, engine, actor, 'trusted_device.removed', factor.id);
    return {
      removed: {
        id: factor.id as FactorId,
        kind: 'trusted_device',
        name: null,
        status: 'removed',
        createdAt: factor.activatedAt ?? now,
        lastUsedAt: null,
      },
      hold,
    };
  });
}

function statusChange(action: string): { readonly old: string | null; readonly new: string } {
  if (action.endsWith('added')) return { old: null, new: 'active' };
  return action.endsWith('restored') ? { old: 'suspended', new: 'active' } : { old: 'active', new: 'removed' };
}

/** Audit, notice on every other channel (TD-07, SI-05) and live views of a change of factors. */
export async function factorChanged(tx: WriteTx, engine: Engine, actor: CustomerActor, action: string, factorId: string): Promise<void> {
  await appendAudit(tx, engine, {
    actor,
    action,
    accountId: actor.accountId,
    subject: { kind: 'factor', id: factorId },
    changes: [{ field: 'status', ...statusChange(action) }],
  });
  await enqueue(tx, engine, {
    channel: 'webhook',
    topic: action,
    accountId: actor.accountId,
    payload: { accountId: actor.accountId, factorId },
  });
  const contact = await tx.first(contactOf, { id: actor.accountId });
  if (contact !== undefined) await tellOnChannels(tx, engine, actor.accountId, action, contact);
  announce(tx, engine, { topic: 'account', id: actor.accountId, accountId: actor.accountId });
}

/** @throws PortcullisError `invalid_input` when the numbers are not a point on P-256. */
function importKey(jwk: PublicKeyJwk): Buffer {
  try {
    return createPublicKey({ key: { kty: jwk.kty, crv: jwk.crv, x: jwk.x, y: jwk.y } as JsonWebKey, format: 'jwk' }).export({
      type: 'spki',
      format: 'der',
    });
  } catch {
    throw new PortcullisError('invalid_input', 'publicKey: not a point on P-256', {
      issues: [{ path: 'publicKey', message: 'not a point on P-256' }],
    });
  }
}

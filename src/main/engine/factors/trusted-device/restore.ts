import { type FactorId, nativeClients } from '../../../../shared/vocabulary/index.ts';
import type { ReadTx } from '../../../store/store.ts';
import type { CustomerActor } from '../../actor.ts';
import type { Engine } from '../../engine.ts';
import { conflict, notFound, PortcullisError } from '../../errors.ts';
import { authorizedOperation } from '../../operations/authorized.ts';
import type { StoredOperation } from '../../operations/store.ts';
import { transition } from '../../operations/transition.ts';
import { verifyDeviceSignature } from '../../verification/answer.ts';
import { accountPrerequisites, enrolledFactors, factorById, noteFactorChange } from '../store.ts';
import { checkPossessionChallenge, type PossessionChallenge, possessionChallenge } from './challenge.ts';
import { type FactorView, factorChanged } from './enrol.ts';
import { requirePrerequisites } from './prerequisites.ts';
import { restoreSuspended } from './store.ts';

/** The bytes by which a suspended device proves that it still holds its key. */
export const restorationText = (challenge: string): string => ['portcullis-restore-v1', challenge].join('\n');

/**
 * The suspended device, when it is the one in hand and everything that it rests on is there again.
 * @throws PortcullisError `not_found`, `client_refused`, `prerequisites_missing`, and what {@link authorizedOperation} throws
 */
async function requireRestorable(tx: ReadTx, engine: Engine, actor: CustomerActor, operationId: string) {
  const account = await tx.first(accountPrerequisites, { id: actor.accountId });
  if (account === undefined) throw notFound('account');
  const factors = await tx.all(enrolledFactors, { accountId: actor.accountId });
  const suspended = factors.find(({ kind, status }) => kind === 'trusted_device' && status === 'suspended');
  if (account.kind !== 'main' || suspended === undefined) throw notFound('suspended trusted device');
  if (suspended.deviceId !== actor.deviceId || !(nativeClients as readonly string[]).includes(actor.client)) {
    throw new PortcullisError('client_refused', 'Only the suspended device itself can be restored, in the app on it.', {
      reason: 'not_the_trusted_device',
    });
  }
  requirePrerequisites(account, factors);
  const operation: StoredOperation = await authorizedOperation(tx, engine, actor, operationId, 'trusted_device_add');
  return { factorId: suspended.id, operation };
}

/**
 * Begins to bring a suspended trusted device back (TD-21).
 * @throws PortcullisError as {@link restoreTrustedDevice}
 */
export async function challengeRestoration(engine: Engine, actor: CustomerActor, operationId: string): Promise<PossessionChallenge> {
  return engine.store.read(async (tx) => {
    await requireRestorable(tx, engine, actor, operationId);
    return possessionChallenge(engine, actor, operationId, 'restore-challenge');
  });
}

/**
 * Brings a suspended trusted device back (TD-21): after the step-up of an authorized `trusted_device_add`, with every prerequisite whole
 * again, on the very device, which proves that it still holds its key. It is as young as a new one.
 * @throws PortcullisError `not_found`, `client_refused`, `prerequisites_missing`, `step_refused`, `conflict`, `expired`
 */
export async function restoreTrustedDevice(
  engine: Engine,
  actor: CustomerActor,
  input: { readonly operationId: string; readonly challenge: string; readonly signature: string },
): Promise<FactorView> {
  return engine.store.write(async (tx) => {
    const { factorId, operation } = await requireRestorable(tx, engine, actor, input.operationId);
    checkPossessionChallenge(engine, actor, input.operationId, 'restore-challenge', input.challenge);
    const factor = await tx.first(factorById, { id: factorId });
    if (factor?.public_key == null) throw notFound('suspended trusted device');
    if (!verifyDeviceSignature(Buffer.from(factor.public_key), restorationText(input.challenge), input.signature)) {
      throw new PortcullisError('step_refused', 'The signature does not fit the key.', { reason: 'bad_signature' });
    }
    const now = engine.clock.now();
    if ((await tx.run(restoreSuspended, { id: factorId, now })) !== 1) throw conflict('The device was restored or removed meanwhile.', {});
    await tx.run(noteFactorChange, { accountId: actor.accountId, now });
    await transition(tx, engine, actor, operation, 'executed', null);
    await factorChanged(tx, engine, actor, 'trusted_device.restored', factorId);
    return {
      id: factorId as FactorId,
      kind: 'trusted_device',
      name: factor.name,
      status: 'active',
      createdAt: factor.created_at,
      lastUsedAt: factor.last_used_at,
    };
  });
}

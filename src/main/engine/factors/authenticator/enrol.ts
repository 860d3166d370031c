import type { FactorId } from '../../../../shared/vocabulary/index.ts';
import { ownerOf } from '../../accounts/owner/store.ts';
import type { CustomerActor } from '../../actor.ts';
import { appendAudit } from '../../audit/append.ts';
import type { Engine } from '../../engine.ts';
import { conflict, notFound, PortcullisError } from '../../errors.ts';
import { authorizedChange } from '../../operations/authorized.ts';
import { transition } from '../../operations/transition.ts';
import { acceptedTimeStep, newTotpSecret, totpUri } from '../../totp.ts';
import { activateFactor, dropPendingFactors, enrolledFactors, factorById, insertFactor, noteFactorChange } from '../store.ts';
import { type FactorView, factorChanged } from '../trusted-device/enrol.ts';
import { authenticatorContext } from './method.ts';

/**
 * Begins to enrol an authenticator app (SI-02). It takes an authorized security-setting change, so that a stolen session alone cannot add
 * a factor of the thief's. The secret is shown once.
 * @throws PortcullisError `conflict` when one is enrolled, `step_refused`, `expired`, `not_found`
 */
export async function beginAuthenticator(
  engine: Engine,
  actor: CustomerActor,
  operationId: string,
): Promise<{ readonly factorId: FactorId; readonly secret: string; readonly uri: string }> {
  return engine.store.write(async (tx) => {
    const account = await tx.first(ownerOf, { id: actor.accountId });
    if (account?.kind !== 'main')
      throw new PortcullisError('client_refused', 'Only the main account enrols factors.', { reason: 'sub_account' });
    const operation = await authorizedChange(tx, engine, actor, operationId, { setting: 'authenticator_add' });
    const factors = await tx.all(enrolledFactors, { accountId: actor.accountId });
    if (factors.some(({ kind }) => kind === 'authenticator')) {
      throw conflict('There is an authenticator app already.', { reason: 'already_has_authenticator' });
    }
    const now = engine.clock.now();
    await tx.run(dropPendingFactors, { accountId: actor.accountId, kind: 'authenticator', now });
    await transition(tx, engine, actor, operation, 'executed', null);
    const id = engine.ids.next('factor') as FactorId;
    const secret = newTotpSecret(engine.random);
    await tx.run(insertFactor, {
      id,
      accountId: actor.accountId,
      kind: 'authenticator',
      status: 'pending',
      name: null,
      deviceId: null,
      publicKey: null,
      secretSealed: engine.sealer.seal(secret, authenticatorContext(id)),
      data: JSON.stringify({ sessionId: actor.sessionId, tries: 0 }),
      now,
      activatedAt: null,
    });
    await appendAudit(tx, engine, { actor, action: 'authenticator.begun', accountId: actor.accountId, subject: { kind: 'factor', id } });
    return { factorId: id, secret, uri: totpUri(secret, actor.accountId) };
  });
}

const enrolmentTtlMs = 10 * 60_000;

/**
 * Proves the authenticator app with one code, in the session that began.
 * @throws PortcullisError `not_found`, `step_refused` for a wrong code, `expired`
 */
export async function finishAuthenticator(
  engine: Engine,
  actor: CustomerActor,
  input: { readonly factorId: string; readonly code: string },
): Promise<FactorView> {
  return engine.store.write(async (tx) => {
    const factor = await tx.first(factorById, { id: input.factorId });
    if (factor === undefined || factor.account_id !== actor.accountId || factor.kind !== 'authenticator' || factor.status !== 'pending') {
      throw notFound('authenticator enrolment');
    }
    const begun = JSON.parse(factor.data) as { readonly sessionId: string };
    if (begun.sessionId !== actor.sessionId || factor.secret_sealed === null) throw notFound('authenticator enrolment');
    const now = engine.clock.now();
    if (now >= factor.created_at + enrolmentTtlMs) throw new PortcullisError('expired', 'The enrolment took too long; begin again.');
    const secret = engine.sealer.openText(factor.secret_sealed, authenticatorContext(factor.id));
    const timeStep = acceptedTimeStep(secret, input.code, now, null);
    if (timeStep === null)
      throw new PortcullisError('step_refused', 'That code is not right; check the clock of your phone.', { reason: 'wrong_code' });
    if ((await tx.run(activateFactor, { id: factor.id, timeStep, now })) !== 1)
      throw conflict('The enrolment was finished meanwhile.', { status: 'active' });
    await tx.run(noteFactorChange, { accountId: actor.accountId, now });
    await factorChanged(tx, engine, actor, 'authenticator.added', factor.id);
    return {
      id: factor.id as FactorId,
      kind: 'authenticator',
      name: factor.name,
      status: 'active',
      createdAt: factor.created_at,
      lastUsedAt: null,
    };
  });
}

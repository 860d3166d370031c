import { expect, it } from 'vitest';
import { systemActor } from '../../../src/main/engine/actor.ts';
import { beginAuthenticator, finishAuthenticator } from '../../../src/main/engine/factors/authenticator/enrol.ts';
import { challengeTrustedDevice, registerTrustedDevice, registrationText } from '../../../src/main/engine/factors/trusted-device/enrol.ts';
import { beginStep, completeStep } from '../../../src/main/engine/operations/steps.ts';
import { submitOperation } from '../../../src/main/engine/operations/submit.ts';
import { createSession } from '../../../src/main/engine/sessions/sessions.ts';
import { setSetting } from '../../../src/main/engine/settings/manage.ts';
import type { DeviceId, OperationId } from '../../../src/shared/vocabulary/index.ts';
import {
  authorize,
  enrolAuthenticator,
  makeCustomer,
  makeProtectedCustomer,
  once,
  platform,
  sentCode,
  withdrawal,
} from '../../support/customers.ts';
import { createTestEngine } from '../../support/engine.ts';
import { authenticatorCode } from '../../support/protections.ts';
import { describeOnBothStores } from '../../support/store.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describeOnBothStores('time, to the millisecond', (openStore) => {
  it('TD-06 takes the proof of a new trusted device before the end of its five minutes, and not at it', async () => {
    const engine = await createTestEngine(openStore);
    for (const late of [1, 0]) {
      const customer = await enrolAuthenticator(engine, await makeCustomer(engine));
      const operationId = await authorize(engine, customer, customer.app, 'trusted_device_add');
      const { challenge, expiresAt } = await challengeTrustedDevice(engine, customer.app, operationId);
      expect(expiresAt).toBe(engine.clock.now() + 5 * MINUTE);
      engine.clock.moveTo(expiresAt - late);
      const bound = registerTrustedDevice(engine, customer.app, {
        operationId,
        challenge,
        publicKey: customer.phone.jwk,
        signature: customer.phone.sign(registrationText(challenge, customer.phone.jwk)),
        name: 'Phone',
      });
      if (late === 1) await expect(bound).resolves.toMatchObject({ status: 'active' });
      else await expect(bound).rejects.toMatchObject({ code: 'expired', data: { reason: 'challenge_expired' } });
    }
    await engine.close();
  });

  it('SI-02 takes the first code of an authenticator app before the end of its ten minutes, and not at it', async () => {
    const engine = await createTestEngine(openStore);
    for (const late of [1, 0]) {
      const customer = await makeCustomer(engine);
      const begun = await beginAuthenticator(engine, customer.app, await authorize(engine, customer, customer.app, 'authenticator_add'));
      engine.clock.advance(10 * MINUTE - late);
      const finished = finishAuthenticator(engine, customer.app, {
        factorId: begun.factorId,
        code: authenticatorCode(engine, begun.secret),
      });
      if (late === 1) await expect(finished).resolves.toMatchObject({ status: 'active' });
      else await expect(finished).rejects.toMatchObject({ code: 'expired' });
    }
    await engine.close();
  });

  it('TD-07 lets a trusted device approve above the limit from its least age on, and a person decide a millisecond before', async () => {
    const engine = await createTestEngine(openStore);
    await setSetting(engine, systemActor('test'), { name: 'trustedDevice.minAge', value: 168 * HOUR, reason: 'strict' });
    const customer = await enrolAuthenticator(engine, await makeCustomer(engine));
    engine.clock.advance(30 * 24 * HOUR);
    const operationId = await authorize(engine, customer, customer.app, 'trusted_device_add');
    const { challenge } = await challengeTrustedDevice(engine, customer.app, operationId);
    await registerTrustedDevice(engine, customer.app, {
      operationId,
      challenge,
      publicKey: customer.phone.jwk,
      signature: customer.phone.sign(registrationText(challenge, customer.phone.jwk)),
      name: 'Phone',
    });
    const added = engine.clock.now();
    const ask = async (referenceValue: string) =>
      (await submitOperation(engine, platform, withdrawal(customer, { referenceValue }), once())).decision;
    engine.clock.moveTo(added + 168 * HOUR - 1);
    const others = ['authenticator', 'phone_code', 'email_code'];
    expect(await ask('1000.01')).toMatchObject({ outcome: 'review', steps: others });
    expect((await ask('1000.00')).steps[0]).toBe('trusted_device');
    engine.clock.advance(1);
    expect((await ask('1000.01')).steps[0]).toBe('trusted_device');
    await engine.close();
  });

  it('PO-02 takes a step before the end of its operation, and not at it', async () => {
    const engine = await createTestEngine(openStore);
    await setSetting(engine, systemActor('test'), { name: 'code.ttl', value: HOUR, reason: 'codes outlive operations here' });
    for (const late of [1, 0]) {
      const customer = await makeCustomer(engine);
      const { operation } = await submitOperation(
        engine,
        platform,
        { accountId: customer.id, kind: 'api_key_delete', client: 'web', sessionId: customer.web.sessionId },
        once(),
      );
      const step = { id: operation.id, position: 0 };
      await beginStep(engine, customer.web, step);
      const code = await sentCode(engine, customer.id);
      engine.clock.moveTo(operation.expiresAt - late);
      const completed = completeStep(engine, customer.web, { ...step, code });
      if (late === 1) await expect(completed).resolves.toMatchObject({ passed: true });
      else await expect(completed).rejects.toMatchObject({ code: 'expired' });
    }
    await engine.close();
  });

  it('TD-06 PK-01 spends an authorization before its end, and not at it', async () => {
    const engine = await createTestEngine(openStore);
    for (const late of [1, 0]) {
      const customer = await makeProtectedCustomer(engine);
      const operationId = await authorize(engine, customer, customer.app, 'authenticator_add');
      const stored = await engine.store.read((tx) =>
        tx.db.selectFrom('operations').select('expires_at').where('id', '=', operationId).executeTakeFirstOrThrow(),
      );
      engine.clock.moveTo(stored.expires_at - late);
      const begun = beginAuthenticator(engine, customer.app, operationId);
      await expect(begun).rejects.toMatchObject({ code: late === 1 ? 'conflict' : 'expired' });
    }
    await engine.close();
  });

  it('ND-01 opens the session of a log-in before its end, and not at it', async () => {
    const engine = await createTestEngine(openStore);
    for (const late of [1, 0]) {
      const customer = await makeCustomer(engine, { verified: false });
      const { operation } = await submitOperation(
        engine,
        platform,
        {
          accountId: customer.id,
          kind: 'login',
          client: 'web',
          device: { id: `${customer.id}-tablet` as DeviceId },
          credentialResult: 'accepted',
        },
        once(),
      );
      engine.clock.moveTo(operation.expiresAt - late);
      const opened = createSession(
        engine,
        platform,
        { id: customer.id, client: 'web', deviceId: `${customer.id}-tablet` as DeviceId, loginOperationId: operation.id as OperationId },
        once(),
      );
      if (late === 1) await expect(opened).resolves.toMatchObject({ session: { accountId: customer.id } });
      else await expect(opened).rejects.toMatchObject({ code: 'expired' });
    }
    await engine.close();
  });
});

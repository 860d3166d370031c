import { expect, it } from 'vitest';
import { recordVerification } from '../../../src/main/engine/accounts/verification.ts';
import { challengeRestoration, restorationText, restoreTrustedDevice } from '../../../src/main/engine/factors/trusted-device/restore.ts';
import { submitOperation } from '../../../src/main/engine/operations/submit.ts';
import {
  authorize,
  type Customer,
  makeProtectedCustomer,
  once,
  openSession,
  Phone,
  platform,
  withdrawal,
} from '../../support/customers.ts';
import { createTestEngine, type TestEngine } from '../../support/engine.ts';
import { describeOnBothStores } from '../../support/store.ts';

const record = (engine: TestEngine, { id }: Customer, status: 'verified' | 'rejected') =>
  recordVerification(engine, platform, { id, status, level: 2, faceEnrolled: true }, once());

async function suspended(engine: TestEngine): Promise<Customer> {
  const customer = await makeProtectedCustomer(engine);
  await record(engine, customer, 'rejected');
  engine.clock.advance(60_000);
  return customer;
}

const stepsOf = async (engine: TestEngine, customer: Customer) =>
  (await submitOperation(engine, platform, withdrawal(customer), once())).decision.steps;

async function restore(engine: TestEngine, customer: Customer, more: { readonly actor?: Customer['app']; readonly phone?: Phone } = {}) {
  const actor = more.actor ?? customer.app;
  const operationId = await authorize(engine, customer, actor, 'trusted_device_add');
  const { challenge } = await challengeRestoration(engine, actor, operationId);
  return restoreTrustedDevice(engine, actor, {
    operationId,
    challenge,
    signature: (more.phone ?? customer.phone).sign(restorationText(challenge)),
  });
}

describeOnBothStores('bringing a suspended trusted device back', (openStore) => {
  it('TD-21 restores it after a step-up on the device itself, once everything that it rests on is there again', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await suspended(engine);
    expect(await stepsOf(engine, customer)).not.toContain('trusted_device');
    await record(engine, customer, 'verified');
    expect(await stepsOf(engine, customer)).not.toContain('trusted_device');
    engine.clock.advance(60_000);
    expect(await restore(engine, customer)).toMatchObject({ kind: 'trusted_device', status: 'active' });
    engine.clock.advance(60_000);
    expect((await stepsOf(engine, customer))[0]).toBe('trusted_device');
    const audit = await engine.store.read((tx) =>
      tx.db.selectFrom('audit').select('changes').where('action', '=', 'trusted_device.restored').execute(),
    );
    expect(audit.map(({ changes }) => JSON.parse(changes))).toEqual([[{ field: 'status', old: 'suspended', new: 'active' }]]);
    await engine.close();
  });

  it('TD-21 names every prerequisite that is still missing', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await suspended(engine);
    await expect(restore(engine, customer)).rejects.toMatchObject({
      code: 'prerequisites_missing',
      data: { missing: [{ code: 'identity_not_verified', step: 'verify_identity' }] },
    });
    await engine.close();
  });

  it('TD-21 restores no other phone, no other key, and nothing that is not suspended', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await suspended(engine);
    await record(engine, customer, 'verified');
    const other = await openSession(engine, customer.id, 'ios', 'other-phone');
    await expect(restore(engine, customer, { actor: other })).rejects.toMatchObject({ data: { reason: 'not_the_trusted_device' } });
    engine.clock.advance(60_000);
    await expect(restore(engine, customer, { phone: new Phone() })).rejects.toMatchObject({ data: { reason: 'bad_signature' } });
    engine.clock.advance(60_000);
    await restore(engine, customer);
    engine.clock.advance(60_000);
    await expect(restore(engine, customer)).rejects.toMatchObject({ code: 'not_found' });
    await engine.close();
  });

  it('TD-07 counts a restored device as young as a new one', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await suspended(engine);
    await record(engine, customer, 'verified');
    await restore(engine, customer);
    const factor = await engine.store.read((tx) =>
      tx.db
        .selectFrom('factors')
        .select('activated_at')
        .where('account_id', '=', customer.id)
        .where('kind', '=', 'trusted_device')
        .executeTakeFirst(),
    );
    expect(factor?.activated_at).toBe(engine.clock.now());
    await engine.close();
  });

  it('TD-21 ends a challenge exactly after five minutes', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await suspended(engine);
    await record(engine, customer, 'verified');
    const operationId = await authorize(engine, customer, customer.app, 'trusted_device_add');
    const { challenge, expiresAt } = await challengeRestoration(engine, customer.app, operationId);
    const input = { operationId, challenge, signature: customer.phone.sign(restorationText(challenge)) };
    engine.clock.moveTo(expiresAt);
    await expect(restoreTrustedDevice(engine, customer.app, input)).rejects.toMatchObject({ code: 'expired' });
    const forged = `${expiresAt + 60_000}${challenge.slice(challenge.indexOf('.'))}`;
    const replayed = { ...input, challenge: forged, signature: customer.phone.sign(restorationText(forged)) };
    await expect(restoreTrustedDevice(engine, customer.app, replayed)).rejects.toMatchObject({ data: { reason: 'bad_challenge' } });
    const again = await challengeRestoration(engine, customer.app, operationId);
    engine.clock.advance(again.expiresAt - engine.clock.now() - 1);
    const signature = customer.phone.sign(restorationText(again.challenge));
    expect(await restoreTrustedDevice(engine, customer.app, { operationId, challenge: again.challenge, signature })).toMatchObject({
      status: 'active',
    });
    await engine.close();
  });
});

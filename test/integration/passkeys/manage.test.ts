import { expect, it } from 'vitest';
import { readMe } from '../../../src/main/engine/accounts/me.ts';
import { systemActor } from '../../../src/main/engine/actor.ts';
import { askForRemoval, listPasskeys, removePasskey, removePasskeysBySupport } from '../../../src/main/engine/factors/passkey/manage.ts';
import { turnOffMandatoryPasskey } from '../../../src/main/engine/factors/passkey/mandatory.ts';
import { challengeTrustedDevice, registerTrustedDevice, registrationText } from '../../../src/main/engine/factors/trusted-device/enrol.ts';
import { activeHolds } from '../../../src/main/engine/holds/holds.ts';
import { makeCustomer } from '../../support/customers.ts';
import { createTestEngine } from '../../support/engine.ts';
import { addPasskey, casesOf, confirmed, makeMandatory, queued, start } from '../../support/passkeys.ts';
import { describeOnBothStores } from '../../support/store.ts';

describeOnBothStores('removing passkeys', (openStore) => {
  it('PK-07 takes a step-up by another method when there is no other passkey', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const { passkey } = await addPasskey(engine, customer);
    const details = { details: { passkey_id: passkey.id } };
    const { decision } = await start(engine, customer.web, 'passkey_remove', details);
    expect(decision.steps).not.toContain('passkey');
    const operationId = await confirmed(engine, customer, customer.web, 'passkey_remove', undefined, details);
    expect(await removePasskey(engine, customer.web, { id: passkey.id, operationId })).toMatchObject({ id: passkey.id });
    expect((await listPasskeys(engine, customer.web)).items).toEqual([]);
    for (const channel of ['mail', 'sms', 'webhook'] as const)
      expect(await queued(engine, customer.id, channel)).toContain('passkey.removed');
    expect(await engine.store.read((tx) => activeHolds(tx, customer.id, customer.id, engine.clock.now()))).toEqual([]);
  });

  it('PK-07 takes another passkey, and never the one that goes', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const one = await addPasskey(engine, customer);
    const two = await addPasskey(engine, customer, { by: one.authenticator });
    const details = { details: { passkey_id: one.passkey.id } };
    await expect(confirmed(engine, customer, customer.web, 'passkey_remove', one.authenticator, details)).rejects.toThrow('denied');
    const operationId = await confirmed(engine, customer, customer.web, 'passkey_remove', two.authenticator, details);
    await expect(removePasskey(engine, customer.web, { id: two.passkey.id, operationId })).rejects.toMatchObject({
      data: { reason: 'wrong_passkey' },
    });
    expect(await removePasskey(engine, customer.web, { id: one.passkey.id, operationId })).toMatchObject({ id: one.passkey.id });
    await expect(removePasskey(engine, customer.web, { id: one.passkey.id, operationId })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('PK-07 refuses an operation that names no passkey, is another session’s or another customer’s', async () => {
    const engine = await createTestEngine(openStore);
    const [customer, stranger] = [await makeCustomer(engine), await makeCustomer(engine)];
    const { authenticator, passkey } = await addPasskey(engine, customer);
    const unnamed = await confirmed(engine, customer, customer.web, 'passkey_remove', authenticator);
    await expect(removePasskey(engine, customer.web, { id: passkey.id, operationId: unnamed })).rejects.toMatchObject({
      data: { reason: 'wrong_passkey' },
    });
    const details = { details: { passkey_id: passkey.id } };
    const named = await confirmed(engine, customer, customer.web, 'passkey_remove', undefined, details);
    await expect(removePasskey(engine, customer.app, { id: passkey.id, operationId: named })).rejects.toMatchObject({
      data: { reason: 'not_initiator' },
    });
    const theirs = await confirmed(engine, stranger, stranger.web, 'passkey_remove', undefined, details);
    await expect(removePasskey(engine, stranger.web, { id: passkey.id, operationId: theirs })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('PK-07 keeps the last passkey while passkeys are mandatory', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const { authenticator, passkey } = await addPasskey(engine, customer);
    await makeMandatory(engine, customer, authenticator);
    const operationId = await confirmed(engine, customer, customer.web, 'passkey_remove', undefined, {
      details: { passkey_id: passkey.id },
    });
    const remove = () => removePasskey(engine, customer.web, { id: passkey.id, operationId });
    await expect(remove()).rejects.toMatchObject({ code: 'conflict', data: { current: { reason: 'mandatory_passkey' } } });
    const off = await confirmed(engine, customer, customer.web, 'mandatory_passkey_off', authenticator);
    await turnOffMandatoryPasskey(engine, customer.web, off);
    expect(await remove()).toMatchObject({ id: passkey.id });
  });

  it('PK-07 leaves one passkey when the last two are removed at the same moment in mandatory mode', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const one = await addPasskey(engine, customer);
    const two = await addPasskey(engine, customer, { by: one.authenticator });
    await makeMandatory(engine, customer, one.authenticator);
    const ids = [one.passkey.id, two.passkey.id];
    const operations: string[] = [];
    for (const [index, id] of ids.entries()) {
      const by = index === 0 ? two.authenticator : one.authenticator;
      operations.push(await confirmed(engine, customer, customer.web, 'passkey_remove', by, { details: { passkey_id: id } }));
    }
    const all = await Promise.allSettled(
      ids.map((id, index) => removePasskey(engine, customer.web, { id, operationId: operations[index] ?? '' })),
    );
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await listPasskeys(engine, customer.web)).items).toHaveLength(1);
  });

  it('PK-07 PK-09 without a step-up is a support case, and its outcome holds withdrawals', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const { passkey } = await addPasskey(engine, customer);
    const ask = () => askForRemoval(engine, customer.web, { id: passkey.id, note: 'My phone was stolen' });
    expect([await ask(), await ask()]).toEqual([{ status: 'open' }, { status: 'open' }]);
    expect(await casesOf(engine, customer.id)).toMatchObject([{ kind: 'recovery', title: expect.stringContaining('My phone was stolen') }]);
    expect((await listPasskeys(engine, customer.web)).items).toHaveLength(1);

    const actor = systemActor('recovery');
    const removed = await engine.store.write((tx) => removePasskeysBySupport(tx, engine, actor, { accountId: customer.id }));
    expect(removed).toBe(1);
    const holds = await engine.store.read((tx) => activeHolds(tx, customer.id, customer.id, engine.clock.now()));
    expect(holds).toMatchObject([{ cause: 'passkey_removed', endsAt: engine.clock.now() + 86_400_000 }]);
    expect(await engine.store.write((tx) => removePasskeysBySupport(tx, engine, actor, { accountId: customer.id }))).toBe(0);
  });

  it('PK-09 MP-02 gives whoever lost every passkey no weaker way in mandatory mode, and says who helps', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const { authenticator } = await addPasskey(engine, customer);
    await makeMandatory(engine, customer, authenticator);
    await engine.store.write((tx) => removePasskeysBySupport(tx, engine, systemActor('recovery'), { accountId: customer.id }));
    const { decision } = await start(engine, customer.web, 'login');
    expect(decision).toMatchObject({ outcome: 'review', steps: [] });
    expect(await listPasskeys(engine, customer.web)).toMatchObject({ recovery: 'support_case', mandatorySince: expect.any(Number) });
  });

  it('TD-21 suspends the trusted device with the last passkey when there is no authenticator app', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const { authenticator, passkey } = await addPasskey(engine, customer);
    const adding = await confirmed(engine, customer, customer.app, 'trusted_device_add', authenticator);
    const { challenge } = await challengeTrustedDevice(engine, customer.app, adding);
    const { phone } = customer;
    const signature = phone.sign(registrationText(challenge, phone.jwk));
    await registerTrustedDevice(engine, customer.app, { operationId: adding, challenge, publicKey: phone.jwk, signature, name: 'Phone' });
    const details = { details: { passkey_id: passkey.id } };
    const operationId = await confirmed(engine, customer, customer.app, 'passkey_remove', undefined, details);
    await removePasskey(engine, customer.app, { id: passkey.id, operationId });
    const { factors } = await readMe(engine, customer.app);
    expect(factors).toMatchObject([{ kind: 'trusted_device', status: 'suspended' }]);
    expect(await casesOf(engine, customer.id)).toMatchObject([{ title: expect.stringContaining('Trusted device suspended') }]);
  });
});

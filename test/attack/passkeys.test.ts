import { expect, it } from 'vitest';
import { beginPasskey, finishPasskey } from '../../src/main/engine/factors/passkey/enrol.ts';
import { beginTransfer, openTransfer } from '../../src/main/engine/factors/passkey/transfer.ts';
import { beginStep, completeStep } from '../../src/main/engine/operations/steps.ts';
import { SoftwareAuthenticator } from '../support/authenticator.ts';
import { type Customer, makeCustomer, openSession } from '../support/customers.ts';
import { createTestEngine, type TestEngine } from '../support/engine.ts';
import { addPasskey, confirmed, start } from '../support/passkeys.ts';
import { startServer } from '../support/server.ts';
import { describeOnBothStores } from '../support/store.ts';

const oneStep = 'api_key_delete' as const;

async function asked(engine: TestEngine, customer: Customer, actor = customer.web) {
  const { operation } = await start(engine, actor, oneStep);
  const step = { id: operation.id, position: 0 };
  const { passkey } = await beginStep(engine, actor, step);
  if (passkey === undefined) throw new Error('no passkey was asked for');
  return { step, passkey };
}

describeOnBothStores('stealing an account by its passkeys', (openStore) => {
  it('PK-08 gains nothing by showing an assertion for a small thing to a great one', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const { authenticator } = await addPasskey(engine, customer);
    const small = await asked(engine, customer);
    const great = await asked(engine, customer);
    const relayed = authenticator.get(small.passkey);
    expect(await completeStep(engine, customer.web, { ...great.step, passkey: relayed })).toMatchObject({ passed: false });
    expect(await completeStep(engine, customer.web, { ...small.step, passkey: relayed })).toMatchObject({ passed: true });
    expect(await completeStep(engine, customer.web, { ...great.step, passkey: relayed })).toMatchObject({ passed: false });
  });

  it('PK-08 gains nothing by taking the challenge to another session', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const { authenticator } = await addPasskey(engine, customer);
    const thief = await openSession(engine, customer.id, 'web', 'thief-laptop');
    const victims = await asked(engine, customer);
    const assertion = authenticator.get(victims.passkey);
    await expect(completeStep(engine, thief, { ...victims.step, passkey: assertion })).rejects.toMatchObject({
      data: { reason: 'not_initiator' },
    });
    const thiefs = await asked(engine, customer, thief);
    expect(await completeStep(engine, thief, { ...thiefs.step, passkey: assertion })).toMatchObject({ passed: false });
  });

  it('PK-08 gains nothing with a passkey of the thief’s own, under any name', async () => {
    const engine = await createTestEngine(openStore);
    const [victim, thief] = [await makeCustomer(engine), await makeCustomer(engine)];
    const { authenticator: victims } = await addPasskey(engine, victim);
    const { authenticator: thiefs } = await addPasskey(engine, thief);
    const { step, passkey } = await asked(engine, victim);
    expect(await completeStep(engine, victim.web, { ...step, passkey: thiefs.get(passkey) })).toMatchObject({ passed: false });
    await beginStep(engine, victim.web, step);
    const again = await beginStep(engine, victim.web, step);
    if (again.passkey === undefined) throw new Error('no passkey was asked for');
    const disguised = thiefs.get(again.passkey, { userHandle: victims.userHandle });
    const id = victims.get(again.passkey).id;
    const forged = { ...disguised, id, rawId: id };
    expect(await completeStep(engine, victim.web, { ...step, passkey: forged })).toMatchObject({ passed: false });
  });

  it('PK-08 ends an operation after too many forgeries', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const { authenticator } = await addPasskey(engine, customer);
    const { step } = await asked(engine, customer);
    let last: Awaited<ReturnType<typeof completeStep>> | undefined;
    for (let i = 0; i < engine.settings.get('code.maxTries'); i += 1) {
      const { passkey } = await beginStep(engine, customer.web, step);
      if (passkey === undefined) throw new Error('no passkey was asked for');
      last = await completeStep(engine, customer.web, { ...step, passkey: authenticator.get(passkey, { origin: 'https://evil.test' }) });
    }
    expect(last).toMatchObject({ passed: false, attemptsLeft: 0, operation: { status: 'denied' } });
  });

  it('PK-01 adds no passkey from a stolen session, not even with what the customer confirmed elsewhere', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const thief = await openSession(engine, customer.id, 'web', 'thief-laptop');
    const operationId = await confirmed(engine, customer, customer.web, 'passkey_add');
    const here = { operationId, kind: 'this_device', credentialManager: true } as const;
    await expect(beginPasskey(engine, thief, here)).rejects.toMatchObject({ data: { reason: 'not_initiator' } });
    await expect(beginTransfer(engine, thief, operationId)).rejects.toMatchObject({ data: { reason: 'not_initiator' } });
    const { options } = await beginPasskey(engine, customer.web, here);
    const response = new SoftwareAuthenticator().create(options);
    await expect(finishPasskey(engine, thief, { operationId, response })).rejects.toMatchObject({ data: { reason: 'not_initiator' } });
  });

  it('PK-03 lets no thief lure a customer into scanning the thief’s code, nor scan the customer’s', async () => {
    const engine = await createTestEngine(openStore);
    const [customer, thief] = [await makeCustomer(engine), await makeCustomer(engine)];
    const thiefs = await beginTransfer(engine, thief.web, await confirmed(engine, thief, thief.web, 'passkey_add'));
    const customers = await beginTransfer(engine, customer.web, await confirmed(engine, customer, customer.web, 'passkey_add'));
    await expect(openTransfer(engine, customer.app, thiefs.link)).rejects.toMatchObject({ code: 'not_found' });
    await expect(openTransfer(engine, thief.app, customers.link)).rejects.toMatchObject({ code: 'not_found' });
    const id = customers.link.split('/')[3] ?? '';
    const guessed = `portcullis://passkey/${id}/${'0'.repeat(64)}`;
    await expect(openTransfer(engine, customer.app, guessed)).rejects.toMatchObject({ code: 'not_found' });
  });
});

describeOnBothStores('passkeys over HTTP', (_openStore, dialect) => {
  it('PK-08 takes one proof at a time and refuses what is no WebAuthn answer at the door', async () => {
    const server = await startServer({ dialect });
    const token = await server.session('acc-1', 'web');
    const path = '/customer/v1/operations/op_00000000000000000000000000/steps/0/complete';
    const response = { clientDataJSON: 'e30', authenticatorData: 'AA', signature: 'AA' };
    const passkey = { id: 'AA', rawId: 'AA', type: 'public-key', response, clientExtensionResults: {} };
    for (const body of [
      {},
      { code: '123456', passkey },
      { passkey: { ...passkey, type: 'password' } },
      { passkey: { ...passkey, id: 'not base64url!' } },
      { passkey: { ...passkey, response: { ...response, signature: 'A'.repeat(8_001) } } },
      { passkey: { ...passkey, response: {} } },
    ]) {
      expect([body, (await server.call('POST', path, body, { token })).body.code]).toEqual([body, 'invalid_input']);
    }
    expect((await server.call('POST', path, { passkey }, { token })).status).toBe(404);
    expect((await server.call('GET', '/customer/v1/passkeys', undefined, { token })).body).toMatchObject({ items: [], most: 10 });
  });

  it('publishes related origins to browsers, and nothing else', async () => {
    const server = await startServer({ dialect });
    expect((await server.call('GET', '/.well-known/webauthn')).status).toBe(404);
    const value = ['https://example.co.uk'];
    server.engine.settings.apply('passkey.relatedOrigins', { value, updatedAt: null, updatedBy: null });
    const answer = await server.call('GET', '/.well-known/webauthn');
    expect(answer.body).toEqual({ origins: value });
    expect(answer.headers.get('content-type')).toContain('application/json');
  });
});

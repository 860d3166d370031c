import { expect, it } from 'vitest';
import { putAccount } from '../../src/main/engine/accounts/accounts.ts';
import { recordSecurityChange } from '../../src/main/engine/accounts/security-change.ts';
import { listAudit } from '../../src/main/engine/audit/list.ts';
import { canonicalHash } from '../../src/main/engine/operations/canonical.ts';
import { executeOperation, labelOperation } from '../../src/main/engine/operations/finish.ts';
import { readOperation } from '../../src/main/engine/operations/read.ts';
import { completeStep } from '../../src/main/engine/operations/steps.ts';
import { submitOperation } from '../../src/main/engine/operations/submit.ts';
import { listDecisions } from '../../src/main/engine/operations/views/decisions.ts';
import { authenticateCustomer } from '../../src/main/engine/sessions/authenticate.ts';
import { createSession } from '../../src/main/engine/sessions/sessions.ts';
import { answerRequest } from '../../src/main/engine/verification/answer.ts';
import { getDeviceRequest } from '../../src/main/engine/verification/device.ts';
import { operationInputSchema } from '../../src/shared/contract/operation.ts';
import type { AccountId } from '../../src/shared/vocabulary/index.ts';
import {
  type Customer,
  knowDevice,
  makeCustomer,
  makeProtectedCustomer,
  once,
  operation,
  platform,
  staff,
  withdrawal,
} from '../support/customers.ts';
import { createTestEngine, type TestEngine } from '../support/engine.ts';
import { describeOnBothStores } from '../support/store.ts';

const truth = { amount: '0.5', asset: 'BTC', destination: { address: 'bc1qexampledestination', network: 'Bitcoin' } };

/** A withdrawal that the phone signed and the authenticator app confirmed. */
async function authorized(engine: TestEngine, customer: Customer): Promise<string> {
  const { operation: made, prompt } = await submitOperation(engine, platform, withdrawal(customer), once());
  const { id, canonicalHash: hash } = await getDeviceRequest(engine, customer.app, prompt?.requestId ?? '');
  const number = prompt?.number ?? undefined;
  await answerRequest(engine, customer.app, customer.phone.answer({ id, answer: 'approve', number }, hash));
  await completeStep(engine, customer.web, { id: made.id, position: 1, code: customer.code() });
  expect((await readOperation(engine, platform, made.id)).operation.status).toBe('authorized');
  return made.id;
}

describeOnBothStores('attacks on operations', (openStore) => {
  it('TD-11 carries nothing out whose amount or destination was changed in the database after it was signed', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    const id = await authorized(engine, customer);
    const change = (set: Readonly<Record<string, string>>) =>
      engine.store.write((tx) => tx.db.updateTable('operations').set(set).where('id', '=', id).execute());
    const refused = { data: { reason: 'operation_changed' } };

    await change({ amount: '50' });
    await expect(executeOperation(engine, platform, { id, ...truth, amount: '50' }, once())).rejects.toMatchObject(refused);
    await change({ amount: '0.5', destination: 'bc1qthief' });
    const toThief = { id, ...truth, destination: { address: 'bc1qthief', network: 'Bitcoin' } };
    await expect(executeOperation(engine, platform, toThief, once())).rejects.toMatchObject(refused);
    await change({ destination: 'bc1qexampledestination', details: '{"tag":"7"}' });
    const toTag = { id, ...truth, destination: { ...truth.destination, tag: '7' } };
    await expect(executeOperation(engine, platform, toTag, once())).rejects.toMatchObject(refused);
    await change({ details: '{}' });
    expect((await executeOperation(engine, platform, { id, ...truth }, once())).operation.status).toBe('executed');
    await engine.close();
  });

  it('TD-11 carries nothing out whose text was rewritten with its hash: the signature is over the former one', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    const id = await authorized(engine, customer);
    const other = await submitOperation(engine, platform, withdrawal(customer, { amount: '50' }), once());
    const text = other.operation.canonicalText.replace(other.operation.id, id);
    await engine.store.write((tx) =>
      tx.db
        .updateTable('operations')
        .set({ amount: '50', canonical_text: text, canonical_hash: canonicalHash(text) })
        .where('id', '=', id)
        .execute(),
    );
    await expect(executeOperation(engine, platform, { id, ...truth, amount: '50' }, once())).rejects.toMatchObject({
      data: { issues: [{ path: 'signature' }] },
    });
    await engine.close();
  });

  it('TD-11 shows no address that reads differently from what it is, and no detail that poses as a line of the text', () => {
    const parse = (more: Readonly<Record<string, unknown>>) =>
      operationInputSchema.safeParse({ accountId: 'a', kind: 'withdrawal', client: 'web', ...truth, ...more }).success;
    expect(parse({ details: { label: 'my own wallet' } })).toBe(true);
    expect(parse({ destination: { address: 'bc1q\u202Efeiht' } })).toBe(false);
    expect(parse({ details: { label: 'safe\u2066' } })).toBe(false);
    for (const name of ['to', 'amount', 'network', 'tag', 'account', 'id']) expect(parse({ details: { [name]: 'bc1qgood' } })).toBe(false);
  });

  it('TD-11 RT-02 takes no address that looks like another one, for the customer’s eyes or past a list', () => {
    const takes = (destination: Readonly<Record<string, string>>) =>
      operationInputSchema.safeParse({ accountId: 'a', kind: 'withdrawal', client: 'web', ...truth, destination }).success;
    const address = 'bc1qthief';
    // Invisible ones, a Cyrillic с and і, full-width and mathematical letters.
    for (const alike of [
      'bc1q\u200Bthief',
      'bc1qthief\uFEFF',
      'bc1q\u00ADthief',
      'b\u04411qthief',
      'bc1qth\u0456ef',
      '\uFF42c1qthief',
      '\u{1D41B}c1qthief',
    ]) {
      expect(takes({ address: alike }), JSON.stringify(alike)).toBe(false);
      expect(takes({ address, tag: alike }), JSON.stringify(alike)).toBe(false);
      expect(takes({ address, network: alike }), JSON.stringify(alike)).toBe(false);
    }
    // Nothing but letters that look like Latin ones: the two of an account number, in Cyrillic and in Greek.
    for (const alike of ['\u0415\u0415382200221020145685', '\u0392\u0395 68 5390 0754 7034'])
      expect(takes({ address: alike }), alike).toBe(false);
    for (const plain of [address, 'DE89 3704 0044 0532 0130 00', 'müller@example.com', 'Иванов 12', 'Πέτρος 7', '山田 3'])
      expect(takes({ address: plain })).toBe(true);
  });

  it('TD-13 signs what it approves with its number: one that was not asked for must be right as well', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    const { prompt } = await submitOperation(engine, platform, withdrawal(customer), once());
    const { id, canonicalHash: hash } = await getDeviceRequest(engine, customer.app, prompt?.requestId ?? '');
    await engine.store.write((tx) => tx.db.updateTable('verification_requests').set({ number_required: 0 }).where('id', '=', id).execute());
    const wrong = customer.phone.answer({ id, answer: 'approve', number: '00' }, hash);
    await expect(answerRequest(engine, customer.app, wrong)).rejects.toMatchObject({ data: { reason: 'wrong_number' } });
    const none = customer.phone.answer({ id, answer: 'approve' }, hash);
    expect((await answerRequest(engine, customer.app, none)).status).toBe('approved');
    await engine.close();
  });

  it('ND-04 keeps no signature as evidence that nobody has verified', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    engine.clock.advance(3_600_000);
    await knowDevice(engine, customer.app);
    const login = { kind: 'login', client: 'web', device: { id: 'new-laptop' }, credentialResult: 'accepted' };
    const { prompt } = await submitOperation(engine, platform, operation({ accountId: customer.id, ...login }), once());
    const answer = { id: prompt?.requestId ?? '', answer: 'approve', number: prompt?.number ?? undefined, signature: 'made-up' } as const;
    await answerRequest(engine, customer.app, answer);
    const row = await engine.store.read((tx) =>
      tx.db.selectFrom('verification_requests').select(['method', 'signature']).executeTakeFirstOrThrow(),
    );
    expect(row).toEqual({ method: 'device_session', signature: null });
    await engine.close();
  });

  it('TD-14 does not shut the customer out who reports a thief, nor touch authorizations that ran out', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    const old = await authorized(engine, customer);
    engine.clock.advance(engine.settings.get('operation.ttl') + 86_400_000);
    const device = { id: customer.app.deviceId };
    const login = await submitOperation(
      engine,
      platform,
      operation({ accountId: customer.id, kind: 'login', client: 'ios', device, credentialResult: 'accepted' }),
      once(),
    );
    await engine.store.write((tx) =>
      tx.db.updateTable('operations').set({ status: 'awaiting_step_up' }).where('id', '=', login.operation.id).execute(),
    );
    const input = { id: customer.id, client: 'ios' as const, deviceId: customer.app.deviceId, loginOperationId: login.operation.id };
    const { token } = await createSession(engine, platform, input, once());
    await engine.store.write((tx) =>
      tx.db.updateTable('operations').set({ status: 'authorized' }).where('id', '=', login.operation.id).execute(),
    );
    const phone = await authenticateCustomer(engine, token, null);
    engine.clock.advance(60_000);
    const { prompt } = await submitOperation(engine, platform, withdrawal(customer), once());
    const request = await getDeviceRequest(engine, phone, prompt?.requestId ?? '');
    const answer = customer.phone.answer({ id: request.id, answer: 'reject', reason: 'not_me' }, request.canonicalHash);
    expect((await answerRequest(engine, phone, answer)).status).toBe('rejected');
    expect((await authenticateCustomer(engine, token, null)).sessionId).toBe(phone.sessionId);
    expect((await readOperation(engine, platform, old)).operation.status).toBe('authorized');
    await engine.close();
  });

  it('WH-04 carries nothing out for an account that was frozen after the decision', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    const id = await authorized(engine, customer);
    const freeze = (status: string) =>
      engine.store.write((tx) => tx.db.updateTable('accounts').set({ status }).where('id', '=', customer.id).execute());
    await freeze('frozen');
    await expect(executeOperation(engine, platform, { id, ...truth }, once())).rejects.toMatchObject({
      data: { reason: 'account_frozen' },
    });
    await freeze('active');
    expect((await executeOperation(engine, platform, { id, ...truth }, once())).operation.status).toBe('executed');
    await engine.close();
  });

  it('WH-03 says the same end of a hold when a sub-account’s withdrawal is read as when it was decided', async () => {
    const engine = await createTestEngine(openStore);
    const main = await makeCustomer(engine);
    const id = `${main.id}-sub` as AccountId;
    await putAccount(engine, platform, { id, kind: 'sub', mainAccountId: main.id }, once());
    await recordSecurityChange(engine, platform, { id: main.id, change: 'password_reset' }, once());
    const { operation: held } = await submitOperation(
      engine,
      platform,
      operation({ accountId: id, kind: 'withdrawal', client: 'web', ...truth, referenceValue: '100' }),
      once(),
    );
    expect(held).toMatchObject({ status: 'held', holdEndsAt: expect.any(Number) });
    expect((await readOperation(engine, platform, held.id)).operation.holdEndsAt).toBe(held.holdEndsAt);
    await engine.close();
  });

  it('AU-01 tells which label a label took the place of', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const { operation: made } = await submitOperation(engine, platform, withdrawal(customer), once());
    await labelOperation(engine, platform, { id: made.id, label: 'legitimate' }, once());
    await labelOperation(engine, platform, { id: made.id, label: 'fraud' }, once());
    const { items } = await listAudit(engine, staff('administrator'), { action: 'operation.labelled', limit: 5 });
    expect(items[0]?.changes).toContainEqual({ field: 'label', old: 'legitimate', new: 'fraud' });
    await engine.close();
  });

  it('RT-02 finds the decisions of one rule only, not of rules with a letter in the place of its underscore', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    await submitOperation(engine, platform, withdrawal(customer), once());
    await engine.store.write((tx) => tx.db.updateTable('decisions').set({ hits: '[{"id":"newXdevice","score":1}]' }).execute());
    const found = (ruleId: string) => listDecisions(engine, staff('risk_analyst'), { ruleId, limit: 5 });
    expect((await found('new_device')).items).toHaveLength(0);
    await engine.store.write((tx) => tx.db.updateTable('decisions').set({ hits: '[{"id":"new_device","score":1}]' }).execute());
    expect((await found('new_device')).items).toHaveLength(1);
    await engine.close();
  });
});

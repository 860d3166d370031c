import { expect, it } from 'vitest';
import type { CustomerActor } from '../../../src/main/engine/actor.ts';
import {
  challengeTrustedDevice,
  registerTrustedDevice,
  registrationText,
  removeTrustedDevice,
} from '../../../src/main/engine/factors/trusted-device/enrol.ts';
import { readOperation } from '../../../src/main/engine/operations/read.ts';
import { beginStep } from '../../../src/main/engine/operations/steps.ts';
import { submitOperation } from '../../../src/main/engine/operations/submit.ts';
import { answerRequest } from '../../../src/main/engine/verification/answer.ts';
import { cancelRequest, listApprovals } from '../../../src/main/engine/verification/approvals/approvals.ts';
import { getDeviceRequest, listDeviceRequests, openByLink } from '../../../src/main/engine/verification/device.ts';
import { expireDue } from '../../../src/main/engine/verification/expire.ts';
import {
  authorize,
  type Customer,
  enrolAuthenticator,
  makeCustomer,
  makeProtectedCustomer,
  once,
  openSession,
  Phone,
  platform,
  staff,
  withdrawal,
} from '../../support/customers.ts';
import { createTestEngine, type TestEngine } from '../../support/engine.ts';
import { publish } from '../../support/policy.ts';
import { describeOnBothStores } from '../../support/store.ts';

/** Submits a withdrawal on the web and gives everything the phone needs to answer. */
async function ask(engine: TestEngine, customer: Customer, more: Record<string, unknown> = {}) {
  const submitted = await submitOperation(engine, platform, withdrawal(customer, more), once());
  if (submitted.prompt === null) throw new Error(`nothing was asked: ${submitted.decision.outcome}`);
  const request = await getDeviceRequest(engine, customer.app, submitted.prompt.requestId);
  const number = submitted.prompt.number ?? undefined;
  const approval = customer.phone.answer({ id: request.id, answer: 'approve', number }, request.canonicalHash);
  const rejection = (reason: 'not_me' | 'changed_my_mind') =>
    customer.phone.answer({ id: request.id, answer: 'reject', reason }, request.canonicalHash);
  return { ...submitted, prompt: submitted.prompt, request, number, approval, rejection };
}

const status = async (engine: TestEngine, id: string) => (await readOperation(engine, platform, id)).operation.status;

async function register(engine: TestEngine, customer: Customer, actor: CustomerActor, operationId: string, phone = customer.phone) {
  const { challenge } = await challengeTrustedDevice(engine, actor, operationId);
  return registerTrustedDevice(engine, actor, {
    operationId,
    challenge,
    publicKey: phone.jwk,
    signature: phone.sign(registrationText(challenge, phone.jwk)),
    name: 'My phone',
  });
}

describeOnBothStores('adding a trusted device', (openStore) => {
  it('TD-01 sends no request for a customer who has not turned it on', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await enrolAuthenticator(engine, await makeCustomer(engine));
    const { decision, prompt } = await submitOperation(engine, platform, withdrawal(customer), once());
    expect(decision.steps).not.toContain('trusted_device');
    expect(prompt).toBeNull();
    await engine.close();
  });

  it('TD-07 holds nothing, and is told to the customer by mail and by phone', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await enrolAuthenticator(engine, await makeCustomer(engine));
    const operationId = await authorize(engine, customer, customer.app, 'trusted_device_add');
    await register(engine, customer, customer.app, operationId);
    const { told, holds } = await engine.store.read(async (tx) => ({
      told: await tx.db
        .selectFrom('outbox')
        .select(['channel', 'payload'])
        .where('account_id', '=', customer.id)
        .where('topic', '=', 'trusted_device.added')
        .where('channel', '<>', 'webhook')
        .orderBy('channel')
        .execute(),
      holds: await tx.db.selectFrom('holds').select('id').where('account_id', '=', customer.id).execute(),
    }));
    expect(told.map(({ channel }) => channel)).toEqual(['mail', 'sms']);
    expect(told.map(({ payload }) => payload).join()).toContain(`${customer.id}@example.com`);
    expect(holds).toEqual([]);
    await engine.close();
  });

  it('TD-02 TD-22 lists every missing prerequisite in the order in which to mend them', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine, { verified: false });
    const refused = challengeTrustedDevice(engine, customer.app, 'op_00000000000000000000000000');
    await expect(refused).rejects.toMatchObject({
      code: 'prerequisites_missing',
      data: {
        missing: [
          { code: 'identity_not_verified', step: 'verify_identity' },
          { code: 'face_not_enrolled', step: 'enrol_face' },
          { code: 'no_strong_factor', step: 'enrol_passkey_or_authenticator' },
        ],
      },
    });
    await engine.close();
  });

  it('TD-04 refuses a web client and TD-06 an operation that was not authorized', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await enrolAuthenticator(engine, await makeCustomer(engine));
    const operationId = await authorize(engine, customer, customer.app, 'trusted_device_add');
    await expect(challengeTrustedDevice(engine, customer.web, operationId)).rejects.toMatchObject({ data: { reason: 'not_native_app' } });
    engine.clock.advance(60_000);
    const other = await authorize(engine, customer, customer.app, 'security_setting_change');
    await expect(challengeTrustedDevice(engine, customer.app, other)).rejects.toMatchObject({ data: { reason: 'wrong_operation' } });
    await engine.close();
  });

  it('TD-06 refuses a key without its possession, a challenge that was not given, and an operation of another session', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await enrolAuthenticator(engine, await makeCustomer(engine));
    const operationId = await authorize(engine, customer, customer.app, 'trusted_device_add');
    const { challenge } = await challengeTrustedDevice(engine, customer.app, operationId);
    const input = { operationId, challenge, publicKey: customer.phone.jwk, name: 'p' };
    const foreign = new Phone().sign(registrationText(challenge, customer.phone.jwk));
    await expect(registerTrustedDevice(engine, customer.app, { ...input, signature: foreign })).rejects.toMatchObject({
      data: { reason: 'bad_signature' },
    });
    const altered = `${challenge.slice(0, -1)}${challenge.endsWith('A') ? 'B' : 'A'}`;
    const overAltered = customer.phone.sign(registrationText(altered, customer.phone.jwk));
    await expect(
      registerTrustedDevice(engine, customer.app, { ...input, challenge: altered, signature: overAltered }),
    ).rejects.toMatchObject({ data: { reason: 'bad_challenge' } });
    const elsewhere = await openSession(engine, customer.id, 'ios', 'another-phone');
    const signature = customer.phone.sign(registrationText(challenge, customer.phone.jwk));
    await expect(challengeTrustedDevice(engine, elsewhere, operationId)).rejects.toMatchObject({ data: { reason: 'not_initiator' } });
    await expect(registerTrustedDevice(engine, elsewhere, { ...input, signature })).rejects.toMatchObject({
      data: { reason: 'not_initiator' },
    });
    await engine.close();
  });

  it('TD-05 binds exactly one of two phones that are added at once', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await enrolAuthenticator(engine, await makeCustomer(engine));
    const second = await openSession(engine, customer.id, 'android', 'second-phone');
    const first = await authorize(engine, customer, customer.app, 'trusted_device_add');
    engine.clock.advance(60_000);
    const other = await authorize(engine, customer, second, 'trusted_device_add');
    const results = await Promise.allSettled([
      register(engine, customer, customer.app, first),
      register(engine, customer, second, other, new Phone()),
    ]);
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
    const devices = await engine.store.read((tx) =>
      tx.db
        .selectFrom('factors')
        .select('id')
        .where('account_id', '=', customer.id)
        .where('kind', '=', 'trusted_device')
        .where('status', '=', 'active')
        .execute(),
    );
    expect(devices).toHaveLength(1);
    await engine.close();
  });

  it('TD-07 places no hold, and TD-20 removing it places one and cancels what is pending', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    const asked = await ask(engine, customer);
    const operationId = await authorize(engine, customer, customer.app, 'trusted_device_remove');
    const { hold } = await removeTrustedDevice(engine, customer.app, operationId);
    expect(hold).toMatchObject({ cause: 'trusted_device_removed', endsAt: engine.clock.now() + 24 * 3_600_000 });
    const pending = await listApprovals(engine, staff('agent'), { status: 'pending', limit: 5 });
    expect(pending.items).toEqual([]);
    await expect(answerRequest(engine, customer.app, asked.approval)).rejects.toMatchObject({ code: 'client_refused' });

    engine.clock.advance(24 * 3_600_000 - 1);
    const held = await submitOperation(engine, platform, withdrawal(customer), once());
    expect(held.decision.outcome).toBe('hold');
    expect(held.operation.holdEndsAt).toBe(hold.endsAt);
    engine.clock.advance(1);
    const free = await submitOperation(engine, platform, withdrawal(customer), once());
    expect(free.decision.outcome).not.toBe('hold');
    await engine.close();
  });
});

describeOnBothStores('answering a request', (openStore) => {
  it('TD-09 asks nothing for an operation that starts on the trusted device itself', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    const input = withdrawal({ id: customer.id, web: customer.app }, { client: 'ios' });
    const { decision } = await submitOperation(engine, platform, input, once());
    expect(decision.steps).not.toContain('trusted_device');
    await engine.close();
  });

  it('TD-10 opens a request by its link once, on the trusted device only, and grants nothing', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    const stranger = await makeProtectedCustomer(engine);
    const { prompt, operation } = await ask(engine, customer);
    await expect(openByLink(engine, stranger.app, prompt.link)).rejects.toMatchObject({ code: 'not_found' });
    await expect(openByLink(engine, customer.web, prompt.link)).rejects.toMatchObject({ code: 'client_refused' });
    await expect(openByLink(engine, customer.app, `${prompt.link.slice(0, -1)}0`)).rejects.toMatchObject({ code: 'not_found' });
    expect((await openByLink(engine, customer.app, prompt.link)).status).toBe('pending');
    await expect(openByLink(engine, customer.app, prompt.link)).rejects.toMatchObject({ data: { reason: 'link_used' } });
    expect(await status(engine, operation.id)).toBe('awaiting_step_up');
    await engine.close();
  });

  it('TD-12 asks for the number always, at risk, or never, as the setting says; one that was not asked for must be right all the same', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    const elsewhere = 'bc1qanotherdestination';
    await publish(engine, 'rules', {
      rules: [{ id: 'elsewhere', name: 'Elsewhere', when: `destination == "${elsewhere}"`, score: 40, reason: 'It goes elsewhere' }],
    });
    const low = {};
    const medium = { destination: { address: elsewhere, network: 'Bitcoin' } };
    const asked: Record<string, boolean[]> = {};
    for (const mode of ['always', 'risky', 'never']) {
      engine.settings.apply('approval.numberMatching', { value: mode, updatedAt: 1, updatedBy: null });
      asked[mode] = [];
      for (const more of [low, medium]) {
        const { request, decision, prompt, approval } = await ask(engine, customer, more);
        expect([more === low, decision.band]).toEqual([more === low, more === low ? 'low' : 'medium']);
        expect(prompt.number === null).toBe(!request.numberRequired);
        asked[mode].push(request.numberRequired);
        if (!request.numberRequired) {
          const guess = customer.phone.answer({ id: request.id, answer: 'approve', number: '100' }, request.canonicalHash);
          await expect(answerRequest(engine, customer.app, guess)).rejects.toMatchObject({ data: { reason: 'wrong_number' } });
        }
        expect(await answerRequest(engine, customer.app, approval)).toMatchObject({ status: 'approved' });
        engine.clock.advance(3_600_000);
      }
    }
    expect(asked).toEqual({ always: [true, true], risky: [false, true], never: [false, false] });
    await engine.close();
  });

  it('TD-12 refuses a wrong number, and gives the request up after the third', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    const { request, number, operation } = await ask(engine, customer);
    const wrong = number === '42' ? '43' : '42';
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const guess = customer.phone.answer({ id: request.id, answer: 'approve', number: wrong }, request.canonicalHash);
      await expect(answerRequest(engine, customer.app, guess)).rejects.toMatchObject({ data: { reason: 'wrong_number' } });
    }
    expect(await status(engine, operation.id)).toBe('denied');
    await engine.close();
  });

  it('TD-14 freezes everything, opens a case and holds withdrawals after “not me”', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    const { rejection, operation } = await ask(engine, customer);
    await answerRequest(engine, customer.app, rejection('not_me'));
    expect(await status(engine, operation.id)).toBe('denied');
    const cases = await engine.store.read((tx) =>
      tx.db.selectFrom('cases').select(['kind', 'status']).where('account_id', '=', customer.id).execute(),
    );
    expect(cases).toEqual([{ kind: 'suspicious_activity', status: 'open' }]);
    const next = await submitOperation(engine, platform, withdrawal(customer), once());
    expect(next.decision.outcome).toBe('hold');
    expect(next.operation.holdEndsAt).toBeNull();
    await engine.close();
  });

  it('TD-14 denies and starts nothing else after “changed my mind”', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    const { rejection, operation } = await ask(engine, customer);
    await answerRequest(engine, customer.app, rejection('changed_my_mind'));
    expect(await status(engine, operation.id)).toBe('denied');
    const holds = await engine.store.read((tx) => tx.db.selectFrom('holds').select('id').where('account_id', '=', customer.id).execute());
    expect(holds).toEqual([]);
    await engine.close();
  });

  it('TD-16 accepts an answer one millisecond before the end and refuses it at the end', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    const first = await ask(engine, customer);
    engine.clock.moveTo(first.request.expiresAt - 1);
    expect((await answerRequest(engine, customer.app, first.approval)).status).toBe('approved');
    engine.clock.advance(3_600_000);
    const second = await ask(engine, customer);
    engine.clock.moveTo(second.request.expiresAt);
    await expect(answerRequest(engine, customer.app, second.approval)).rejects.toMatchObject({ code: 'expired' });
    expect(await expireDue(engine)).toBeGreaterThan(0);
    expect((await getDeviceRequest(engine, customer.app, second.request.id)).status).toBe('expired');
    await engine.close();
  });

  it('TD-16 lets the customer start again from the initiator after a time-out', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    const { request, operation } = await ask(engine, customer);
    engine.clock.moveTo(request.expiresAt);
    await expireDue(engine);
    const again = await beginStep(engine, customer.web, { id: operation.id, position: 0 });
    expect(again.prompt?.requestId).not.toBe(request.id);
    await engine.close();
  });

  it('TD-18 supersedes an older request of the same kind visibly, and slows down a flood', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    const first = await ask(engine, customer);
    const second = await ask(engine, customer);
    expect((await getDeviceRequest(engine, customer.app, first.request.id)).status).toBe('superseded');
    expect(await status(engine, first.operation.id)).toBe('cancelled');
    expect((await listDeviceRequests(engine, customer.app)).items.map((item) => item.id)).toEqual([second.request.id]);
    await ask(engine, customer);
    const flooded = await submitOperation(engine, platform, withdrawal(customer), once());
    expect(flooded.prompt).toBeNull();
    await expect(beginStep(engine, customer.web, { id: flooded.operation.id, position: 0 })).rejects.toMatchObject({
      code: 'rate_limited',
    });
    await engine.close();
  });

  it('TD-18 raises one case when denials pile up within the window', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    await engine.store.write(async (tx) => {
      await tx.db.insertInto('settings').values({ name: 'approval.backoff', value: '0', updated_at: 0, updated_by: 'test' }).execute();
    });
    await engine.settings.refresh();
    await publish(engine, 'thresholds', { medium: 9000, high: 9001, critical: 9002, minSignals: 3 });
    for (let denial = 0; denial < 6; denial += 1) {
      const { rejection } = await ask(engine, customer);
      await answerRequest(engine, customer.app, rejection('changed_my_mind'));
      engine.clock.advance(30_000);
    }
    const cases = await engine.store.read((tx) =>
      tx.db.selectFrom('cases').select('title').where('account_id', '=', customer.id).execute(),
    );
    expect(cases).toEqual([{ title: '5 approval requests rejected within minutes' }]);
    await engine.close();
  });

  it('TD-19 lets exactly one of 100 parallel answers win and tells the 99 others of it', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    const { approval, rejection, operation } = await ask(engine, customer);
    const answers = Array.from({ length: 100 }, (_, index) => (index % 2 === 0 ? approval : rejection('changed_my_mind')));
    const results = await Promise.allSettled(answers.map((answer) => answerRequest(engine, customer.app, answer)));
    const won = results.filter((result) => result.status === 'fulfilled');
    const lost = results.flatMap((result) => (result.status === 'rejected' ? [(result.reason as { code: string }).code] : []));
    expect(won).toHaveLength(1);
    expect(lost).toEqual(Array.from({ length: 99 }, () => 'conflict'));
    const outcome = await status(engine, operation.id);
    expect(outcome).toBe(won[0]?.value.status === 'approved' ? 'awaiting_step_up' : 'denied');
    await engine.close();
  });

  it('TD-19 lets either the answer or the removal of the device win, never both', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    const { approval, request } = await ask(engine, customer);
    const operationId = await authorize(engine, customer, customer.app, 'trusted_device_remove');
    const [answered, removed] = await Promise.allSettled([
      answerRequest(engine, customer.app, approval),
      removeTrustedDevice(engine, customer.app, operationId),
    ]);
    expect(removed.status).toBe('fulfilled');
    const rows = await engine.store.read((tx) =>
      tx.db.selectFrom('verification_requests').select('status').where('id', '=', request.id).execute(),
    );
    expect(rows[0]?.status).toBe(answered.status === 'fulfilled' ? 'approved' : 'cancelled');
    await engine.close();
  });

  it('CQ-02 tells staff who cancel an answered request what won', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    const { approval, request } = await ask(engine, customer);
    await answerRequest(engine, customer.app, approval);
    await expect(cancelRequest(engine, staff('agent'), { id: request.id, reason: 'the caller asked' })).rejects.toMatchObject({
      code: 'conflict',
      data: { current: { status: 'approved' } },
    });
    await engine.close();
  });
});

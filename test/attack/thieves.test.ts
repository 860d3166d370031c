import { generateSync } from 'otplib';
import { expect, it } from 'vitest';
import { SystemClock } from '../../src/main/adapters/system-clock.ts';
import type { CustomerActor } from '../../src/main/engine/actor.ts';
import { beginAuthenticator, finishAuthenticator } from '../../src/main/engine/factors/authenticator/enrol.ts';
import { beginFace } from '../../src/main/engine/factors/face/enrol.ts';
import { beginPasskey } from '../../src/main/engine/factors/passkey/enrol.ts';
import {
  challengeTrustedDevice,
  registerTrustedDevice,
  registrationText,
  removeTrustedDevice,
} from '../../src/main/engine/factors/trusted-device/enrol.ts';
import { executeOperation } from '../../src/main/engine/operations/finish.ts';
import { beginStep, completeStep } from '../../src/main/engine/operations/steps.ts';
import { submitOperation } from '../../src/main/engine/operations/submit.ts';
import { beginContactChange } from '../../src/main/engine/security-items/contact.ts';
import { answerRequest } from '../../src/main/engine/verification/answer.ts';
import { getDeviceRequest, openByLink } from '../../src/main/engine/verification/device.ts';
import { operationKinds } from '../../src/shared/vocabulary/index.ts';
import {
  authorize,
  type Customer,
  enrolAuthenticator,
  makeCustomer,
  makeProtectedCustomer,
  once,
  openSession,
  operation,
  Phone,
  platform,
  sentCode,
  withdrawal,
} from '../support/customers.ts';
import { createTestEngine, type TestEngine } from '../support/engine.ts';
import { ManualClock, testEpoch } from '../support/ports.ts';
import { describeOnBothStores } from '../support/store.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** A withdrawal on the web that rings the phone. */
async function ring(engine: TestEngine, customer: Customer) {
  const { operation: started, prompt } = await submitOperation(engine, platform, withdrawal(customer), once());
  const request = prompt === null ? null : await getDeviceRequest(engine, customer.app, prompt.requestId);
  return { id: started.id, prompt, request };
}

const deny = (engine: TestEngine, customer: Customer, request: { readonly id: string; readonly canonicalHash: string }) =>
  answerRequest(
    engine,
    customer.app,
    customer.phone.answer({ id: request.id, answer: 'reject', reason: 'changed_my_mind' }, request.canonicalHash),
  );

describeOnBothStores('a thief with a stolen session', (openStore) => {
  it('TD-18 cannot ring the phone until the customer gives in: each denial makes the next request later, and staff hear of it', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    const rings: number[] = [];
    const began = engine.clock.now();
    for (let attempt = 0; attempt < 120; attempt += 1) {
      const { request } = await ring(engine, customer);
      if (request !== null) {
        rings.push(engine.clock.now() - began);
        await deny(engine, customer, request);
      }
      engine.clock.advance(5 * SECOND);
    }
    // Ten minutes of asking every five seconds.
    expect(rings.length).toBeLessThanOrEqual(5);
    const cases = await engine.store.read((tx) =>
      tx.db
        .selectFrom('cases')
        .select(['kind', 'title'])
        .where('account_id', '=', customer.id)
        .where('kind', '=', 'suspicious_activity')
        .execute(),
    );
    expect(cases).toEqual([{ kind: 'suspicious_activity', title: '2 approval requests rejected, 5 more held back, within minutes' }]);
    const pauses = rings.slice(1).map((at, index) => at - (rings[index] ?? 0));
    expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
    await engine.close();
  });

  it('TD-18 cannot wear the customer out by requests that nobody answers either', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    let rings = 0;
    for (let attempt = 0; attempt < 60; attempt += 1) {
      if ((await ring(engine, customer)).request !== null) rings += 1;
      engine.clock.advance(5 * SECOND);
    }
    expect(rings).toBeLessThanOrEqual(7);
    const pending = await engine.store.read((tx) =>
      tx.db
        .selectFrom('verification_requests')
        .select('id')
        .where('account_id', '=', customer.id)
        .where('status', '=', 'pending')
        .execute(),
    );
    expect(pending.length).toBeLessThanOrEqual(1);
    await engine.close();
  });

  it('TD-19 IN-01 gets one withdrawal out of one approval, with 20 approvals and 20 executions at the same moment', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    const { id, prompt, request } = await ring(engine, customer);
    if (request === null || prompt === null) throw new Error('nothing rang');
    const approval = customer.phone.answer(
      { id: request.id, answer: 'approve', number: prompt.number ?? undefined },
      request.canonicalHash,
    );
    const approvals = await Promise.allSettled(Array.from({ length: 20 }, () => answerRequest(engine, customer.app, approval)));
    expect(approvals.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await completeStep(engine, customer.web, { id, position: 1, code: customer.code() });
    const truth = { id, amount: '0.5', asset: 'BTC', destination: { address: 'bc1qexampledestination', network: 'Bitcoin' } };
    const executions = await Promise.allSettled(Array.from({ length: 20 }, () => executeOperation(engine, platform, truth, once())));
    expect(executions.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const told = await engine.store.read((tx) =>
      tx.db.selectFrom('audit').select('seq').where('action', '=', 'operation.executed').where('subject_id', '=', id).execute(),
    );
    expect(told).toHaveLength(1);
    await engine.close();
  });

  it('TD-10 gains nothing by relaying a QR code, in either direction', async () => {
    const engine = await createTestEngine(openStore);
    const [victim, thief] = [await makeProtectedCustomer(engine), await makeProtectedCustomer(engine)];
    const [theirs, own] = [await ring(engine, victim), await ring(engine, thief)];
    if (theirs.prompt === null || own.prompt === null || theirs.request === null) throw new Error('nothing rang');
    // The victim's code before the thief's phone; the thief's code before the victim's.
    await expect(openByLink(engine, thief.app, theirs.prompt.link)).rejects.toMatchObject({ code: 'not_found' });
    await expect(openByLink(engine, victim.app, own.prompt.link)).rejects.toMatchObject({ code: 'not_found' });
    // Scanned by the victim after all, it shows the operation and grants nothing; the thief cannot use it once more.
    await expect(openByLink(engine, victim.web, theirs.prompt.link)).rejects.toMatchObject({ code: 'client_refused' });
    const opened = await openByLink(engine, victim.app, theirs.prompt.link);
    expect(opened).toMatchObject({ status: 'pending', canonicalText: expect.stringContaining('bc1qexampledestination') });
    await expect(openByLink(engine, victim.app, theirs.prompt.link)).rejects.toMatchObject({ code: 'conflict' });
    const [{ status } = { status: '' }] = await engine.store.read((tx) =>
      tx.db.selectFrom('operations').select('status').where('id', '=', theirs.id).execute(),
    );
    expect(status).toBe('awaiting_step_up');
    await engine.close();
  });

  it('PO-04 gets nothing by the phone number alone: every operation asks for more than a code by SMS', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    const { web } = customer;
    for (const kind of operationKinds.filter((each) => each !== 'deposit_address_view')) {
      const device = kind === 'login' ? 'thief-laptop' : web.deviceId;
      const money = { amount: '0.1', asset: 'BTC', referenceValue: '50.00' };
      const { operation: started, decision } = await submitOperation(
        engine,
        platform,
        operation({
          accountId: customer.id,
          kind,
          client: 'web',
          device: { id: device },
          address: '203.0.113.99',
          ...(kind === 'login' ? { credentialResult: 'accepted' } : { sessionId: web.sessionId }),
          ...(kind === 'withdrawal' ? { ...money, destination: { address: 'bc1qthief' } } : {}),
          ...(kind === 'c2c_trade' ? money : {}),
        }),
        once(),
      );
      expect(['step_up', 'review', 'deny', 'hold'], `${kind} is ${decision.outcome}`).toContain(decision.outcome);
      if (decision.outcome !== 'step_up') continue;
      expect(
        decision.steps.filter((step) => step !== 'phone_code'),
        `${kind} asks for ${decision.steps.join(', ')}`,
      ).not.toEqual([]);
      // What is asked first is not what the thief has.
      expect(decision.steps[0], kind).not.toBe('phone_code');
      if (kind === 'login') continue;
      const guess = await completeStep(engine, web, { id: started.id, position: 0, code: '000000' }).catch(() => null);
      expect(guess?.passed ?? false, kind).toBe(false);
    }
    await engine.close();
  });

  it('TD-04 PK-01 SI-02 enrols nothing of their own: not from the web, not unauthorized, not with what another session confirmed', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await enrolAuthenticator(engine, await makeCustomer(engine));
    // Logged in by the password on a phone of the thief's own.
    const stolen: CustomerActor = await openSession(engine, customer.id, 'android', 'thief-phone');
    const setting = await authorize(engine, customer, customer.app, 'authenticator_add');
    engine.clock.advance(MINUTE);
    const device = await authorize(engine, customer, customer.app, 'trusted_device_add');
    engine.clock.advance(MINUTE);
    const passkey = await authorize(engine, customer, customer.app, 'passkey_add');
    const phone = new Phone();
    const { challenge } = await challengeTrustedDevice(engine, customer.app, device);
    const binding = {
      operationId: device,
      challenge,
      publicKey: phone.jwk,
      signature: phone.sign(registrationText(challenge, phone.jwk)),
      name: 'Thief',
    };
    const attempts = {
      'another session’s trusted device': () => registerTrustedDevice(engine, stolen, binding),
      'the web as trusted device': () => registerTrustedDevice(engine, customer.web, binding),
      'an authenticator': () => beginAuthenticator(engine, stolen, setting),
      'a face': () => beginFace(engine, stolen, setting),
      'a passkey': () => beginPasskey(engine, stolen, { operationId: passkey, kind: 'this_device', credentialManager: true }),
      'a mailbox': () => beginContactChange(engine, stolen, { operationId: setting, item: 'email', destination: 'thief@example.com' }),
      'removal of the trusted device': () => removeTrustedDevice(engine, stolen, setting),
    };
    for (const [what, attempt] of Object.entries(attempts)) {
      await expect(attempt(), what).rejects.toMatchObject({ code: expect.stringMatching(/^(step_refused|client_refused)$/) });
    }
    const factors = await engine.store.read((tx) =>
      tx.db.selectFrom('factors').select(['kind', 'status']).where('account_id', '=', customer.id).execute(),
    );
    expect(factors).toEqual([{ kind: 'authenticator', status: 'active' }]);
    await engine.close();
  });
});

/** The real clock, on a machine whose time somebody sets. */
class SkewedClock extends ManualClock {
  wall = testEpoch;
  steady = 0;
  readonly #system = new SystemClock({ wall: () => this.wall, steady: () => this.steady });

  override now(): number {
    return this.#system.now();
  }

  /** Time passes for both clocks of the machine. */
  override advance(ms: number): void {
    this.wall += ms;
    this.steady += ms;
  }
}

describeOnBothStores('somebody who sets clocks', (openStore) => {
  it('TD-16 SI-01 revives nothing by setting the server’s clock back: what has expired stays expired', async () => {
    const clock = new SkewedClock();
    const engine = await createTestEngine(openStore, { clock });
    const customer = await makeProtectedCustomer(engine);
    const { prompt, request } = await ring(engine, customer);
    if (request === null || prompt === null) throw new Error('nothing rang');
    const other = await makeCustomer(engine);
    const { operation: started } = await submitOperation(
      engine,
      platform,
      operation({
        accountId: other.id,
        kind: 'api_key_delete',
        client: 'web',
        device: { id: other.web.deviceId },
        sessionId: other.web.sessionId,
      }),
      once(),
    );
    await beginStep(engine, other.web, { id: started.id, position: 0 });
    const code = await sentCode(engine, other.id);
    clock.advance(10 * MINUTE);
    clock.wall -= 60 * MINUTE;
    const approval = customer.phone.answer(
      { id: request.id, answer: 'approve', number: prompt.number ?? undefined },
      request.canonicalHash,
    );
    await expect(answerRequest(engine, customer.app, approval)).rejects.toMatchObject({ code: 'expired' });
    await expect(completeStep(engine, other.web, { id: started.id, position: 0, code })).rejects.toMatchObject({ code: 'expired' });
    await engine.close();
  });

  it('SI-02 gets a code accepted from one step before or after, by whatever clock it was made, and from no other', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const operationId = await authorize(engine, customer, customer.app, 'authenticator_add');
    const { factorId, secret } = await beginAuthenticator(engine, customer.app, operationId);
    const codeAt = (skew: number) => generateSync({ secret, strategy: 'totp', epoch: Math.floor((engine.clock.now() + skew) / SECOND) });
    await finishAuthenticator(engine, customer.app, { factorId, code: codeAt(0) });
    const tried: Record<number, boolean> = {};
    for (const skew of [-60 * SECOND, 60 * SECOND, -30 * SECOND, 30 * SECOND]) {
      engine.clock.advance(5 * MINUTE);
      const { operation: started } = await submitOperation(
        engine,
        platform,
        operation({
          accountId: customer.id,
          kind: 'api_key_delete',
          client: 'ios',
          device: { id: customer.app.deviceId },
          sessionId: customer.app.sessionId,
        }),
        once(),
      );
      expect(started.steps.map(({ factor }) => factor)).toEqual(['authenticator']);
      tried[skew / SECOND] = (await completeStep(engine, customer.app, { id: started.id, position: 0, code: codeAt(skew) })).passed;
    }
    expect(tried).toEqual({ '-60': false, '60': false, '-30': true, '30': true });
    await engine.close();
  });
});

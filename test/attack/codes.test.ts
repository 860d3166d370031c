import { expect, it } from 'vitest';
import { putAccount } from '../../src/main/engine/accounts/accounts.ts';
import { executeOperation } from '../../src/main/engine/operations/finish.ts';
import { beginStep, completeStep } from '../../src/main/engine/operations/steps.ts';
import { submitOperation } from '../../src/main/engine/operations/submit.ts';
import { beginContactChange, confirmContactChange } from '../../src/main/engine/security-items/contact.ts';
import { authenticateCustomer } from '../../src/main/engine/sessions/authenticate.ts';
import {
  authorize,
  type Customer,
  completeSteps,
  knowDevice,
  makeCustomer,
  once,
  operation,
  platform,
  sentCode,
  withdrawal,
} from '../support/customers.ts';
import { createTestEngine, type TestEngine } from '../support/engine.ts';
import { home, logInFrom } from '../support/new-device.ts';
import { describeOnBothStores } from '../support/store.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const failuresOf = (engine: TestEngine, accountId: string) =>
  engine.store.read((tx) =>
    tx.db.selectFrom('code_failures').select(['item', 'source', 'failures', 'locked_at']).where('account_id', '=', accountId).execute(),
  );

/** A stranger with the password guesses until the operation is over, then logs in again from another new device. @returns guesses made */
async function guessFor(engine: TestEngine, customer: Customer, hours: number): Promise<{ guesses: number; passed: boolean }> {
  const until = engine.clock.now() + hours * HOUR;
  let guesses = 0;
  let devices = 0;
  while (engine.clock.now() < until) {
    devices += 1;
    const login = await logInFrom(engine, customer.id, { device: `thief-${devices}` }).catch(() => undefined);
    if (login === undefined) break;
    const step = { id: login.operation.id, position: 0 };
    try {
      await beginStep(engine, login.actor, step);
      for (let guess = 0; guess < 5; guess += 1) {
        const right = await sentCode(engine, customer.id);
        const code = String((Number(right) + 1 + guess) % 1_000_000).padStart(6, '0');
        const answer = await completeStep(engine, login.actor, { ...step, code });
        guesses += 1;
        if (answer.passed) return { guesses, passed: true };
      }
    } catch (error) {
      const { retryAfterMs = MINUTE } = (error as { readonly data?: { readonly retryAfterMs?: number } }).data ?? {};
      engine.clock.advance(Math.max(MINUTE, retryAfterMs));
    }
  }
  return { guesses, passed: false };
}

describeOnBothStores('attacks on codes', (openStore) => {
  it('SI-01 slows a stranger who takes a new operation and a new device for every five guesses, and stops them at 100', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine, { verified: false });
    const first = await guessFor(engine, customer, 1);
    expect(first.passed).toBe(false);
    expect(first.guesses).toBeLessThanOrEqual(40);
    const later = await guessFor(engine, customer, 12);
    expect(later.passed).toBe(false);
    expect(first.guesses + later.guesses).toBe(100);
    expect(await failuresOf(engine, customer.id)).toMatchObject([{ item: 'phone_code', source: '', failures: 100 }]);
    await engine.close();
  });

  it('SI-01 does not lock the owner out where they are known, whatever a stranger does elsewhere', async () => {
    const engine = await createTestEngine(openStore);
    engine.settings.apply('code.lockAfter', { value: 10, updatedAt: 1, updatedBy: null });
    engine.settings.apply('code.maxPerDestination', { value: 3, updatedAt: 1, updatedBy: null });
    const customer = await makeCustomer(engine, { verified: false });
    await guessFor(engine, customer, 3);
    expect((await failuresOf(engine, customer.id))[0]?.locked_at).not.toBeNull();
    const locked = await submitOperation(
      engine,
      platform,
      operation({ accountId: customer.id, kind: 'login', client: 'web', device: { id: 'thief-again' }, credentialResult: 'accepted' }),
      once(),
    );
    expect(locked.decision).toMatchObject({ outcome: 'review', steps: [] });
    const id = await authorize(engine, customer, customer.web, 'security_setting_change');
    const { status } = await engine.store.read((tx) =>
      tx.db.selectFrom('operations').select('status').where('id', '=', id).executeTakeFirstOrThrow(),
    );
    expect(status).toBe('authorized');
    expect(await failuresOf(engine, customer.id)).toEqual([]);
    await engine.close();
  });

  it('SI-01 puts no weaker method in the place of one that a stranger locked', async () => {
    const engine = await createTestEngine(openStore);
    engine.settings.apply('code.lockAfter', { value: 10, updatedAt: 1, updatedBy: null });
    const customer = await makeCustomer(engine, { verified: false });
    await guessFor(engine, customer, 3);
    const paid = await submitOperation(engine, platform, withdrawal(customer, { device: { id: 'thief-1' } }), once());
    expect(paid.decision.steps).not.toContain('email_code');
    expect(['review', 'deny', 'hold']).toContain(paid.decision.outcome);
    await engine.close();
  });

  it('SI-04 has no use for a log-in’s code at a withdrawal, nor for one step’s code at another', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine, { verified: false });
    const login = await logInFrom(engine, customer.id);
    await beginStep(engine, login.actor, { id: login.operation.id, position: 0 });
    const loginCode = await sentCode(engine, customer.id);
    const paid = await submitOperation(engine, platform, withdrawal(customer), once());
    await beginStep(engine, customer.web, { id: paid.operation.id, position: 0 });
    const paidCode = await sentCode(engine, customer.id);
    expect(loginCode).not.toBe(paidCode);
    expect((await completeStep(engine, customer.web, { id: paid.operation.id, position: 0, code: loginCode })).passed).toBe(false);
    expect((await completeStep(engine, login.actor, { id: login.operation.id, position: 0, code: paidCode })).passed).toBe(false);
    expect((await completeStep(engine, login.actor, { id: login.operation.id, position: 0, code: loginCode })).passed).toBe(true);
    await beginStep(engine, login.actor, { id: login.operation.id, position: 1 });
    expect((await completeStep(engine, login.actor, { id: login.operation.id, position: 1, code: loginCode })).passed).toBe(false);
    await engine.close();
  });

  it('SI-04 has no use for a code that went to a number which was changed since', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const { accountId, deviceId, sessionId } = customer.web;
    const kind = 'security_setting_change';
    const asked = await submitOperation(
      engine,
      platform,
      operation({ accountId, kind, client: 'web', device: { id: deviceId }, sessionId }),
      once(),
    );
    await beginStep(engine, customer.web, { id: asked.operation.id, position: 0 });
    const code = await sentCode(engine, customer.id);
    await putAccount(engine, platform, { id: customer.id, kind: 'main', phone: '+4930999999' }, once());
    expect((await completeStep(engine, customer.web, { id: asked.operation.id, position: 0, code })).passed).toBe(false);
    await engine.close();
  });

  it('WH-01 holds the withdrawal of whoever swapped the phone number first', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const ready = await submitOperation(engine, platform, withdrawal(customer), once());
    await completeSteps(engine, customer, customer.web, ready.operation.id);
    engine.clock.advance(5 * MINUTE);
    const operationId = await authorize(engine, customer, customer.web, 'phone_change', '+4930666666');
    const { id } = await beginContactChange(engine, customer.web, { operationId, item: 'phone', destination: '+4930666666' });
    const row = await engine.store.read((tx) =>
      tx.db.selectFrom('outbox').select('payload').where('topic', '=', 'code.contact').executeTakeFirstOrThrow(),
    );
    const { sealed } = JSON.parse(row.payload) as { readonly sealed: string };
    await confirmContactChange(engine, customer.web, { id, code: engine.sealer.openText(Buffer.from(sealed, 'base64'), 'outbox.code') });
    expect((await submitOperation(engine, platform, withdrawal(customer), once())).decision.outcome).toBe('hold');
    const execution = {
      id: ready.operation.id,
      amount: '0.5',
      asset: 'BTC',
      destination: { address: 'bc1qexampledestination', network: 'Bitcoin' },
    };
    await expect(executeOperation(engine, platform, execution, once())).rejects.toMatchObject({ code: 'held' });
    engine.clock.advance(24 * HOUR - 1);
    expect((await submitOperation(engine, platform, withdrawal(customer), once())).decision.outcome).toBe('hold');
    engine.clock.advance(1);
    expect((await submitOperation(engine, platform, withdrawal(customer), once())).decision.outcome).not.toBe('hold');
    await engine.close();
  });

  it('SI-01 gives no further guesses for asking the code again', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine, { verified: false });
    const login = await logInFrom(engine, customer.id);
    const step = { id: login.operation.id, position: 0 };
    await beginStep(engine, login.actor, step);
    for (let guess = 0; guess < 5; guess += 1) {
      if (guess === 2 || guess === 3) {
        engine.clock.advance(2 * MINUTE);
        await beginStep(engine, login.actor, step);
      }
      const right = await sentCode(engine, customer.id);
      const answer = await completeStep(engine, login.actor, { ...step, code: right === '123456' ? '123457' : '123456' });
      expect(answer.attemptsLeft).toBe(4 - guess);
    }
    await expect(beginStep(engine, login.actor, step)).rejects.toMatchObject({ code: 'conflict' });
    await expect(authenticateCustomer(engine, login.token, home)).rejects.toMatchObject({ code: 'unauthenticated' });
    await engine.close();
  });

  it('SI-01 counts every one of 50 guesses at the same moment', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const { accountId, deviceId, sessionId } = customer.web;
    const asked = await submitOperation(
      engine,
      platform,
      operation({ accountId, kind: 'security_setting_change', client: 'web', device: { id: deviceId }, sessionId }),
      once(),
    );
    await beginStep(engine, customer.web, { id: asked.operation.id, position: 0 });
    const right = await sentCode(engine, customer.id);
    const results = await Promise.allSettled(
      Array.from({ length: 50 }, (_, index) => {
        const code = String((Number(right) + 1 + index) % 1_000_000).padStart(6, '0');
        return completeStep(engine, customer.web, { id: asked.operation.id, position: 0, code });
      }),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
    expect(await failuresOf(engine, customer.id)).toMatchObject([{ failures: 5 }]);
    await engine.close();
  });

  it('SI-01 lets nobody flood a number through many accounts', async () => {
    const engine = await createTestEngine(openStore);
    let sent = 0;
    for (let account = 0; account < 24; account += 1) {
      const mule = await makeCustomer(engine, { verified: false });
      await knowDevice(engine, mule.web);
      const { accountId, deviceId, sessionId } = mule.web;
      const asked = await submitOperation(
        engine,
        platform,
        operation({ accountId, kind: 'security_setting_change', client: 'web', device: { id: deviceId }, sessionId }),
        once(),
      );
      const began = await beginStep(engine, mule.web, { id: asked.operation.id, position: 0 }).catch(() => null);
      if (began !== null) sent += 1;
    }
    expect(sent).toBe(20);
    await engine.close();
  });
});

import { expect, it } from 'vitest';
import { readNewDeviceLogin } from '../../../src/main/engine/new-device/view.ts';
import { settleReview } from '../../../src/main/engine/operations/finish.ts';
import { readOperation } from '../../../src/main/engine/operations/read.ts';
import { beginStep } from '../../../src/main/engine/operations/steps.ts';
import { submitOperation } from '../../../src/main/engine/operations/submit.ts';
import { cancelOwnReset } from '../../../src/main/engine/recovery/cancel.ts';
import { requestReset } from '../../../src/main/engine/recovery/request.ts';
import { builtInMatrix } from '../../../src/main/engine/risk/matrix.ts';
import { answerRequest } from '../../../src/main/engine/verification/answer.ts';
import { getDeviceRequest } from '../../../src/main/engine/verification/device.ts';
import { expireDue } from '../../../src/main/engine/verification/expire.ts';
import {
  type Customer,
  makeCustomer,
  makeProtectedCustomer,
  once,
  openSession,
  platform,
  staff,
  withdrawal,
} from '../../support/customers.ts';
import { createTestEngine, type TestEngine } from '../../support/engine.ts';
import { logInFrom } from '../../support/new-device.ts';
import { publish } from '../../support/policy.ts';
import { reason } from '../../support/recovery.ts';
import { describeOnBothStores } from '../../support/store.ts';

const MINUTE = 60_000;

/** The built-in matrix, but with a person for each withdrawal. */
const reviewing = {
  ...builtInMatrix,
  rows: [
    ...builtInMatrix.rows
      .map((row) => ({ ...row, kinds: row.kinds.filter((kind) => kind !== 'withdrawal') }))
      .filter(({ kinds }) => kinds.length > 0),
    {
      kinds: ['withdrawal' as const],
      answers: Object.fromEntries(
        ['low', 'medium', 'unknown', 'high', 'critical'].map((band) => [band, { outcome: 'review' as const }]),
      ) as never,
    },
  ],
};

const askForCode = async (engine: TestEngine, customer: Customer) => {
  const { operation } = await submitOperation(
    engine,
    platform,
    { accountId: customer.id, kind: 'api_key_delete', client: 'web', sessionId: customer.web.sessionId },
    once(),
  );
  return beginStep(engine, customer.web, { id: operation.id, position: 0 });
};

describeOnBothStores('limits in time, one millisecond each way', (openStore) => {
  it('PO-02 takes a person’s verdict on a review before its end, and not at it', async () => {
    const engine = await createTestEngine(openStore);
    await publish(engine, 'matrix', reviewing);
    for (const late of [1, 0]) {
      const customer = await makeProtectedCustomer(engine);
      const { operation } = await submitOperation(engine, platform, withdrawal(customer), once());
      expect(operation).toMatchObject({ status: 'in_review', expiresAt: engine.clock.now() + engine.settings.get('review.ttl') });
      engine.clock.moveTo(operation.expiresAt - late);
      await expireDue(engine);
      const verdict = engine.store.write((tx) =>
        settleReview(tx, engine, staff('risk_analyst'), { operationId: operation.id, verdict: 'authorize', reason: 'looks honest' }),
      );
      if (late === 1) await expect(verdict).resolves.toMatchObject({ status: 'awaiting_step_up' });
      else {
        await expect(verdict).rejects.toMatchObject({ code: 'conflict', data: { current: { status: 'denied' } } });
        expect((await readOperation(engine, platform, operation.id)).operation.finishReason).toBe('Nobody decided in time');
      }
    }
    await engine.close();
  });

  it('SI-01 counts a code that was sent until its window is over, for the account and for where it went', async () => {
    for (const limit of ['code.maxPerAccount', 'code.maxPerDestination'] as const) {
      const engine = await createTestEngine(openStore);
      engine.settings.apply(limit, { value: 1, updatedAt: 1, updatedBy: null });
      const customer = await makeCustomer(engine);
      await askForCode(engine, customer);
      const window = engine.settings.get('code.limitWindow');
      engine.clock.advance(window - 1);
      await expect(askForCode(engine, customer)).rejects.toMatchObject({ code: 'rate_limited', data: { retryAfterMs: 1 } });
      engine.clock.advance(1);
      await expect(askForCode(engine, customer)).resolves.toMatchObject({ sentTo: expect.any(String) });
      await engine.close();
    }
  });

  it('ND-07 goes on with its guidance where an attempt failed within its window, and begins anew at the window’s end', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine, { verified: false });
    const began = engine.clock.now();
    await logInFrom(engine, customer.id);
    engine.clock.advance(16 * MINUTE);
    await expireDue(engine);
    const window = engine.settings.get('device.guidanceWindow');
    const failuresAt = async (now: number) => {
      engine.clock.moveTo(now);
      const { actor, operation } = await logInFrom(engine, customer.id);
      return (await readNewDeviceLogin(engine, actor, operation.id)).failures;
    };
    expect(await failuresAt(began + window - 1)).toBe(1);
    expect(await failuresAt(began + window)).toBe(0);
    await engine.close();
  });

  it('RC-01 counts what a customer asked for until its window is over', async () => {
    const engine = await createTestEngine(openStore);
    engine.settings.apply('recovery.maxRequests', { value: 1, updatedAt: 1, updatedBy: null });
    const { id } = await makeProtectedCustomer(engine);
    const window = engine.settings.get('recovery.requestWindow');
    const ask = async () => requestReset(engine, await openSession(engine, id, 'web', 'another-laptop'), { targets: ['sessions'], reason });
    const first = await ask();
    const began = engine.clock.now();
    await cancelOwnReset(engine, await openSession(engine, id, 'web', 'another-laptop'), first.id);
    engine.clock.moveTo(began + window - 1);
    await expect(ask()).rejects.toMatchObject({ code: 'rate_limited', data: { retryAfterMs: 1 } });
    engine.clock.advance(1);
    await expect(ask()).resolves.toMatchObject({ status: 'requested' });
    await engine.close();
  });

  /** Starts a withdrawal and says on the phone that it is not wanted. */
  const deny = async (engine: TestEngine, customer: Customer) => {
    const { prompt } = await submitOperation(engine, platform, withdrawal(customer), once());
    if (prompt === null) throw new Error('nothing rang');
    const { id, canonicalHash } = await getDeviceRequest(engine, customer.app, prompt.requestId);
    await answerRequest(engine, customer.app, customer.phone.answer({ id, answer: 'reject', reason: 'changed_my_mind' }, canonicalHash));
  };

  it('TD-18 rings again after a denial when its pause is over, and not a moment before', async () => {
    const engine = await createTestEngine(openStore);
    for (const early of [1, 0]) {
      const customer = await makeProtectedCustomer(engine);
      await deny(engine, customer);
      engine.clock.advance(engine.settings.get('approval.backoff') - early);
      const { prompt } = await submitOperation(engine, platform, withdrawal(customer), once());
      expect([early, prompt === null]).toEqual([early, early === 1]);
    }
    await engine.close();
  });

  it('TD-18 counts a denial as harassment until its window is over', async () => {
    const engine = await createTestEngine(openStore);
    engine.settings.apply('approval.harassmentThreshold', { value: 2, updatedAt: 1, updatedBy: null });
    for (const early of [1, 0]) {
      const customer = await makeProtectedCustomer(engine);
      await deny(engine, customer);
      engine.clock.advance(engine.settings.get('approval.harassmentWindow') - early);
      await deny(engine, customer);
      const cases = await engine.store.read((tx) =>
        tx.db.selectFrom('cases').select('id').where('account_id', '=', customer.id).where('kind', '=', 'suspicious_activity').execute(),
      );
      expect([early, cases.length]).toEqual([early, early]);
    }
    await engine.close();
  });
});

import { expect, it } from 'vitest';
import { forgetOldSends } from '../../../src/main/engine/factors/codes/guard.ts';
import { beginStep, completeStep } from '../../../src/main/engine/operations/steps.ts';
import { submitOperation } from '../../../src/main/engine/operations/submit.ts';
import { composeMessage } from '../../../src/main/engine/outbox/messages.ts';
import { type Customer, makeCustomer, once, operation, platform, sentCode, withdrawal } from '../../support/customers.ts';
import { createTestEngine, type TestEngine } from '../../support/engine.ts';
import { logInFrom } from '../../support/new-device.ts';
import { describeOnBothStores } from '../../support/store.ts';

const MINUTE = 60_000;

/** The deletion of an API key on a known device, which asks for one code. @returns its id */
async function askForCode(engine: TestEngine, { id, web }: Customer): Promise<string> {
  const input = { accountId: id, kind: 'api_key_delete', client: 'web', device: { id: web.deviceId }, sessionId: web.sessionId };
  const submitted = await submitOperation(engine, platform, operation(input), once());
  return submitted.operation.id;
}

const wrong = (code: string): string => (code === '000000' ? '000001' : '000000');

describeOnBothStores('codes by e-mail and phone', (openStore) => {
  it('SI-01 are accepted to the last millisecond of their ten minutes and once', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const early = await askForCode(engine, customer);
    await beginStep(engine, customer.web, { id: early, position: 0 });
    engine.clock.advance(10 * MINUTE - 1);
    const code = await sentCode(engine, customer.id);
    expect((await completeStep(engine, customer.web, { id: early, position: 0, code })).passed).toBe(true);
    await expect(completeStep(engine, customer.web, { id: early, position: 0, code })).rejects.toMatchObject({ code: 'conflict' });

    const late = await askForCode(engine, customer);
    await beginStep(engine, customer.web, { id: late, position: 0 });
    engine.clock.advance(10 * MINUTE);
    const stale = await sentCode(engine, customer.id);
    await expect(completeStep(engine, customer.web, { id: late, position: 0, code: stale })).rejects.toMatchObject({ code: 'expired' });
    await engine.close();
  });

  it('SI-01 are six digits, kept as a keyed hash and sent sealed', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const id = await askForCode(engine, customer);
    await beginStep(engine, customer.web, { id, position: 0 });
    const code = await sentCode(engine, customer.id);
    expect(code).toMatch(/^[0-9]{6}$/);
    const rows = await engine.store.read(async (tx) => [
      ...(await tx.db.selectFrom('operation_steps').selectAll().execute()),
      ...(await tx.db.selectFrom('code_sends').selectAll().execute()),
      ...(await tx.db.selectFrom('outbox').selectAll().execute()),
    ]);
    const text = JSON.stringify(rows.map((row) => ({ ...row, ...('sent_at' in row ? { sent_at: 0 } : {}) })));
    expect(text).not.toContain(`"${code}"`);
    expect(JSON.stringify(rows.filter((row) => 'destination_hash' in row))).not.toContain('+4915112345678');
    await engine.close();
  });

  it('SI-01 come again after a pause that doubles, the former one being void', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const id = await askForCode(engine, customer);
    const begin = () => beginStep(engine, customer.web, { id, position: 0 });
    await begin();
    const former = await sentCode(engine, customer.id);
    await expect(begin()).rejects.toMatchObject({ code: 'rate_limited', data: { retryAfterMs: MINUTE } });
    engine.clock.advance(MINUTE - 1);
    await expect(begin()).rejects.toMatchObject({ data: { retryAfterMs: 1 } });
    engine.clock.advance(1);
    await begin();
    await expect(begin()).rejects.toMatchObject({ data: { retryAfterMs: 2 * MINUTE } });
    expect(await sentCode(engine, customer.id)).not.toBe(former);
    expect((await completeStep(engine, customer.web, { id, position: 0, code: former })).passed).toBe(false);
    await engine.close();
  });

  it('SI-01 are limited for each account and each destination, over accounts', async () => {
    const engine = await createTestEngine(openStore);
    engine.settings.apply('code.maxPerAccount', { value: 3, updatedAt: 1, updatedBy: null });
    const customer = await makeCustomer(engine);
    for (let count = 0; count < 3; count += 1)
      await beginStep(engine, customer.web, { id: await askForCode(engine, customer), position: 0 });
    const next = await askForCode(engine, customer);
    await expect(beginStep(engine, customer.web, { id: next, position: 0 })).rejects.toMatchObject({
      code: 'rate_limited',
      data: { reason: 'account_code_limit', retryAfterMs: 60 * MINUTE },
    });
    engine.settings.apply('code.maxPerAccount', { value: 30, updatedAt: 1, updatedBy: null });
    engine.settings.apply('code.maxPerDestination', { value: 4, updatedAt: 1, updatedBy: null });
    const neighbour = await makeCustomer(engine);
    await beginStep(engine, neighbour.web, { id: await askForCode(engine, neighbour), position: 0 });
    const more = await askForCode(engine, neighbour);
    await expect(beginStep(engine, neighbour.web, { id: more, position: 0 })).rejects.toMatchObject({
      data: { reason: 'destination_code_limit' },
    });
    engine.clock.advance(10 * MINUTE);
    const later = await askForCode(engine, neighbour);
    engine.settings.apply('code.limitWindow', { value: 10 * MINUTE, updatedAt: 1, updatedBy: null });
    await beginStep(engine, neighbour.web, { id: later, position: 0 });
    expect(await forgetOldSends(engine)).toBe(0);
    engine.clock.advance(1);
    expect(await forgetOldSends(engine)).toBe(4);
    await engine.close();
  });

  it('SI-01 lock the item after 100 wrong ones in a row, under concurrency too, and a right one before ends the row', async () => {
    const engine = await createTestEngine(openStore);
    engine.settings.apply('code.lockAfter', { value: 10, updatedAt: 1, updatedBy: null });
    const customer = await makeCustomer(engine);
    const guess = async (times: number, right = false) => {
      engine.clock.advance(5 * MINUTE);
      const id = await askForCode(engine, customer);
      await beginStep(engine, customer.web, { id, position: 0 });
      const code = await sentCode(engine, customer.id);
      await Promise.allSettled(
        Array.from({ length: times }, () => completeStep(engine, customer.web, { id, position: 0, code: wrong(code) })),
      );
      if (right) await completeStep(engine, customer.web, { id, position: 0, code });
    };
    const failures = () => engine.store.read((tx) => tx.db.selectFrom('code_failures').select(['failures', 'locked_at']).execute());
    await guess(4);
    await guess(4);
    expect(await failures()).toEqual([{ failures: 8, locked_at: null }]);
    await guess(1, true);
    expect(await failures()).toEqual([]);
    await guess(4);
    await guess(4);
    const last = await askForCode(engine, customer);
    engine.clock.advance(5 * MINUTE);
    await beginStep(engine, customer.web, { id: last, position: 0 });
    const code = await sentCode(engine, customer.id);
    await completeStep(engine, customer.web, { id: last, position: 0, code: wrong(code) });
    await completeStep(engine, customer.web, { id: last, position: 0, code: wrong(code) });
    await expect(completeStep(engine, customer.web, { id: last, position: 0, code })).rejects.toMatchObject({
      data: { reason: 'item_locked' },
    });
    const locked = await engine.store.read((tx) =>
      tx.db.selectFrom('outbox').select('channel').where('topic', '=', 'security_item.locked').orderBy('channel').execute(),
    );
    expect(locked.map(({ channel }) => channel)).toEqual(['mail', 'sms', 'webhook']);
    const submitted = await submitOperation(
      engine,
      platform,
      operation({ accountId: customer.id, kind: 'security_setting_change', client: 'web', device: { id: customer.web.deviceId } }),
      once(),
    );
    expect(submitted.decision).toMatchObject({ outcome: 'review', steps: ['email_code'] });
    await engine.close();
  });

  it('SI-04 say what they confirm, down to the amount and where it goes', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const { operation: paid } = await submitOperation(engine, platform, withdrawal(customer), once());
    await beginStep(engine, customer.web, { id: paid.id, position: 0 });
    const row = await engine.store.read((tx) =>
      tx.db
        .selectFrom('outbox')
        .select(['topic', 'payload', 'created_at as createdAt'])
        .where('topic', '=', 'code')
        .executeTakeFirstOrThrow(),
    );
    expect(composeMessage(engine, row).text).toContain('a withdrawal: 0.5 BTC to bc1qex…nation');
    const login = await logInFrom(engine, (await makeCustomer(engine, { verified: false })).id);
    await beginStep(engine, login.actor, { id: login.operation.id, position: 0 });
    const rows = await engine.store.read((tx) =>
      tx.db
        .selectFrom('outbox')
        .select(['topic', 'payload', 'created_at as createdAt'])
        .where('topic', '=', 'code')
        .orderBy('id', 'desc')
        .execute(),
    );
    expect(rows[0] === undefined ? '' : composeMessage(engine, rows[0]).text).toContain('is your code for a log-in.');
    await engine.close();
  });
});

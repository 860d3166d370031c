import { expect, it } from 'vitest';
import { importFile } from '../../src/main/engine/imports/imports.ts';
import { refreshPopulation } from '../../src/main/engine/operations/login-days/population.ts';
import { submitOperation } from '../../src/main/engine/operations/submit.ts';
import { fixture, payments } from '../integration/imports/support.ts';
import { type Customer, completeSteps, makeCustomer, once, operation, platform } from '../support/customers.ts';
import { createTestEngine, type TestEngine } from '../support/engine.ts';
import { publish } from '../support/policy.ts';
import { describeOnBothStores } from '../support/store.ts';

const day = 86_400_000;
const home = '198.51.100.7';
const theirs = '203.0.113.50';
const elsewhere = { address: theirs, userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' };
const rule = (id: string, when: string, outcome: string) => ({ id, name: id, when, outcome, reason: id, tags: [], enabled: true });

async function open(openStore: Parameters<typeof createTestEngine>[0]): Promise<{ engine: TestEngine; victim: Customer }> {
  const engine = await createTestEngine(openStore);
  engine.geo.put(home, { country: 'DE', asn: 64_500 });
  engine.geo.put(theirs, { country: 'VN', asn: 64_900 });
  await publish(engine, 'rules', {
    rules: [
      rule('unlike', 'login_risk > 0.0', 'step_up'),
      rule('far', 'login_risk > 100.0', 'deny'),
      rule('marked', 'user_agent == "denied"', 'deny'),
    ],
  });
  const victim = await makeCustomer(engine);
  for (let i = 0; i < 10; i++) {
    await completed(engine, victim, await logIn(engine, victim, {}));
    engine.clock.advance(day);
  }
  return { engine, victim };
}

async function logIn(engine: TestEngine, victim: Customer, more: Record<string, unknown>) {
  const { operation: submitted, decision } = await submitOperation(
    engine,
    platform,
    operation({
      accountId: victim.id,
      kind: 'login',
      client: 'web',
      device: { id: victim.web.deviceId },
      address: home,
      userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/146.0.0.0',
      credentialResult: 'accepted',
      ...more,
    }),
    once(),
  );
  const { signals } = await engine.store.read((tx) =>
    tx.db.selectFrom('decisions').select('signals').where('id', '=', decision.id).executeTakeFirstOrThrow(),
  );
  return { id: submitted.id, status: submitted.status, risk: (JSON.parse(signals) as { readonly login_risk: number }).login_risk };
}

/** As the customer does: with the code that was sent. */
async function completed(engine: TestEngine, victim: Customer, { id, status }: Awaited<ReturnType<typeof logIn>>): Promise<void> {
  if (status === 'awaiting_step_up') await completeSteps(engine, victim, victim.web, id);
}

const rowOf = (engine: TestEngine, { id }: Customer) =>
  engine.store.read((tx) => tx.db.selectFrom('account_profiles').select('logins').where('account_id', '=', id).executeTakeFirstOrThrow());

describeOnBothStores('whoever wants to be taken for a customer', (openStore) => {
  it('RT-11: teaches the log-in model nothing by log-ins that were refused, denied, or never completed, however many', async () => {
    const { engine, victim } = await open(openStore);
    const before = await rowOf(engine, victim);
    const first = await logIn(engine, victim, elsewhere);
    expect(first.status).toBe('awaiting_step_up');
    for (let i = 0; i < 40; i++) {
      expect((await logIn(engine, victim, { ...elsewhere, credentialResult: 'wrong_password' })).status).toBe('denied');
      expect((await logIn(engine, victim, { ...elsewhere, userAgent: 'denied' })).status).toBe('denied');
      expect((await logIn(engine, victim, elsewhere)).status).toBe('awaiting_step_up');
    }
    expect(await rowOf(engine, victim)).toEqual(before);
    engine.clock.advance(2 * day);
    await refreshPopulation(engine);
    const later = await logIn(engine, victim, elsewhere);
    expect(later.risk).toBeGreaterThanOrEqual(first.risk - 0.05);
    expect((await logIn(engine, victim, {})).risk).toBeLessThan(0);
  });

  it('RT-11: cannot make the model forget what it knows of everybody by having an import end, and is judged by the new counts soon', async () => {
    const { engine, victim } = await open(openStore);
    const stranger = await makeCustomer(engine);
    for (let i = 0; i < 30; i++) await logIn(engine, stranger, { address: theirs, credentialResult: 'wrong_password' });
    const blind = await logIn(engine, victim, elsewhere);
    engine.clock.advance(2 * day);
    await refreshPopulation(engine);
    const seen = await logIn(engine, victim, elsewhere);
    expect(seen.risk).toBeGreaterThan(blind.risk + 0.3);
    const days = () => engine.store.read((tx) => tx.db.selectFrom('login_days').select('day').execute());
    const counted = await days();
    expect(counted.length).toBeGreaterThan(0);
    const ended = await importFile(engine, { filePath: fixture('payments.csv'), mapping: payments });
    expect(ended.import.status).toBe('finished');
    expect(await days()).toEqual([]);
    expect((await logIn(engine, victim, elsewhere)).risk).toBeCloseTo(seen.risk, 9);
    await refreshPopulation(engine);
    expect((await days()).map(({ day: at }) => Number(at))).toEqual(counted.map(({ day: at }) => Number(at)));
    expect((await logIn(engine, victim, elsewhere)).risk).toBeCloseTo(seen.risk, 9);
  });

  it('RT-11: finds no way to write what it likes into the account’s row: texts of its own become short keys, and their number is bounded', async () => {
    const { engine, victim } = await open(openStore);
    for (const [index, userAgent] of [
      '__proto__',
      'constructor',
      'x'.repeat(400),
      ...Array.from({ length: 60 }, (_, i) => `agent ${i}`),
    ].entries()) {
      await completed(engine, victim, await logIn(engine, victim, { userAgent }));
      if (index % 10 === 0) engine.clock.advance(day);
    }
    const { logins } = await rowOf(engine, victim);
    expect(logins?.length).toBeLessThan(6_000);
    for (const text of ['__proto__', 'constructor', 'xxxx', 'agent']) expect(logins).not.toContain(text);
    expect(({} as Record<string, unknown>).n).toBeUndefined();
  });
});

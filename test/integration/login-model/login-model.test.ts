import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { importFile } from '../../../src/main/engine/imports/imports.ts';
import { refreshPopulation } from '../../../src/main/engine/operations/login-days/population.ts';
import { submitOperation } from '../../../src/main/engine/operations/submit.ts';
import { getDecision } from '../../../src/main/engine/operations/views/decisions.ts';
import { runBacktest } from '../../../src/main/engine/tuning/backtest/run-backtest.ts';
import { type Customer, completeSteps, makeCustomer, once, operation, platform, staff } from '../../support/customers.ts';
import { createTestEngine, type TestEngine } from '../../support/engine.ts';
import { analyst, publish } from '../../support/policy.ts';
import { describeOnBothStores } from '../../support/store.ts';
import { logIns } from '../imports/support.ts';

const day = 86_400_000;
const hour = 3_600_000;
const minute = 60_000;
const laptop = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36';
const other = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const rule = (id: string, when: string, score = 1) => ({ id, name: id, when, score, reason: id, tags: [], enabled: true });
/** Some log-ins wait for a code. */
const sometimes = { ...rule('sometimes', 'hour_utc % 2 == 0'), score: undefined, outcome: 'step_up' };
const rules = { rules: [rule('unlike', 'login_risk > 0.5'), rule('known', 'login_history >= 3.0 && login_risk < 0.0')] };

const home = '198.51.100.7';
const abroad = '203.0.113.50';

async function open(openStore: Parameters<typeof createTestEngine>[0], reads = true): Promise<TestEngine> {
  const engine = await createTestEngine(openStore);
  engine.geo.put(home, { country: 'DE', asn: 64_500 });
  engine.geo.put('198.51.100.99', { country: 'DE', asn: 64_500 });
  engine.geo.put(abroad, { country: 'VN', asn: 64_900 });
  if (reads) await publish(engine, 'rules', rules);
  return engine;
}

async function logIn(engine: TestEngine, customer: Customer, more: Record<string, unknown> = {}, complete = true) {
  const { operation: submitted, decision } = await submitOperation(
    engine,
    platform,
    operation({
      accountId: customer.id,
      kind: 'login',
      client: 'web',
      device: { id: customer.web.deviceId },
      sessionId: customer.web.sessionId,
      address: home,
      userAgent: laptop,
      credentialResult: 'accepted',
      ...more,
    }),
    once(),
  );
  if (complete && submitted.status === 'awaiting_step_up') {
    engine.clock.advance(minute);
    await completeSteps(engine, customer, customer.web, submitted.id);
  }
  return decision;
}

async function signalsOf(engine: TestEngine, decisionId: string): Promise<Record<string, number | null>> {
  const row = await engine.store.read((tx) =>
    tx.db.selectFrom('decisions').select('signals').where('id', '=', decisionId).executeTakeFirstOrThrow(),
  );
  return JSON.parse(row.signals) as Record<string, number | null>;
}

/** Every recorded value of a signal, in the order of the decisions. */
async function recorded(engine: TestEngine, name: string): Promise<(number | null)[]> {
  const rows = await engine.store.read((tx) => tx.db.selectFrom('decisions').select('signals').orderBy('id').execute());
  return rows.map(({ signals }) => (JSON.parse(signals) as Record<string, number | null>)[name] ?? null);
}

describeOnBothStores('the log-in model', (openStore) => {
  it('RT-11: learns what a customer’s log-ins look like, says so feature by feature, and rules read it', async () => {
    const engine = await open(openStore);
    const customer = await makeCustomer(engine);
    const first = await logIn(engine, customer);
    expect((await signalsOf(engine, first.id)).login_risk).toBeCloseTo(0, 9);
    for (let i = 0; i < 5; i++) {
      engine.clock.advance(day);
      await logIn(engine, customer);
    }
    engine.clock.advance(day);
    const usual = await logIn(engine, customer);
    const theft = await logIn(engine, customer, { address: abroad, userAgent: other, client: 'h5' }, false);
    expect(usual.reasons).toEqual(['known']);
    expect(theft.reasons).toContain('unlike');
    const { login } = await getDecision(engine, staff('risk_analyst'), theft.id);
    expect(login?.map(({ feature }) => feature)).toEqual([
      'country',
      'asn',
      'network',
      'address',
      'client',
      'os',
      'browser',
      'user_agent',
      'hours',
    ]);
    expect(login?.find(({ feature }) => feature === 'country')).toMatchObject({ value: 'VN', own: 0 });
    const { login_risk, login_history } = await signalsOf(engine, theft.id);
    expect(login?.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(login_risk ?? Number.NaN, 9);
    expect(login_history).toBeGreaterThan(6);
  });

  it('RT-11: costs nothing where no rule reads it, and knows the customer once one does', async () => {
    const engine = await open(openStore, false);
    const customer = await makeCustomer(engine);
    for (let i = 0; i < 4; i++) {
      const { id } = await logIn(engine, customer);
      expect(await signalsOf(engine, id)).not.toHaveProperty('login_risk');
      expect((await getDecision(engine, staff('risk_analyst'), id)).login).toBeNull();
      engine.clock.advance(day);
    }
    await publish(engine, 'rules', rules);
    const { id } = await logIn(engine, customer);
    expect(await signalsOf(engine, id)).toMatchObject({ login_risk: expect.closeTo(-2, -1), login_history: expect.any(Number) });
  });

  it('RT-11: compares with everybody’s log-ins of the days that have settled, and with where attempts fail', async () => {
    const engine = await open(openStore);
    const customer = await makeCustomer(engine);
    const stranger = await makeCustomer(engine);
    await refreshPopulation(engine);
    await logIn(engine, customer);
    for (let i = 0; i < 30; i++) await logIn(engine, stranger, { address: abroad, credentialResult: 'wrong_password' }, false);
    const before = await logIn(engine, customer, { address: abroad }, false);
    engine.clock.advance(day + hour);
    await refreshPopulation(engine);
    const after = await logIn(engine, customer, { address: abroad }, false);
    const reputation = async (id: string) =>
      (await getDecision(engine, staff('risk_analyst'), id)).login?.find(({ feature }) => feature === 'reputation')?.weight;
    expect(await reputation(before.id)).toBeUndefined();
    expect(await reputation(after.id)).toBeGreaterThan(0.5);
    const days = await engine.store.read((tx) => tx.db.selectFrom('login_days').select('day').execute());
    expect(days.length).toBeGreaterThanOrEqual(30);
  });

  it('RT-11: keeps no day whose count an import may have overtaken', async () => {
    const engine = await open(openStore);
    const customer = await makeCustomer(engine);
    await logIn(engine, customer);
    engine.clock.advance(day + hour);
    const file = join(mkdtempSync(join(tmpdir(), 'portcullis-')), 'log-ins.csv');
    onTestFinished(() => rmSync(dirname(file), { recursive: true, force: true }));
    writeFileSync(file, 'time,user,ip,outcome\n2025-11-01 10:00:00,u1,203.0.113.9,accepted\n');
    const mapping = { ...logIns, time: { format: 'yyyy-MM-dd HH:mm:ss', timeZone: 'UTC' as const } };
    // The import ends after the first day was counted and before it is written down.
    let imported = false;
    const slow = {
      read: ((work) => engine.store.read(work)) satisfies typeof engine.store.read,
      write: (async (work) => {
        if (!imported) {
          imported = true;
          await importFile(engine, { filePath: file, mapping });
        }
        return engine.store.write(work);
      }) satisfies typeof engine.store.write,
    };
    await refreshPopulation({ store: slow as unknown as typeof engine.store, clock: engine.clock });
    expect(await engine.store.read((tx) => tx.db.selectFrom('login_days').selectAll().execute())).toEqual([]);
    await refreshPopulation(engine);
    expect((await engine.store.read((tx) => tx.db.selectFrom('login_days').select('day').execute())).length).toBeGreaterThanOrEqual(30);
  });

  it('RT-11: is computed over history exactly as it would have been asked at each log-in’s own time', async () => {
    const asked = await open(openStore, false);
    await publish(asked, 'rules', { rules: [...rules.rules, sometimes] });
    await week(asked);
    const expected = await recorded(asked, 'login_risk');
    expect(new Set(expected).size).toBeGreaterThan(20);

    const unasked = await open(openStore, false);
    await publish(unasked, 'rules', { rules: [sometimes] });
    await week(unasked);
    expect(await recorded(unasked, 'login_risk')).not.toContainEqual(expect.any(Number));
    // One rule for each value that was recorded: only the very same values make the very same hits.
    const values = expected.filter((value) => value !== null);
    const steps = [...new Set(values)].sort((a, b) => a - b);
    const limits = steps.slice(1).map((value, index) => (value + (steps[index] ?? 0)) / 2);
    const content = { rules: limits.map((limit, index) => rule(`above_${index}`, `login_risk > ${limit < 0 ? `-${-limit}` : limit}`)) };
    const report = await runBacktest(unasked, analyst, { kind: 'rules', content });
    expect(report.missingSignals).toEqual([]);
    expect(report.rules.map(({ hits }) => hits)).toEqual(limits.map((limit) => values.filter((value) => value > limit).length));
  });

  it('RT-11: decides imported log-ins as of their own time, by what the rows before them taught', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'portcullis-')), 'log-ins.csv');
    onTestFinished(() => rmSync(dirname(file), { recursive: true, force: true }));
    const start = Date.UTC(2025, 10, 1);
    const rows = Array.from({ length: 120 }, (_, i) => {
      const time = new Date(start + i * 2 * hour).toISOString().slice(0, 19).replace('T', ' ');
      return `${time},u${i % 4},${i % 9 === 3 ? abroad : home},${i % 11 === 5 ? 'wrong_password' : 'accepted'}`;
    });
    writeFileSync(file, `time,user,ip,outcome\n${rows.join('\n')}\n`);
    const options = { filePath: file, mapping: { ...logIns, time: { format: 'yyyy-MM-dd HH:mm:ss', timeZone: 'UTC' as const } } };
    const asked = await open(openStore);
    expect((await importFile(asked, options)).import).toMatchObject({ status: 'finished', rowsAccepted: 120 });
    const expected = (await recorded(asked, 'login_risk')).filter((value) => value !== null);
    expect(expected).toHaveLength(120);
    expect(await asked.store.read((tx) => tx.db.selectFrom('login_days').selectAll().execute())).toEqual([]);

    const unasked = await open(openStore, false);
    await importFile(unasked, options);
    const limits = [-2, -1, -0.5, 0, 0.25, 0.5, 1];
    const content = { rules: limits.map((limit, index) => rule(`above_${index}`, `login_risk > ${limit.toFixed(2)}`)) };
    const report = await runBacktest(unasked, analyst, { kind: 'rules', content });
    expect(report.rules.map(({ hits }) => hits)).toEqual(limits.map((limit) => expected.filter((value) => value > limit).length));
    expect(new Set(report.rules.map(({ hits }) => hits)).size).toBeGreaterThan(3);
  });
});

/** Three customers' log-ins over eight days: some fail, some wait for their step-up, some come from elsewhere. */
async function week(engine: TestEngine): Promise<void> {
  const customers = [await makeCustomer(engine), await makeCustomer(engine), await makeCustomer(engine)];
  for (let i = 0; i < 48; i++) {
    const customer = customers[i % 3];
    if (customer === undefined) break;
    engine.clock.advance(3 * hour + ((i * 7) % 5) * 60_000);
    await refreshPopulation(engine);
    await logIn(
      engine,
      customer,
      {
        address: i % 7 === 3 ? abroad : i % 5 === 1 ? '198.51.100.99' : home,
        userAgent: i % 6 === 2 ? other : laptop,
        ...(i % 8 === 5 ? { credentialResult: 'wrong_password' } : {}),
      },
      i % 9 !== 4,
    );
  }
}

import { expect, it } from 'vitest';
import { ColumnThreads } from '../../../src/main/adapters/column-workers.ts';
import { labelOperation } from '../../../src/main/engine/operations/finish.ts';
import { recordHistory, submitOperation } from '../../../src/main/engine/operations/submit.ts';
import { backtestExamples, describeHistory, runBacktest } from '../../../src/main/engine/tuning/backtest/run-backtest.ts';
import { valueAt, valuesOf } from '../../../src/main/engine/tuning/columns/column.ts';
import { createDraft } from '../../../src/main/engine/tuning/drafts.ts';
import { resultKey } from '../../../src/main/engine/tuning/history/columns.ts';
import { LiveHistory } from '../../../src/main/engine/tuning/history/live-history.ts';
import { shadowDraft } from '../../../src/main/engine/tuning/shadow.ts';
import { Counts } from '../../../src/main/engine/tuning/trends/count.ts';
import { makeCustomer, once, operation, platform, withdrawal } from '../../support/customers.ts';
import { createTestEngine, type TestEngine } from '../../support/engine.ts';
import { analyst, publish, submitted } from '../../support/policy.ts';
import { describeOnBothStores } from '../../support/store.ts';

const minute = 60_000;
const rule = (id: string, when: string, score = 20) => ({ id, name: id, when, score, reason: id, tags: [], enabled: true });

/** Log-ins and withdrawals of three customers over some hours, some refused, at odd distances and at the same time. */
async function history(engine: TestEngine, count: number): Promise<string[]> {
  const customers = [await makeCustomer(engine), await makeCustomer(engine), await makeCustomer(engine)];
  const ids: string[] = [];
  for (let i = 0; i < count; i += 1) {
    const customer = customers[(i * 7) % 3] ?? customers[0];
    if (customer === undefined) break;
    if (i % 4 !== 3) engine.clock.advance(((i * 37) % 11) * minute);
    const input =
      i % 5 < 2
        ? operation({
            accountId: customer.id,
            kind: 'login',
            client: 'web',
            device: { id: `dev-${i % 5}` },
            address: `198.51.100.${(i * 13) % 4}`,
            credentialResult: i % 4 === 0 ? 'wrong_password' : 'accepted',
          })
        : withdrawal(customer, { amount: '1', referenceValue: `${(i * 131) % 1500}.50`, destination: { address: `dest-${i % 4}` } });
    if (i % 2 === 0) ids.push((await submitOperation(engine, platform, input, once())).operation.id);
    else ids.push((await engine.store.write((tx) => recordHistory(tx, engine, input, new Counts()))).id);
  }
  return ids;
}

describeOnBothStores('a backtest', (openStore) => {
  it('RT-05 of the live policy ends every operation as it was decided, rule by rule', async () => {
    const engine = await createTestEngine(openStore);
    await history(engine, 90);
    const report = await runBacktest(engine, analyst, {});
    expect(report.operations).toBe(90);
    expect(report.flips.every(({ live, draft }) => live === draft)).toBe(true);
    const stored = await engine.store.read((tx) =>
      tx.db.selectFrom('decisions').select(['id', 'outcome', 'steps', 'score', 'hits']).execute(),
    );
    const { items } = await backtestExamples(engine, analyst, { limit: 200 });
    expect(items).toHaveLength(90);
    const byId = new Map(stored.map((row) => [row.id, row]));
    for (const item of items) {
      const row = byId.get(item.decisionId ?? '');
      expect(item.draft, String(item.decisionId)).toBe(resultKey(row?.outcome ?? '', JSON.parse(row?.steps ?? '[]')));
      expect(item.score).toBe(Number(row?.score));
    }
    for (const { ruleId, hits } of report.rules) {
      const recorded = stored.filter((row) => (JSON.parse(row.hits) as { id: string }[]).some(({ id }) => id === ruleId)).length;
      expect([ruleId, hits]).toEqual([ruleId, recorded]);
    }
  });

  it('RT-05 computes a window that nobody had then exactly as replaying every operation through the engine does', async () => {
    const engine = await createTestEngine(openStore);
    const windows = [
      'count("withdrawal", "1h") >= 2',
      'sum("withdrawal", "24h") > 2000.0',
      'count("login_failed", "30m", "address") >= 1',
      'distinct("destination", "any", "3h") >= 2',
      'distinct("account", "login", "2h", "address") >= 2',
      'count("any", "10m", "device") >= 1',
      'count("withdrawal", "2h", "destination") > 3',
    ];
    const content = { rules: windows.map((when, index) => rule(`window_${index}`, when, 3)) };
    await history(engine, 70);
    const before = await runBacktest(engine, analyst, { kind: 'rules', content });
    const replayed = await createTestEngine(openStore);
    await publish(replayed, 'rules', content);
    await history(replayed, 70);
    const decisions = await replayed.store.read((tx) => tx.db.selectFrom('decisions').select('hits').execute());
    const hits = decisions.flatMap((row) => (JSON.parse(row.hits) as { id: string }[]).map(({ id }) => id));
    for (const { ruleId, hits: counted } of before.rules) {
      expect([ruleId, counted]).toEqual([ruleId, hits.filter((id) => id === ruleId).length]);
      expect(counted, ruleId).toBeGreaterThan(0);
    }
  });

  it('RT-05 shows who would have been asked for more and for less, and leads to their decisions', async () => {
    const engine = await createTestEngine(openStore);
    await history(engine, 30);
    const content = { rules: [rule('large', 'operation == "withdrawal" && amount_value > 700.0', 95)] };
    const report = await runBacktest(engine, analyst, { kind: 'rules', content });
    const large = report.rules[0]?.hits ?? 0;
    expect(large).toBeGreaterThan(3);
    expect(report.flips.filter(({ draft }) => draft === 'deny').reduce((sum, { count }) => sum + count, 0)).toBeGreaterThanOrEqual(large);
    expect(report.draft.stoppedOther).toBeGreaterThan(report.live.stoppedOther);
    const { items } = await backtestExamples(engine, analyst, { kind: 'rules', content, ruleId: 'large', draft: 'deny', limit: 5 });
    expect(items.length).toBe(Math.min(5, large));
    for (const { decisionId, value } of items) {
      expect(value).toBeGreaterThan(700);
      const row = await engine.store.read((tx) =>
        tx.db
          .selectFrom('decisions')
          .select('id')
          .where('id', '=', decisionId ?? '')
          .executeTakeFirst(),
      );
      expect(row).toBeDefined();
    }
  });

  it('RT-05 finds out anew only what an edit touches', async () => {
    const engine = await createTestEngine(openStore);
    await history(engine, 20);
    const rules = [rule('a', 'amount_value > 10.0'), rule('b', 'amount_value > 20.0')];
    await runBacktest(engine, analyst, { kind: 'rules', content: { rules } });
    const edited = [rule('a', 'amount_value > 10.0', 50), rule('b', 'amount_value > 30.0')];
    expect((await runBacktest(engine, analyst, { kind: 'rules', content: { rules: edited } })).timing.rulesEvaluated).toBe(1);
    const thresholds = { medium: 10, high: 20, critical: 30, minSignals: 1 };
    expect((await runBacktest(engine, analyst, { kind: 'thresholds', content: thresholds })).timing.rulesEvaluated).toBe(0);
  });

  it('RT-08 counts a label from the day on which it was known', async () => {
    const engine = await createTestEngine(openStore);
    const ids = await history(engine, 12);
    const knownAt = engine.clock.now();
    engine.clock.advance(minute);
    for (const [index, id] of ids.entries()) {
      const label = index % 3 === 0 ? 'fraud' : 'legitimate';
      await labelOperation(engine, platform, { id, label, knownAt: index < 6 ? knownAt - 1 : knownAt + 1 }, once());
    }
    const content = { rules: [rule('all', 'true', 95)] };
    const all = await runBacktest(engine, analyst, { kind: 'rules', content });
    expect(all.labelled).toEqual({ fraud: 4, legitimate: 8, none: 0 });
    expect(all.rules[0]).toMatchObject({ fraudHits: 4, legitimateHits: 8, precision: 4 / 12, recall: 1 });
    const then = await runBacktest(engine, analyst, { kind: 'rules', content, labelsKnownBy: knownAt });
    expect(then.labelled).toEqual({ fraud: 2, legitimate: 4, none: 6 });
  });

  it('RT-06 grows with real traffic for a candidate in shadow, which decides nothing', async () => {
    const engine = await createTestEngine(openStore);
    const { draft } = await submitted(engine, 'rules', { rules: [rule('many', 'count("withdrawal", "7d") >= 1', 95)] });
    const { id, contentHash } = draft;
    await history(engine, 9);
    const shadow = await shadowDraft(engine, analyst, { id, contentHash, running: true });
    const since = shadow.draft.shadowSince ?? 0;
    expect(since).toBeGreaterThan(0);
    const first = await runBacktest(engine, analyst, { draftId: id, from: since, refresh: true });
    engine.clock.advance(minute);
    await history(engine, 15);
    const second = await runBacktest(engine, analyst, { draftId: id, from: since, refresh: true });
    expect(second.operations - first.operations).toBe(15);
    const kept = await engine.store.read((tx) =>
      tx.db.selectFrom('decisions').select(['signals', 'hits']).orderBy('id', 'desc').executeTakeFirst(),
    );
    expect(JSON.parse(kept?.signals ?? '{}')).toHaveProperty('count__withdrawal__7d__account');
    expect(kept?.hits).not.toContain('many');
  });

  it('RT-05 reads the same columns from the store, from a new start, and from decisions alone once segments are gone', async () => {
    const engine = await createTestEngine(openStore);
    await history(engine, 50);
    const dump = async (live: LiveHistory) => {
      const source = await live.refresh();
      const names = [...source.types.keys()].sort();
      const columns = await source.load(names);
      return columns.map((column) => [
        column.name,
        Array.from({ length: source.rows }, (_, row) => valueAt(column, valuesOf(column), row) ?? null),
      ]);
    };
    const whole = await dump(new LiveHistory(engine, 1_000));
    const stored = new LiveHistory(engine, 16);
    expect(await dump(stored)).toEqual(whole);
    const segments = () => engine.store.read((tx) => tx.db.selectFrom('history_segments').select('segment').execute());
    expect((await segments()).length).toBeGreaterThan(0);
    await history(engine, 40);
    const grown = await dump(stored);
    expect(await dump(new LiveHistory(engine, 16))).toEqual(grown);
    await engine.store.write(async (tx) => {
      await tx.db.deleteFrom('history_columns').execute();
      await tx.db.deleteFrom('history_segments').execute();
    });
    expect(await dump(new LiveHistory(engine, 16))).toEqual(grown);
  });

  it('RT-05 comes out the same on threads of its own', async () => {
    const threads = new ColumnThreads(() => undefined, 2);
    try {
      const engine = await createTestEngine(openStore);
      await history(engine, 70);
      const content = { rules: [rule('large', 'amount_value > 500.0 || client.startsWith("we")'), rule('new', 'count("any", "1h") > 1')] };
      const { timing: _, ...alone } = await runBacktest(engine, analyst, { kind: 'rules', content });
      const other = await createTestEngine(openStore, { columns: threads });
      await history(other, 70);
      const { timing: _other, ...threaded } = await runBacktest(other, analyst, { kind: 'rules', content });
      expect(threaded).toEqual(alone);
      expect(alone.operations).toBe(70);
    } finally {
      await threads.close();
    }
  });

  it('RT-05 has an empty report before there is any history, and refuses a content that does not compile', async () => {
    const engine = await createTestEngine(openStore);
    expect(await describeHistory(engine, analyst)).toMatchObject({ operations: 0, from: null });
    expect(await runBacktest(engine, analyst, {})).toMatchObject({ operations: 0, flips: [], live: { precision: null } });
    const { draft } = await createDraft(engine, analyst, { kind: 'rules', name: 'Bad', content: { rules: [rule('x', 'nothing > 1')] } });
    await expect(runBacktest(engine, analyst, { draftId: draft.id })).rejects.toMatchObject({ data: { reason: 'rules_invalid' } });
  });
});

import { expect, it } from 'vitest';
import { labelOperation } from '../../../src/main/engine/operations/finish.ts';
import { recordHistory, submitOperation } from '../../../src/main/engine/operations/submit.ts';
import { Counts, countTrends } from '../../../src/main/engine/tuning/trends/count.ts';
import { acknowledgeAlert, listAlerts, listTrends, snoozeAlert } from '../../../src/main/engine/tuning/trends/trends.ts';
import { watchDrift } from '../../../src/main/engine/tuning/trends/watch.ts';
import { type Customer, makeCustomer, once, platform, staff, withdrawal } from '../../support/customers.ts';
import { createTestEngine, type TestEngine } from '../../support/engine.ts';
import { analyst, publish } from '../../support/policy.ts';
import { describeOnBothStores } from '../../support/store.ts';

const day = 86_400_000;
const rule = (id: string, when: string) => ({ id, name: `The rule ${id}`, when, score: 5, reason: id, tags: [], enabled: true });
const content = { rules: [rule('large', 'known(amount_value) && amount_value > 500.0'), rule('never', 'false')] };

const value = (amount: number) => ({ referenceValue: `${amount}.00` });

async function count(engine: TestEngine): Promise<void> {
  while ((await countTrends(engine)).more);
}

/** Days of the past, each with so many operations of which so many are large. */
async function pastDays(engine: TestEngine, customer: Customer, days: readonly (readonly [operations: number, large: number])[]) {
  for (const [operations, large] of days) {
    await engine.store.write(async (tx) => {
      const counts = new Counts();
      for (let i = 0; i < operations; i += 1) await recordHistory(tx, engine, withdrawal(customer, value(i < large ? 900 : 10)), counts);
      await counts.write(tx);
    });
    engine.clock.advance(day);
  }
}

const trendOf = async (engine: TestEngine, ruleId: string) => {
  const { rules } = await listTrends(engine, analyst, { days: 30, ruleId });
  return (rules[0]?.days ?? []).filter(({ operations }) => operations > 0);
};

describeOnBothStores('what a rule does from day to day', (openStore) => {
  it('RT-08 is counted once, live and from history, with the labels that stand', async () => {
    const engine = await createTestEngine(openStore);
    await publish(engine, 'rules', content);
    const customer = await makeCustomer(engine);
    await pastDays(engine, customer, [[4, 1]]);
    const ids: string[] = [];
    for (const amount of [900, 901, 10]) {
      ids.push((await submitOperation(engine, platform, withdrawal(customer, value(amount)), once())).operation.id);
    }
    const [first = '', second = '', small = ''] = ids;
    await labelOperation(engine, platform, { id: first, label: 'fraud' }, once());
    await labelOperation(engine, platform, { id: second, label: 'fraud' }, once());
    await labelOperation(engine, platform, { id: small, label: 'legitimate' }, once());
    await count(engine);
    expect((await trendOf(engine, 'large')).map(({ hits }) => hits)).toEqual([1]);
    engine.clock.advance(60_000);
    await count(engine);
    await count(engine);
    expect(await trendOf(engine, 'large')).toMatchObject([
      { hits: 1, operations: 4, alertRate: 0.25, precision: null },
      { hits: 2, operations: 3, fraud: 2, legitimate: 0, precision: 1 },
    ]);
    expect((await trendOf(engine, 'never')).map(({ hits }) => hits)).toEqual([0, 0]);
    await labelOperation(engine, platform, { id: second, label: 'legitimate' }, once());
    engine.clock.advance(60_000);
    await count(engine);
    expect((await trendOf(engine, 'large')).at(-1)).toMatchObject({ fraud: 1, legitimate: 1, precision: 0.5 });
    await expect(listTrends(engine, staff('agent'), { days: 30 })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(listTrends(engine, analyst, { days: 30, ruleId: 'none' })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('RT-08 is counted of live decisions while history is imported beside them', async () => {
    const engine = await createTestEngine(openStore);
    await publish(engine, 'rules', content);
    const customer = await makeCustomer(engine);
    const historic = { ...engine, clock: { now: () => engine.clock.now() - 5 * day } };
    for (let times = 0; times < 3; times += 1) {
      await submitOperation(engine, platform, withdrawal(customer, value(900)), once());
      await engine.store.write(async (tx) => {
        const counts = new Counts();
        await recordHistory(tx, historic, withdrawal(customer, value(900)), counts);
        await counts.write(tx);
      });
      await count(engine);
      engine.clock.advance(3_000);
    }
    engine.clock.advance(60_000);
    await count(engine);
    expect((await trendOf(engine, 'large')).map(({ hits, operations }) => [hits, operations])).toEqual([
      [3, 3],
      [3, 3],
    ]);
    await engine.close();
  });

  it('RT-08 raises one alert when it hits far more than usual, which can be acknowledged and snoozed and ends by itself', async () => {
    const engine = await createTestEngine(openStore);
    await publish(engine, 'rules', content);
    const customer = await makeCustomer(engine);
    await watchDrift(engine);
    await pastDays(engine, customer, [
      [20, 2],
      [20, 1],
      [20, 2],
      [20, 3],
      [20, 2],
      [20, 2],
      [20, 1],
      [20, 2],
    ]);
    await pastDays(engine, customer, [[40, 38]]);
    await watchDrift(engine);
    await watchDrift(engine);
    const { items } = await listAlerts(engine, analyst, { ended: false });
    expect(items).toMatchObject([
      { ruleId: 'large', ruleName: 'The rule large', measure: 'hits', direction: 'up', status: 'open', observed: 38, expected: 4 },
    ]);
    const id = items[0]?.id ?? '';
    await expect(acknowledgeAlert(engine, staff('auditor'), { id, reason: 'seen' })).rejects.toMatchObject({ code: 'forbidden' });
    expect(await acknowledgeAlert(engine, analyst, { id, reason: 'a campaign runs' })).toMatchObject({ status: 'acknowledged' });
    await expect(acknowledgeAlert(engine, analyst, { id, reason: 'again' })).rejects.toMatchObject({ code: 'conflict' });
    const now = engine.clock.now();
    await expect(snoozeAlert(engine, analyst, { id, until: now, reason: 'later' })).rejects.toMatchObject({ code: 'invalid_input' });
    expect(await snoozeAlert(engine, analyst, { id, until: now + 3_600_000, reason: 'later' })).toMatchObject({ status: 'snoozed' });
    engine.clock.advance(3_600_000);
    expect((await listAlerts(engine, analyst, { ended: false })).items).toMatchObject([{ status: 'open' }]);
    await pastDays(engine, customer, [[20, 2]]);
    await watchDrift(engine);
    expect((await listAlerts(engine, analyst, { ended: false })).items).toEqual([]);
    expect((await listAlerts(engine, analyst, { ruleId: 'large', ended: true })).items).toMatchObject([{ id, status: 'ended' }]);
    const audited = await engine.store.read((tx) =>
      tx.db.selectFrom('audit').select('action').where('action', 'like', 'rule_alert.%').orderBy('seq').orderBy('at').execute(),
    );
    expect(audited.map(({ action }) => action).sort()).toEqual([
      'rule_alert.acknowledged',
      'rule_alert.ended',
      'rule_alert.opened',
      'rule_alert.snoozed',
    ]);
  });

  it('RT-08 raises an alert when mature precision falls, and none for a condition that was changed on purpose', async () => {
    const engine = await createTestEngine(openStore);
    await publish(engine, 'rules', content);
    const customer = await makeCustomer(engine);
    await watchDrift(engine);
    const begun = engine.clock.now();
    const put = (index: number, fraud: number, legitimate: number) =>
      engine.store.write((tx) =>
        tx.db
          .insertInto('rule_days')
          .values(
            ['', 'large'].map((rule_id) => ({ rule_id, day: Math.floor(begun / day) * day + index * day, hits: 30, fraud, legitimate })),
          )
          .execute(),
      );
    for (let index = 1; index <= 20; index += 1) await put(index, 8, 2);
    for (let index = 21; index <= 27; index += 1) await put(index, 1, 9);
    engine.clock.advance(27 * day);
    await watchDrift(engine);
    expect((await listAlerts(engine, analyst, { ended: false })).items).toEqual([]);
    engine.clock.advance(8 * day);
    await watchDrift(engine);
    expect((await listAlerts(engine, analyst, { ended: false })).items).toMatchObject([
      { measure: 'precision', direction: 'down', observed: 0.1, expected: 0.8 },
    ]);
    await publish(engine, 'rules', { rules: [rule('large', 'known(amount_value) && amount_value > 5000.0')] });
    await watchDrift(engine);
    expect((await listAlerts(engine, analyst, { ended: false })).items).toEqual([]);
    expect(customer.id).not.toBe('');
  });
});

import { expect, it } from 'vitest';
import { listCases } from '../../../src/main/engine/cases/list/list.ts';
import { submitOperation } from '../../../src/main/engine/operations/submit.ts';
import { readOverview } from '../../../src/main/engine/overview/overview.ts';
import { countAnewFrom, KEPT_MS, sealCounts } from '../../../src/main/engine/overview/tally.ts';
import { day, hour, minute } from '../../../src/main/engine/settings/kinds.ts';
import { answerRequest } from '../../../src/main/engine/verification/answer.ts';
import { listDeviceRequests } from '../../../src/main/engine/verification/device.ts';
import { overviewSchema } from '../../../src/shared/contract/console/overview.ts';
import { makeProtectedCustomer, once, platform, staff, withdrawal } from '../../support/customers.ts';
import { createTestEngine, type TestEngine } from '../../support/engine.ts';
import { describeOnBothStores } from '../../support/store.ts';

const analyst = staff('risk_analyst');

/** @returns in how many goes */
const sealAll = async (engine: TestEngine, atOnce?: number): Promise<number> => {
  let goes = 1;
  while ((await sealCounts(engine, atOnce)).more) goes += 1;
  return goes;
};

const look = async (engine: TestEngine, span: '15m' | '1h' | '24h' | '7d') =>
  overviewSchema.parse(await readOverview(engine, analyst, { span }));

const total = ({ buckets }: Awaited<ReturnType<typeof look>>): number =>
  buckets.reduce((sum, bucket) => sum + bucket.allow + bucket.step_up + bucket.review + bucket.hold + bucket.deny, 0);

describeOnBothStores('the overview', (openStore) => {
  it('CQ-01 is empty in an empty workspace, with a bucket for every stretch of time', async () => {
    const engine = await createTestEngine(openStore);
    await sealAll(engine);
    const hourBack = await look(engine, '1h');
    expect(hourBack.buckets).toHaveLength(60);
    expect(total(hourBack)).toBe(0);
    expect(hourBack).toMatchObject({ steps: [], rules: [], approvals: { waiting: 0, nextEnd: null }, queues: [], alerts: [] });
  });

  it('PO-06 counts the same whether the past is counted ahead or not', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    for (let n = 0; n < 6; n += 1) {
      await submitOperation(engine, platform, withdrawal(customer), once());
      engine.clock.advance(37 * minute);
    }
    for (const span of ['15m', '1h', '24h', '7d'] as const) {
      const { at: _, ...direct } = await look(engine, span);
      await sealAll(engine, 2);
      const { at: __, ...sealed } = await look(engine, span);
      expect(sealed).toEqual(direct);
    }
    const week = await look(engine, '7d');
    const decisions = await engine.store.read((tx) =>
      tx.db.selectFrom('decisions').select('hits').where('created_at', '>=', week.from).execute(),
    );
    expect(total(week)).toBe(decisions.length);
    const hits = decisions.flatMap((row) => (JSON.parse(row.hits) as { id: string }[]).map(({ id }) => id));
    for (const rule of week.rules) expect(rule.hits).toBe(hits.filter((id) => id === rule.ruleId).length);
    expect(week.steps.find(({ factor }) => factor === 'trusted_device')?.asked).toBeGreaterThan(0);
  });

  it('PO-06 catches up with a week in which little happened in one go', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    await submitOperation(engine, platform, withdrawal(customer), once());
    engine.clock.advance(7 * day);
    expect(await sealAll(engine)).toBe(1);
  });

  it('PO-06 counts anew what is recorded later than it happened', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    engine.clock.advance(2 * day);
    await sealAll(engine);
    const before = total(await look(engine, '7d'));
    const historic = { ...engine, clock: { now: () => engine.clock.now() - day } };
    await submitOperation(historic, platform, withdrawal(customer), once());
    expect(total(await look(engine, '7d'))).toBe(before);
    await engine.store.write((tx) => countAnewFrom(tx, engine.clock.now() - day));
    expect(total(await look(engine, '7d'))).toBe(before + 1);
    await sealAll(engine);
    expect(total(await look(engine, '7d'))).toBe(before + 1);
  });

  it('PO-06 keeps counts no longer than they are looked at', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    await submitOperation(engine, platform, withdrawal(customer), once());
    engine.clock.advance(hour);
    await sealAll(engine);
    engine.clock.advance(KEPT_MS + day);
    await sealAll(engine);
    const kept = await engine.store.read((tx) => tx.db.selectFrom('overview_counts').select('at').execute());
    expect(kept).toEqual([]);
  });

  it('CQ-01 shows what waits: requests, queues by their due time, holds and alerts', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    await submitOperation(engine, platform, withdrawal(customer), once());
    const request = (await listDeviceRequests(engine, customer.app)).items[0];
    if (request === undefined) throw new Error('the phone was not asked');
    expect(await look(engine, '15m')).toMatchObject({ approvals: { waiting: 1, nextEnd: request.expiresAt } });
    const answer = { id: request.id, answer: 'reject', reason: 'not_me' } as const;
    await answerRequest(engine, customer.app, customer.phone.answer(answer, request.canonicalHash));
    const after = await look(engine, '15m');
    expect(after.approvals).toEqual({ waiting: 0, nextEnd: null });
    expect(after.queues).toMatchObject([{ kind: 'suspicious_activity', open: 1, unclaimed: 1, overdue: 0 }]);
    expect(after.alerts).toMatchObject([{ accountId: customer.id }]);
    expect(after.holds.byCause).toContainEqual({ cause: 'not_me', count: 1 });
    const behind = async (show: 'unclaimed' | 'due_soon' | 'overdue') =>
      (await listCases(engine, staff('risk_lead'), { show, queue: 'suspicious_activity', limit: 10 })).items.length;
    engine.clock.moveTo((after.queues[0]?.nextDue ?? 0) - 1);
    expect((await look(engine, '15m')).queues).toMatchObject([{ kind: 'suspicious_activity', overdue: 0, dueSoon: 1 }]);
    expect([await behind('unclaimed'), await behind('due_soon'), await behind('overdue')]).toEqual([1, 1, 0]);
    engine.clock.moveTo((after.queues[0]?.nextDue ?? 0) + 1);
    expect((await look(engine, '15m')).queues).toMatchObject([{ kind: 'suspicious_activity', overdue: 1, dueSoon: 0 }]);
    expect([await behind('due_soon'), await behind('overdue')]).toEqual([0, 1]);
  });
});

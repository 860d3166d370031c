import { expect, it } from 'vitest';
import { seedDemo } from '../../../src/main/demo/seed.ts';
import { day } from '../../../src/main/engine/settings/kinds.ts';
import { findSuggestions } from '../../../src/main/engine/tuning/suggestions/suggestions.ts';
import { countTrends } from '../../../src/main/engine/tuning/trends/count.ts';
import { openAlerts } from '../../../src/main/engine/tuning/trends/store.ts';
import { watchDrift } from '../../../src/main/engine/tuning/trends/watch.ts';
import { createTestEngine, type TestEngine } from '../../support/engine.ts';
import { analyst } from '../../support/policy.ts';
import { describeOnBothStores } from '../../support/store.ts';

const contentOf = (engine: TestEngine) =>
  engine.store.read(async (tx) => ({
    accounts: await tx.db.selectFrom('accounts').selectAll().orderBy('id').execute(),
    devices: await tx.db.selectFrom('devices').selectAll().orderBy('account_id').orderBy('id').execute(),
    decisions: await tx.db
      .selectFrom('decisions')
      .select(['kind', 'outcome', 'score', 'signals', 'hits', 'created_at'])
      .orderBy('created_at')
      .orderBy('id')
      .execute(),
    requests: await tx.db.selectFrom('verification_requests').select(['status', 'created_at']).orderBy('created_at').execute(),
    holds: await tx.db.selectFrom('holds').select(['account_id', 'cause']).orderBy('account_id').execute(),
    factors: await tx.db.selectFrom('factors').select(['account_id', 'kind', 'public_key']).orderBy('account_id').orderBy('kind').execute(),
  }));

describeOnBothStores('seeding the demo', (openStore) => {
  it('fills an empty workspace once, and the same way every time', async () => {
    const [first, second] = [await createTestEngine(openStore, { demo: true }), await createTestEngine(openStore, { demo: true })];
    expect(await seedDemo(first, { people: 80 })).toBe(true);
    expect(await seedDemo(second, { people: 80 })).toBe(true);
    const content = await contentOf(first);
    expect(await contentOf(second)).toEqual(content);
    expect(await seedDemo(first, { people: 80 })).toBe(false);
    expect(await contentOf(first)).toEqual(content);

    expect(content.accounts).toHaveLength(80);
    expect(content.decisions.length).toBeGreaterThan(400);
    expect(new Set(content.requests.map((row) => row.status))).toContain('approved');
    expect(content.holds.filter((row) => row.cause === 'password_reset')).toHaveLength(8);
    expect(content.factors.some((row) => row.kind === 'trusted_device' && row.public_key !== null)).toBe(true);

    // The list that its rule reads is in use, and labelled history has fraud in it that live lets pass and a rule would catch.
    expect(content.decisions.some((row) => row.hits.includes('reported_wallet') && row.outcome === 'review')).toBe(true);
    const suggested = await findSuggestions(first, analyst, { maxFriction: 5, minPrecision: 0.2 });
    expect(suggested.items[0]?.later.precision).toBeGreaterThan(0.5);
    expect(suggested.items[0]?.signals).toContain('operation');
  });

  it.each([0.1, 12, 23.9])('RT-08 has rules that drift when it is filled at %d o’clock', async (hour) => {
    const engine = await createTestEngine(openStore, { demo: true });
    const now = engine.clock.now();
    engine.clock.advance(day - (now % day) + hour * (day / 24));
    await seedDemo(engine, { people: 80 });
    while ((await countTrends(engine)).more);
    await watchDrift(engine);
    const drifting = await engine.store.read((tx) => tx.all(openAlerts, {}));
    expect(drifting.map(({ ruleId }) => ruleId)).toContain('address_spraying');
    await engine.close();
  });

  it('ST-04 refuses any workspace that is no demo', async () => {
    const engine = await createTestEngine(openStore);
    await expect(seedDemo(engine)).rejects.toThrow(/demo workspace only/);
    expect((await contentOf(engine)).accounts).toEqual([]);
  });
});

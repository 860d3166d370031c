import fc from 'fast-check';
import { expect, it } from 'vitest';
import { publishDraft, publishEmergency, rollBack } from '../../../src/main/engine/tuning/publish.ts';
import { listVersions } from '../../../src/main/engine/tuning/view.ts';
import { createTestEngine, type TestEngine } from '../../support/engine.ts';
import { analyst, approved, lead, secondLead } from '../../support/policy.ts';
import { describeOnBothStores } from '../../support/store.ts';

const content = (score: number) => ({
  rules: [{ id: 'one', name: 'one', when: 'true', score, reason: 'one', tags: [], enabled: true }],
});

type Race = 'publish' | 'emergency' | 'roll_back' | 'publish_same';

async function contestants(engine: TestEngine, races: readonly Race[]): Promise<(() => Promise<unknown>)[]> {
  const { items } = await listVersions(engine, analyst, 'rules');
  const live = items.find(({ status }) => status === 'live')?.version ?? 0;
  const old = items.find(({ status }) => status === 'superseded')?.version ?? 0;
  const shared = (await approved(engine, 'rules', content(99))).draft;
  return Promise.all(
    races.map(async (race, index) => {
      const reason = 'a race';
      if (race === 'roll_back') return () => rollBack(engine, lead, { kind: 'rules', version: old, liveVersion: live, reason });
      const { id, contentHash } = race === 'publish_same' ? shared : (await approved(engine, 'rules', content(index))).draft;
      const run = race === 'emergency' ? publishEmergency : publishDraft;
      return () => run(engine, index % 2 === 0 ? lead : secondLead, { id, contentHash, reason });
    }),
  );
}

describeOnBothStores('publications at the same moment', (openStore) => {
  it('RT-04 leave exactly one live version, and one winner a race', async () => {
    const engine = await createTestEngine(openStore);
    const first = (await approved(engine, 'rules', content(50))).draft;
    await publishDraft(engine, lead, { id: first.id, contentHash: first.contentHash, reason: 'a start' });
    const race = fc.constantFrom<Race>('publish', 'emergency', 'roll_back', 'publish_same');
    await fc.assert(
      fc.asyncProperty(fc.array(race, { minLength: 2, maxLength: 6 }), async (races) => {
        const before = (await listVersions(engine, analyst, 'rules')).items;
        const runs = await contestants(engine, races);
        const results = await Promise.allSettled(runs.map((run) => run()));
        const won = results.filter(({ status }) => status === 'fulfilled');
        expect(won).toHaveLength(1);
        for (const result of results) if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'conflict' });
        const after = (await listVersions(engine, analyst, 'rules')).items;
        expect(after.filter(({ status }) => status === 'live')).toHaveLength(1);
        expect(after).toHaveLength(before.length + 1);
        expect(engine.policy.current().rulesVersion).toBe(after.find(({ status }) => status === 'live')?.version);
      }),
      { numRuns: 8 },
    );
  });
});

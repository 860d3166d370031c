import { expect, it } from 'vitest';
import { submitOperation } from '../../../src/main/engine/operations/submit.ts';
import { getDecision } from '../../../src/main/engine/operations/views/decisions.ts';
import { composeMessage } from '../../../src/main/engine/outbox/messages.ts';
import { rollOut } from '../../../src/main/engine/tuning/publish.ts';
import { getDraft, listVersions } from '../../../src/main/engine/tuning/view.ts';
import { makeCustomer, once, platform, withdrawal } from '../../support/customers.ts';
import { createTestEngine, type TestEngine } from '../../support/engine.ts';
import { analyst, approved, lead, publish } from '../../support/policy.ts';
import { describeOnBothStores } from '../../support/store.ts';

const rule = (id: string, when: string, score: number) => ({ id, name: id, when, score, reason: id, tags: [], enabled: true });
/** Divides by nothing for whoever moves one bitcoin, and only then. */
const broken = rule('broken', 'known(amount_value) && (amount_value == 1.0 ? 1 / (factor_count - factor_count) > 0 : false)', 50);

async function rolledOut(engine: TestEngine, rules: readonly ReturnType<typeof rule>[]) {
  const { draft } = await approved(engine, 'rules', { rules });
  return (await rollOut(engine, lead, { id: draft.id, contentHash: draft.contentHash, percent: 100, reason: 'everybody' })).draft;
}

const decide = async (engine: TestEngine, referenceValue: string) => {
  const customer = await makeCustomer(engine);
  return (await submitOperation(engine, platform, withdrawal(customer, { referenceValue }), once())).decision;
};

describeOnBothStores('a candidate that fails while it is rolled out', (openStore) => {
  it('RT-07 leaves the decision to the live rules and says so', async () => {
    const engine = await createTestEngine(openStore);
    await publish(engine, 'rules', { rules: [rule('all', 'true', 7)] });
    const draft = await rolledOut(engine, [rule('all', 'true', 9), broken]);
    const good = await decide(engine, '5.00');
    expect([good.score, good.rulesVersion]).toEqual([9, draft.version]);
    const failed = await decide(engine, '1.00');
    expect([failed.score, failed.rulesVersion]).toEqual([7, 2]);
    const { ruleErrors } = await getDecision(engine, analyst, failed.id);
    expect(ruleErrors).toEqual([{ ruleId: 'broken', message: expect.stringMatching(/roll-out of version 3: division_by_zero/) }]);
    const { items } = await listVersions(engine, analyst, 'rules');
    expect(items[0]).toMatchObject({ version: 3, status: 'rollout', rolloutErrors: 1 });
  });

  it('RT-07 stops by itself after as many errors as are allowed, loudly', async () => {
    const engine = await createTestEngine(openStore);
    await publish(engine, 'rules', { rules: [rule('all', 'true', 7)] });
    const { id } = await rolledOut(engine, [rule('all', 'true', 9), broken]);
    const allowed = engine.settings.get('rollout.maxErrors');
    for (let i = 0; i < allowed; i += 1) await decide(engine, '1.00');
    await engine.policy.reload();
    expect(await decide(engine, '5.00')).toMatchObject({ score: 7, rulesVersion: 2 });
    const { items } = await listVersions(engine, analyst, 'rules');
    expect(items[0]).toMatchObject({ version: 3, status: 'withdrawn', rolloutErrors: allowed });
    expect((await getDraft(engine, analyst, id)).draft).toMatchObject({ status: 'approved', version: null });
    const rows = await engine.store.read(async (tx) => ({
      audit: await tx.db.selectFrom('audit').select(['actor_id', 'reason']).where('action', '=', 'policy.rollout_stopped').execute(),
      leads: await tx.db.selectFrom('staff').select('email').where('role', '=', 'risk_lead').execute(),
      mails: await tx.db
        .selectFrom('outbox')
        .select(['topic', 'payload', 'created_at as createdAt'])
        .where('channel', '=', 'mail')
        .execute(),
    }));
    expect(rows.audit).toMatchObject([{ actor_id: 'roll-out', reason: 'broken: division_by_zero' }]);
    const told = rows.mails.filter(({ topic }) => topic === 'policy.rollout_stopped');
    expect(told).toHaveLength(rows.leads.length);
    for (const mail of told) expect(composeMessage(engine, mail).text).toContain('decides for everybody again');
  });

  it('RT-07 is not blamed for what a live rule does wrong as well, nor for a signal that is not there', async () => {
    const engine = await createTestEngine(openStore);
    await publish(engine, 'rules', { rules: [broken, rule('all', 'true', 7)] });
    const { version } = await rolledOut(engine, [broken, rule('all', 'true', 9), rule('missing', 'hours_since_password_change > 1.0', 3)]);
    expect(await decide(engine, '1.00')).toMatchObject({ score: 9, rulesVersion: version });
  });
});

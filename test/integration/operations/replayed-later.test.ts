import { expect, it } from 'vitest';
import { submitOperation } from '../../../src/main/engine/operations/submit.ts';
import { builtInMatrix } from '../../../src/main/engine/risk/matrix.ts';
import { governedVersion } from '../../../src/main/engine/risk/store.ts';
import { builtInThresholds } from '../../../src/main/engine/risk/thresholds.ts';
import { decideAgain } from '../../../src/main/engine/tuning/one/replay.ts';
import { decisionRecord } from '../../../src/main/engine/tuning/one/store.ts';
import { listsSchema, matrixSchema, ruleSetSchema, thresholdsSchema } from '../../../src/shared/contract/policy.ts';
import type { PolicyKind } from '../../../src/shared/vocabulary/index.ts';
import { makeProtectedCustomer, once, operation, platform, withdrawal } from '../../support/customers.ts';
import { createTestEngine, type TestEngine } from '../../support/engine.ts';
import { publish } from '../../support/policy.ts';
import { describeOnBothStores } from '../../support/store.ts';

/** Decides again what a decision keeps, by the versions of the policy that it names. */
async function replayed(engine: TestEngine, id: string) {
  return engine.store.read(async (tx) => {
    const record = await tx.first(decisionRecord, { id });
    if (record === undefined) throw new Error('no such decision');
    const row = await tx.db
      .selectFrom('decisions')
      .select(['rules_version', 'matrix_version'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    const explanation = JSON.parse(record.explanation);
    const content = async (kind: PolicyKind, version: number): Promise<unknown> =>
      JSON.parse((await tx.first(governedVersion, { kind, version }))?.content ?? 'null');
    const policy = {
      rules: ruleSetSchema.parse(await content('rules', row.rules_version)).rules,
      matrix: matrixSchema.parse(await content('matrix', row.matrix_version)),
      lists: listsSchema.parse(await content('lists', explanation.versions.lists)),
      thresholds: thresholdsSchema.parse(await content('thresholds', explanation.versions.thresholds)),
    };
    const { outcome, score, band, steps } = decideAgain(policy, record, explanation).replayed;
    return { outcome, score, band, steps };
  });
}

const deny = { id: 'everything', name: 'Everything', when: 'true', outcome: 'deny', reason: 'x', tags: [], enabled: true };

describeOnBothStores('a decision of the past', (openStore) => {
  it('PO-06 is replayed exactly by the versions that it names, whatever was published and whatever became of the customer since', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    const decided = [];
    for (const input of [
      withdrawal(customer, { referenceValue: '5.00' }),
      withdrawal(customer, { referenceValue: '90000.00' }),
      operation({ accountId: customer.id, kind: 'login', client: 'h5', device: { id: 'unheard-of' }, credentialResult: 'accepted' }),
    ]) {
      engine.clock.advance(60_000);
      decided.push((await submitOperation(engine, platform, input, once())).decision);
    }
    await publish(engine, 'rules', { rules: [deny] });
    await publish(engine, 'thresholds', { ...builtInThresholds, medium: 1, high: 2, critical: 3 });
    await publish(engine, 'matrix', { ...builtInMatrix, mandatoryPasskeyKinds: ['login', 'withdrawal'] });
    engine.clock.advance(90 * 86_400_000);
    await engine.store.write((tx) => tx.db.updateTable('factors').set({ status: 'removed' }).execute());
    expect((await submitOperation(engine, platform, withdrawal(customer), once())).decision.outcome).toBe('deny');
    for (const { id, outcome, score, band, steps } of decided) expect(await replayed(engine, id)).toEqual({ outcome, score, band, steps });
    await engine.close();
  });
});

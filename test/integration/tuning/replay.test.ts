import { expect, it } from 'vitest';
import { submitOperation } from '../../../src/main/engine/operations/submit.ts';
import { createDraft } from '../../../src/main/engine/tuning/drafts.ts';
import { replayDecision } from '../../../src/main/engine/tuning/one/replay.ts';
import { replaySchema } from '../../../src/shared/contract/console/replay.ts';
import { makeProtectedCustomer, once, operation, platform, staff, withdrawal } from '../../support/customers.ts';
import { createTestEngine, type TestEngine } from '../../support/engine.ts';
import { analyst, publish } from '../../support/policy.ts';
import { describeOnBothStores } from '../../support/store.ts';

const rule = (id: string, when: string, effect: object = { score: 20 }) => ({
  id,
  name: `Rule ${id}`,
  when,
  ...effect,
  reason: id,
  tags: [],
  enabled: true,
});

const replayed = async (engine: TestEngine, wish: Parameters<typeof replayDecision>[2]) =>
  replaySchema.parse(await replayDecision(engine, analyst, wish));

/** Decisions of several kinds and amounts, their ids in order. */
async function decisions(engine: TestEngine): Promise<string[]> {
  const customer = await makeProtectedCustomer(engine);
  const inputs = [
    ...[5, 900, 40_000].map((value) => withdrawal(customer, { referenceValue: `${value}.00` })),
    ...(['web', 'h5'] as const).map((client, index) =>
      operation({ accountId: customer.id, kind: 'login', client, device: { id: `dev-${index}` }, credentialResult: 'accepted' }),
    ),
    withdrawal(customer, { destination: { address: 'dest-listed' } }),
  ];
  const ids: string[] = [];
  for (const input of inputs) {
    engine.clock.advance(60_000);
    ids.push((await submitOperation(engine, platform, input, once())).decision.id);
  }
  return ids;
}

describeOnBothStores('one decision decided again', (openStore) => {
  it('PO-06: comes out as it did under the policy that decided it', async () => {
    const engine = await createTestEngine(openStore);
    for (const decisionId of await decisions(engine)) {
      const { decided, replayed: again, changed, missingSignals } = await replayed(engine, { decisionId });
      expect({ ...again, because: decided.because }).toEqual(decided);
      expect({ changed, missingSignals }).toEqual({ changed: false, missingSignals: [] });
    }
  });

  it('RT-05: shows under a draft what the customer would have met, and by which rules', async () => {
    const engine = await createTestEngine(openStore);
    const [, , decisionId = ''] = await decisions(engine);
    const content = { rules: [rule('large', 'operation == "withdrawal" && amount_value > 700.0', { outcome: 'deny' })] };
    const { draft } = await createDraft(engine, analyst, { kind: 'rules', name: 'Deny large ones', content });
    const underDraft = await replayed(engine, { decisionId, draftId: draft.id });
    expect(underDraft).toMatchObject({
      changed: true,
      replayed: { outcome: 'deny', steps: [], hits: [{ ruleId: 'large', name: 'Rule large', outcome: 'deny' }] },
    });
    expect(await replayed(engine, { decisionId, kind: 'rules', content })).toEqual(underDraft);
  });

  it('RT-02: looks lists up as the draft has them, and says which signals nobody measured then', async () => {
    const engine = await createTestEngine(openStore);
    const lists = { lists: [{ id: 'watched', name: 'Watched', holds: 'destination', entries: [] }] };
    await publish(engine, 'lists', lists);
    await publish(engine, 'rules', { rules: [rule('listed', 'operation == "withdrawal" && listed("watched")', { outcome: 'deny' })] });
    const decisionId = (await decisions(engine)).at(-1) ?? '';
    expect((await replayed(engine, { decisionId })).changed).toBe(false);
    const entries = [{ value: 'dest-listed', expiresAt: null, note: 'for the test' }];
    const content = { lists: [{ ...lists.lists[0], entries }] };
    expect(await replayed(engine, { decisionId, kind: 'lists', content })).toMatchObject({ changed: true, replayed: { outcome: 'deny' } });
    const windows = { rules: [rule('many', 'count("withdrawal", "3h") >= 1')] };
    expect(await replayed(engine, { decisionId, kind: 'rules', content: windows })).toMatchObject({
      missingSignals: ['count__withdrawal__3h__account'],
      replayed: { hits: [] },
    });
  });

  it('RT-01: refuses what could not decide, a decision that is not there, and who may not see rules', async () => {
    const engine = await createTestEngine(openStore);
    const [decisionId = ''] = await decisions(engine);
    const broken = { rules: [rule('broken', 'no_such_signal > 1')] };
    await expect(replayDecision(engine, analyst, { decisionId, kind: 'rules', content: broken })).rejects.toMatchObject({
      code: 'step_refused',
    });
    const absent = `dec_${'0'.repeat(26)}`;
    await expect(replayDecision(engine, analyst, { decisionId: absent })).rejects.toMatchObject({ code: 'not_found' });
    await expect(replayDecision(engine, staff('agent'), { decisionId })).rejects.toMatchObject({ code: 'forbidden' });
  });
});

import { expect, it } from 'vitest';
import { executeOperation } from '../../../src/main/engine/operations/finish.ts';
import { readOperation, waitForOutcome } from '../../../src/main/engine/operations/read.ts';
import { completeStep, readOwnOperation } from '../../../src/main/engine/operations/steps.ts';
import { submitOperation } from '../../../src/main/engine/operations/submit.ts';
import { getDecision, listDecisions } from '../../../src/main/engine/operations/views/decisions.ts';
import { answerRequest } from '../../../src/main/engine/verification/answer.ts';
import { listApprovals } from '../../../src/main/engine/verification/approvals/approvals.ts';
import { listDeviceRequests } from '../../../src/main/engine/verification/device.ts';
import type { AccountId } from '../../../src/shared/vocabulary/index.ts';
import { makeProtectedCustomer, once, platform, staff, withdrawal } from '../../support/customers.ts';
import { createTestEngine } from '../../support/engine.ts';
import { describeOnBothStores } from '../../support/store.ts';

describeOnBothStores('the main road', (openStore) => {
  it('TD-08 TD-11 TD-13 TD-15 carries a withdrawal from submission over the trusted device to execution', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);

    const submitted = await submitOperation(engine, platform, withdrawal(customer), once());
    expect(submitted.decision.outcome).toBe('step_up');
    expect(submitted.decision.steps[0]).toBe('trusted_device');
    expect(submitted.operation.status).toBe('awaiting_step_up');
    const { id } = submitted.operation;

    const live = await listApprovals(engine, staff('agent'), { status: 'pending', limit: 10 });
    expect(live.items.map((row) => row.operationId)).toEqual([id]);

    const [request] = (await listDeviceRequests(engine, customer.app)).items;
    if (request === undefined) throw new Error('no request reached the phone');
    expect(request.canonicalText).toContain('Amount: 0.5 BTC');
    expect(request.canonicalText).toContain('To: bc1qexampledestination');
    const { prompt } = await readOwnOperation(engine, customer.web, id);

    const outcome = waitForOutcome(engine, platform, { id, since: 'awaiting_step_up', timeoutMs: 20_000 });
    const answered = await answerRequest(
      engine,
      customer.app,
      customer.phone.answer({ id: request.id, answer: 'approve', number: prompt?.number ?? undefined }, request.canonicalHash),
    );
    expect(answered.status).toBe('approved');

    const afterApproval = await readOperation(engine, platform, id);
    expect(afterApproval.operation.status).toBe('awaiting_step_up');
    expect(afterApproval.operation.steps.map((step) => step.status)).toEqual(['passed', 'pending']);

    const done = await completeStep(engine, customer.web, { id, position: 1, code: customer.code() });
    expect(done).toMatchObject({ passed: true, operation: { status: 'authorized' } });
    expect((await outcome).operation.status).toBe('authorized');

    const executed = await executeOperation(
      engine,
      platform,
      { id, amount: '0.50', asset: 'BTC', destination: { address: 'bc1qexampledestination', network: 'Bitcoin' } },
      once(),
    );
    expect(executed.operation.status).toBe('executed');
    await engine.close();
  });

  it('PO-06 explains a decision from what it stored', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    const { decision } = await submitOperation(engine, platform, withdrawal(customer, { referenceValue: '250000' }), once());
    const listed = await listDecisions(engine, staff('risk_analyst'), { limit: 1 });
    expect(listed.items[0]?.id).toBe(decision.id);
    // Ranges that follow one another share no decision, so that a bar of the overview lists what it counts.
    const at = decision.createdAt;
    const count = async (range: { readonly from: number; readonly to: number; readonly accountId?: AccountId }) =>
      (await listDecisions(engine, staff('risk_analyst'), { ...range, limit: 5 })).items.length;
    for (const whose of [{}, { accountId: customer.id }]) {
      expect(await count({ from: at - 1_000, to: at, ...whose })).toBe(0);
      expect(await count({ from: at, to: at + 1, ...whose })).toBe(1);
    }
    const detail = await getDecision(engine, staff('risk_analyst'), decision.id);
    expect(detail.signals.find((signal) => signal.name === 'amount_value')).toMatchObject({ value: 250_000, unit: 'reference currency' });
    expect(detail.hits.reduce((sum, hit) => sum + hit.score, 0)).toBe(decision.score);
    expect(detail.policyRow.because).not.toBe('');
    await engine.close();
  });

  it('IN-01 returns the stored answer for a repeated key and refuses the key for another request', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    const key = once();
    const first = await submitOperation(engine, platform, withdrawal(customer), key);
    const again = await submitOperation(engine, platform, withdrawal(customer), key);
    expect(again).toEqual(first);
    await expect(submitOperation(engine, platform, withdrawal(customer), { ...key, requestHash: 'other' })).rejects.toMatchObject({
      code: 'idempotency_mismatch',
    });
    await engine.close();
  });
});

import { expect, it } from 'vitest';
import { putAccount } from '../../src/main/engine/accounts/accounts.ts';
import { cancelOperation } from '../../src/main/engine/operations/finish.ts';
import { submitOperation } from '../../src/main/engine/operations/submit.ts';
import type { AccountId } from '../../src/shared/vocabulary/index.ts';
import { enrolAuthenticator, enrolTrustedDevice, makeCustomer, once, platform, withdrawal } from '../support/customers.ts';
import { createTestEngine } from '../support/engine.ts';
import { describeOnBothStores } from '../support/store.ts';

const day = 86_400_000;

describeOnBothStores('a thief who made their own phone the trusted device', (openStore) => {
  it('TD-07 takes no large amount in small ones while it is young, not on sub-accounts either', async () => {
    const engine = await createTestEngine(openStore);
    engine.settings.apply('trustedDevice.minAge', { value: 7 * day, updatedAt: 1, updatedBy: null });
    engine.settings.apply('trustedDevice.youngLimit', { value: '1000.00', updatedAt: 1, updatedBy: null });
    engine.settings.apply('approval.maxPending', { value: 10, updatedAt: 1, updatedBy: null });
    const customer = await enrolTrustedDevice(engine, await enrolAuthenticator(engine, await makeCustomer(engine)));
    const sub = `${customer.id}-sub` as AccountId;
    await putAccount(engine, platform, { id: sub, kind: 'sub', mainAccountId: customer.id }, once());
    const take = async (referenceValue: string, accountId: string = customer.id) => {
      const { operation, decision } = await submitOperation(engine, platform, withdrawal(customer, { accountId, referenceValue }), once());
      return { id: operation.id, answer: `${decision.outcome} by ${decision.steps[0] ?? 'nobody'}` };
    };
    const approvable = 'step_up by trusted_device';

    const first = await take('600.00');
    expect(first.answer).toBe(approvable);
    expect((await take('400.01')).answer).not.toBe(approvable);
    expect((await take('400.01', sub)).answer).not.toBe(approvable);
    const second = await take('400.00', sub);
    expect(second.answer).toBe(approvable);
    expect((await take('0.01')).answer).not.toBe(approvable);
    // What came to nothing takes up nothing of it, and an old device has no limit.
    await cancelOperation(engine, platform, { id: first.id, reason: 'changed my mind' }, once());
    expect((await take('600.00')).answer).toBe(approvable);
    engine.clock.advance(7 * day);
    expect((await take('1000.01')).answer).toBe(approvable);
    await engine.close();
  });
});

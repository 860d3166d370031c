import { expect, it } from 'vitest';
import { getCustomer } from '../../../src/main/engine/accounts/customer/detail.ts';
import { noteCustomer } from '../../../src/main/engine/accounts/customer/note.ts';
import { customerTimeline } from '../../../src/main/engine/accounts/customer/timeline.ts';
import { freezeAccount, unfreezeAccount } from '../../../src/main/engine/accounts/freeze.ts';
import { submitOperation } from '../../../src/main/engine/operations/submit.ts';
import { authenticateCustomer } from '../../../src/main/engine/sessions/authenticate.ts';
import { makeProtectedCustomer, platform, withdrawal } from '../../support/customers.ts';
import { createTestEngine } from '../../support/engine.ts';
import { describeOnBothStores } from '../../support/store.ts';
import { account, once, openSession, put, staff } from './fixtures.ts';

describeOnBothStores('staff and an account as a whole', (openStore) => {
  it('ST-01 freeze it: sessions end, what is under way is denied, what comes is refused, and the platform is told', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    const { operation } = await submitOperation(engine, platform, withdrawal(customer), once());
    expect(operation.status).toBe('awaiting_step_up');

    const frozen = await freezeAccount(engine, staff('senior_agent'), { id: customer.id, reason: 'The bank reported a mule' });
    expect(frozen).toEqual({ status: 'frozen' });
    const seen = await getCustomer(engine, staff('agent'), { id: customer.id });
    expect(seen.customer.status).toBe('frozen');
    expect(seen.sessions.every(({ endedAt }) => endedAt !== null)).toBe(true);
    expect(seen.recentDecisions.find(({ operationId }) => operationId === operation.id)?.status).toBe('denied');
    const refused = await submitOperation(engine, platform, withdrawal(customer), once());
    expect(refused.decision.outcome).toBe('deny');
    const told = await engine.store.read((tx) =>
      tx.db.selectFrom('outbox').select('payload').where('topic', '=', 'account.updated').where('account_id', '=', customer.id).execute(),
    );
    expect(told.map(({ payload }) => JSON.parse(payload))).toContainEqual({ accountId: customer.id, changed: ['status'] });
    await engine.close();
  });

  it('ST-01 unfreeze it, and each once only', async () => {
    const engine = await createTestEngine(openStore);
    await put(engine, 'acc-1');
    const lead = staff('risk_lead');
    const input = { id: account('acc-1'), reason: 'for the test' };
    await expect(unfreezeAccount(engine, lead, input)).rejects.toMatchObject({ code: 'conflict' });
    await freezeAccount(engine, lead, input);
    await expect(freezeAccount(engine, lead, input)).rejects.toMatchObject({ code: 'conflict' });
    await expect(openSession(engine, 'acc-1')).rejects.toMatchObject({ code: 'forbidden' });
    expect(await unfreezeAccount(engine, lead, input)).toEqual({ status: 'active' });
    const { token } = await openSession(engine, 'acc-1');
    expect((await authenticateCustomer(engine, token, null)).accountId).toBe('acc-1');
    await engine.close();
  });

  it('AU-01 note something in its timeline, which nobody takes back', async () => {
    const engine = await createTestEngine(openStore);
    await put(engine, 'acc-1');
    const { at } = await noteCustomer(engine, staff('agent'), { id: account('acc-1'), text: 'Called twice about a lost phone' });
    const { items } = await customerTimeline(engine, staff('agent'), { id: account('acc-1'), area: 'customer', limit: 10 });
    expect(items).toMatchObject([{ action: 'customer.noted', reason: 'Called twice about a lost phone', at }]);
    await engine.close();
  });

  it('AU-02 read its timeline page by page, whole and of one area, without anybody else’s', async () => {
    const engine = await createTestEngine(openStore);
    await put(engine, 'acc-1');
    await put(engine, 'acc-2');
    const id = account('acc-1');
    for (let count = 1; count <= 7; count += 1) {
      engine.clock.advance(1_000);
      await noteCustomer(engine, staff('agent'), { id, text: `note ${count}` });
      await noteCustomer(engine, staff('agent'), { id: account('acc-2'), text: 'somebody else' });
    }
    const read: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await customerTimeline(engine, staff('agent'), { id, area: 'customer', limit: 3, cursor });
      expect(page.items.length).toBeLessThanOrEqual(3);
      read.push(...page.items.map(({ reason }) => reason ?? ''));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(read).toEqual(['note 7', 'note 6', 'note 5', 'note 4', 'note 3', 'note 2', 'note 1']);
    const all = await customerTimeline(engine, staff('agent'), { id, limit: 100 });
    expect(all.items.length).toBeGreaterThan(7);
    expect(all.items.every(({ accountId }) => accountId === 'acc-1')).toBe(true);
    await expect(customerTimeline(engine, staff('agent'), { id: account('nobody'), limit: 5 })).rejects.toMatchObject({
      code: 'not_found',
    });
    await engine.close();
  });
});

import { expect, it } from 'vitest';
import { revealField } from '../../src/main/engine/accounts/customer/reveal.ts';
import { forgetOldReveals } from '../../src/main/engine/accounts/reveals.ts';
import { attachFile, openAttachment } from '../../src/main/engine/cases/attachments/attachments.ts';
import { submitOperation } from '../../src/main/engine/operations/submit.ts';
import { endRuleSnooze, listSnoozes, snoozeRule } from '../../src/main/engine/tuning/snoozes/snoozes.ts';
import type { AccountId } from '../../src/shared/vocabulary/index.ts';
import { put, staff } from '../integration/accounts/fixtures.ts';
import { auditActions } from '../support/audit-actions.ts';
import { hire, open } from '../support/cases.ts';
import { makeCustomer, once, platform, withdrawal } from '../support/customers.ts';
import { createTestEngine, type TestEngine } from '../support/engine.ts';
import { analyst, lead, publish } from '../support/policy.ts';
import { describeOnBothStores } from '../support/store.ts';

const hour = 3_600_000;

async function customers(engine: TestEngine, count: number): Promise<AccountId[]> {
  const ids = Array.from({ length: count }, (_, index) => `acc-${index}` as AccountId);
  for (const id of ids) await put(engine, id, { name: `Customer ${id}`, email: `${id}@example.com` });
  return ids;
}

describeOnBothStores('an agent who is paid for the customer base, or whose session was taken', (openStore) => {
  it('ST-03 AU-02 carries off the data of no more than so many customers an hour, by whatever door, and the trail says who tried', async () => {
    const engine = await createTestEngine(openStore);
    engine.settings.apply('staff.revealsPerHour', { value: 5, updatedAt: 1, updatedBy: null });
    const agent = await hire(engine, 'agent', 21);
    const ids = await customers(engine, 9);
    const read = (id: AccountId | undefined, by = agent, field: 'email' | 'phone' = 'email') =>
      revealField(engine, by, { id: id ?? ('' as AccountId), field, reason: 'the customer called' });
    const tooMany = { code: 'rate_limited', data: { reason: 'too_many_reveals', retryAfterMs: hour } };
    const caseId = await open(engine, ids[7] ?? '');
    const { attachments } = await attachFile(engine, agent, { id: caseId, name: 'chat.txt', content: btoa('hello') });

    for (const id of ids.slice(0, 5)) expect(await read(id)).toMatchObject({ value: `${id}@example.com` });
    await expect(read(ids[5])).rejects.toMatchObject(tooMany);
    const file = { id: caseId, attachmentId: attachments[0]?.id ?? '', reason: 'another door' } as Parameters<typeof openAttachment>[2];
    await expect(openAttachment(engine, agent, file)).rejects.toMatchObject(tooMany);
    // All at the same moment is no way around it either.
    expect(await Promise.allSettled(ids.slice(5).map((id) => read(id)))).toMatchObject(ids.slice(5).map(() => ({ status: 'rejected' })));
    // Work on a customer who is open goes on, and so does everybody else's.
    expect(await read(ids[0], agent, 'phone')).toMatchObject({ untilMs: engine.clock.now() + 60_000 });
    expect(await read(ids[5], staff('senior_agent'))).toMatchObject({ value: 'acc-5@example.com' });

    const { actions } = await auditActions(engine);
    expect(actions.filter((action) => action === 'customers.reveals_stopped')).toHaveLength(1);
    expect(actions.filter((action) => action === 'customer.revealed')).toHaveLength(7);
    engine.clock.advance(hour);
    expect(await forgetOldReveals(engine)).toBeGreaterThan(0);
    expect(await read(ids[5])).toMatchObject({ value: 'acc-5@example.com' });
    await engine.close();
  });

  it('ST-03 gets no more by fifty calls at the same moment than by one after the other', async () => {
    const engine = await createTestEngine(openStore);
    engine.settings.apply('staff.revealsPerHour', { value: 5, updatedAt: 1, updatedBy: null });
    const ids = await customers(engine, 20);
    const all = await Promise.allSettled(ids.map((id) => revealField(engine, staff('agent'), { id, field: 'email', reason: 'a script' })));
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
    await engine.close();
  });
});

describeOnBothStores('an analyst who opens the way for one account', (openStore) => {
  it('RT-10 RT-04 switches off no rule that stops it, and only a few of the others at a time', async () => {
    const engine = await createTestEngine(openStore);
    const rule = (id: string, more: Record<string, unknown>) => ({ id, name: id, when: 'true', reason: 'Because', tags: [], ...more });
    const scored = ['one', 'two', 'three', 'four'].map((id) => rule(id, { score: 10 }));
    const stopping = ['deny', 'hold', 'review'].map((outcome) => rule(`must_${outcome}`, { outcome, when: 'amount_value > 1000.0' }));
    await publish(engine, 'rules', { rules: [...scored, ...stopping] });
    const { id: accountId, web } = await makeCustomer(engine);
    const off = (ruleId: string, by = analyst) =>
      snoozeRule(engine, by, { accountId, ruleId, expiresAt: engine.clock.now() + hour, reason: 'a friend of mine' });

    for (const { id } of stopping) await expect(off(id)).rejects.toMatchObject({ code: 'forbidden' });
    for (const { id } of scored.slice(0, 3)) await off(id);
    await expect(off('four')).rejects.toMatchObject({ code: 'conflict', data: { current: { reason: 'too_many_snoozes' } } });
    const { decision } = await submitOperation(engine, platform, withdrawal({ id: accountId, web }, { referenceValue: '5000' }), once());
    expect(decision).toMatchObject({ outcome: 'deny', score: 10 });

    // One that ended makes room; whoever may publish rules answers for more.
    const [newest] = (await listSnoozes(engine, analyst, accountId)).items;
    await endRuleSnooze(engine, analyst, { id: newest?.id ?? '', reason: 'over' });
    await off('four');
    await off('must_deny', lead);
    expect((await listSnoozes(engine, lead, accountId)).items.filter(({ active }) => active)).toHaveLength(4);
    await engine.close();
  });
});

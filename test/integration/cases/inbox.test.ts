import { expect, it } from 'vitest';
import { watchAttention } from '../../../src/main/engine/attention/attention.ts';
import { claimCase } from '../../../src/main/engine/cases/claim.ts';
import { escalateCase, setPriority } from '../../../src/main/engine/cases/escalate.ts';
import { countCases, listCases } from '../../../src/main/engine/cases/list/list.ts';
import { lookAtCase } from '../../../src/main/engine/cases/look.ts';
import { caseHistory, linkedAccounts, similarCases } from '../../../src/main/engine/cases/neighbours/neighbours.ts';
import { linkCases, watchCase } from '../../../src/main/engine/cases/notes.ts';
import { listTemplates, removeTemplate, saveTemplate } from '../../../src/main/engine/cases/templates/templates.ts';
import type { ChangeEvent } from '../../../src/main/store/feed.ts';
import { decide, hireTeam, open, passUndo, read, reviewed } from '../../support/cases.ts';
import { makeCustomer } from '../../support/customers.ts';
import { createTestEngine } from '../../support/engine.ts';
import { describeOnBothStores } from '../../support/store.ts';

describeOnBothStores('the inbox', (openStore) => {
  it('CQ-01 lists the most urgent first and what is due first among equals, page by page, and counts each queue', async () => {
    const engine = await createTestEngine(openStore);
    const { analyst, lead } = await hireTeam(engine);
    const { id: accountId } = await makeCustomer(engine);
    const ids: string[] = [];
    for (let i = 0; i < 5; i += 1) {
      ids.push(await open(engine, accountId, i % 2 === 0 ? 'suspicious_activity' : 'recovery', { cause: `c${i}` }));
      engine.clock.advance(60_000);
    }
    await setPriority(engine, lead, { id: ids[3] as never, priority: 'urgent', reason: 'the customer waits' });
    await claimCase(engine, analyst, ids[0] as never);
    const all: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listCases(engine, analyst, { show: 'open', limit: 2, ...(cursor === undefined ? {} : { cursor }) });
      all.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(all[0]).toBe(ids[3]);
    expect([...all].sort()).toEqual([...ids].sort());
    const mine = await listCases(engine, analyst, { show: 'mine', limit: 10 });
    expect(mine.items.map(({ id }) => id)).toEqual([ids[0]]);
    const unclaimed = await listCases(engine, lead, { show: 'unclaimed', queue: 'suspicious_activity', limit: 10 });
    expect(unclaimed.items.map(({ id }) => id)).toEqual([ids[2], ids[4]]);
    engine.clock.advance(3 * 3_600_000);
    const { queues } = await countCases(engine, analyst);
    expect(queues.find(({ kind }) => kind === 'suspicious_activity')).toMatchObject({ open: 3, unclaimed: 3, overdue: 3 });
    expect(queues.find(({ kind }) => kind === 'recovery')).toMatchObject({ open: 2, overdue: 0 });
    await engine.close();
  });

  it('CQ-04 shows who else is looking, on every server, until they leave or are not heard of again', async () => {
    const store = await openStore();
    const engine = await createTestEngine(openStore, { store });
    const elsewhere = await createTestEngine(openStore, { store, clock: engine.clock });
    const { agent, senior } = await hireTeam(engine);
    const id = await open(engine, (await makeCustomer(engine)).id);
    await lookAtCase(engine, agent, { id, leaving: false });
    expect(await lookAtCase(elsewhere, senior, { id, leaving: false })).toMatchObject({
      present: [{ id: agent.staffId, name: 'agent 61' }],
    });
    expect((await lookAtCase(engine, agent, { id, leaving: false })).present.map((each) => each.id)).toEqual([senior.staffId]);
    await lookAtCase(engine, agent, { id, leaving: true });
    expect((await lookAtCase(elsewhere, senior, { id, leaving: false })).present).toEqual([]);
    await lookAtCase(engine, agent, { id, leaving: false });
    engine.clock.advance(engine.settings.get('case.presence'));
    expect((await lookAtCase(elsewhere, senior, { id, leaving: false })).present).toEqual([]);
    await engine.close();
  });

  it('CQ-01 keeps watchers, links from either side, and the whole history of a case and its subject', async () => {
    const engine = await createTestEngine(openStore);
    const { analyst } = await hireTeam(engine);
    const told: ChangeEvent[] = [];
    engine.store.feed.subscribe((event) => told.push(event));
    const { caseId, operationId } = await reviewed(engine);
    const other = await open(engine, (await makeCustomer(engine)).id);
    await watchCase(engine, analyst, { id: caseId, on: true });
    await linkCases(engine, analyst, { id: caseId, otherId: other }, true);
    expect((await read(engine, analyst, other)).links).toContainEqual(expect.objectContaining({ kind: 'case', id: caseId }));
    expect(await read(engine, analyst, caseId)).toMatchObject({ watching: true, subject: { kind: 'operation', id: operationId } });
    await linkCases(engine, analyst, { id: other, otherId: caseId }, false);
    expect((await read(engine, analyst, caseId)).links.filter(({ kind }) => kind === 'case')).toEqual([]);
    await decide(engine, analyst, caseId, 'approve');
    await passUndo(engine);
    const actions = (await caseHistory(engine, analyst, caseId)).items.map(({ action }) => action);
    for (const action of ['case.opened', 'case.claimed', 'case.decided', 'case.closed', 'operation.authorized', 'case.linked']) {
      expect(actions).toContain(action);
    }
    expect(told.filter(({ topic }) => topic === 'case').length).toBeGreaterThan(4);
    await engine.close();
  });

  it('CQ-03 tells the shell when a case is escalated, with where to find it', async () => {
    const engine = await createTestEngine(openStore);
    const { senior } = await hireTeam(engine);
    const id = await open(engine, (await makeCustomer(engine)).id);
    const { leaseToken } = await claimCase(engine, senior, id);
    const news = new Promise((resolve) => {
      const stop = watchAttention(engine, (attention) => {
        if (attention.news === null) return;
        stop();
        resolve(attention.news);
      });
    });
    await escalateCase(engine, senior, { id, leaseToken, reason: 'beyond me' });
    expect(await news).toMatchObject({ title: 'Case escalated', path: `/cases/${id}` });
    await engine.close();
  });

  it('CQ-01 finds similar past cases with their outcome, and accounts that share something, within bounds', async () => {
    const engine = await createTestEngine(openStore);
    const { analyst } = await hireTeam(engine);
    const past = await reviewed(engine);
    await decide(engine, analyst, past.caseId, 'deny');
    await passUndo(engine);
    const now = await reviewed(engine);
    const { items } = await similarCases(engine, analyst, now.caseId);
    expect(items[0]).toMatchObject({ id: past.caseId, outcome: 'denied', closedBy: 'risk_analyst 64', reason: 'seen and understood' });
    expect(items[0]?.shared).toContain('operation: withdrawal');
    const { accounts, links } = await linkedAccounts(engine, analyst, now.caseId);
    expect(accounts[0]?.accountId).toBe(now.customer.id);
    expect(accounts.map(({ accountId }) => accountId)).toContain(past.customer.id);
    expect(links).toContainEqual(expect.objectContaining({ kind: 'address', total: 2, label: '198.51.•••' }));
    await engine.close();
  });

  it('CQ-01 keeps templates that leads write, with their trail', async () => {
    const engine = await createTestEngine(openStore);
    const { lead, agent } = await hireTeam(engine);
    const made = await saveTemplate(engine, lead, { kind: 'reason', queue: null, title: 'Usual', text: 'As always.' });
    const changed = await saveTemplate(engine, lead, { ...made, seenAt: made.updatedAt, text: 'As for months.' });
    expect(changed.id).toBe(made.id);
    expect((await listTemplates(engine, agent)).items).toMatchObject([{ text: 'As for months.', updatedBy: 'risk_lead 65' }]);
    await expect(saveTemplate(engine, agent, { ...made })).rejects.toMatchObject({ code: 'forbidden' });
    await removeTemplate(engine, lead, { id: made.id, reason: 'nobody used it' });
    expect((await listTemplates(engine, agent)).items).toEqual([]);
    await engine.close();
  });
});

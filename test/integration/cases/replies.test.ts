import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { customerTimeline } from '../../../src/main/engine/accounts/customer/timeline.ts';
import type { StaffActor } from '../../../src/main/engine/actor.ts';
import { replyToCustomer } from '../../../src/main/engine/cases/replies/replies.ts';
import { listTemplates, removeTemplate, saveTemplate } from '../../../src/main/engine/cases/templates/templates.ts';
import { composeMessage } from '../../../src/main/engine/outbox/messages.ts';
import { auditActions } from '../../support/audit-actions.ts';
import { hireTeam, open, read, takeUp } from '../../support/cases.ts';
import { makeCustomer } from '../../support/customers.ts';
import { createTestEngine, type TestEngine } from '../../support/engine.ts';
import { handIn, passport, withDocument } from '../../support/identity.ts';
import { describeOnBothStores } from '../../support/store.ts';

async function mails(engine: TestEngine) {
  const rows = await engine.store.read((tx) =>
    tx.db
      .selectFrom('outbox')
      .select(['topic', 'payload', 'created_at as createdAt'])
      .where('channel', '=', 'mail')
      .where('topic', '=', 'case.reply')
      .execute(),
  );
  return { raw: JSON.stringify(rows), sent: rows.map((row) => composeMessage(engine, row)) };
}

/** A case in somebody's hands, and how they write about it. */
async function claimed(engine: TestEngine, actor: StaffActor, accountId: string) {
  const id = await open(engine, accountId);
  const { leaseToken } = await takeUp(engine, actor, id);
  const say = (text: string, replyId: string = randomUUID()) => replyToCustomer(engine, actor, { id, leaseToken, replyId, text });
  return { id, leaseToken, say };
}

describeOnBothStores('replies to customers', (openStore) => {
  it('CQ-01 go out by mail with their places filled, and stay on the case and in the timeline', async () => {
    const engine = await createTestEngine(openStore);
    const { agent } = await hireTeam(engine);
    const customer = await makeCustomer(engine);
    await engine.store.write((tx) =>
      tx.db.updateTable('accounts').set({ name: 'Ada Muster', email: 'ada@example.com' }).where('id', '=', customer.id).execute(),
    );
    const { id, say } = await claimed(engine, agent, customer.id);
    const after = await say('Dear {{customer_name}}, about {{about}} ({{ case_id }}): please call us.\n{{agent_name}}');
    expect(after.replyTo).toBe('a•••@e•••.com');
    expect(after.replies).toMatchObject([
      {
        sentTo: 'a•••@e•••.com',
        by: { name: 'agent 61' },
        text: `Dear A••• M•••, about unusual activity on your account (${id}): please call us.\nagent 61`,
      },
    ]);
    const { raw, sent } = await mails(engine);
    expect(sent).toMatchObject([{ to: 'ada@example.com', text: expect.stringContaining('Dear Ada Muster, about unusual activity') }]);
    expect(sent[0]?.text).toContain('Support never asks for a password');
    // What was said lies sealed wherever it waits or stays.
    const stored = JSON.stringify(await engine.store.read((tx) => tx.db.selectFrom('case_replies').selectAll().execute()));
    const { actions, text } = await auditActions(engine);
    expect(actions).toContain('case.reply_sent');
    for (const place of [raw, stored, text]) expect(place).not.toContain('please call us');
    const timeline = await customerTimeline(engine, agent, { id: customer.id, area: 'case', limit: 20 });
    expect(timeline.items.map(({ action }) => action)).toContain('case.reply_sent');
  });

  it('CQ-02 are written by whoever has the case, and once however often they are sent', async () => {
    const engine = await createTestEngine(openStore);
    const { agent, senior } = await hireTeam(engine);
    const { id, leaseToken, say } = await claimed(engine, agent, (await makeCustomer(engine)).id);
    const replyId = randomUUID();
    await Promise.all([say('Once', replyId), say('Once', replyId)]);
    await expect(say('Twice', replyId)).rejects.toMatchObject({ code: 'idempotency_mismatch' });
    expect((await read(engine, agent, id)).replies).toHaveLength(1);
    expect((await mails(engine)).sent).toHaveLength(1);
    const theirs = { id, leaseToken, replyId: randomUUID(), text: 'From me too' };
    await expect(replyToCustomer(engine, senior, theirs)).rejects.toMatchObject({ data: { reason: 'lease_lost' } });
    engine.clock.advance(engine.settings.get('case.lease'));
    await expect(say('Too late')).rejects.toMatchObject({ data: { reason: 'lease_lapsed' } });
  });

  it('ST-03 never hold a secret, a document number or a place that nothing fills', async () => {
    const engine = await createTestEngine(openStore);
    const { agent } = await hireTeam(engine);
    const customer = await withDocument(engine, await makeCustomer(engine, { verified: false }), passport({ number: 'C01X00T47' }));
    await handIn(engine, customer, passport({ number: 'RENEWED99' }));
    const { say } = await claimed(engine, agent, customer.id);
    for (const text of [
      'Scan otpauth://totp/x',
      'Enter JBSW Y3DP EHPK 3PXP in the app',
      'Enter JBSWY3DPEHPK3PXP in the app',
      'Open portcullis://link/abc',
      'Your card 4111 1111 1111 1111',
      `Key ${'0a'.repeat(32)}`,
      'Dear {{customer.name}}',
      'Dear {{password}}',
    ]) {
      await expect(say(text).then(() => text)).rejects.toMatchObject({ code: 'invalid_input', data: { issues: [{ path: 'text' }] } });
    }
    expect((await mails(engine)).sent).toEqual([]);
    for (const text of ['The withdrawal of 125000.50 USDT on 2026-11-21 stays on hold', 'CASE NOTES ARE KEPT FOR YOU, CALL 0800 123456'])
      await say(text);
    for (const text of ['Your passport C01X00T47 is fine', 'Your passport c01-x00 t47 is fine', 'The new one, renewed 99, is fine'])
      await say(text);
    const { sent } = await mails(engine);
    expect(sent).toHaveLength(5);
    for (const { text } of sent) expect(text).not.toMatch(/C01X00T47|c01-x00|renewed/u);
  });

  it('CQ-01 cannot be sent where no mail reaches the customer', async () => {
    const engine = await createTestEngine(openStore);
    const { agent } = await hireTeam(engine);
    const customer = await makeCustomer(engine);
    await engine.store.write((tx) => tx.db.updateTable('accounts').set({ email: null }).where('id', '=', customer.id).execute());
    const { id, say } = await claimed(engine, agent, customer.id);
    expect((await read(engine, agent, id)).replyTo).toBeNull();
    await expect(say('Hello')).rejects.toMatchObject({ code: 'step_refused', data: { reason: 'no_address' } });
  });
});

describeOnBothStores('templates', (openStore) => {
  it('CQ-01 are added, changed as they were read, and retired with a reason, each with its audit entry', async () => {
    const engine = await createTestEngine(openStore);
    const { senior, lead } = await hireTeam(engine);
    const first = { kind: 'reply' as const, queue: null, title: 'Welcome', text: 'Dear {{customer_name}}' };
    const added = await saveTemplate(engine, senior, first);
    engine.clock.advance(1_000);
    const changed = await saveTemplate(engine, lead, { ...first, id: added.id, seenAt: added.updatedAt, text: 'Hello {{customer_name}}' });
    expect(changed).toMatchObject({ text: 'Hello {{customer_name}}', updatedBy: 'risk_lead 65' });
    const stale = saveTemplate(engine, senior, { ...first, id: added.id, seenAt: added.updatedAt, text: 'Hi' });
    await expect(stale).rejects.toMatchObject({ code: 'conflict' });
    await expect(saveTemplate(engine, senior, { ...first, text: 'Dear {{name}}' })).rejects.toMatchObject({
      code: 'invalid_input',
      data: { issues: [{ path: 'text', message: expect.stringContaining('{{customer_name}}') }] },
    });
    await removeTemplate(engine, senior, { id: added.id, reason: 'nobody uses it' });
    expect((await listTemplates(engine, senior)).items).toEqual([]);
    const { actions, text } = await auditActions(engine);
    expect(actions).toEqual(expect.arrayContaining(['case_template.added', 'case_template.changed', 'case_template.removed']));
    expect(text).toContain('nobody uses it');
  });
});

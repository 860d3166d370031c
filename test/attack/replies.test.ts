import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { putAccount } from '../../src/main/engine/accounts/accounts.ts';
import type { StaffActor } from '../../src/main/engine/actor.ts';
import { attachFile } from '../../src/main/engine/cases/attachments/attachments.ts';
import { escalateCase } from '../../src/main/engine/cases/escalate.ts';
import { addNote, linkCases } from '../../src/main/engine/cases/notes.ts';
import { replyToCustomer } from '../../src/main/engine/cases/replies/replies.ts';
import { saveTemplate } from '../../src/main/engine/cases/templates/templates.ts';
import { composeMessage } from '../../src/main/engine/outbox/messages.ts';
import type { AccountId } from '../../src/shared/vocabulary/index.ts';
import { hireTeam, open, read, takeUp } from '../support/cases.ts';
import { makeCustomer, once, platform } from '../support/customers.ts';
import { createTestEngine, type TestEngine } from '../support/engine.ts';
import { passport, withDocument } from '../support/identity.ts';
import { describeOnBothStores } from '../support/store.ts';

const HOUR = 3_600_000;

const waiting = (engine: TestEngine) =>
  engine.store.read((tx) =>
    tx.db
      .selectFrom('outbox')
      .select(['id', 'topic', 'payload', 'created_at as createdAt'])
      .where('topic', '=', 'case.reply')
      .orderBy('id')
      .execute(),
  );

async function correspondent(engine: TestEngine, actor: StaffActor, accountId: AccountId) {
  const id = await open(engine, accountId);
  const say = async (text: string) => {
    const { leaseToken } = await takeUp(engine, actor, id);
    return replyToCustomer(engine, actor, { id, leaseToken, replyId: randomUUID(), text });
  };
  return { id, say };
}

describeOnBothStores('whoever reads what support writes', (openStore) => {
  it('RC-03 gets nothing into a mailbox that they put there minutes ago, and staff are told why and until when', async () => {
    const engine = await createTestEngine(openStore);
    const { agent } = await hireTeam(engine);
    const customer = await makeCustomer(engine);
    const { id, say } = await correspondent(engine, agent, customer.id);
    await putAccount(engine, platform, { id: customer.id, kind: 'main', email: 'thief@example.com' }, once());
    engine.clock.advance(5 * 60_000);
    await expect(say('Your new trusted device waits for you')).rejects.toMatchObject({
      code: 'step_refused',
      data: { reason: 'contact_changed' },
    });
    const until = engine.clock.now() - 5 * 60_000 + engine.settings.get('recovery.riskWindow');
    expect(await read(engine, agent, id)).toMatchObject({ replyTo: null, replyHeldUntil: until });
    expect(await waiting(engine)).toEqual([]);
    engine.clock.moveTo(until);
    expect(await say('Hello')).toMatchObject({ replyTo: 't•••@e•••.com', replyHeldUntil: null });
    await engine.close();
  });

  it('ST-03 learns from no refusal whether a number is the customer’s, and no mail holds it', async () => {
    const engine = await createTestEngine(openStore);
    const { agent } = await hireTeam(engine);
    const customer = await withDocument(engine, await makeCustomer(engine, { verified: false }), passport({ number: 'C01X00T47' }));
    const { say } = await correspondent(engine, agent, customer.id);
    const right = await say('Is it c01-x00 t47, or C01X00T47?');
    engine.clock.advance(1_000);
    const wrong = await say('Is it c01-x00 t48, or C01X00T48?');
    expect(right.replies.at(-1)?.text).toBe('Is it c01-x00 t47, or C01X00T47?');
    expect(wrong.replies.at(-1)?.text).toBe('Is it c01-x00 t48, or C01X00T48?');
    const [first, second] = (await waiting(engine)).map((row) => composeMessage(engine, row).text);
    expect(first).toContain('Is it •••, or •••?');
    expect(second).toContain('C01X00T48');
    await engine.close();
  });

  it('ST-03 cannot send a waiting reply elsewhere in the database, nor put another in its place', async () => {
    const engine = await createTestEngine(openStore);
    const { agent } = await hireTeam(engine);
    for (let i = 0; i < 2; i += 1) await (await correspondent(engine, agent, (await makeCustomer(engine)).id)).say(`Letter ${i}`);
    const [one, other] = await waiting(engine);
    if (one === undefined || other === undefined) throw new Error('nothing waits');
    const mine = JSON.parse(one.payload) as Record<string, string>;
    const theirs = JSON.parse(other.payload) as Record<string, string>;
    for (const forged of [
      { ...mine, to: 'thief@example.com' },
      { ...mine, sealed: theirs.sealed },
      { ...theirs, to: mine.to },
    ]) {
      expect(() => composeMessage(engine, { ...one, payload: JSON.stringify(forged) })).toThrow();
    }
    expect(composeMessage(engine, one).text).toContain('Letter 0');
    await engine.close();
  });

  it('CQ-01 ST-01 sends nobody to a site of their own: a reply leads to the platform’s hosts or nowhere', async () => {
    const engine = await createTestEngine(openStore);
    const { agent, senior } = await hireTeam(engine);
    const { say } = await correspondent(engine, agent, (await makeCustomer(engine)).id);
    engine.settings.apply('case.replyHosts', { value: ['exchange.example'], updatedAt: 1, updatedBy: null });
    for (const lure of [
      'https://exchange-example.com/login',
      'https://exchange.example@evil.example/',
      'https://user:exchange.example@evil.example:8443',
      'https://evil.example\\@exchange.example',
      'https://exchange.example.evil.example',
      'HTTPS://203.0.113.9/reset',
      'https://[2001:db8::7]/',
      'https://evil。example/',
      'ftp://evil.example',
      'https:///evil',
      'www.evil.example',
      'evil-exchange.com',
      'EVIL.COM/exchange.example',
      'support@exchange-help.com',
      'пример.рф',
      '..evil.example',
      '(https://exchange.example)evil.example',
      'https://exchange.example,evil.example',
      '1https://203.0.113.9/',
    ])
      await expect(say(`Please confirm here: ${lure} today`), lure).rejects.toMatchObject({ code: 'invalid_input' });
    expect(await waiting(engine)).toEqual([]);
    // What a senior agent wrote into a template for everybody is no site of an agent’s own.
    const template = { kind: 'reply' as const, queue: null, title: 'Where', text: 'Go on at https://other.example/help.' };
    await expect(say(template.text)).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(saveTemplate(engine, agent, template)).rejects.toMatchObject({ code: 'forbidden' });
    await saveTemplate(engine, senior, template);
    await say(template.text);
    await say('Look at https://help.exchange.example/en/reset.html?step=2 or exchange.example, or write to care@exchange.example.');
    await say('You had 12.50 EUR at 10.30, e.g. for 1.000,00 i.e. z.B. nothing...and that is all.');
    expect(await waiting(engine)).toHaveLength(3);
    await engine.close();
  });

  it('CQ-01 fills no mailbox: a case sends only so many replies within a day', async () => {
    const engine = await createTestEngine(openStore);
    const { agent } = await hireTeam(engine);
    const { say } = await correspondent(engine, agent, (await makeCustomer(engine)).id);
    const most = engine.settings.get('case.maxReplies');
    for (let i = 0; i < most; i += 1) await say(`Letter ${i}`);
    engine.clock.advance(HOUR);
    await expect(say('One more')).rejects.toMatchObject({ code: 'rate_limited', data: { retryAfterMs: 23 * HOUR } });
    expect(await waiting(engine)).toHaveLength(most);
    engine.clock.advance(23 * HOUR);
    await say('One more');
    await engine.close();
  });
});

describeOnBothStores('an agent beyond their line', (openStore) => {
  it('ST-01 writes no note, attaches no file and links nothing on a case that went to the next line', async () => {
    const engine = await createTestEngine(openStore);
    const { agent, senior } = await hireTeam(engine);
    const { id: accountId } = await makeCustomer(engine);
    const [id, own] = [await open(engine, accountId), await open(engine, accountId)];
    const { leaseToken } = await takeUp(engine, senior, id);
    await escalateCase(engine, senior, { id, leaseToken, reason: 'too much for us' });
    const refused = { code: 'forbidden' };
    await expect(addNote(engine, agent, { id, text: 'It is fine, let it go' })).rejects.toMatchObject(refused);
    const content = Buffer.from('a letter').toString('base64');
    await expect(attachFile(engine, agent, { id, name: 'letter.txt', content })).rejects.toMatchObject(refused);
    for (const input of [
      { id, otherId: own },
      { id: own, otherId: id },
    ]) {
      await expect(linkCases(engine, agent, input, true)).rejects.toMatchObject(refused);
    }
    expect(await read(engine, senior, id)).toMatchObject({ notes: [], attachments: [] });
    await addNote(engine, senior, { id, text: 'Looked into' });
    await linkCases(engine, senior, { id, otherId: own }, true);
    await engine.close();
  });
});

describeOnBothStores('two people with one template', (openStore) => {
  it('CQ-01 lose no change of each other’s: what was not read is not written over, within one millisecond either', async () => {
    const engine = await createTestEngine(openStore);
    const { senior, lead } = await hireTeam(engine);
    const text = { kind: 'reply' as const, queue: null, title: 'Welcome', text: 'Dear {{customer_name}}' };
    const { id, updatedAt } = await saveTemplate(engine, senior, text);
    await expect(saveTemplate(engine, lead, { ...text, id, text: 'Hi' })).rejects.toMatchObject({ code: 'conflict' });
    const changes = ['Hello', 'Good day'].map((words) => saveTemplate(engine, lead, { ...text, id, seenAt: updatedAt, text: words }));
    const results = await Promise.allSettled(changes);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await engine.close();
  });
});

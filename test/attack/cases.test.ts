import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { attachFile, openAttachment } from '../../src/main/engine/cases/attachments/attachments.ts';
import { previewBulk, runBulk } from '../../src/main/engine/cases/bulk.ts';
import { claimCase, handOverCase, releaseCase, renewCase } from '../../src/main/engine/cases/claim.ts';
import { decideCase, undoDecision } from '../../src/main/engine/cases/decide.ts';
import { getCase } from '../../src/main/engine/cases/detail.ts';
import { escalateCase } from '../../src/main/engine/cases/escalate.ts';
import { linkedAccounts } from '../../src/main/engine/cases/neighbours/neighbours.ts';
import { addNote } from '../../src/main/engine/cases/notes.ts';
import { startReset } from '../../src/main/engine/recovery/request.ts';
import { type CaseAttachmentId, decidePermission } from '../../src/shared/vocabulary/index.ts';
import { decide, hireTeam, open, passUndo, read, reviewed, takeUp } from '../support/cases.ts';
import { permissionOf } from '../support/console-procedures.ts';
import { makeCustomer, makeProtectedCustomer } from '../support/customers.ts';
import { createTestEngine } from '../support/engine.ts';
import { trailOf } from '../support/passkeys.ts';
import { completeDocuments } from '../support/recovery.ts';
import { describeOnBothStores } from '../support/store.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

describeOnBothStores('an insider at the inbox', (openStore) => {
  it('CQ-02 cannot use a token of nobody, of a colleague, of a former claim or of another case', async () => {
    const engine = await createTestEngine(openStore);
    const { senior, otherSenior, lead } = await hireTeam(engine);
    const { id: accountId } = await makeCustomer(engine);
    const [mine, other] = [await open(engine, accountId), await open(engine, accountId)];
    const theirs = await takeUp(engine, senior, mine);
    const ofOther = await takeUp(engine, otherSenior, other);
    const wrong = [
      [otherSenior, { ...theirs, decisionId: randomUUID() }],
      [otherSenior, { ...ofOther, id: mine }],
      [senior, { ...theirs, leaseToken: 'A'.repeat(22) }],
      [senior, { ...theirs, leaseToken: ofOther.leaseToken }],
      [lead, { ...theirs, leaseToken: ofOther.leaseToken }],
    ] as const;
    for (const [actor, input] of wrong) {
      await expect(decideCase(engine, actor, input)).rejects.toMatchObject({ code: 'conflict' });
      const { id, leaseToken } = input;
      await expect(renewCase(engine, actor, { id, leaseToken })).rejects.toMatchObject({ code: 'conflict' });
      await expect(releaseCase(engine, actor, { id, leaseToken })).rejects.toMatchObject({ code: 'conflict' });
      await expect(escalateCase(engine, actor, { id, leaseToken, reason: 'away with it' })).rejects.toMatchObject({ code: 'conflict' });
      const to = lead.staffId;
      await expect(handOverCase(engine, actor, { id, leaseToken, to, reason: 'to a friend' })).rejects.toMatchObject({ code: 'conflict' });
    }
    // The token is nowhere in what the database or the console tell.
    expect(JSON.stringify(await getCase(engine, lead, mine))).not.toContain(theirs.leaseToken);
    const rows = await engine.store.read((tx) => tx.db.selectFrom('cases').selectAll().execute());
    expect(JSON.stringify(rows)).not.toContain(theirs.leaseToken);
    engine.clock.advance(engine.settings.get('case.lease'));
    await expect(decideCase(engine, senior, theirs)).rejects.toMatchObject({ data: { reason: 'lease_lapsed' } });
    await engine.close();
  });

  it('CQ-02 finds no way past a case: nothing else in the contract decides what a case is about', () => {
    const names = Object.keys(permissionOf);
    const verdictsOf = Object.values(decidePermission) as string[];
    // A label says what an operation turned out to be; it lets nothing through and stops nothing.
    const others = ['recovery.stop', 'cases.reopen', 'tuning.labels.set'];
    expect(names.filter((name) => verdictsOf.includes(permissionOf[name] ?? ''))).toEqual(others);
    expect(names.filter((name) => /\.(decide|approve|deny|authorize)\w*$/i.test(name))).toEqual([
      'cases.decide',
      'holds.decideLift',
      'tuning.drafts.approve',
      'staff.factorResets.approve',
      'staff.factorResets.deny',
    ]);
  });

  it('CQ-04 cannot undo a colleague’s decision, nor name it as their own', async () => {
    const engine = await createTestEngine(openStore);
    const { analyst, lead } = await hireTeam(engine);
    const { caseId } = await reviewed(engine);
    const { decision } = await decide(engine, analyst, caseId, 'deny');
    await expect(undoDecision(engine, lead, { id: caseId, decisionId: decision.id })).rejects.toMatchObject({ code: 'not_found' });
    const elsewhere = await open(engine, (await makeCustomer(engine)).id);
    const theirs = await takeUp(engine, lead, elsewhere);
    await expect(decideCase(engine, lead, { ...theirs, decisionId: decision.id })).rejects.toMatchObject({ code: 'idempotency_mismatch' });
    await expect(undoDecision(engine, analyst, { id: elsewhere, decisionId: decision.id })).rejects.toMatchObject({ code: 'not_found' });
    await engine.close();
  });

  it('RC-04 cannot approve the case of what they wrote themselves, nor decide what their role does not', async () => {
    const engine = await createTestEngine(openStore);
    const { agent, senior, analyst } = await hireTeam(engine);
    const victim = await makeProtectedCustomer(engine);
    const wish = { accountId: victim.id, targets: ['authenticator' as const], reason: 'lost it', source: 'email' as const };
    const reset = await startReset(engine, senior, wish);
    await claimCase(engine, senior, reset.caseId);
    await completeDocuments(engine, reset.id);
    await expect(decide(engine, senior, reset.caseId, 'approve')).rejects.toMatchObject({ data: { reason: 'own_request' } });
    expect(await read(engine, senior, reset.caseId)).toMatchObject({ ownRequest: true });
    engine.clock.advance(engine.settings.get('case.lease'));
    await expect(decide(engine, agent, reset.caseId, 'approve')).rejects.toMatchObject({ code: 'forbidden' });
    engine.clock.advance(engine.settings.get('case.lease'));
    await expect(decide(engine, analyst, reset.caseId, 'approve')).rejects.toMatchObject({ code: 'forbidden' });
    await engine.close();
  });

  it('CQ-05 cannot grant anything in bulk, reach more than a bounded number, or surprise with another count', async () => {
    const engine = await createTestEngine(openStore);
    const { agent, lead } = await hireTeam(engine);
    const one = await reviewed(engine);
    const two = await reviewed(engine);
    const task = await open(engine, one.customer.id, 'recovery');
    const ids = [one.caseId, two.caseId, task];
    await expect(previewBulk(engine, agent, { action: 'refuse', ids })).rejects.toMatchObject({ code: 'forbidden' });
    const many = Array.from({ length: 101 }, (_, i) => `case_${String(i).padStart(26, '0')}` as typeof task);
    await expect(previewBulk(engine, lead, { action: 'refuse', ids: many })).rejects.toMatchObject({ code: 'invalid_input' });
    const preview = await previewBulk(engine, lead, { action: 'refuse', ids });
    expect(preview).toMatchObject({ count: 2, items: [{ ok: true }, { ok: true }, { ok: false }] });
    const bulk = { action: 'refuse' as const, ids, bulkId: randomUUID(), reason: 'a wave of fraud', expected: 3 };
    await expect(runBulk(engine, lead, bulk)).rejects.toMatchObject({ data: { reason: 'preview_changed' } });
    expect(await runBulk(engine, lead, { ...bulk, expected: 2 })).toMatchObject({ done: 2 });
    // The answer got lost: the same call again decides nothing more.
    expect(await runBulk(engine, lead, { ...bulk, expected: 2 })).toMatchObject({ items: [{ ok: true }, { ok: true }, { ok: false }] });
    await passUndo(engine);
    expect(await read(engine, lead, one.caseId)).toMatchObject({ outcome: 'denied', decisions: [{ status: 'applied' }] });
    expect((await read(engine, lead, two.caseId)).decisions).toHaveLength(1);
    expect(await read(engine, lead, task)).toMatchObject({ status: 'open' });
    await engine.close();
  });

  it('CQ-01 ST-03 cannot open a file through another case, without the permission, or without a trace', async () => {
    const engine = await createTestEngine(openStore);
    const { senior } = await hireTeam(engine);
    const { id: accountId } = await makeCustomer(engine);
    const [mine, other] = [await open(engine, accountId), await open(engine, accountId)];
    const { attachments } = await attachFile(engine, senior, { id: mine, name: 'mail.txt', content: base64('My number is 4711') });
    const attachmentId = attachments[0]?.id as CaseAttachmentId;
    const reason = 'reading along';
    await expect(openAttachment(engine, senior, { id: other, attachmentId, reason })).rejects.toMatchObject({ code: 'not_found' });
    for (const role of ['administrator', 'auditor'] as const) {
      const denied = openAttachment(engine, { ...senior, role }, { id: mine, attachmentId, reason });
      await expect(denied).rejects.toMatchObject({ code: 'forbidden' });
    }
    expect(await openAttachment(engine, senior, { id: mine, attachmentId, reason })).toMatchObject({
      type: 'text',
      text: 'My number is 4711',
    });
    expect(await trailOf(engine, accountId)).toContainEqual({ action: 'case.file_read', reason });
    const stored = await engine.store.read((tx) => tx.db.selectFrom('case_attachments').selectAll().execute());
    expect(Buffer.from(stored[0]?.content_sealed ?? []).includes('4711')).toBe(false);
    expect(Buffer.from(stored[0]?.name_sealed ?? []).includes('mail')).toBe(false);
    await engine.close();
  });

  it('CQ-01 cannot bring in anything that acts: only pictures, made anew, and text that is no markup', async () => {
    const engine = await createTestEngine(openStore);
    const { agent } = await hireTeam(engine);
    const { id: accountId } = await makeCustomer(engine);
    const id = await open(engine, accountId);
    const attach = (name: string, bytes: Uint8Array) =>
      attachFile(engine, agent, { id, name, content: Buffer.from(bytes).toString('base64') });
    const refused: readonly (readonly [string, Uint8Array])[] = [
      ['invoice.pdf', Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.from([0xff, 0xfe, 0x00])])],
      ['photo.jpg', Buffer.from([0x4d, 0x5a, 0x90, 0x00])],
      ['archive.txt', Buffer.from([0x50, 0x4b, 0x03, 0x04, 0x00])],
      ['empty.txt', Buffer.from(' \n ')],
    ];
    for (const [name, bytes] of refused) await expect(attach(name, bytes)).rejects.toMatchObject({ code: 'invalid_input' });
    const svg = '<svg onload="alert(1)"><script>1</script></svg>';
    const after = await attach('picture.svg', Buffer.from(`\u202E${svg}\r\n\u0007`));
    const file = after.attachments[0];
    expect(file?.type).toBe('text');
    const opened = await openAttachment(
      engine,
      { ...agent, role: 'senior_agent' },
      { id, attachmentId: file?.id as CaseAttachmentId, reason: 'see' },
    );
    expect(opened).toMatchObject({ type: 'text', text: `${svg}\n` });
    const tooLarge = Buffer.alloc(engine.settings.get('case.maxAttachment') * 1_024 + 1, 'a');
    await expect(attach('large.txt', tooLarge)).rejects.toMatchObject({ code: 'payload_too_large' });
    await engine.close();
  });

  it('ST-03 learns no name, address or wallet from the graph of linked accounts, and leaves notes sealed', async () => {
    const engine = await createTestEngine(openStore);
    const { agent } = await hireTeam(engine);
    const { caseId, customer } = await reviewed(engine);
    const linked = JSON.stringify(await linkedAccounts(engine, agent, caseId));
    expect(linked).not.toContain(`${customer.id}@example.com`);
    expect(linked).not.toContain(`bc1q${customer.id}`);
    await addNote(engine, agent, { id: caseId, text: 'She lives in Ulm' });
    const notes = await engine.store.read((tx) => tx.db.selectFrom('case_notes').selectAll().execute());
    expect(Buffer.from(notes[0]?.text_sealed ?? []).includes('Ulm')).toBe(false);
    expect(JSON.stringify(await trailOf(engine, customer.id))).not.toContain('Ulm');
    await engine.close();
  });
});

import { expect, it } from 'vitest';
import { compileRuleSet } from '../../src/main/engine/risk/rule-set.ts';
import { signalCatalogue } from '../../src/main/engine/risk/signals/catalogue.ts';
import { createDraft, editDraft, testDraft } from '../../src/main/engine/tuning/drafts.ts';
import { publishDraft, publishEmergency, reviewEmergency, rollBack, rollOut } from '../../src/main/engine/tuning/publish.ts';
import { approveDraft, submitDraft } from '../../src/main/engine/tuning/review.ts';
import { createTestEngine } from '../support/engine.ts';
import { analyst, approved, lead, publish, secondAnalyst, secondLead, submitted } from '../support/policy.ts';
import { describeOnBothStores } from '../support/store.ts';

const rule = (id: string, when: string) => ({ id, name: id, when, score: 1, reason: id, tags: [], enabled: true });
const content = { rules: [rule('one', 'true')] };
const reason = 'for the test';

describeOnBothStores('somebody who wants to change what decides alone', (openStore) => {
  it('RT-04 cannot approve what they wrote, asked for, or only touched once', async () => {
    const engine = await createTestEngine(openStore);
    const own = await createDraft(engine, lead, { kind: 'rules', name: 'Own', content });
    const { id, contentHash } = own.draft;
    await testDraft(engine, lead, { id, contentHash });
    await submitDraft(engine, analyst, { id, contentHash, comment: reason });
    await expect(approveDraft(engine, lead, { id, contentHash, comment: reason })).rejects.toMatchObject({
      code: 'forbidden',
      data: { reason: 'own_request' },
    });
    // An edit by somebody else in between makes nobody a stranger to the text again.
    const touched = await editDraft(engine, secondAnalyst, { id, contentHash, name: 'Not mine any more' });
    const next = { id, contentHash: touched.draft.contentHash };
    await testDraft(engine, secondAnalyst, next);
    await submitDraft(engine, secondAnalyst, { ...next, comment: reason });
    await expect(approveDraft(engine, lead, { ...next, comment: reason })).rejects.toMatchObject({ data: { reason: 'own_request' } });
    expect((await approveDraft(engine, secondLead, { ...next, comment: reason })).draft.status).toBe('approved');
  });

  it('RT-04 cannot publish, roll out or roll back as an analyst, approved or not', async () => {
    const engine = await createTestEngine(openStore);
    const { id, contentHash } = (await approved(engine, 'rules', content)).draft;
    const wish = { id, contentHash, reason };
    for (const attempt of [
      publishDraft(engine, analyst, wish),
      publishEmergency(engine, analyst, wish),
      rollOut(engine, analyst, { ...wish, percent: 1 }),
      rollBack(engine, analyst, { kind: 'rules', version: 1, liveVersion: 1, reason }),
      approveDraft(engine, secondAnalyst, { id, contentHash, comment: reason }),
    ]) {
      await expect(attempt).rejects.toMatchObject({ code: 'forbidden' });
    }
    expect(engine.policy.current().rulesVersion).toBe(1);
  });

  it('RT-04 cannot take the mark off an emergency publication by bringing it back, nor confirm what their hand is in', async () => {
    const engine = await createTestEngine(openStore);
    const own = await createDraft(engine, analyst, { kind: 'rules', name: 'Alone', content: { rules: [rule('one', 'false')] } });
    const { id } = own.draft;
    const { contentHash } = (await editDraft(engine, secondLead, { id, contentHash: own.draft.contentHash, content })).draft;
    await publishEmergency(engine, lead, { id, contentHash, reason });
    const back = (version: number, liveVersion: number) => rollBack(engine, lead, { kind: 'rules', version, liveVersion, reason });
    await back(1, 2);
    expect((await back(2, 3)).version).toMatchObject({ version: 4, restoredVersion: 2, emergency: true, reviewedBy: null });
    await back(1, 4);
    const { version } = await back(4, 5);
    expect(version).toMatchObject({ version: 6, emergency: true, reviewedBy: null });
    const confirm = (actor: typeof lead) => reviewEmergency(engine, actor, { kind: 'rules', version: 6, reason });
    for (const hand of [lead, secondLead]) await expect(confirm(hand)).rejects.toMatchObject({ data: { reason: 'own_request' } });
    const stranger = { ...lead, staffId: 'staff_00000000000000000000000015' as typeof lead.staffId };
    expect((await confirm(stranger)).version.reviewedBy?.id).toBe(stranger.staffId);
    await back(1, 6);
    expect((await back(6, 7)).version.emergency).toBe(false);
  });

  it('RT-04 cannot slip another text under an approval, neither by an edit that races nor in the database', async () => {
    const engine = await createTestEngine(openStore);
    const { draft } = await submitted(engine, 'rules', content);
    const { id, contentHash } = draft;
    const evil = { rules: [rule('one', 'false')] };
    const [approval, edit] = await Promise.allSettled([
      approveDraft(engine, lead, { id, contentHash, comment: reason }),
      editDraft(engine, analyst, { id, contentHash, content: evil }),
    ]);
    expect([approval.status, edit.status]).toContain('fulfilled');
    await publishDraft(engine, lead, { id, contentHash, reason }).catch(() => undefined);
    expect(engine.policy.current().rules.rules.map(({ when }) => when)).not.toEqual(['false']);

    const other = (await approved(engine, 'rules', { rules: [rule('two', 'true')] })).draft;
    await engine.store.write(async (tx) => {
      await tx.db
        .updateTable('policy_drafts')
        .set({ content: JSON.stringify(evil) })
        .where('id', '=', other.id)
        .execute();
    });
    await expect(publishDraft(engine, lead, { id: other.id, contentHash: other.contentHash, reason })).rejects.toThrow(/altered/);
  });

  it('RT-02 gets no code in by the text of a rule, the name of a list or what stands in it', async () => {
    const engine = await createTestEngine(openStore);
    const nasty = '"]);globalThis.broken=1;//';
    await publish(engine, 'lists', {
      lists: [{ id: 'bad', name: nasty, holds: 'destination', entries: [{ value: nasty, expiresAt: null, note: nasty }] }],
    });
    for (const when of [
      'listed("bad\\"]); globalThis.broken = 1; //")',
      'count("withdrawal\\"]", "24h") > 1',
      'count("withdrawal", "24h__account") > 1',
      'globalThis.broken == 1',
      'constructor == "x"',
      '"a".constructor == "x"',
    ]) {
      const made = await createDraft(engine, analyst, { kind: 'rules', name: 'Nasty', content: { rules: [rule('x', when)] } });
      expect(made.problems, when).toHaveLength(1);
    }
    await publish(engine, 'rules', { rules: [rule('x', `listed("bad") || destination == ${JSON.stringify(nasty)}`)] });
    expect(Object.keys(globalThis)).not.toContain('broken');
    for (const kind of ['rules', 'lists'] as const) {
      for (const id of ['__proto__', 'constructor', 'a b', 'a"b', '']) {
        const bad = kind === 'rules' ? { rules: [rule(id, 'true')] } : { lists: [{ id, name: 'x', holds: 'country', entries: [] }] };
        const attempt = createDraft(engine, analyst, { kind, name: 'Bad id', content: bad });
        if (id === 'constructor') await attempt;
        else await expect(attempt).rejects.toMatchObject({ code: 'invalid_input' });
      }
    }
  });

  it('RT-01 cannot burn time with one rule, however it is written', () => {
    const wide = Array.from({ length: 240 }, (_, i) => `amount_value > ${i}.5`).join(' && ');
    const deep = `${'('.repeat(50)}amount_value${')'.repeat(50)} > 1.0`;
    const patterns = 'user_agent.matches("^(a+)+$") || user_agent.matches("^(a|aa)*$")';
    const set = compileRuleSet(
      [wide, deep, patterns].map((when, i) => ({ ...rule(`r${i}`, when) })),
      signalCatalogue,
    );
    const { hits } = set.evaluate({ amount_value: 1000, user_agent: `${'a'.repeat(100_000)}!` });
    expect(hits.map(({ ruleId }) => ruleId)).toEqual(['r0', 'r1']);
    const tooDeep = `${'('.repeat(80)}true${')'.repeat(80)}`;
    const tooLong = Array.from({ length: 2_000 }, () => 'true').join(' && ');
    for (const when of [tooDeep, tooLong]) expect(() => compileRuleSet([rule('x', when)], signalCatalogue)).toThrow();
  });
});

import { expect, it } from 'vitest';
import { listAudit } from '../../../src/main/engine/audit/list.ts';
import { submitOperation } from '../../../src/main/engine/operations/submit.ts';
import { loadLivePolicy } from '../../../src/main/engine/risk/live-policy.ts';
import { createDraft, rebaseDraft, settleDraft, testDraft } from '../../../src/main/engine/tuning/drafts.ts';
import {
  publishDraft,
  publishEmergency,
  reviewEmergency,
  rollBack,
  rollOut,
  withdrawRollout,
} from '../../../src/main/engine/tuning/publish.ts';
import { approveDraft, commentDraft, returnDraft, submitDraft } from '../../../src/main/engine/tuning/review.ts';
import { getDraft, getVersion, listDrafts, listVersions } from '../../../src/main/engine/tuning/view.ts';
import { makeCustomer, once, platform, staff, withdrawal } from '../../support/customers.ts';
import { createTestEngine } from '../../support/engine.ts';
import { analyst, approved, lead, publish, rewritten, secondLead, submitted } from '../../support/policy.ts';
import { describeOnBothStores } from '../../support/store.ts';

const rule = (id: string, when: string, more: Record<string, unknown> = {}) => ({
  id,
  name: id,
  when,
  score: 5,
  reason: `because of ${id}`,
  tags: [],
  enabled: true,
  ...more,
});
const everything = { rules: [rule('everything', 'true', { score: 7 })] };
const reason = 'for the test';

describeOnBothStores('a change of what decides', (openStore) => {
  it('RT-03 goes from draft over tests, review and approval to live, each step in the trail', async () => {
    const engine = await createTestEngine(openStore);
    const tests = [{ name: 'a large one', facts: { amount_value: 2000 }, hit: true }];
    const content = { rules: [rule('large', 'amount_value > 1000', { tests })] };
    const made = await createDraft(engine, analyst, { kind: 'rules', name: 'Large amounts', content });
    expect(made).toMatchObject({ draft: { status: 'draft', baseVersion: 1, revision: 1 }, problems: [], tests: [{ passed: true }] });
    expect(made.diff.filter(({ change }) => change === 'added').map(({ part }) => part)).toEqual(['large']);
    const { id, contentHash } = made.draft;
    await expect(submitDraft(engine, analyst, { id, contentHash, comment: 'too early' })).rejects.toMatchObject({ code: 'conflict' });
    await testDraft(engine, analyst, { id, contentHash });
    await submitDraft(engine, analyst, { id, contentHash, comment: 'please look' });
    await commentDraft(engine, lead, { id, text: 'why 1000?' });
    expect(await approveDraft(engine, lead, { id, contentHash, comment: 'fine' })).toMatchObject({ draft: { status: 'approved' } });
    const live = await publishDraft(engine, secondLead, { id, contentHash, reason });
    expect(live.draft).toMatchObject({ status: 'live', version: 2 });
    expect(live.comments.map(({ verdict }) => verdict)).toEqual(['submitted', 'comment', 'approved']);
    expect(engine.policy.current().rules.rules.map((each) => each.id)).toEqual(['large']);
    const { items } = await listVersions(engine, analyst, 'rules');
    expect(items.map(({ version, status }) => [version, status])).toEqual([
      [2, 'live'],
      [1, 'superseded'],
    ]);
    expect((await getVersion(engine, analyst, { kind: 'rules' })).content).toEqual(content);
    const trail = (await listAudit(engine, staff('auditor'), { limit: 50 })).items.map(({ action }) => action);
    for (const action of ['created', 'tested', 'in_review', 'approved', 'live']) expect(trail).toContain(`policy_draft.${action}`);
    expect(trail).toContain('policy.published');
  });

  it('RT-03 does not reach review while one of its own tests fails', async () => {
    const engine = await createTestEngine(openStore);
    const tests = [{ name: 'a small one', facts: { amount_value: 20 }, hit: true }];
    const made = await createDraft(engine, analyst, {
      kind: 'rules',
      name: 'Large amounts',
      content: { rules: [rule('large', 'amount_value > 1000', { tests })] },
    });
    const { id, contentHash } = made.draft;
    await expect(testDraft(engine, analyst, { id, contentHash })).rejects.toMatchObject({
      code: 'step_refused',
      data: { reason: 'tests_failed' },
    });
    expect((await getDraft(engine, analyst, id)).draft.status).toBe('draft');
  });

  it('RT-03 may be kept while it does not compile, with the place of the error, and gets no further', async () => {
    const engine = await createTestEngine(openStore);
    const made = await createDraft(engine, analyst, { kind: 'rules', name: 'Typing', content: { rules: [rule('x', 'amont_value > 1')] } });
    expect(made.problems).toMatchObject([{ ruleId: 'x', errors: [{ line: 1, column: 1 }] }]);
    const { id, contentHash } = made.draft;
    await expect(testDraft(engine, analyst, { id, contentHash })).rejects.toMatchObject({ data: { reason: 'rules_invalid' } });
  });

  it('RT-04 loses its approval by any edit, and publishes no other content than the approved one', async () => {
    const engine = await createTestEngine(openStore);
    const detail = await approved(engine, 'rules', everything);
    const edited = await rewritten(engine, analyst, detail, { rules: [rule('everything', 'true', { score: 8 })] });
    expect(edited.draft).toMatchObject({ status: 'draft', approvedBy: null, revision: 2 });
    for (const contentHash of [detail.draft.contentHash, edited.draft.contentHash]) {
      await expect(publishDraft(engine, lead, { id: detail.draft.id, contentHash, reason })).rejects.toMatchObject({ code: 'conflict' });
    }
  });

  it('RT-03 knows that live has moved on, shows what, and is brought up to it', async () => {
    const engine = await createTestEngine(openStore);
    await publish(engine, 'rules', { rules: [rule('a', 'true'), rule('b', 'true')] });
    const mine = await submitted(engine, 'rules', { rules: [rule('a', 'false'), rule('b', 'true')] });
    await publish(engine, 'rules', { rules: [rule('a', 'true'), rule('b', 'true', { score: 9 })] });
    const seen = await getDraft(engine, lead, mine.draft.id);
    expect(seen.draft).toMatchObject({ stale: true, baseVersion: 2, liveVersion: 3 });
    expect(seen.movedSince).toMatchObject([{ part: 'b', fields: ['score'] }]);
    const { id, contentHash } = seen.draft;
    await expect(approveDraft(engine, lead, { id, contentHash, comment: 'fine' })).rejects.toMatchObject({
      data: { reason: 'live_moved' },
    });
    const rebased = await rebaseDraft(engine, analyst, { id, contentHash });
    expect(rebased.draft).toMatchObject({ stale: false, status: 'draft', baseVersion: 3 });
    expect(rebased.diff).toMatchObject([{ part: 'a', fields: ['when'] }]);
  });

  it('RT-03 names the parts that both sides changed, and takes the content that settles them', async () => {
    const engine = await createTestEngine(openStore);
    await publish(engine, 'rules', { rules: [rule('a', 'true')] });
    const { draft } = await createDraft(engine, analyst, { kind: 'rules', name: 'Mine', content: { rules: [rule('a', 'false')] } });
    await publish(engine, 'rules', { rules: [rule('a', 'true', { score: 9 })] });
    const { id, contentHash } = draft;
    expect((await getDraft(engine, analyst, id)).conflicts).toEqual(['a']);
    await expect(rebaseDraft(engine, analyst, { id, contentHash })).rejects.toMatchObject({ data: { current: { conflicts: ['a'] } } });
    const settled = await settleDraft(engine, analyst, { id, contentHash, content: { rules: [rule('a', 'false', { score: 9 })] } });
    expect(settled).toMatchObject({ conflicts: [], draft: { baseVersion: 3 } });
  });

  it('RT-03 is undone in one action, as a new version with the old content', async () => {
    const engine = await createTestEngine(openStore);
    await publish(engine, 'thresholds', { medium: 10, high: 20, critical: 30, minSignals: 1 });
    const before = await getVersion(engine, lead, { kind: 'thresholds', version: 1 });
    const { version } = await rollBack(engine, lead, { kind: 'thresholds', version: 1, liveVersion: 2, reason });
    expect(version).toMatchObject({ version: 3, status: 'live', restoredVersion: 1, contentHash: before.version.contentHash });
    expect(engine.policy.current().thresholds).toEqual(before.content);
    const again = rollBack(engine, lead, { kind: 'thresholds', version: 1, liveVersion: 2, reason });
    await expect(again).rejects.toMatchObject({ code: 'conflict', data: { reason: 'live_moved' } });
  });

  it('RT-04 can go live in an emergency, loudly, and stays marked until somebody else looked', async () => {
    const engine = await createTestEngine(openStore);
    await engine.store.write(async (tx) => {
      await tx.db
        .insertInto('staff')
        .values({
          id: 'staff_lead',
          email: 'lead@example.com',
          name: 'Lead',
          role: 'risk_lead',
          status: 'active',
          password_hash: '',
          totp_sealed: new Uint8Array(1),
          failed_attempts: 0,
          created_at: 0,
        })
        .execute();
    });
    const heard: unknown[] = [];
    engine.store.feed.subscribe((event) => {
      if (event.topic === 'policy') heard.push(event.data);
    });
    const { draft } = await createDraft(engine, lead, { kind: 'rules', name: 'Stop it', content: everything });
    await publishEmergency(engine, lead, { id: draft.id, contentHash: draft.contentHash, reason: 'an attack is running' });
    expect(engine.policy.current().rules.rules.map(({ id }) => id)).toEqual(['everything']);
    expect(heard).toContainEqual(expect.objectContaining({ action: 'emergency_published', emergency: true }));
    const mails = await engine.store.read((tx) =>
      tx.db.selectFrom('outbox').select('payload').where('topic', '=', 'policy.emergency').execute(),
    );
    expect(mails.map(({ payload }) => JSON.parse(payload))).toMatchObject([{ to: 'lead@example.com', kind: 'rules', version: 2 }]);
    const target = { kind: 'rules', version: 2, reason } as const;
    await expect(reviewEmergency(engine, lead, target)).rejects.toMatchObject({ data: { reason: 'own_request' } });
    expect((await reviewEmergency(engine, secondLead, target)).version).toMatchObject({
      emergency: true,
      reviewedBy: { id: secondLead.staffId },
    });
  });

  it('RT-04 leaves an operation with the version that it was decided under', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const first = await submitOperation(engine, platform, withdrawal(customer), once());
    await publish(engine, 'rules', everything);
    const second = await submitOperation(engine, platform, withdrawal(customer), once());
    expect([first.decision.rulesVersion, second.decision.rulesVersion]).toEqual([1, 2]);
    const kept = await engine.store.read((tx) =>
      tx.db.selectFrom('decisions').select('rules_version').where('id', '=', first.decision.id).executeTakeFirst(),
    );
    expect(Number(kept?.rules_version)).toBe(1);
  });

  it('RT-07 decides for its part of the accounts while it is rolled out, and for nobody once withdrawn', async () => {
    const engine = await createTestEngine(openStore);
    const { draft } = await approved(engine, 'rules', everything);
    const { id, contentHash } = draft;
    const out = await rollOut(engine, lead, { id, contentHash, percent: 50, reason });
    expect(out.draft.version).toBe(2);
    const reached = Array.from({ length: 200 }, (_, i) => engine.policy.forAccount(`acc-${i}`).rulesVersion).filter(
      (version) => version === 2,
    );
    expect(reached.length).toBeGreaterThan(50);
    expect(reached.length).toBeLessThan(150);
    expect(engine.policy.current().rulesVersion).toBe(1);
    const other = await approved(engine, 'thresholds', { medium: 10, high: 20, critical: 30, minSignals: 1 });
    await expect(
      rollOut(engine, lead, { id: other.draft.id, contentHash: other.draft.contentHash, percent: 5, reason }),
    ).rejects.toMatchObject({ data: { reason: 'rollout_running' } });
    await withdrawRollout(engine, lead, { id, reason });
    expect(engine.policy.forAccount('acc-1').rulesVersion).toBe(1);
    await rollOut(engine, lead, { id, contentHash, percent: 100, reason });
    expect(engine.policy.forAccount('acc-1').rulesVersion).toBe(3);
    await publishDraft(engine, lead, { id, contentHash, reason });
    expect(engine.policy.current().rulesVersion).toBe(3);
  });

  it('RT-03 is heard by another server of the same database', async () => {
    const engine = await createTestEngine(openStore);
    const other = await loadLivePolicy(engine.store, engine.log);
    await publish(engine, 'rules', everything);
    await expect.poll(() => other.current().rulesVersion).toBe(2);
    other.close();
  });

  it('RT-04 goes back to its authors with what is to be done, and is listed as open', async () => {
    const engine = await createTestEngine(openStore);
    const { draft } = await submitted(engine, 'rules', everything);
    const back = await returnDraft(engine, lead, { id: draft.id, comment: 'too broad' });
    expect(back).toMatchObject({ draft: { status: 'draft', submittedAt: null } });
    expect((await listDrafts(engine, analyst, { kind: 'rules', open: true })).items.map(({ id }) => id)).toEqual([draft.id]);
    expect((await listDrafts(engine, analyst, { open: false })).items).toEqual([]);
  });
});

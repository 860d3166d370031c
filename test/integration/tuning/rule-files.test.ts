import { expect, it } from 'vitest';
import { systemActor } from '../../../src/main/engine/actor.ts';
import { composeMessage } from '../../../src/main/engine/outbox/messages.ts';
import { starterRules } from '../../../src/main/engine/risk/starter.ts';
import { testDraft } from '../../../src/main/engine/tuning/drafts.ts';
import { exportRules, importRules } from '../../../src/main/engine/tuning/files/exchange.ts';
import { approveDraft, submitDraft } from '../../../src/main/engine/tuning/review.ts';
import { getDraft, listDrafts, listVersions } from '../../../src/main/engine/tuning/view.ts';
import { ruleFileSchema } from '../../../src/shared/contract/rule-file.ts';
import type { StaffId } from '../../../src/shared/vocabulary/index.ts';
import { createTestEngine } from '../../support/engine.ts';
import { lead } from '../../support/policy.ts';
import { describeOnBothStores } from '../../support/store.ts';

const actor = systemActor('command-line');
const file = ruleFileSchema.parse({
  format: 'portcullis.rules/1',
  rules: [{ id: 'one', name: 'One', when: 'amount_value > 900.0', score: 20, reason: 'one' }],
});

describeOnBothStores('a file of rules brought into a workspace', (openStore) => {
  it('RT-04: becomes a draft of the person named, who cannot approve it, and nothing more', async () => {
    const engine = await createTestEngine(openStore);
    const row = { password_hash: 'x', totp_sealed: new Uint8Array([1]), status: 'active', failed_attempts: 0, created_at: 0 };
    const people = [
      { id: 'staff_00000000000000000000000021', name: 'Ada', email: 'ada@example.com', role: 'risk_lead' },
      { id: 'staff_00000000000000000000000022', name: 'Bo', email: 'bo@example.com', role: 'agent' },
    ];
    await engine.store.write(async (tx) => {
      for (const person of people)
        await tx.db
          .insertInto('staff')
          .values({ ...row, ...person } as never)
          .execute();
    });
    const bring = (author: string) => importRules(engine, actor, { file, author, name: 'From a file' });
    await expect(bring('nobody@example.com')).rejects.toMatchObject({ code: 'not_found' });
    await expect(bring('bo@example.com')).rejects.toMatchObject({ code: 'forbidden' });

    const [made] = await bring('Ada@Example.com');
    expect(made).toMatchObject({ kind: 'rules', result: 'drafted' });
    expect(await bring('ada@example.com')).toEqual([{ ...made, result: 'waiting' }]);
    expect((await listDrafts(engine, lead, { open: true })).items).toHaveLength(1);
    const told = await engine.store.read((tx) =>
      tx.db
        .selectFrom('outbox')
        .select(['topic', 'payload', 'created_at as createdAt'])
        .where('topic', '=', 'policy.drafted_for')
        .execute(),
    );
    expect(told.map((row) => composeMessage(engine, row))).toEqual([
      { to: 'ada@example.com', subject: 'Drafts in your name: From a file', text: expect.stringContaining('rules') },
    ]);
    expect((await listVersions(engine, lead, 'rules')).items).toHaveLength(1);
    expect(await exportRules(engine, { parts: [] })).toEqual({ rules: starterRules });

    const ada = { ...lead, staffId: 'staff_00000000000000000000000021' as StaffId };
    const { draft } = await getDraft(engine, ada, made?.draftId ?? '');
    const tested = await testDraft(engine, ada, { id: draft.id, contentHash: draft.contentHash });
    const { draft: sent } = await submitDraft(engine, ada, { id: draft.id, contentHash: tested.draft.contentHash, comment: 'please look' });
    const approval = { id: sent.id, contentHash: sent.contentHash, comment: 'my own' };
    await expect(approveDraft(engine, ada, approval)).rejects.toMatchObject({ code: expect.stringMatching(/forbidden|step_refused/) });
    expect((await approveDraft(engine, lead, { ...approval, comment: 'fine' })).draft.status).toBe('approved');
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { importFile } from '../../../src/main/engine/imports/imports.ts';
import { acceptSuggestion, dismissSuggestion, findSuggestions } from '../../../src/main/engine/tuning/suggestions/suggestions.ts';
import { getDraft, listVersions } from '../../../src/main/engine/tuning/view.ts';
import { auditActions } from '../../support/audit-actions.ts';
import { createTestEngine } from '../../support/engine.ts';
import { analyst, secondAnalyst } from '../../support/policy.ts';
import { describeOnBothStores } from '../../support/store.ts';
import { payments } from '../imports/support.ts';

let folder: string;
let file: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'suggestions-'));
  file = join(folder, 'history.csv');
  // Large payments to one shop are fraud, and little else is.
  const lines = Array.from({ length: 900 }, (_, i) => {
    const when = new Date(Date.UTC(2018, 3, 1) + i * 61_000 * 60).toISOString().slice(0, 19).replace('T', ' ');
    const [amount, shop] = [(i * 37) % 100, (i * 13) % 5];
    const fraud = (amount >= 50 && shop === 3) || i % 211 === 0;
    return `${i},${when},c${i % 37},s${shop},${amount}.50,${fraud ? 1 : 0}`;
  });
  writeFileSync(file, `PAYMENT,WHEN,CUSTOMER,SHOP,AMOUNT,FRAUD\n${lines.join('\n')}\n`);
});
afterAll(() => rmSync(folder, { recursive: true }));

const limits = { maxFriction: 5, minPrecision: 0.5 };

describeOnBothStores('suggestions', (openStore) => {
  it('RT-08: come from labelled history, become a draft by the ordinary road, or are dismissed with a reason', async () => {
    const engine = await createTestEngine(openStore);
    const nothing = { items: [], dividedAt: null };
    expect(await findSuggestions(engine, analyst, limits)).toMatchObject(nothing);
    const { import: forBacktests } = await importFile(engine, { filePath: file, mapping: { ...payments, purpose: 'backtest' } });
    expect(await findSuggestions(engine, analyst, limits)).toMatchObject(nothing);
    const learned = await findSuggestions(engine, analyst, { ...limits, history: forBacktests.id });
    expect(learned.items[0]).toMatchObject({ signals: expect.arrayContaining(['amount_value', 'destination']) });
    await importFile(engine, { filePath: file, mapping: payments });
    const found = await findSuggestions(engine, analyst, limits);
    const [first] = found.items;
    expect(first).toMatchObject({ signals: expect.arrayContaining(['amount_value', 'destination']), dismissed: null });
    expect(first?.later.recallAdded).toBeGreaterThan(0.7);
    const when = first?.when ?? '';

    const { draftId } = await acceptSuggestion(engine, analyst, { when, name: 'Large payments to one shop' });
    const draft = await getDraft(engine, analyst, draftId);
    expect(draft).toMatchObject({ draft: { status: 'draft', kind: 'rules' }, ownWork: true, problems: [] });
    expect(draft.diff).toHaveLength(1);
    expect((await listVersions(engine, analyst, 'rules')).items).toHaveLength(1);
    await expect(acceptSuggestion(engine, secondAnalyst, { when, name: 'The same again' })).rejects.toMatchObject({
      code: 'conflict',
      data: { current: { draftId } },
    });

    await dismissSuggestion(engine, secondAnalyst, { when, reason: 'the shop is closed' });
    await expect(dismissSuggestion(engine, analyst, { when, reason: 'again' })).rejects.toMatchObject({ code: 'conflict' });
    expect((await findSuggestions(engine, analyst, limits)).items[0]?.dismissed).toMatchObject({ reason: 'the shop is closed' });
    await expect(acceptSuggestion(engine, analyst, { when: 'amont_value > 1.0', name: 'x' })).rejects.toMatchObject({
      code: 'invalid_input',
    });
    const { actions } = await auditActions(engine);
    expect(actions).toContain('suggestion.dismissed');
    expect(actions).toContain('policy_draft.created');
  });
});

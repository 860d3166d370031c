import { listsSchema, ruleSetSchema } from '../../shared/contract/policy.ts';
import type { PolicyKind } from '../../shared/vocabulary/index.ts';
import type { Engine } from '../engine/engine.ts';
import { createDraft, testDraft } from '../engine/tuning/drafts.ts';
import { publishDraft } from '../engine/tuning/publish.ts';
import { approveDraft, submitDraft } from '../engine/tuning/review.ts';
import { getVersion } from '../engine/tuning/view.ts';
import { demoStaff } from './staff.ts';
import { historyDays } from './world/history.ts';
import { reportedWallets } from './world/reported.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const LISTED_FOR_DAYS = 90;

/**
 * A list of wallets that customers reported, and the rule that reads it, brought to life by the ordinary road before the demo's history begins:
 * the analyst writes, the lead approves and publishes.
 */
export async function governWallets(engine: Engine, seed: string, now: number): Promise<void> {
  const staff = await demoStaff(engine);
  const clock = { at: now - (historyDays + 1) * DAY };
  // A new workspace's first versions are of now, and the demo's past begins before.
  const first = clock.at - DAY;
  await engine.store.write((tx) =>
    tx.db.updateTable('governed_versions').set({ created_at: first, published_at: first }).where('version', '=', 1).execute(),
  );
  const past: Engine = { ...engine, clock: { now: () => clock.at } };
  const publish = async (kind: PolicyKind, name: string, comment: string, content: unknown): Promise<void> => {
    const after = (minutes: number) => {
      clock.at += minutes * MINUTE;
    };
    const { draft } = await createDraft(past, staff.analyst, { kind, name, content });
    after(9);
    const tested = await testDraft(past, staff.analyst, { id: draft.id, contentHash: draft.contentHash });
    after(2);
    const on = { id: draft.id, contentHash: tested.draft.contentHash };
    await submitDraft(past, staff.analyst, { ...on, comment });
    after(43);
    await approveDraft(past, staff.lead, { ...on, comment: 'Checked against the reports' });
    after(4);
    await publishDraft(past, staff.lead, { ...on, reason: comment });
    after(20);
  };

  const { lists } = listsSchema.parse((await getVersion(past, staff.analyst, { kind: 'lists' })).content);
  const entries = reportedWallets(seed).map(({ address }, index) => ({
    value: address,
    expiresAt: now + (LISTED_FOR_DAYS - index * 3) * DAY,
    note: 'Customers reported it as fraud',
  }));
  await publish('lists', 'Wallets that customers reported', 'From the reports of the last weeks', {
    lists: [...lists, { id: 'reported_wallets', name: 'Reported wallets', holds: 'destination', entries }],
  });

  const { rules } = ruleSetSchema.parse((await getVersion(past, staff.analyst, { kind: 'rules' })).content);
  const rule = {
    id: 'reported_wallet',
    name: 'Withdrawal to a reported wallet',
    when: 'operation == "withdrawal" && listed("reported_wallets")',
    outcome: 'review',
    reason: 'Other customers reported this destination as fraud',
    tags: ['withdrawal', 'mule'],
    enabled: true,
  };
  await publish('rules', 'Stop at reported wallets', 'Nobody should send money to these without a person looking', {
    rules: [...rules, rule],
  });
}

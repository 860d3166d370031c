import type { SignalDistribution, SignalEntry } from '../../../../shared/contract/console/signals.ts';
import { listsSchema, type RuleSet, ruleSetSchema } from '../../../../shared/contract/policy.ts';
import { requirePermission, type StaffActor } from '../../actor.ts';
import type { Engine } from '../../engine.ts';
import { notFound } from '../../errors.ts';
import { declaredList } from '../../risk/declared/lists.ts';
import { declaredWindow } from '../../risk/declared/windows.ts';
import { checkExpression } from '../../risk/expression/check.ts';
import { catalogueWith, findSignal, signals } from '../../risk/signals/catalogue.ts';
import { historyColumn } from '../backtest/run-backtest.ts';
import { readLive, readRules } from '../contents.ts';
import { draftsOf } from '../store.ts';
import { distributionOf } from './distribution.ts';

type Reader = SignalEntry['readBy'][number];

/** Signals that every operation has, whatever the platform sends with it. */
export const alwaysThere: ReadonlySet<string> = new Set([
  'operation',
  'client',
  'account_age_days',
  'is_sub_account',
  'identity_verified',
  'identity_level',
  'has_trusted_device',
  'has_authenticator',
  'has_passkey',
  'factor_count',
]);

/** Signals whose values can be one person's. */
export const personalSignals: ReadonlySet<string> = new Set(['destination', 'user_agent', 'network']);

/**
 * Everything that rules can read, with the windows and lists that some rule declares, and who reads it (RT-01): the live rules, and those that an
 * open draft adds or changes.
 * @throws PortcullisError `forbidden`
 */
export async function listSignals(engine: Engine, actor: StaffActor): Promise<{ items: SignalEntry[] }> {
  requirePermission(actor, 'rules.read');
  const { rules, lists, drafts } = await engine.store.read(async (tx) => ({
    rules: await readRules(tx),
    lists: listsSchema.parse((await readLive(tx, 'lists')).parsed),
    drafts: await draftsOf(tx, { kind: 'rules', open: true }),
  }));
  const catalogue = catalogueWith(lists);
  const readers = new Map<string, Reader[]>();
  const read = (rule: RuleSet['rules'][number], draft: { readonly id: string; readonly name: string } | null): void => {
    const checked = checkExpression(rule.when, catalogue);
    if (!checked.ok) return;
    const reader: Reader = {
      ruleId: rule.id,
      name: rule.name,
      draftId: (draft?.id ?? null) as Reader['draftId'],
      draftName: draft?.name ?? null,
    };
    for (const name of checked.reads) readers.set(name, [...(readers.get(name) ?? []), reader]);
  };
  for (const rule of rules) if (rule.enabled) read(rule, null);
  const live = new Map(rules.map(({ id, when }) => [id, when]));
  for (const draft of drafts) {
    const parsed = ruleSetSchema.safeParse(JSON.parse(draft.content));
    for (const rule of parsed.success ? parsed.data.rules : []) if (live.get(rule.id) !== rule.when) read(rule, draft);
  }
  const entry = (name: string, origin: SignalEntry['origin']): SignalEntry[] => {
    const found = findSignal(name);
    if (found === undefined) return [];
    const evidence = signals.some((signal) => signal.name === name && signal.evidence === true);
    const { type, unit, meaning, source } = found;
    const missing = alwaysThere.has(name) || origin !== 'catalogue' ? 'never' : 'possible';
    return [
      {
        name,
        type,
        unit,
        meaning,
        source,
        evidence,
        personal: personalSignals.has(name),
        origin,
        missing,
        readBy: readers.get(name) ?? [],
      },
    ];
  };
  const declared = [...readers.keys()].filter((name) => declaredWindow(name) !== undefined || declaredList(name) !== undefined).sort();
  return {
    items: [
      ...signals.flatMap(({ name }) => entry(name, 'catalogue')),
      ...declared.flatMap((name) => entry(name, declaredWindow(name) === undefined ? 'list' : 'window')),
    ],
  };
}

/** What a signal's values were in history; those of people are masked. @throws PortcullisError `forbidden`, `not_found` */
export async function describeSignal(
  engine: Engine,
  actor: StaffActor,
  name: string,
): Promise<{ readonly name: string; readonly distribution: SignalDistribution | null }> {
  requirePermission(actor, 'rules.read');
  if (findSignal(name) === undefined) throw notFound('signal');
  const column = await historyColumn(engine, name);
  return { name, distribution: column === undefined ? null : distributionOf(column, personalSignals.has(name)) };
}

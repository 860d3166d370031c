import type { Suggestion } from '../../../../shared/contract/console/suggestions.ts';
import { listsSchema, ruleSetSchema } from '../../../../shared/contract/policy.ts';
import type { ReadTx } from '../../../store/store.ts';
import { requirePermission, type StaffActor } from '../../actor.ts';
import { appendAudit } from '../../audit/append.ts';
import type { Engine } from '../../engine.ts';
import { conflict, invalidInput } from '../../errors.ts';
import { contentHash } from '../../risk/canonical-json.ts';
import { declaredWindow } from '../../risk/declared/windows.ts';
import { checkExpression } from '../../risk/expression/check.ts';
import { catalogueWith, signals } from '../../risk/signals/catalogue.ts';
import { readyBacktest } from '../backtest/run-backtest.ts';
import { openContent, readLive } from '../contents.ts';
import { beginDraft } from '../drafts.ts';
import { draftsOf } from '../store.ts';
import { dismissals, putDismissal } from './store.ts';

/** Fewer frauds than these that live misses teach nothing that holds. */
const minSupport = 20;
const mostShown = 10;
/** The score of a rule that was suggested: enough to be asked for a step-up, for a person to change. */
const firstScore = 30;

/** What suggestions must keep to, and where they are looked for. */
export interface Limits {
  /** Operations newly flagged of every 1,000 that are not labelled fraud. */
  readonly maxFriction: number;
  readonly minPrecision: number;
  /** An import for backtests; the workspace's own decisions without it. */
  readonly history?: string | undefined;
}

/**
 * Looks through labelled history for rules that would catch fraud which the live policy lets pass (RT-08). Chosen by the earlier part of
 * history, shown by the later; what chance explains is left out.
 * @throws PortcullisError `forbidden`, `unavailable`; `not_found` when there is no such import
 */
export async function findSuggestions(
  engine: Engine,
  actor: StaffActor,
  { maxFriction, minPrecision, history }: Limits,
): Promise<{ items: Suggestion[]; dividedAt: number | null; tried: number; missedFrauds: number }> {
  requirePermission(actor, 'rules.read');
  const { backtest, wish, catalogues } = await readyBacktest(engine, { history, refresh: true });
  const { types } = backtest.source;
  const windows = wish.live.rules.flatMap(({ when, enabled }) => {
    const checked = enabled ? checkExpression(when, catalogues.live) : undefined;
    return checked?.ok === true ? checked.reads.filter((name) => declaredWindow(name) !== undefined) : [];
  });
  const names = [...new Set([...signals.map(({ name }) => name).filter((name) => types.has(name)), ...windows])];
  const found = await backtest.suggest(wish, catalogues, { signals: names, maxFriction, minPrecision, minSupport, most: mostShown });
  const known = new Map((await engine.store.read((tx) => tx.all(dismissals, {}))).map((row) => [row.hash, row]));
  return {
    ...found,
    items: found.items.map((item): Suggestion => {
      const said = known.get(contentHash(item.when));
      const dismissed =
        said === undefined ? null : { reason: said.reason, by: { id: said.by, name: said.name ?? said.by }, at: Number(said.at) };
      return { ...item, signals: [...item.signals], dismissed };
    }),
  };
}

/**
 * Makes a draft of the live rules with a suggested one behind them; it goes the way of every draft.
 * @throws PortcullisError `forbidden`; `invalid_input` when the condition does not check; `conflict` when a live rule says the same, or an open
 *   draft, which it names
 */
export async function acceptSuggestion(
  engine: Engine,
  actor: StaffActor,
  { when, name }: { readonly when: string; readonly name: string },
): Promise<{ draftId: string }> {
  requirePermission(actor, 'rules.draft');
  return engine.store.write(async (tx) => {
    const { rules } = ruleSetSchema.parse((await readLive(tx, 'rules')).parsed);
    const lists = listsSchema.parse((await readLive(tx, 'lists')).parsed);
    const checked = checkExpression(when, catalogueWith(lists));
    if (!checked.ok) throw invalidInput('when', checked.errors[0].message);
    if (checked.type !== 'bool') throw invalidInput('when', `the condition is ${checked.type}, not bool`);
    const same = rules.find((rule) => rule.when.trim() === when.trim());
    if (same !== undefined) throw conflict('A live rule has this condition already.', { ruleId: same.id });
    const waiting = await draftWith(tx, when);
    if (waiting !== undefined) {
      throw conflict(`The draft “${waiting.name}” has this condition already.`, { draftId: waiting.id });
    }
    const id = `suggested_${contentHash(when).slice(0, 12)}`;
    const rule = {
      id,
      name,
      when,
      score: firstScore,
      reason: 'Looks like operations that turned out to be fraud',
      tags: ['suggested'],
      enabled: true,
    };
    const draft = { kind: 'rules', name, content: { rules: [...rules, rule] }, reason: 'from a suggestion' } as const;
    return { draftId: await beginDraft(tx, engine, { actor, author: actor.staffId }, draft) };
  });
}

/** The open draft that has a condition, if there is one. */
async function draftWith(tx: ReadTx, when: string): Promise<{ readonly id: string; readonly name: string } | undefined> {
  const open = await draftsOf(tx, { kind: 'rules', open: true });
  return open.find((row) => ruleSetSchema.parse(openContent(row)).rules.some((rule) => rule.when.trim() === when.trim()));
}

/** Keeps that a suggestion is of no use, and why; it is shown as such from then on. @throws PortcullisError `forbidden`, `conflict` */
export async function dismissSuggestion(
  engine: Engine,
  actor: StaffActor,
  { when, reason }: { readonly when: string; readonly reason: string },
): Promise<{ dismissed: true }> {
  requirePermission(actor, 'rules.draft');
  const hash = contentHash(when);
  return engine.store.write(async (tx) => {
    const put = await tx.run(putDismissal, { hash, condition: when, reason, now: engine.clock.now(), by: actor.staffId });
    if (put !== 1) throw conflict('This suggestion was dismissed already.', { when });
    await appendAudit(tx, engine, {
      actor,
      action: 'suggestion.dismissed',
      subject: { kind: 'suggestion', id: hash },
      reason,
      changes: [{ field: 'condition', old: null, new: when.slice(0, 500) }],
    });
    return { dismissed: true };
  });
}

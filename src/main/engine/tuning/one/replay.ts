import type { Replay, ReplayAnswer } from '../../../../shared/contract/console/replay.ts';
import { listsSchema, matrixSchema, ruleSetSchema, thresholdsSchema } from '../../../../shared/contract/policy.ts';
import { type FactorKind, type Outcome, type PolicyKind, policyKinds, type RiskBand } from '../../../../shared/vocabulary/index.ts';
import type { ReadTx } from '../../../store/store.ts';
import { requirePermission, type StaffActor } from '../../actor.ts';
import type { Engine } from '../../engine.ts';
import { invalidInput, notFound } from '../../errors.ts';
import { faultText } from '../../operations/candidate.ts';
import type { Explanation } from '../../operations/present.ts';
import { type DecisionContext, factsOf } from '../../risk/context.ts';
import { decide } from '../../risk/decide.ts';
import { declaredList, indexLists, isListed } from '../../risk/declared/lists.ts';
import type { Facts } from '../../risk/expression/catalogue.ts';
import { compileRuleSet, type RuleDefinition, withoutSnoozed } from '../../risk/rule-set.ts';
import { catalogueWith } from '../../risk/signals/catalogue.ts';
import { governedVersion } from '../../risk/store.ts';
import type { BacktestPolicy } from '../backtest/backtest.ts';
import { readLive, requireSound } from '../contents.ts';
import { type DecisionRecord, historyRow } from '../history/row.ts';
import { parseContent } from '../kinds.ts';
import { loadDraft } from '../transition.ts';
import { decisionRecord } from './store.ts';

export interface ReplayWish {
  readonly decisionId: string;
  readonly draftId?: string | undefined;
  readonly kind?: PolicyKind | undefined;
  readonly content?: unknown;
}

/**
 * Decides one past decision again under a draft, a content that is being edited, or what is live now. It has the facts that the decision kept
 * and no others: a list is looked up as the other policy has it, and a signal that nobody measured then is not known.
 * @throws PortcullisError `forbidden`, `not_found`, `invalid_input`, `step_refused`
 */
export async function replayDecision(engine: Engine, actor: StaffActor, wish: ReplayWish): Promise<Replay> {
  requirePermission(actor, 'rules.read');
  return engine.store.read(async (tx) => {
    const record = await tx.first(decisionRecord, { id: wish.decisionId });
    if (record === undefined) throw notFound('decision');
    const policy = await policyOf(tx, wish);
    const explanation = JSON.parse(record.explanation) as Explanation;
    const decided: ReplayAnswer = {
      outcome: record.outcome as Outcome,
      score: record.score,
      band: record.band as RiskBand,
      steps: JSON.parse(record.steps) as FactorKind[],
      because: explanation.because,
      hits: await storedHits(tx, record),
    };
    const again = decideAgain(policy, record, explanation);
    return { decided, ...again, changed: resultOf(decided) !== resultOf(again.replayed) };
  });
}

const resultOf = ({ outcome, steps }: ReplayAnswer): string => [outcome, ...steps].join(' ');

async function policyOf(tx: ReadTx, wish: ReplayWish): Promise<BacktestPolicy> {
  const contents = new Map<PolicyKind, unknown>();
  for (const kind of policyKinds) contents.set(kind, (await readLive(tx, kind)).parsed);
  const other = await otherContent(tx, wish);
  if (other !== null) {
    await requireSound(tx, other.kind, other.content, false);
    contents.set(other.kind, other.content);
  }
  return {
    rules: ruleSetSchema.parse(contents.get('rules')).rules,
    lists: listsSchema.parse(contents.get('lists')),
    matrix: matrixSchema.parse(contents.get('matrix')),
    thresholds: thresholdsSchema.parse(contents.get('thresholds')),
  };
}

async function otherContent(
  tx: ReadTx,
  { draftId, kind, content }: ReplayWish,
): Promise<{ readonly kind: PolicyKind; readonly content: unknown } | null> {
  if (content !== undefined) {
    if (kind === undefined) throw invalidInput('kind', 'say what the content is of');
    return { kind, content: parseContent(kind, content) };
  }
  if (draftId === undefined) return null;
  const draft = await loadDraft(tx, draftId);
  return { kind: draft.kind, content: draft.parsed };
}

/** The rules that hit then, by the names that they had. */
async function storedHits(tx: ReadTx, { hits, rulesVersion }: { readonly hits: string; readonly rulesVersion: number }) {
  const stored = JSON.parse(hits) as readonly { readonly id: string; readonly score: number; readonly outcome: Outcome | null }[];
  const set = await tx.first(governedVersion, { kind: 'rules', version: rulesVersion });
  const names = namesOf(set === undefined ? [] : ruleSetSchema.parse(JSON.parse(set.content)).rules);
  return stored.map(({ id, score, outcome }) => ({ ruleId: id, name: names.get(id) ?? id, score, outcome }));
}

const namesOf = (rules: readonly Pick<RuleDefinition, 'id' | 'name'>[]) => new Map(rules.map(({ id, name }) => [id, name]));

/** The same decision by another policy. Pure. */
export function decideAgain(
  policy: BacktestPolicy,
  record: DecisionRecord,
  explanation: Explanation,
): Pick<Replay, 'replayed' | 'missingSignals' | 'ruleErrors'> {
  const { values } = historyRow(record);
  const rules = compileRuleSet(policy.rules, catalogueWith(policy.lists));
  const kept = values as Facts;
  const reads = [...rules.readsWhen('operation', record.kind)];
  const facts: Facts = { ...kept, ...lookedUp(reads, policy, kept, Number(record.at)) };
  const evaluation = withoutSnoozed(rules.evaluate(facts), new Set(explanation.snoozed));
  const { minSignals, ...bands } = policy.thresholds;
  const result = decide({
    ...factsOf(JSON.parse(String(values.$context)) as DecisionContext),
    usableSignals: explanation.usableSignals,
    minSignals,
    bands,
    matrix: policy.matrix,
    evaluation,
    rules: rules.rules,
  });
  const names = namesOf(rules.rules);
  return {
    replayed: {
      outcome: result.outcome,
      score: result.score,
      band: result.band,
      steps: [...result.steps],
      because: result.because,
      hits: evaluation.hits.map(({ ruleId, score, outcome }) => ({
        ruleId,
        name: names.get(ruleId) ?? ruleId,
        score,
        outcome: outcome ?? null,
      })),
    },
    missingSignals: reads.filter((name) => !(name in facts)).sort(),
    ruleErrors: evaluation.failures.map(({ ruleId, fault }) => ({
      ruleId,
      message: faultText(fault),
    })),
  };
}

/** What the lists of this policy say of the operation's own values at its own time. */
function lookedUp(reads: readonly string[], { lists }: BacktestPolicy, kept: Facts, at: number): Record<string, boolean | null> {
  const index = indexLists(lists);
  const found: Record<string, boolean | null> = {};
  for (const name of reads) {
    const list = declaredList(name);
    if (list === undefined) continue;
    const value = kept[list.subject === 'account_country' ? 'account_country' : `$${list.subject}`];
    found[name] = isListed(index, list, typeof value === 'string' ? value : null, at);
  }
  return found;
}

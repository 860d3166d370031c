import type { PolicyMatrix, Thresholds } from '../../../../shared/contract/policy.ts';
import { type Outcome, outcomes } from '../../../../shared/vocabulary/index.ts';
import { type DecisionContext, factsOf } from '../../risk/context.ts';
import { type DecisionResult, decide } from '../../risk/decide.ts';
import type { RuleOutcome } from '../../risk/rule-set.ts';
import { bandLevels, bandOrder, demandLevels } from '../columns/weigh.ts';
import { resultKey } from '../history/columns.ts';

/** Demands of rules by their number: 0 is none. */
export const demandOrder: readonly (RuleOutcome | undefined)[] = [undefined, 'step_up', 'review', 'hold', 'deny'];

/** Numbers results as they turn up, the same over both policies of a backtest. */
export class Results {
  readonly keys: string[] = [];
  readonly #numbers = new Map<string, number>();

  numberOf(key: string): number {
    const known = this.#numbers.get(key) ?? this.keys.push(key) - 1;
    this.#numbers.set(key, known);
    return known;
  }
}

/** Any bands serve: only the band that a score lies in matters to the answer. */
const bands = { medium: 1, high: 2, critical: 3 } satisfies Omit<Thresholds, 'minSignals'>;
const scoreOf = { low: 0, medium: 1, high: 2, critical: 3, unknown: 0 } as const;

const strictness = ({ outcome, steps }: DecisionResult): number => outcomes.indexOf(outcome as Outcome) * 100 + steps.length;

/** Every answer that a matrix gives in some circumstances: band × demand. */
export interface Answers {
  readonly keys: readonly string[];
  /** 1 where the answer is stricter than at no risk. */
  readonly flagged: readonly (0 | 1)[];
}

/** Asks the decision itself, once for each band and demand, in place of once for each of a million operations. */
export function answersFor(context: DecisionContext, matrix: PolicyMatrix): Answers {
  const facts = factsOf(context);
  const keys: string[] = [];
  const flagged: (0 | 1)[] = [];
  const answer = (band: (typeof bandOrder)[number], demand: RuleOutcome | undefined): DecisionResult =>
    decide({
      ...facts,
      usableSignals: band === 'unknown' ? 0 : 1,
      minSignals: 1,
      bands,
      matrix,
      evaluation: { score: scoreOf[band], outcome: demand, hits: [], failures: [] },
      rules: [],
    });
  const calm = strictness(answer('low', undefined));
  for (const band of bandOrder) {
    for (const demand of demandOrder) {
      const result = answer(band, demand);
      keys.push(resultKey(result.outcome, result.steps));
      flagged.push(strictness(result) > calm ? 1 : 0);
    }
  }
  return { keys, flagged };
}

/** The answers of many circumstances as arrays that rows are looked up in; circumstances 0 are those that are not known, which allow. */
export function answerTables(
  contexts: readonly Answers[],
  results: Results,
): { readonly results: Uint16Array; readonly flagged: Uint8Array } {
  const size = bandLevels * demandLevels;
  const numbers = new Uint16Array((contexts.length + 1) * size).fill(results.numberOf('unknown'));
  const flags = new Uint8Array((contexts.length + 1) * size);
  for (const [index, { keys, flagged }] of contexts.entries()) {
    numbers.set(
      keys.map((key) => results.numberOf(key)),
      (index + 1) * size,
    );
    flags.set(flagged, (index + 1) * size);
  }
  return { results: numbers, flagged: flags };
}

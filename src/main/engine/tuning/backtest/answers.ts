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

/** Every answer that a matrix gives in some circumstances: band × demand. Null where nobody demands it. */
export interface Answers {
  readonly keys: readonly (string | null)[];
  /** 1 where the answer is stricter than at no risk. */
  readonly flagged: readonly (0 | 1)[];
  /** The same for the same answers. */
  readonly text: string;
}

/**
 * Asks the decision itself, once for each band and demand, in place of once for each of a million operations.
 * @param demands the numbers of the demands that some rule has; 0 is always asked for
 */
export function answersFor(context: DecisionContext, matrix: PolicyMatrix, demands: ReadonlySet<number>): Answers {
  const facts = factsOf(context);
  const keys: (string | null)[] = [];
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
  let text = '';
  let calm = Number.NaN;
  for (const band of bandOrder) {
    for (const [number, demand] of demandOrder.entries()) {
      if (number > 0 && !demands.has(number)) {
        keys.push(null);
        flagged.push(0);
        continue;
      }
      const result = answer(band, demand);
      if (Number.isNaN(calm)) calm = strictness(result);
      const key = resultKey(result.outcome, result.steps);
      const isStricter: 0 | 1 = strictness(result) > calm ? 1 : 0;
      keys.push(key);
      flagged.push(isStricter);
      text += `${key} ${isStricter}\n`;
    }
  }
  return { keys, flagged, text };
}

/** Answers of one policy as arrays that are looked up: class × band × demand. */
export interface AnswerTables {
  readonly results: Uint16Array;
  readonly flagged: Uint8Array;
}

/**
 * Circumstances that both policies of a backtest answer alike are one class. History knows hundreds of circumstances and some dozens of
 * classes: what is counted by class is counted in a table that stays near the processor. Class 0 is of those not known, which allow.
 */
export interface Classes {
  /** The class of each code of `$context`. */
  readonly of: Uint32Array;
  /** By class, 1 for a log-in. */
  readonly logins: Uint8Array;
  readonly live: AnswerTables;
  readonly draft: AnswerTables;
}

/** Divides circumstances into classes. @param live the answers of one policy, in the order of the circumstances; `draft` those of the other */
export function classesOf(
  contexts: readonly DecisionContext[],
  live: readonly Answers[],
  draft: readonly Answers[],
  results: Results,
): Classes {
  const size = bandLevels * demandLevels;
  const unknown = results.numberOf('unknown');
  const none: Answers = { keys: new Array<null>(size).fill(null), flagged: new Array<0>(size).fill(0), text: '' };
  const classes: { readonly login: 0 | 1; readonly live: Answers; readonly draft: Answers }[] = [{ login: 0, live: none, draft: none }];
  const known = new Map<string, number>();
  const of = new Uint32Array(contexts.length + 1);
  for (const [index, { kind }] of contexts.entries()) {
    const login: 0 | 1 = kind === 'login' ? 1 : 0;
    const [ownLive, ownDraft] = [live[index], draft[index]];
    if (ownLive === undefined || ownDraft === undefined) continue;
    const key = `${login}\n${ownLive.text}\n${ownDraft.text}`;
    const number = known.get(key) ?? classes.push({ login, live: ownLive, draft: ownDraft }) - 1;
    known.set(key, number);
    of[index + 1] = number;
  }
  const tables = (side: 'live' | 'draft'): AnswerTables => ({
    results: Uint16Array.from(classes.flatMap((one) => one[side].keys.map((key) => (key === null ? unknown : results.numberOf(key))))),
    flagged: Uint8Array.from(classes.flatMap((one) => one[side].flagged)),
  });
  return { of, logins: Uint8Array.from(classes, ({ login }) => login), live: tables('live'), draft: tables('draft') };
}

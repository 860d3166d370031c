import type { Outcome as Answer } from '../../../shared/vocabulary/index.ts';
import type { Facts, SignalCatalogue } from './expression/catalogue.ts';
import { checkExpression } from './expression/check.ts';
import { toClosure } from './expression/closures.ts';
import { type Branch, canHold, divide } from './expression/dispatch.ts';
import { canGenerate, generateSource, instantiate, type Run } from './expression/generate.ts';
import type { ExpressionError } from './expression/problems.ts';
import { type Evaluate, type Fault, isFault } from './expression/term.ts';

/** What a rule can demand by itself; `allow` is the absence of a demand. */
export type RuleOutcome = Exclude<Answer, 'allow'>;

/** One rule as people write it (RT-01): when it holds, it either adds to the score or demands an outcome. */
export interface RuleDefinition {
  readonly id: string;
  readonly name: string;
  /** The condition, in the language of docs/guides/rules.md. */
  readonly when: string;
  readonly score?: number | undefined;
  readonly outcome?: RuleOutcome | undefined;
  /** Why the rule exists, in words that staff can repeat to a customer. */
  readonly reason: string;
  readonly tags: readonly string[];
  /** Facts by which the rule is checked before review (RT-03). */
  readonly tests?: readonly RuleTest[] | undefined;
  /** A disabled rule is kept but neither checked nor evaluated. */
  readonly enabled: boolean;
}

/** Named facts, and whether the rule must hit on them. Facts left out are not known. */
export interface RuleTest {
  readonly name: string;
  readonly facts: Readonly<Record<string, string | number | boolean>>;
  readonly hit: boolean;
}

/** What is wrong with one rule of a set. */
export interface RuleProblem {
  readonly ruleId: string;
  readonly message: string;
  /** Places in the rule's condition, where the condition is at fault. */
  readonly errors: readonly ExpressionError[];
}

/** A set that cannot be compiled; names every rule at fault, not only the first. */
export class RuleSetError extends Error {
  override readonly name = 'RuleSetError';
  readonly problems: readonly RuleProblem[];

  constructor(problems: readonly RuleProblem[]) {
    super(problems.map(({ ruleId, message }) => `${ruleId}: ${message}`).join('\n'));
    this.problems = problems;
  }
}

export interface RuleHit {
  /** Position among the enabled rules. */
  readonly index: number;
  readonly ruleId: string;
  /** The rule's part of the score; 0 for a rule that demands an outcome. */
  readonly score: number;
  readonly outcome: RuleOutcome | undefined;
}

/** A rule that could not be decided for this event: it does not count as a hit. */
export interface RuleFailure {
  readonly index: number;
  readonly ruleId: string;
  readonly fault: Fault;
}

export interface RuleEvaluation {
  /** The sum of the hits' scores. */
  readonly score: number;
  /** The strictest outcome that a hit demands. */
  readonly outcome: RuleOutcome | undefined;
  /** In the order of the rules. */
  readonly hits: readonly RuleHit[];
  readonly failures: readonly RuleFailure[];
}

/** Where a run leaves its result, to be reused from event to event: only the first `hitCount` entries of `hits` count. */
export interface Matches {
  readonly hits: Uint32Array;
  hitCount: number;
  readonly failures: { readonly index: number; readonly fault: Fault }[];
}

export interface CompiledRuleSet {
  /** The enabled rules, in order; indexes in results are positions in this list. */
  readonly rules: readonly RuleDefinition[];
  /** Every signal that some enabled rule reads: only these need to be computed. */
  readonly reads: ReadonlySet<string>;
  /** Every signal read by the rules that can hold when a string signal has this value: what the others read makes no difference. */
  readsWhen(signal: string, value: string): ReadonlySet<string>;
  readonly form: 'generated' | 'closures';
  newMatches(): Matches;
  /** Evaluates one event without allocating: overwrites `matches`, hits in no particular order. */
  run(facts: Facts, matches: Matches): void;
  evaluate(facts: Facts): RuleEvaluation;
}

export interface CompileOptions {
  /** `auto` generates code where the process may and falls back to closures where it may not. */
  readonly codegen?: 'auto' | 'generated' | 'closures';
}

/**
 * Compiles the enabled rules of a set into one evaluator.
 * @throws RuleSetError naming every rule whose condition, effect or id cannot be used
 */
export function compileRuleSet(
  definitions: readonly RuleDefinition[],
  catalogue: SignalCatalogue,
  { codegen = 'auto' }: CompileOptions = {},
): CompiledRuleSet {
  const rules = definitions.filter((rule) => rule.enabled);
  const branches = checkRules(rules, catalogue);
  const form = codegen === 'auto' ? (canGenerate() ? 'generated' : 'closures') : codegen;
  const run = form === 'generated' ? generated(branches) : interpreted(branches);
  const hits = rules.map(
    (rule, index): RuleHit => Object.freeze({ index, ruleId: rule.id, score: rule.score ?? 0, outcome: rule.outcome }),
  );

  const newMatches = (): Matches => ({ hits: new Uint32Array(rules.length), hitCount: 0, failures: [] });
  const clearAndRun = (facts: Facts, matches: Matches): void => {
    matches.hitCount = 0;
    if (matches.failures.length > 0) matches.failures.length = 0;
    run(facts, matches);
  };
  const scratch = newMatches();

  return {
    rules,
    reads: new Set(branches.flatMap((branch) => [...branch.reads])),
    readsWhen: (signal, value) => new Set(branches.flatMap(({ term, reads }) => (canHold(term, signal, value) ? [...reads] : []))),
    form,
    newMatches,
    run: clearAndRun,
    evaluate(facts) {
      clearAndRun(facts, scratch);
      const found = Array.from(scratch.hits.subarray(0, scratch.hitCount).sort(), (index) => hits[index]).filter(
        (hit) => hit !== undefined,
      );
      const failures = scratch.failures.map(({ index, fault }) => ({ index, ruleId: rules[index]?.id ?? '', fault }));
      return {
        score: found.reduce((sum, hit) => sum + hit.score, 0),
        outcome: strictest(found),
        hits: found,
        failures: failures.sort((a, b) => a.index - b.index),
      };
    },
  };
}

interface CheckedRule extends Branch {
  readonly reads: ReadonlySet<string>;
}

function checkRules(rules: readonly RuleDefinition[], catalogue: SignalCatalogue): CheckedRule[] {
  const problems: RuleProblem[] = [];
  const branches: CheckedRule[] = [];
  const ids = new Set<string>();
  for (const [index, rule] of rules.entries()) {
    const refuse = (message: string, errors: readonly ExpressionError[] = []): void => {
      problems.push({ ruleId: rule.id, message, errors });
    };
    if (ids.has(rule.id)) refuse('another rule has the same id');
    ids.add(rule.id);
    if ((rule.score === undefined) === (rule.outcome === undefined)) refuse('a rule has either a score or an outcome');
    if (rule.score !== undefined && !Number.isFinite(rule.score)) refuse('the score is not a number');
    const checked = checkExpression(rule.when, catalogue);
    if (!checked.ok) {
      refuse(checked.errors.map(({ message, line, column }) => `${message} (line ${line}, column ${column})`).join('; '), checked.errors);
      continue;
    }
    if (checked.type !== 'bool') {
      refuse(`the condition is ${checked.type}, not bool`);
      continue;
    }
    branches.push({ index, term: checked.expression.term, reads: new Set(checked.reads) });
  }
  if (problems.length > 0) throw new RuleSetError(problems);
  return branches;
}

/** An evaluation as it is for an account for which some rules are switched off (RT-10). */
export function withoutSnoozed(evaluation: RuleEvaluation, snoozed: ReadonlySet<string>): RuleEvaluation {
  if (snoozed.size === 0) return evaluation;
  const hits = evaluation.hits.filter(({ ruleId }) => !snoozed.has(ruleId));
  return { ...evaluation, hits, score: hits.reduce((sum, { score }) => sum + score, 0), outcome: strictest(hits) };
}

const strictness: readonly RuleOutcome[] = ['step_up', 'review', 'hold', 'deny'];

function strictest(hits: readonly RuleHit[]): RuleOutcome | undefined {
  const rank = hits.reduce((max, { outcome }) => Math.max(max, outcome === undefined ? -1 : strictness.indexOf(outcome)), -1);
  return strictness[rank];
}

function generated(branches: readonly Branch[]): Run<Matches> {
  const closures = branches.map(({ term }) => toClosure(term));
  return instantiate<Matches>(generateSource(branches), (index, facts, matches) => {
    const decide = closures[index];
    if (decide) report(index, decide, facts, matches);
  });
}

interface Step {
  readonly index: number;
  readonly decide: Evaluate;
}

function interpreted(branches: readonly Branch[]): Run<Matches> {
  const steps = (list: readonly Branch[]): Step[] => list.map(({ index, term }) => ({ index, decide: toClosure(term) }));
  const dispatch = divide(branches);
  if (!dispatch) {
    const all = steps(branches);
    return (facts, matches) => runSteps(all, facts, matches);
  }
  const { signal } = dispatch;
  const divided = steps(dispatch.divided);
  const rest = steps(dispatch.rest);
  const cases = new Map([...dispatch.cases].map(([value, list]) => [value, steps(list)]));
  return (facts, matches) => {
    const value = facts[signal];
    const matching = typeof value === 'string' ? cases.get(value) : divided;
    if (matching) runSteps(matching, facts, matches);
    runSteps(rest, facts, matches);
  };
}

function runSteps(steps: readonly Step[], facts: Facts, matches: Matches): void {
  for (const { index, decide } of steps) report(index, decide, facts, matches);
}

function report(index: number, decide: Evaluate, facts: Facts, matches: Matches): void {
  const value = decide(facts);
  if (value === true) matches.hits[matches.hitCount++] = index;
  else if (isFault(value)) matches.failures.push({ index, fault: value });
}

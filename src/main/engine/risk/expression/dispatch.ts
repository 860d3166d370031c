import type { SignalValue } from './catalogue.ts';
import type { LiteralTerm, Term } from './term.ts';

/**
 * Most rules speak about one kind of operation: `operation_kind == "withdrawal" && …`. This finds the string signal by which a rule
 * set is best divided, so that an event is shown only to the rules that can match it.
 */
export interface Dispatch {
  readonly signal: string;
  /** Rules that need one of a few values of the signal, as they stand. */
  readonly divided: readonly Branch[];
  /** For each value, the rules that need it, with the test of the value itself already answered. */
  readonly cases: ReadonlyMap<string, readonly Branch[]>;
  /** Rules that every event must be shown to. */
  readonly rest: readonly Branch[];
}

export interface Branch {
  /** Position of the rule in the set. */
  readonly index: number;
  readonly term: Term;
}

/** A rule that needs one of more values than this is not copied into each case; it stays among the rest. */
const maxCopies = 8;

/**
 * Divides the rules, or gives undefined where no signal parts them well enough to be worth it.
 * @param by the signal to divide by, where that is settled
 */
export function divide(rules: readonly Branch[], by?: string): Dispatch | undefined {
  const signal = by ?? bestDivider(rules);
  if (signal === undefined) return undefined;

  const cases = new Map<string, Branch[]>();
  const divided: Branch[] = [];
  const rest: Branch[] = [];
  for (const rule of rules) {
    const values = valuesRequired(rule.term, signal);
    if (!values || values.size === 0 || values.size > maxCopies) {
      rest.push(rule);
      continue;
    }
    divided.push(rule);
    for (const value of values) {
      const branch = { index: rule.index, term: assume(rule.term, signal, value) };
      cases.set(value, [...(cases.get(value) ?? []), branch]);
    }
  }
  return { signal, divided, cases, rest };
}

/** The string signal by which most rules of a set are told apart; undefined where none serves two. */
export function bestDivider(rules: readonly Branch[]): string | undefined {
  const rulesBySignal = new Map<string, number>();
  for (const { term } of rules) {
    for (const signal of signalsRequired(term)) rulesBySignal.set(signal, (rulesBySignal.get(signal) ?? 0) + 1);
  }
  const [signal, count] = [...rulesBySignal].reduce((best, next) => (next[1] > best[1] ? next : best), ['', 1]);
  return count < 2 ? undefined : signal;
}

function signalsRequired(term: Term): Set<string> {
  const signals = new Set<string>();
  const visit = (part: Term): void => {
    if (part.kind === 'all' || part.kind === 'any') part.operands.forEach(visit);
    const test = equalityTest(part);
    if (test) signals.add(test.signal);
  };
  visit(term);
  return new Set([...signals].filter((signal) => valuesRequired(term, signal) !== undefined));
}

/** The values of a signal without which the term is false whatever else holds; undefined where it can be true with any value. */
function valuesRequired(term: Term, signal: string): ReadonlySet<string> | undefined {
  const test = equalityTest(term);
  if (test) return test.signal === signal ? test.values : undefined;
  if (term.kind === 'all') {
    const [first, ...others] = term.operands.flatMap((operand) => valuesRequired(operand, signal) ?? []);
    return first && new Set([...first].filter((value) => others.every((other) => other.has(value))));
  }
  if (term.kind === 'any') {
    const demands = term.operands.map((operand) => valuesRequired(operand, signal));
    return demands.includes(undefined) ? undefined : new Set(demands.flatMap((demand) => [...(demand ?? [])]));
  }
  return undefined;
}

/** Whether a rule can hold for an event on which a string signal has this value, whatever else is known. */
export function canHold(term: Term, signal: string, value: string): boolean {
  return valuesRequired(term, signal)?.has(value) ?? true;
}

interface EqualityTest {
  readonly signal: string;
  readonly values: ReadonlySet<string>;
}

/** `signal == "value"`, the same the other way round, or `signal in ["a", "b"]`. */
function equalityTest(term: Term): EqualityTest | undefined {
  if (term.kind === 'member' && term.operand.kind === 'signal' && term.operand.type === 'string' && term.options.every(isLiteral)) {
    return { signal: term.operand.name, values: new Set(term.options.map((option) => option.value as string)) };
  }
  if (term.kind !== 'operation' || term.name !== 'equal') return undefined;
  const [left, right] = term.operands;
  if (!left || !right) return undefined;
  const [subject, value] = left.kind === 'signal' ? [left, right] : [right, left];
  if (subject.kind !== 'signal' || subject.type !== 'string' || value.kind !== 'literal') return undefined;
  return { signal: subject.name, values: new Set([value.value as string]) };
}

const isLiteral = (term: Term): term is LiteralTerm => term.kind === 'literal';

const constant = (value: SignalValue): Term => ({ kind: 'literal', type: 'bool', value });

/** The term as it stands once the signal is known to have this value. */
function assume(term: Term, signal: string, value: string): Term {
  const test = equalityTest(term);
  if (test) return test.signal === signal ? constant(test.values.has(value)) : term;
  if (term.kind !== 'all' && term.kind !== 'any') return term;
  const deciding = term.kind === 'any';
  const operands = term.operands.map((operand) => assume(operand, signal, value));
  if (operands.some((operand) => isLiteral(operand) && operand.value === deciding)) return constant(deciding);
  const open = operands.filter((operand) => !isLiteral(operand));
  const [only] = open;
  if (!only) return constant(!deciding);
  return open.length === 1 ? only : { ...term, operands: open };
}

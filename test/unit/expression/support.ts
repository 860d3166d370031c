import {
  createCatalogue,
  type Facts,
  type SignalCatalogue,
  type SignalType,
  type SignalValue,
} from '../../../src/main/engine/risk/expression/catalogue.ts';
import { checkExpression, type Expression } from '../../../src/main/engine/risk/expression/check.ts';
import { toClosure } from '../../../src/main/engine/risk/expression/closures.ts';
import { generateSource, instantiate, type Sink } from '../../../src/main/engine/risk/expression/generate.ts';
import { type Fault, isFault, type Outcome, type Term } from '../../../src/main/engine/risk/expression/term.ts';
import type { RuleDefinition } from '../../../src/main/engine/risk/rule-set.ts';

export const catalogueOf = (signals: Readonly<Record<string, SignalType>>): SignalCatalogue =>
  createCatalogue(Object.entries(signals).map(([name, type]) => ({ name, type })));

/** Checks a text that the test knows to be sound. */
export function checked(source: string, catalogue: SignalCatalogue): Expression {
  const result = checkExpression(source, catalogue);
  if (!result.ok) throw new Error(result.errors.map(({ message, excerpt }) => `${message}\n${excerpt}`).join('\n'));
  return result.expression;
}

/**
 * Evaluates by closures and by generated code and insists that they agree. The generated form decides only bools, so a value of another
 * type is put to it as the question whether it equals what the closures found.
 */
export function evaluate(expression: Expression, facts: Facts): Outcome {
  const outcome = toClosure(expression.term)(facts);
  const generated = decide(asQuestion(expression.term, outcome), facts);
  const agrees = isFault(outcome) ? generated === 'fault' : generated === (expression.type === 'bool' ? outcome : true);
  if (!agrees)
    throw new Error(
      `closures give ${String(isFault(outcome) ? outcome.cause : outcome)}, generated code ${generated}: ${expression.source}`,
    );
  return outcome;
}

export function evaluateText(source: string, catalogue: SignalCatalogue, facts: Facts): Outcome {
  return evaluate(checked(source, catalogue), facts);
}

function asQuestion(term: Term, outcome: Outcome): Term {
  if (term.type === 'bool') return term;
  const question = (name: 'equal' | 'not_equal', other: Term): Term => ({ kind: 'operation', type: 'bool', name, operands: [term, other] });
  if (Number.isNaN(outcome)) return question('not_equal', term);
  const value: SignalValue = isFault(outcome) ? { string: '', int: 0, double: 0 }[term.type] : outcome;
  return question('equal', { kind: 'literal', type: term.type, value });
}

function decide(term: Term, facts: Facts): boolean | 'fault' {
  const closure = toClosure(term);
  let fault: Fault | undefined;
  const sink: Sink = { hits: new Uint32Array(1), hitCount: 0 };
  const run = instantiate<Sink>(generateSource([{ index: 0, term }]), (index, event, into) => {
    const outcome = closure(event);
    if (isFault(outcome)) fault = outcome;
    else if (outcome === true) into.hits[into.hitCount++] = index;
  });
  run(facts, sink);
  return fault ? 'fault' : sink.hitCount === 1;
}

/** A rule with the parts that a test does not care about filled in. */
export function rule(id: string, when: string, more: Partial<RuleDefinition> = {}): RuleDefinition {
  const effect = more.outcome === undefined ? { score: 10 } : {};
  return { id, name: id, when, reason: `because of ${id}`, tags: [], enabled: true, ...effect, ...more };
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Facts, SignalValue } from '../../../src/main/engine/risk/expression/catalogue.ts';
import { environmentOf } from '../../../src/main/engine/risk/expression/environment.ts';
import { isFault } from '../../../src/main/engine/risk/expression/term.ts';
import { compileRuleSet } from '../../../src/main/engine/risk/rule-set.ts';
import { bool, catalogue, double, facts, int, signals, string } from './arbitrary.ts';
import { checked, evaluate, rule } from './support.ts';

/** The facts as the library wants them: ints as bigints, missing ones absent. */
function asContext(values: Facts): Record<string, SignalValue> {
  const context: Record<string, SignalValue> = {};
  for (const [name, value] of Object.entries(values)) {
    if (value == null) continue;
    context[name] = signals[name as keyof typeof signals] === 'int' ? BigInt(value) : value;
  }
  return context;
}

const failedThere = Symbol('error');

function oracle(source: string, values: Facts): unknown {
  const parsed = environmentOf(catalogue).parse(source);
  try {
    return parsed(asContext(values));
  } catch {
    return failedThere;
  }
}

function ours(source: string, values: Facts): unknown {
  const expression = checked(source, catalogue);
  const outcome = evaluate(expression, values);
  if (isFault(outcome)) return failedThere;
  return expression.type === 'int' ? BigInt(outcome) : outcome;
}

/** Milliseconds: random trials take as long as a loaded machine makes them. */
const patience = 60_000;

describe('the two evaluators against the CEL library', () => {
  for (const [type, text, numRuns] of [
    ['bool', bool, 2_000],
    ['int', int, 1_500],
    ['double', double, 1_500],
    ['string', string, 1_000],
  ] as const) {
    it(
      `RT-01 agree on random ${type} expressions and facts, missing signals included`,
      () => {
        fc.assert(
          fc.property(text, fc.array(facts, { minLength: 1, maxLength: 4 }), (source, events) => {
            for (const event of events) expect(ours(source, event)).toBe(oracle(source, event));
          }),
          { numRuns },
        );
      },
      patience,
    );
  }

  it(
    'RT-01 agree on whole rule sets that are divided by the kind of operation',
    () => {
      const kinds = fc.constantFrom(
        'kind == "login"',
        '"withdrawal" == kind',
        'kind in ["login", "deposit"]',
        '(kind == "deposit" || kind == "login" && is_new)',
        'kind != "login"',
        'kind == "login" && kind == "deposit"',
      );
      const conditions = fc.oneof(
        fc.tuple(kinds, bool).map(([kind, rest]) => `${kind} && ${rest}`),
        fc.tuple(bool, kinds).map(([rest, kind]) => `${rest} && ${kind}`),
        bool,
      );
      fc.assert(
        fc.property(
          fc.array(conditions, { minLength: 1, maxLength: 6 }),
          fc.array(facts, { minLength: 1, maxLength: 3 }),
          (texts, events) => {
            const rules = texts.map((when, i) => rule(`rule_${i}`, when));
            for (const codegen of ['generated', 'closures'] as const) {
              const set = compileRuleSet(rules, catalogue, { codegen });
              for (const event of events) {
                const { hits, failures } = set.evaluate(event);
                const expected = texts.map((text) => oracle(text, event));
                expect(hits.map((hit) => hit.index)).toEqual(indexesOf(expected, true));
                expect(failures.map((failure) => failure.index)).toEqual(indexesOf(expected, failedThere));
              }
            }
          },
        ),
        { numRuns: 800 },
      );
    },
    patience,
  );
});

const indexesOf = (results: readonly unknown[], wanted: unknown): number[] =>
  results.flatMap((result, i) => (result === wanted ? [i] : []));

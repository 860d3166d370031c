import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Facts, SignalType, SignalValue } from '../../../src/main/engine/risk/expression/catalogue.ts';
import { environmentOf } from '../../../src/main/engine/risk/expression/environment.ts';
import { isFault } from '../../../src/main/engine/risk/expression/term.ts';
import { compileRuleSet } from '../../../src/main/engine/risk/rule-set.ts';
import { catalogueOf, checked, evaluate, rule } from './support.ts';

const signals = {
  kind: 'string',
  country: 'string',
  agent: 'string',
  count: 'int',
  age_days: 'int',
  amount: 'double',
  score_a: 'double',
  is_vpn: 'bool',
  is_new: 'bool',
} as const satisfies Record<string, SignalType>;
const catalogue = catalogueOf(signals);
const namesOf = (type: SignalType): string[] => Object.entries(signals).flatMap(([name, of]) => (of === type ? [name] : []));

/** Few words, so that equalities happen; with everything that could upset quoting. The oracle orders by UTF-16 unit: no surrogates. */
const words = [
  '',
  'US',
  'GB',
  'login',
  'withdrawal',
  'Mozilla/5.0 Headless',
  'a"b',
  "it's",
  'back\\slash',
  'line\nbreak',
  '\u2028\u2029',
  '$' + '{x}`',
  'é',
  'ＡＢ',
  '\0',
];
const word = fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 4 }));
const textLiteral = word.map((text) => JSON.stringify(text));

const smallInt = fc.integer({ min: -5, max: 5 });
const safeEdge = fc.constantFrom(2 ** 53 - 1, -(2 ** 53) + 1, 2 ** 31, -(2 ** 31) - 1);
/** Large enough that sums and products overflow, yet never the one int whose negation does: the oracle does not test for that. */
const hugeInt = fc.bigInt({ min: 2n ** 62n + 12_345n, max: 2n ** 63n - 99_999n });
const intLiteral = fc.oneof({ weight: 6, arbitrary: fc.nat({ max: 9 }).map(String) }, safeEdge.map(String), hugeInt.map(String));
const doubleLiteral = fc
  .oneof(fc.integer({ min: 0, max: 9 }), fc.double({ min: 0, max: 1e6, noNaN: true }), fc.double({ noNaN: true, noDefaultInfinity: true }))
  .map((value) => (/[.e]/.test(String(value)) ? String(value) : `${value}.0`));

/** Random texts of each type, every part in parentheses, built from everything the language has. */
const texts = fc.letrec<Record<SignalType, string>>((tie) => {
  const infix = (type: SignalType, ops: readonly string[], other: SignalType = type) =>
    fc.tuple(tie(type), fc.constantFrom(...ops), tie(other)).map(([a, op, b]) => `(${a} ${op} ${b})`);
  const choice = (type: SignalType) => fc.tuple(tie('bool'), tie(type), tie(type)).map(([c, a, b]) => `(${c} ? ${a} : ${b})`);
  const orders = ['==', '!=', '<', '<=', '>', '>='] as const;
  const member = (type: SignalType, of: SignalType = type) =>
    fc.tuple(tie(type), fc.array(tie(of), { minLength: 1, maxLength: 3 })).map(([a, list]) => `(${a} in [${list.join(', ')}])`);
  // One identifier for all four, or each type would count its own depth and texts would outgrow the limits.
  const depth = { maxDepth: 6, depthSize: 'medium', depthIdentifier: fc.createDepthIdentifier() } as const;
  return {
    bool: fc.oneof(
      depth,
      fc.constantFrom(...namesOf('bool'), 'true', 'false'),
      fc.constantFrom(...Object.keys(signals)).map((name) => `known(${name})`),
      infix('string', orders),
      infix('int', orders),
      infix('double', orders),
      infix('int', orders, 'double'),
      infix('double', orders, 'int'),
      infix('bool', orders),
      infix('bool', ['&&', '||']),
      infix('bool', ['&&', '||']),
      infix('bool', ['&&', '||']),
      tie('bool').map((a) => `!${a}`),
      choice('bool'),
      member('string'),
      member('int'),
      member('double', 'int'),
      member('int', 'double'),
      fc.tuple(tie('string'), fc.constantFrom('contains', 'startsWith', 'endsWith'), tie('string')).map(([a, f, b]) => `(${a}).${f}(${b})`),
      fc.tuple(tie('string'), fc.constantFrom('^[A-Z]+$', 'Head|login', '[0-9]\\\\.')).map(([a, p]) => `(${a}).matches("${p}")`),
    ),
    int: fc.oneof(
      depth,
      fc.constantFrom(...namesOf('int')),
      intLiteral,
      fc.constantFrom(...namesOf('int')).map((name) => `(-${name})`),
      infix('int', ['+', '-', '*', '/', '%']),
      choice('int'),
      tie('string').map((a) => `size(${a})`),
      // Within 64 bits: beyond, the library does not test for the range.
      fc.constantFrom(...namesOf('double')).map((name) => `(${name} > -1e9 && ${name} < 1e9 ? int(${name}) : 7)`),
    ),
    double: fc.oneof(
      depth,
      fc.constantFrom(...namesOf('double')),
      doubleLiteral,
      tie('double').map((a) => `(-${a})`),
      infix('double', ['+', '-', '*', '/']),
      infix('double', ['+', '-', '*', '/'], 'int'),
      infix('int', ['+', '-', '*', '/'], 'double'),
      choice('double'),
      tie('int').map((a) => `double(${a})`),
    ),
    string: fc.oneof(depth, fc.constantFrom(...namesOf('string')), textLiteral, infix('string', ['+']), choice('string')),
  };
});

/** Leaves out the few that outgrow what a rule may be. */
const [bool, int, double, string] = [texts.bool, texts.int, texts.double, texts.string].map((text) =>
  text.filter((source) => source.length < 2_000),
) as [fc.Arbitrary<string>, fc.Arbitrary<string>, fc.Arbitrary<string>, fc.Arbitrary<string>];

const missing = fc.constantFrom(undefined, null);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.oneof({ weight: 5, arbitrary }, { weight: 1, arbitrary: missing });
const intValue = fc.oneof({ weight: 4, arbitrary: smallInt as fc.Arbitrary<number | bigint> }, safeEdge, hugeInt);
const doubleValue = fc.oneof(smallInt, fc.double(), fc.constantFrom(0, -0, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53));
const facts: fc.Arbitrary<Facts> = fc.record({
  kind: maybe(fc.constantFrom('login', 'withdrawal', 'deposit')),
  country: maybe(word),
  agent: maybe(word),
  count: maybe(intValue),
  age_days: maybe(intValue),
  amount: maybe(doubleValue),
  score_a: maybe(doubleValue),
  is_vpn: maybe(fc.boolean()),
  is_new: maybe(fc.boolean()),
});

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

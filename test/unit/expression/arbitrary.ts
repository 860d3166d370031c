import fc from 'fast-check';
import type { Facts, SignalType } from '../../../src/main/engine/risk/expression/catalogue.ts';
import { catalogueOf } from './support.ts';

/** The signals of random expressions, a few of each type. */
export const signals = {
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
export const catalogue = catalogueOf(signals);
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
export const [bool, int, double, string] = [texts.bool, texts.int, texts.double, texts.string].map((text) =>
  text.filter((source) => source.length < 2_000),
) as [fc.Arbitrary<string>, fc.Arbitrary<string>, fc.Arbitrary<string>, fc.Arbitrary<string>];

const missing = fc.constantFrom(undefined, null);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.oneof({ weight: 5, arbitrary }, { weight: 1, arbitrary: missing });
const intValue = fc.oneof({ weight: 4, arbitrary: smallInt as fc.Arbitrary<number | bigint> }, safeEdge, hugeInt);
const doubleValue = fc.oneof(smallInt, fc.double(), fc.constantFrom(0, -0, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53));
/** Facts with every value that could upset an evaluator, missing ones included. */
export const facts: fc.Arbitrary<Facts> = fc.record({
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

const storedInt = fc.oneof({ weight: 4, arbitrary: smallInt as fc.Arbitrary<number> }, safeEdge);
const storedDouble = fc.oneof(smallInt, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(0, 2 ** 53));

/** Facts as a decision keeps them: what went through JSON holds neither NaN nor infinities nor ints beyond what a number holds exactly. */
export const storedFacts: fc.Arbitrary<Facts> = fc.record({
  kind: maybe(fc.constantFrom('login', 'withdrawal', 'deposit')),
  country: maybe(word),
  agent: maybe(word),
  count: maybe(storedInt),
  age_days: maybe(storedInt),
  amount: maybe(storedDouble),
  score_a: maybe(storedDouble),
  is_vpn: maybe(fc.boolean()),
  is_new: maybe(fc.boolean()),
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import starterPack from '../../../resources/rules/starter-pack.json' with { type: 'json' };
import {
  type Clause,
  comparisons,
  type Literal,
  methods,
  readSimple,
  type SimpleCondition,
  writeSimple,
} from '../../../src/renderer/console/features/rules/condition/simple-condition.ts';

const signal = fc.stringMatching(/^[a-z][a-z0-9_]{0,20}$/).filter((name) => !['in', 'true', 'false', 'known'].includes(name));
const quoted = fc.string({ unit: 'grapheme' }).map((text): Literal => ({ text: text.replace(/[\r\u2028\u2029]/g, ''), quoted: true }));
const numeric = fc.oneof(
  fc.integer().map(String),
  fc.integer({ min: -9999, max: 9999 }).map((n) => `${n}.5`),
);
const literal = fc.oneof(
  quoted,
  numeric.map((text): Literal => ({ text, quoted: false })),
);
const clause: fc.Arbitrary<Clause> = fc.oneof(
  fc.record({ signal, test: fc.constantFrom(...comparisons), values: fc.tuple(literal) }),
  fc.record({ signal, test: fc.constantFrom(...methods), values: fc.tuple(quoted) }),
  fc.record({ signal, test: fc.constant('in' as const), values: fc.array(literal, { minLength: 1, maxLength: 4 }) }),
  fc.record({ signal, test: fc.constantFrom('yes', 'no', 'known', 'unknown'), values: fc.constant([]) }),
);
const condition: fc.Arbitrary<SimpleCondition> = fc.record({
  join: fc.constantFrom('&&', '||'),
  clauses: fc.array(clause, { minLength: 2, maxLength: 6 }),
});

describe('the form for simple conditions', () => {
  test('RT-01 reads back whatever it writes', () => {
    fc.assert(
      fc.property(condition, (written) => {
        expect(readSimple(writeSimple(written))).toEqual(written);
      }),
    );
  });

  test('RT-01 shows every rule of the starter pack and leaves its text as it is', () => {
    for (const { id, when } of starterPack.rules) {
      const read = readSimple(when);
      expect(read, id).not.toBeNull();
      if (read !== null) expect(writeSimple(read)).toBe(when);
    }
  });

  test.each([
    'a && b || c',
    '(a || b) && c',
    'count("withdrawal", "24h") > 3',
    'a > b',
    'a == "unended',
    '',
    'a &&',
    'a in []',
    'a == r"x\\d"',
  ])('RT-01 leaves %s to the text', (source) => expect(readSimple(source)).toBeNull());
});

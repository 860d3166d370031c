import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCatalogue, type Facts } from '../../../src/main/engine/risk/expression/catalogue.ts';
import { checkExpression } from '../../../src/main/engine/risk/expression/check.ts';
import { toClosure } from '../../../src/main/engine/risk/expression/closures.ts';
import { generateSource, instantiate, type Sink } from '../../../src/main/engine/risk/expression/generate.ts';
import { compileRuleSet } from '../../../src/main/engine/risk/rule-set.ts';
import { catalogueOf, evaluateText, rule } from './support.ts';

const catalogue = catalogueOf({ country: 'string', amount: 'double', n: 'int', is_vpn: 'bool' });

/** Every word that generated code may contain besides labels, temporaries and signal reads. */
const vocabulary = new Set(
  `use strict return function run f sink const let hits n hitCount if else switch case break true false typeof string boolean number
   null unusual constants has test includes startsWith endsWith Number isSafeInteger Math trunc compareText sizeOf lowerAscii upperAscii`.split(
    /\s+/,
  ),
);

/** The generated text with its string literals taken out, each of which must be JSON. */
function withoutStrings(text: string): string {
  return text.replace(/"(?:[^"\\\n\u2028\u2029]|\\.)*"/g, (quoted) => {
    JSON.parse(quoted);
    return '';
  });
}

function strangers(text: string): string[] {
  const code = withoutStrings(text);
  const words = code.match(/f\.[a-z_0-9]+|[A-Za-z_$][\w$]*/g) ?? [];
  return words.filter((word) => {
    if (word.startsWith('f.')) return !catalogue.signals.has(word.slice(2));
    return !vocabulary.has(word) && !/^[Lev]\d+$/.test(word);
  });
}

/** Runs both forms on facts that note every read. */
function namesRead(source: string): { reads: string[]; declared: readonly string[]; text: string } | undefined {
  const result = checkExpression(source, catalogue);
  if (!result.ok || result.type !== 'bool') return undefined;
  const reads = new Set<string>();
  const values: Facts = { country: 'US', amount: 5, n: 1, is_vpn: true };
  const facts = new Proxy(values, {
    get(target, name) {
      reads.add(String(name));
      return Reflect.get(target, name);
    },
    getPrototypeOf: () => {
      throw new Error('the prototype was asked for');
    },
  });
  const { term } = result.expression;
  const decide = toClosure(term);
  decide(facts);
  const generated = generateSource([{ index: 0, term }]);
  const sink: Sink = { hits: new Uint32Array(1), hitCount: 0 };
  instantiate<Sink>(generated, (_index, event) => {
    decide(event);
  })(facts, sink);
  return { reads: [...reads], declared: result.reads, text: generated.text };
}

const nasty = fc.constantFrom(
  ...['constructor', '__proto__', 'prototype', 'process', 'globalThis', 'this', 'f', 'sink', 'hits', 'unusual', 'constants', 'require'],
  ...['"', "'", '`', '\\', '\n', '\u2028', '\u2029', '${', '}', '*/', '/*', '//', ';', '\0', '"+process.exit()+"', '\\u0022', '\\x22'],
);
const sound = fc.constantFrom(
  ...[
    'country',
    'amount',
    'n',
    'is_vpn',
    '==',
    '!=',
    '<',
    '&&',
    '||',
    '!',
    '(',
    ')',
    '?',
    ':',
    'in',
    '[',
    ']',
    ',',
    '+',
    '-',
    '.',
    '1',
    '2.5',
  ],
  ...['"US"', 'true', 'known(', 'size(', '.contains(', '.matches(', 'r"', '"""'],
);

describe('text from rules', () => {
  it('RT-01 never reads more than the signals it declares, whatever it says', () => {
    const soup = fc.array(fc.oneof({ weight: 4, arbitrary: sound }, nasty, fc.string({ maxLength: 3 })), { maxLength: 14 });
    fc.assert(
      fc.property(
        soup.map((parts) => parts.join(' ')),
        (source) => {
          const seen = namesRead(source);
          if (!seen) return;
          expect(seen.declared).toEqual(expect.arrayContaining(seen.reads));
          expect(strangers(seen.text)).toEqual([]);
        },
      ),
      { numRuns: 20_000 },
    );
  }, 60_000);

  it('RT-01 enters generated code as JSON strings only', () => {
    const text = fc.array(fc.oneof(nasty, fc.string({ unit: 'binary', maxLength: 6 })), { maxLength: 6 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, text, (a, b) => {
        const source = `country == ${JSON.stringify(a)} || country in [${JSON.stringify(b)}, "x"] || country.contains(${JSON.stringify(a + b)})`;
        const seen = namesRead(source);
        expect(seen?.reads).toEqual(['country']);
        expect(strangers(seen?.text ?? '?')).toEqual([]);
        for (const country of [a, b]) expect(evaluateText(source, catalogue, { country })).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    'constructor',
    '__proto__',
    'toString',
    'hasOwnProperty',
    'this',
    'f',
    'sink',
    'globalThis.process',
    'country.constructor',
    'country["constructor"]',
    'country.constructor("return 1")()',
    'amount.toString()',
    'process.exit()',
    'known(constructor)',
    'known(__proto__)',
    'eval("1")',
    'Function("return 1")',
    '`x` == country',
    'country == "a" // ok\n; process.exit()',
    '(() => true)()',
    'is_vpn = true',
    'cel.bind(x, 1, x)',
    '{"a": 1}.constructor',
    'optional.of(1)',
    'google.protobuf.Timestamp{}',
  ])('RT-01 refuses %j', (source) => {
    expect(checkExpression(source, catalogue).ok).toBe(false);
  });

  it.each(['constructor', '__proto__', 'valueOf', 'Country', 'a-b', 'a b', '', '1a', 'true', 'in', 'known', 'size', 'a"b', 'a\nb', 'é'])(
    'refuses %j as the name of a signal',
    (name) => {
      expect(() => createCatalogue([{ name, type: 'string' }])).toThrow(/cannot be the name/);
    },
  );

  it('refuses a name that is given twice, to signals or functions', () => {
    const signal = { name: 'n', type: 'int' } as const;
    expect(() => createCatalogue([signal, signal])).toThrow(/twice/);
    expect(() => createCatalogue([signal], [{ name: 'n', parameters: [], returns: 'int', resolve: () => ({ signal: 'm' }) }])).toThrow(
      /twice/,
    );
  });

  it('keeps ids and names of rules out of the generated code', () => {
    const hostile = '"]; throw new Error("reached"); //';
    const set = compileRuleSet([rule(hostile, 'is_vpn', { name: hostile, reason: hostile, tags: [hostile] })], catalogue, {
      codegen: 'generated',
    });
    expect(set.evaluate({ is_vpn: true }).hits.map((hit) => hit.ruleId)).toEqual([hostile]);
  });
});

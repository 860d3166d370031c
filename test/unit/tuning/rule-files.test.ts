import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noLists } from '../../../src/main/engine/risk/declared/lists.ts';
import { starterRules } from '../../../src/main/engine/risk/starter.ts';
import { checkRuleFile, type FileProblem, openRuleFile } from '../../../src/main/engine/tuning/files/read.ts';
import { schemaPath, writeRuleFile } from '../../../src/main/engine/tuning/files/write.ts';
import { type RuleFile, ruleFileJsonSchema, ruleFileSchema } from '../../../src/shared/contract/rule-file.ts';

const root = join(import.meta.dirname, '..', '..', '..');

function problemsOf(source: string): readonly FileProblem[] {
  const result = openRuleFile(source);
  return 'problems' in result ? result.problems : checkRuleFile(result.opened, noLists);
}

const file = (when: string, more = ''): string => `format: portcullis.rules/1
rules:
  - id: large
    name: Large withdrawal
    reason: More than usual
    score: 20
${more}    when: ${when}
`;

describe('a file of rules (RT-01)', () => {
  it('RT-01: has a JSON Schema that is current', () => {
    expect(JSON.parse(readFileSync(join(root, schemaPath), 'utf8'))).toEqual(JSON.parse(JSON.stringify(ruleFileJsonSchema())));
  });

  it('takes the starter pack out and in again unchanged', () => {
    const text = writeRuleFile({ rules: starterRules as never });
    const result = openRuleFile(text);
    expect(result).toHaveProperty('opened');
    if ('opened' in result) {
      expect(result.opened.content.rules).toEqual(starterRules);
      expect(checkRuleFile(result.opened, noLists)).toEqual([]);
    }
  });

  it('reads whatever it writes', () => {
    const text = (most: number) => fc.string({ unit: 'binary', minLength: 1, maxLength: most });
    const test = fc.record({
      name: text(20),
      facts: fc.dictionary(
        text(10),
        fc.oneof(fc.string({ unit: 'binary' }), fc.boolean(), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })),
      ),
      hit: fc.boolean(),
    });
    const rule = fc.record(
      {
        id: fc.stringMatching(/^[a-z][a-z0-9_]{0,10}$/),
        name: text(30),
        when: fc.oneof(
          text(200),
          fc.array(text(60), { minLength: 2, maxLength: 4 }).map((lines) => lines.join('\n')),
        ),
        score: fc.integer({ min: -100, max: 100 }),
        reason: text(30),
        tags: fc.array(text(10), { maxLength: 3 }),
        tests: fc.array(test, { minLength: 1, maxLength: 2 }),
        enabled: fc.boolean(),
      },
      { requiredKeys: ['id', 'name', 'when', 'reason', 'tags', 'enabled'] },
    );
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 3 }), (rules) => {
        const content: RuleFile = ruleFileSchema.parse({ format: 'portcullis.rules/1', rules });
        expect(openRuleFile(writeRuleFile(content))).toMatchObject({ opened: { content } });
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['a plain condition', 'operation == "withdrawal" && amont_value > 500.0', 7],
    ['quotes', `'operation == "withdrawal" && amont_value > 500.0'`, 7],
    ['quotes with escapes', String.raw`"operation == \"withdrawal\" && amont_value > 500.0"`, 7],
    ['a block', '|\n      operation == "withdrawal"\n        && amont_value > 500.0', 9],
    ['a folded block', '>-\n      operation == "withdrawal"\n      && amont_value > 500.0', 9],
    ['lines that YAML joins', 'operation == "withdrawal"\n      && amont_value > 500.0', 8],
  ] as const)('names the line and column of a mistake in %s', (_, when, line) => {
    const source = file(when);
    const [found, ...others] = problemsOf(source);
    expect(others).toEqual([]);
    const text = source.split('\n')[line - 1] ?? '';
    expect(found).toMatchObject({
      line,
      column: text.indexOf('amont_value') + 1,
      ruleId: 'large',
      message: 'Unknown signal "amont_value": did you mean "amount_value"?',
      excerpt: `${text}\n${' '.repeat(text.indexOf('amont_value'))}${'^'.repeat('amont_value'.length)}`,
    });
  });

  it.each([
    ['rules: [', /^1:|^2:/, /./],
    ['format: portcullis.rules/9\nrules: []\n', /^1:9$/, /format/],
    ['format: portcullis.rules/1\n', /^1:1$/, /rules/],
    ['format: portcullis.rules/1\nrules: []\nruels: []\n', /^3:1$/, /ruels/],
    [file('known(client)').replace('score: 20', 'score: many'), /^6:12$/, /score/],
    [file('known(client)').replace('score: 20', 'outcome: allow'), /^6:14$/, /outcome/],
    [file('known(client)').replace('    score: 20\n', ''), /^3:9$/, /either a score or an outcome/],
    [file('1 + 1'), /^7:11$/, /not bool/],
    [`${file('known(client)')}  - { id: large, name: b, reason: c, score: 1, when: known(client) }\n`, /^8:11$|^3:9$/, /same id/],
    [file('amount_value > 1.0', '    score: 30\n'), /^7:5$/, /unique/i],
    ['a: &a [x, x, x]\nb: &b [*a, *a, *a, *a]\nc: &c [*b, *b, *b, *b]\nd: [*c, *c, *c, *c]\n', /^1:1$/, /./],
  ] as const)('names the place of each fault: %j', (source, place, words) => {
    const problems = problemsOf(source).map(({ line, column, message }) => [`${line}:${column}`, message]);
    expect(
      problems.some(([at, message]) => place.test(at ?? '') && words.test(message ?? '')),
      JSON.stringify(problems),
    ).toBe(true);
  });

  it('RT-03: runs the tests in the file and points at those that fail', () => {
    const tests = `    tests:
      - { name: a large one, facts: { amount_value: 900.5 }, hit: true }
      - name: a small one
        facts: { amount_value: 5 }
        hit: true
`;
    expect(problemsOf(file('amount_value > 500.0', tests))).toMatchObject([
      { line: 9, column: 15, ruleId: 'large', message: expect.stringContaining('must hit and does not') },
    ]);
  });

  it('never throws, whatever text it is given', () => {
    const pieces = fc.constantFrom(
      'format: ',
      'portcullis.rules/1',
      '\n',
      '- ',
      'rules:',
      '{',
      '}',
      '[',
      ']',
      '"',
      "'",
      '|',
      '>',
      '&a',
      '*a',
      '!!x',
      '\t',
      '  ',
      ': ',
      'when',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(pieces).map((parts) => parts.join('')),
        ),
        (source) => void problemsOf(source),
      ),
    );
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const root = new URL('../../', import.meta.url);
const document = readFileSync(new URL('docs/threat-model.md', root), 'utf8');

/** The tests that the document names, as [file, title]. */
function namedTests(): [string, string][] {
  const named: [string, string][] = [];
  for (const [, file = '', titles = ''] of document.matchAll(/`(test\/[^`]+\.ts)`: ((?:“[^”]+”(?:, )?)+)/gu)) {
    for (const [, title = ''] of titles.matchAll(/“([^”]+)”/gu)) named.push([file, title]);
  }
  return named;
}

describe('the threat model', () => {
  it('names a test in every row', () => {
    const rows = document.split('\n').filter((line) => /^\| [^-]/u.test(line) && line.split('|').length === 5);
    for (const row of rows) expect(row).toMatch(/ Test \||“[^”]+” \|$/u);
    expect(rows.length).toBeGreaterThan(30);
  });

  it('covers every attack that a security review begins with', () => {
    const attacks = [
      'push bombing',
      'replay an approval',
      'double approve',
      'change the transaction',
      'relay a qr code',
      'swap the sim',
      'stolen session',
      'set a clock back',
      'guess codes',
      'lock the owner out',
      'enrol a factor of the thief',
      'talk support into',
      'as an insider',
      'learn which log-ins and accounts exist',
      'reach another customer',
      'set fields that nobody may set',
      'send what almost fits',
    ];
    const rows = document
      .toLowerCase()
      .split('\n')
      .filter((line) => line.startsWith('| '));
    for (const attack of attacks)
      expect(
        rows.some((row) => row.includes(attack)),
        attack,
      ).toBe(true);
  });

  it.each(namedTests())('names a test that exists: %s “%s”', (file, title) => {
    const source = readFileSync(new URL(file, root), 'utf8');
    const starts = [`it('${title}'`, `it("${title}"`, `test('${title}'`];
    expect(starts.some((start) => source.includes(start))).toBe(true);
  });
});

import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const repository = join(import.meta.dirname, '..', '..');

// Put together here, so that the real run does not take them for ids of this file's own tests.
const [ONE, TWO, NONE] = ['01', '02', '99'].map((number) => `TD-${number}`) as [string, string, string];

/** A project of its own with the real script, two requirements and whatever tests it is given. */
describe('npm run requirements', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'portcullis-requirements-'));
    for (const part of ['requirements.mjs', 'lib/project.mjs', 'lib/titles.mjs']) {
      cpSync(join(repository, 'scripts', part), join(folder, 'scripts', part));
    }
    mkdirSync(join(folder, 'docs'));
    writeFileSync(join(folder, 'docs', 'requirements.md'), `| Id | In short |\n| --- | --- |\n| ${ONE} | One. |\n| ${TWO} | Two. |\n`);
    mkdirSync(join(folder, 'test'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function run(tests: string, ...args: string[]): { readonly code: number | null; readonly out: string; readonly err: string } {
    writeFileSync(join(folder, 'test', 'some.test.ts'), tests);
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, 'scripts', 'requirements.mjs'), ...args], {
      encoding: 'utf8',
    });
    return { code: status, out: stdout, err: stderr };
  }

  it('finds ids in every kind of title and in no other text', () => {
    const { out } = run(
      [
        `it('${ONE} is in a title', () => {});`,
        `// it says ${TWO} in a comment, and it('does') not count`,
        `const text = '${TWO}';`,
        'it.each([[1, 2], [3, (4)]])(`counts %d`, () => {});',
      ].join('\n'),
      '--json',
    );
    expect(JSON.parse(out)).toEqual({ covered: [ONE], uncovered: [TWO] });
    const both = run(`test.describe('${ONE} in a group', () => {});\nit.each([1])(\n  "${TWO} isn't lost",\n  () => {},\n);`, '--json');
    expect(JSON.parse(both.out)).toEqual({ covered: [ONE, TWO], uncovered: [] });
  });

  it('fails on an id without a test, unless it only reports', () => {
    const tests = `it('${ONE} holds', () => {});`;
    expect(run(tests).code).toBe(1);
    expect(run(tests).out).toContain(`${TWO} NO TEST Two.`);
    expect(run(tests, '--allow-uncovered').code).toBe(0);
    expect(run(tests, '--json').code).toBe(0);
    expect(run(tests, '--json', '--strict').code).toBe(1);
  });

  it('fails on a title with an id that does not exist', () => {
    const { code, err } = run(`it('${ONE} and ${NONE} hold', () => {});`, '--json');
    expect(code).toBe(1);
    expect(err).toContain(`some.test.ts:1 names ${NONE}`);
  });
});

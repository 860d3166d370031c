import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../../src/main/commands/main.ts';
import { longHistory, payments } from '../imports/support.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'portcullis-rules-'));
  writeFileSync(join(folder, 'history.csv'), longHistory(400));
  writeFileSync(join(folder, 'payments.json'), JSON.stringify(payments));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(...args: readonly string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await main(args, {
    out: (line) => out.push(line),
    err: (line) => err.push(line),
    env: {},
    cwd: folder,
    interrupted: new AbortController().signal,
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

const rules = (when: string): string => {
  writeFileSync(
    join(folder, 'rules.yaml'),
    `format: portcullis.rules/1\nrules:\n  - id: large\n    name: Large\n    when: ${when}\n    score: 95\n    reason: more than usual\n`,
  );
  return 'rules.yaml';
};
const backtest = (...more: readonly string[]) =>
  run('backtest', '--rules', 'rules.yaml', '--history', 'history.csv', '--mapping', 'payments.json', ...more);

describe('rule sets on the command line', () => {
  it('RT-01: names faults by file, line and column, and says so with its exit code', async () => {
    expect(await run('rules', 'check', rules('amount_value > 50.0'))).toMatchObject({ code: 0, err: expect.stringContaining('1 rules') });
    const faulty = await run('rules', 'check', rules('amont_value > 50.0'));
    expect(faulty.code).toBe(1);
    expect(faulty.err).toContain('rules.yaml:5:11: large: Unknown signal "amont_value"');
    expect(faulty.err).toContain(`${' '.repeat(10)}^^^^^^^^^^^`);
    expect(JSON.parse((await run('rules', 'check', 'rules.yaml', '--json')).out)).toMatchObject({ sound: false });
  });

  it('RT-05: replays a rule set over a file without a window, and holds it to limits', async () => {
    rules('amount_value > 50.0');
    const { code, out, err } = await backtest('--json');
    expect(code).toBe(0);
    expect(err).toContain('history.csv:11: amount');
    const { report } = JSON.parse(out) as { report: { operations: number; draft: { flagged: number; alertRate: number } } };
    const amounts = longHistory(400)
      .split('\n')
      .slice(1)
      .map((line) => Number(line.split(',')[4]));
    expect(report.operations).toBe(360);
    expect(report.draft.flagged).toBe(amounts.filter((amount) => amount > 50).length);
    expect((await backtest('--max-alert-rate', String(report.draft.alertRate))).code).toBe(0);
    expect(await backtest('--max-alert-rate', '0.1')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--max-alert-rate 0.1 is not kept'),
    });
    // Nothing logs in in this history: a limit that it says nothing of is not kept.
    expect((await backtest('--max-friction', '50')).code).toBe(2);
  });

  it('RT-04: exports the rules of a workspace, and brings them back as a draft of somebody who may draft, never further', async () => {
    const demo = ['--workspace', join(folder, 'workspace'), '--demo'];
    expect((await run('rules', 'export', 'out.yaml', ...demo)).code).toBe(0);
    const text = readFileSync(join(folder, 'out.yaml'), 'utf8');
    expect(text).toContain('format: portcullis.rules/1');
    const unchanged = await run('rules', 'import', 'out.yaml', '--as', 'risk_analyst@demo.example', ...demo).catch(
      (error: unknown) => error,
    );
    expect(unchanged).toMatchObject({ code: 'not_found' });
  });
});

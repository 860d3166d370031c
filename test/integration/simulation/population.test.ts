import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { programFolder } from '../../../src/main/compose/root.ts';
import type { SimulationReport } from '../../../src/main/demo/simulation/simulate.ts';
import { broken, nothing, unchecked } from './report.ts';

/** Runs the command as whoever checks a server by it does, in a process of its own. @returns its report and its exit code */
function simulateByCommand(...args: string[]): Promise<{ readonly report: SimulationReport; readonly code: number | null }> {
  const child = spawn(process.execPath, ['src/main/server.ts', 'simulate', ...args, '--json'], {
    cwd: programFolder(),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let printed = '';
  child.stdout.on('data', (text) => {
    printed += String(text);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ report: JSON.parse(printed) as SimulationReport, code }));
  });
}

describe('a simulated population of a thousand', () => {
  it('lives for two days, honest and attacked, and breaks none of what must always hold, each checked (PO-04, TD-19, MP-02, WH-04, AU-01)', async () => {
    const { report, code } = await simulateByCommand('--customers', '1000', '--hours', '48', '--seed', 'ci');
    expect(broken(report)).toEqual(nothing);
    expect(code).toBe(0);
    expect(unchecked(report)).toEqual([]);
    expect(report).toMatchObject({ customers: 1_000, simulatedHours: 48 });
    expect(report.operations).toBeGreaterThan(15_000);
  }, 1_200_000);
});

import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';

/** One number that was measured. `ratio` compares it with the yardstick of the same run. */
export interface Result {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly ratio?: number;
}

/** A limit that a bench is meant to reach, and whether it did. */
export interface Reach {
  readonly what: string;
  readonly want: string;
  readonly got: number;
  readonly ok: boolean;
}

export interface Measurements {
  /** How many times each number was measured; it is the median of these. */
  readonly runs: number;
  readonly results: readonly Result[];
  readonly reach: readonly Reach[];
}

export interface BenchContext {
  /** Rules of others in place of ours: `{ fields, rules: [{ id, score, when }] }`. */
  readonly rulesFile: string | undefined;
  /** Events of others: NDJSON, or a module that exports `makeEvents(count, seed)`. */
  readonly eventsFile: string | undefined;
  /** Tells people how things stand; keeps out of `--json`. */
  note(text: string): void;
}

export interface Bench {
  readonly name: string;
  readonly describe: string;
  run(context: BenchContext): Promise<Measurements>;
}

/** Says what a bench is; exists so that its parts are typed where they are written. */
export const defineBench = (bench: Bench): Bench => bench;

/** What was found to be wrong while measuring, such as two engines that disagree: the numbers are worth nothing. */
export class BenchFault extends Error {
  override readonly name = 'BenchFault';
}

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly platform: string;
  readonly node: string;
}

export function machineInfo(): Machine {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    platform: `${process.platform} ${process.arch}`,
    node: process.versions.node,
  };
}

/** The middle value; of an even number of values the mean of the two in the middle. NaN for none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? Number.NaN) + (sorted[Math.floor(middle)] ?? Number.NaN)) / 2;
}

/** The value below which a share of all values lies, by the nearest rank. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export const atMost = (what: string, limit: number, got: number): Reach => ({
  what,
  want: `≤ ${limit}`,
  got: rounded(got),
  ok: got <= limit,
});
export const atLeast = (what: string, limit: number, got: number): Reach => ({
  what,
  want: `≥ ${limit}`,
  got: rounded(got),
  ok: got >= limit,
});

/** Four significant digits: more would be noise. */
export const rounded = (value: number): number => Number(value.toPrecision(4));

export interface Arguments {
  readonly name: string | undefined;
  readonly json: boolean;
  readonly rulesFile: string | undefined;
  readonly eventsFile: string | undefined;
}

/** @throws TypeError on an option that does not exist */
export function parseArguments(args: readonly string[]): Arguments {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { json: { type: 'boolean' }, rules: { type: 'string' }, events: { type: 'string' } },
  });
  return { name: positionals[0], json: values.json ?? false, rulesFile: values.rules, eventsFile: values.events };
}

/** The measurements as people read them. */
export function table({ results, reach, runs }: Measurements, machine: Machine): string {
  const rows = results.map(({ name, value, unit, ratio }) => [
    name,
    String(rounded(value)),
    unit,
    ratio === undefined ? '' : `${rounded(ratio)} ×`,
  ]);
  const goals = reach.map(({ what, want, got, ok }) => `${ok ? 'reached' : 'MISSED '}  ${what}: ${got} (want ${want})`);
  const about = `${machine.cpu}, ${machine.cores} cores, ${machine.platform}, Node ${machine.node}; medians of ${runs} runs`;
  return [about, '', ...columns(rows), '', ...goals].join('\n');
}

function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, i) => (i === 1 || i === 3 ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}

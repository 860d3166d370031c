import type { Table } from './column.ts';
import type { TallyJob } from './tally.ts';
import { labelLevels, need } from './weigh.ts';
import { centsColumn, timeColumn } from './windows.ts';

/** Rows that are alike in everything but what rules say of them. */
export interface Strata {
  readonly key: string;
  /** Of each row of the range; `count` for rows of another time. */
  readonly of: Uint32Array;
  readonly count: number;
  /** Each one's class of circumstances. */
  readonly classes: Uint32Array;
  readonly usable: Uint8Array;
  readonly labels: Uint8Array;
  readonly rows: Float64Array;
  readonly cents: Float64Array;
}

/** More usable signals than this make no difference: `minSignals` ends below. */
const usableLevels = 64;
const none = 0xffff_ffff;

/** Divides a range of rows by class of circumstances, usable signals and label. */
export function divideRows(table: Table, from: number, to: number, job: TallyJob): Strata {
  const { since, until, classes, logins } = job;
  const [contexts, usable] = [need(table, '$context'), need(table, '$usable')];
  const [times, values] = [need(table, timeColumn), need(table, centsColumn)];
  const label = new Uint8Array(job.labels);
  const allTimes = since === Number.NEGATIVE_INFINITY && until === Number.POSITIVE_INFINITY;
  const [of, numbers] = [new Uint32Array(to - from), new Uint32Array(logins.length * usableLevels * labelLevels).fill(none)];
  const [rows, cents] = [new Float64Array(numbers.length), new Float64Array(numbers.length)];
  const found: number[] = [];
  for (let i = from; i < to; i++) {
    if (!allTimes && ((times[i] as number) < since || (times[i] as number) > until)) {
      of[i - from] = none;
      continue;
    }
    const seen = usable[i] as number;
    const known = seen >= usableLevels ? usableLevels - 1 : seen > 0 ? seen : 0;
    const place = ((classes[contexts[i] as number] as number) * usableLevels + known) * labelLevels + (label[i] as number);
    let stratum = numbers[place] as number;
    if (stratum === none) {
      stratum = found.push(place) - 1;
      numbers[place] = stratum;
    }
    of[i - from] = stratum;
    rows[stratum] = (rows[stratum] as number) + 1;
    const value = values[i] as number;
    if (!Number.isNaN(value)) cents[stratum] = (cents[stratum] as number) + value;
  }
  const count = found.length;
  if (!allTimes) for (let at = 0; at < of.length; at++) if (of[at] === none) of[at] = count;
  return {
    key: job.strataKey,
    of,
    count,
    classes: Uint32Array.from(found, (place) => Math.floor(place / labelLevels / usableLevels)),
    usable: Uint8Array.from(found, (place) => Math.floor(place / labelLevels) % usableLevels),
    labels: Uint8Array.from(found, (place) => place % labelLevels),
    rows: rows.slice(0, count),
    cents: cents.slice(0, count),
  };
}

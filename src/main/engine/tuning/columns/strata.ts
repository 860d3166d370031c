import type { Table } from './column.ts';
import { doubled, Numbering } from './numbering.ts';
import type { TallyJob } from './tally.ts';
import { answerKey, bandAt, labelLevels, need, type Weighed } from './weigh.ts';
import { centsColumn, timeColumn } from './windows.ts';

/** Rows that are alike in everything but what the draft's rules say of them. */
export interface Strata {
  readonly key: string;
  /** Of each row of the range; the last one holds rows of another time. */
  readonly of: Uint32Array;
  readonly count: number;
  readonly contexts: Uint32Array;
  readonly usable: Uint8Array;
  readonly liveResults: Uint16Array;
  readonly liveFlags: Uint8Array;
  readonly labels: Uint8Array;
  readonly rows: Float64Array;
  readonly cents: Float64Array;
}

/** More usable signals than this make no difference: `minSignals` ends below. */
const mostUsable = 63;
const outsideTime = 0xffff_ffff;

/** Divides a range of rows by circumstances, label, and how the live policy ends them. */
export function divideRows(table: Table, from: number, to: number, job: TallyJob, live: Weighed): Strata {
  const { since, until, resultCount } = job;
  const { results, flagged, thresholds } = job.live;
  const [contexts, usable] = [need(table, '$context'), need(table, '$usable')];
  const [times, cents] = [need(table, timeColumn), need(table, centsColumn)];
  const label = new Uint8Array(job.labels);
  const { scores, demands } = live;
  const size = to - from;
  const of = new Uint32Array(size);
  const allTimes = since === Number.NEGATIVE_INFINITY && until === Number.POSITIVE_INFINITY;
  const byUsable = labelLevels * 2 * resultCount;
  const byContext = byUsable * (mostUsable + 1);
  const numbers = new Numbering();
  let rows = new Float64Array(1_024);
  let sums = new Float64Array(1_024);
  let outside = 0;
  for (let at = 0; at < size; at++) {
    const i = at + from;
    if (!allTimes) {
      const time = times[i] as number;
      if (time < since || time > until) {
        of[at] = outsideTime;
        outside += 1;
        continue;
      }
    }
    const seen = usable[i] as number;
    const known = seen > mostUsable ? mostUsable : seen > 0 ? seen : 0;
    const context = contexts[i] as number;
    const key = answerKey(context, bandAt(scores[at] as number, known, thresholds), demands[at] as number);
    const id =
      context * byContext +
      known * byUsable +
      ((results[key] as number) * 2 + (flagged[key] as number)) * labelLevels +
      (label[i] as number);
    const stratum = numbers.numberOf(id);
    if (stratum >= rows.length) [rows, sums] = [doubled(rows), doubled(sums)];
    of[at] = stratum;
    rows[stratum] = (rows[stratum] as number) + 1;
    const value = cents[i] as number;
    if (!Number.isNaN(value)) sums[stratum] = (sums[stratum] as number) + value;
  }
  const { count, ids } = numbers;
  if (outside > 0) for (let at = 0; at < size; at++) if (of[at] === outsideTime) of[at] = count;
  const strata = {
    labels: new Uint8Array(count),
    liveFlags: new Uint8Array(count),
    liveResults: new Uint16Array(count),
    usable: new Uint8Array(count),
    contexts: new Uint32Array(count),
  };
  for (let stratum = 0; stratum < count; stratum++) {
    const id = ids[stratum] as number;
    strata.labels[stratum] = id % labelLevels;
    strata.liveFlags[stratum] = Math.floor(id / labelLevels) % 2;
    strata.liveResults[stratum] = Math.floor(id / labelLevels / 2) % resultCount;
    strata.usable[stratum] = Math.floor(id / byUsable) % (mostUsable + 1);
    strata.contexts[stratum] = Math.floor(id / byContext);
  }
  return { key: job.liveKey, of, count, ...strata, rows: rows.slice(0, count), cents: sums.slice(0, count) };
}

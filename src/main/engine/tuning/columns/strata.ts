import type { Table } from './column.ts';
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

/** Places in a table by which ids are numbered; ids beyond share them, and the number found there is compared. */
const mostPlaces = 1 << 22;

/**
 * Numbers ids as they turn up. Loops over rows look into `places` themselves: a number above 0 whose id is the one wanted is one more than
 * the id's number; for all else they ask {@link Numbering.add}.
 */
export class Numbering {
  readonly places: Int32Array;
  readonly mask: number;
  /** Ids by number. */
  ids = new Float64Array(1_024);
  count = 0;
  readonly #others = new Map<number, number>();

  /** @param size ids are below it */
  constructor(size: number) {
    let places = 1_024;
    while (places < size && places < mostPlaces) places *= 2;
    this.places = new Int32Array(places);
    this.mask = places - 1;
  }

  add(id: number): number {
    const place = id % this.places.length;
    const first = this.places[place] ?? 0;
    if (first !== 0) {
      if (this.ids[first - 1] === id) return first - 1;
      const known = this.#others.get(id);
      if (known !== undefined) return known;
    }
    if (this.count === this.ids.length) this.ids = doubled(this.ids);
    const number = this.count++;
    this.ids[number] = id;
    if (first === 0) this.places[place] = number + 1;
    else this.#others.set(id, number);
    return number;
  }
}

export function doubled(values: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const more = new Float64Array(values.length * 2);
  more.set(values);
  return more;
}

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
  const numbers = new Numbering(byContext * (job.logins.length + 1));
  const { places, mask } = numbers;
  let { ids } = numbers;
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
    let stratum = (places[id & mask] as number) - 1;
    if (stratum < 0 || ids[stratum] !== id) {
      stratum = numbers.add(id);
      ids = numbers.ids;
      if (stratum >= rows.length) [rows, sums] = [doubled(rows), doubled(sums)];
    }
    of[at] = stratum;
    rows[stratum] = (rows[stratum] as number) + 1;
    const value = cents[i] as number;
    if (!Number.isNaN(value)) sums[stratum] = (sums[stratum] as number) + value;
  }
  const { count } = numbers;
  const found = Array.from(ids.subarray(0, count));
  if (outside > 0) for (let at = 0; at < size; at++) if (of[at] === outsideTime) of[at] = count;
  const part = (divisor: number, levels: number) => found.map((id) => Math.floor(id / divisor) % levels);
  return {
    key: job.liveKey,
    of,
    count,
    labels: Uint8Array.from(part(1, labelLevels)),
    liveFlags: Uint8Array.from(part(labelLevels, 2)),
    liveResults: Uint16Array.from(part(labelLevels * 2, resultCount)),
    usable: Uint8Array.from(part(byUsable, mostUsable + 1)),
    contexts: Uint32Array.from(found, (id) => Math.floor(id / byContext)),
    rows: rows.slice(0, count),
    cents: sums.slice(0, count),
  };
}

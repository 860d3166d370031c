import type { Table } from './column.ts';
import type { TallyJob } from './tally.ts';
import { answerKey, bandAt, need, weigh } from './weigh.ts';
import { timeColumn } from './windows.ts';

/** Which rows a person wants to look at: a cell of the flip matrix, a rule's hits, a label. Undefined for any. */
export interface RowWish {
  readonly live: number | undefined;
  readonly draft: number | undefined;
  readonly bits: SharedArrayBuffer | undefined;
  readonly label: number | undefined;
  readonly limit: number;
}

export interface FoundRow {
  readonly row: number;
  readonly live: number;
  readonly draft: number;
  readonly liveScore: number;
  readonly score: number;
  readonly label: number;
}

/** Finds rows by how both policies end, the newest first. */
export function findRows(table: Table, job: TallyJob, wish: RowWish): FoundRow[] {
  const [contexts, usable, times] = [need(table, '$context'), need(table, '$usable'), need(table, timeColumn)];
  const labels = new Uint8Array(job.labels);
  const bits = wish.bits && new Uint32Array(wish.bits);
  const sides = [job.live, job.draft].map((side) => ({ side, ...weigh(side, job.from, job.to) }));
  const found: FoundRow[] = [];
  for (let i = job.to - 1; i >= job.from && found.length < wish.limit; i--) {
    const label = labels[i] ?? 0;
    if (wish.label !== undefined && wish.label !== label) continue;
    if (bits !== undefined && (((bits[i >>> 5] ?? 0) >>> (i & 31)) & 1) === 0) continue;
    if ((times[i] ?? 0) < job.since || (times[i] ?? 0) > job.until) continue;
    const [live, draft] = sides.map(({ side, scores, demands }) => {
      const score = scores[i - job.from] ?? 0;
      const band = bandAt(score, usable[i] ?? 0, side.thresholds);
      return { score, result: side.results[answerKey(job.classes[contexts[i] ?? 0] ?? 0, band, demands[i - job.from] ?? 0)] ?? 0 };
    });
    if (live === undefined || draft === undefined) continue;
    if (wish.live !== undefined && wish.live !== live.result) continue;
    if (wish.draft !== undefined && wish.draft !== draft.result) continue;
    found.push({ row: i, live: live.result, draft: draft.result, liveScore: live.score, score: draft.score, label });
  }
  return found;
}

import type { Table } from './column.ts';
import type { Bits } from './evaluate.ts';
import { countPairs, type KnownPairs } from './pairs.ts';
import { answerKey, bandAt, eachBit, labelLevels, need, ones, type Side, viewsOf, weigh } from './weigh.ts';
import { centsColumn, timeColumn } from './windows.ts';

export interface TallyJob {
  readonly from: number;
  readonly to: number;
  /** The same for the same live policy, labels and time. */
  readonly liveKey: string;
  readonly live: Side;
  readonly draft: Side;
  readonly labels: SharedArrayBuffer;
  readonly resultCount: number;
  /** 1 for circumstances of a log-in. */
  readonly logins: Uint8Array;
  /** Only operations of this time count, epoch ms. */
  readonly since: number;
  readonly until: number;
}

/** Counts over a range of rows; those of several ranges are added. */
export interface Tally {
  /** (live result × draft result) × label. */
  readonly counts: Float64Array;
  readonly cents: Float64Array;
  /** By label, of each side. */
  readonly liveFlagged: Float64Array;
  readonly draftFlagged: Float64Array;
  /** Log-ins not labelled fraud by result, of each side. */
  readonly liveLogins: Float64Array;
  readonly draftLogins: Float64Array;
}

/** What each rule of the draft does, over a range of rows; those of several ranges are added. */
export interface RuleTally {
  /** Rule × label. */
  readonly hits: Float64Array;
  readonly alone: Float64Array;
  readonly changes: Float64Array;
  readonly aloneCents: Float64Array;
  /** Rule × rule: rows where both hit. */
  readonly both: Float64Array;
}

/** Rows that are alike in everything but what the draft's rules say of them. */
interface Strata {
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

/** What the draft's rules say of each row. */
interface Weights {
  readonly key: string;
  readonly scores: Int32Array;
  readonly demands: Uint8Array;
  /** Rows of the range that some rule hits, with what is asked of them, side by side. */
  readonly rows: Uint32Array;
  readonly rowScores: Int32Array;
  readonly rowDemands: Uint8Array;
  readonly rowStrata: Uint32Array;
  readonly rowCents: Float64Array;
  readonly strataKey: string;
}

const keptWeights = 3;

/** More usable signals than this make no difference: `minSignals` ends below. */
const mostUsable = 63;

/**
 * Counts over one range of rows (RT-05). It keeps what the last counting found out: rows without a hit are counted by stratum once, so that a
 * moved threshold looks at the rows that rules hit and at nothing else.
 */
export class Counting {
  readonly #table: Table;
  readonly #from: number;
  readonly #to: number;
  #strata: Strata | undefined;
  /** The last few: whoever compares two drafts goes to and fro. */
  readonly #weights: Weights[] = [];
  readonly #pairs: KnownPairs = new Map();

  constructor(table: Table, from: number, to: number) {
    this.#table = table;
    this.#from = from;
    this.#to = to;
  }

  tally(job: TallyJob): Tally {
    const strata = this.#strataOf(job);
    const weights = this.#weightsOf(job.draft, strata);
    const { resultCount: results, draft } = job;
    const out = {
      counts: new Float64Array(results * results * labelLevels),
      cents: new Float64Array(results * results * labelLevels),
      liveFlagged: new Float64Array(labelLevels),
      draftFlagged: new Float64Array(labelLevels),
      liveLogins: new Float64Array(results),
      draftLogins: new Float64Array(results),
    };
    const add = (stratum: number, key: number, rows: number, cents: number): void => {
      const label = strata.labels[stratum] ?? 0;
      const [liveResult, draftResult] = [strata.liveResults[stratum] ?? 0, draft.results[key] ?? 0];
      const cell = (liveResult * results + draftResult) * labelLevels + label;
      out.counts[cell] = (out.counts[cell] ?? 0) + rows;
      out.cents[cell] = (out.cents[cell] ?? 0) + cents;
      if (draft.flagged[key] === 1) out.draftFlagged[label] = (out.draftFlagged[label] ?? 0) + rows;
      if (strata.liveFlags[stratum] === 1) out.liveFlagged[label] = (out.liveFlagged[label] ?? 0) + rows;
      if (label !== 1 && job.logins[strata.contexts[stratum] ?? 0] === 1) {
        out.liveLogins[liveResult] = (out.liveLogins[liveResult] ?? 0) + rows;
        out.draftLogins[draftResult] = (out.draftLogins[draftResult] ?? 0) + rows;
      }
    };
    const [rows, cents] = [strata.rows.slice(), strata.cents.slice()];
    const keyAt = (stratum: number, score: number, demand: number): number =>
      answerKey(strata.contexts[stratum] ?? 0, bandAt(score, strata.usable[stratum] ?? 0, draft.thresholds), demand);
    for (let at = 0; at < weights.rows.length; at++) {
      const stratum = weights.rowStrata[at] ?? 0;
      if (stratum === strata.count) continue;
      const value = weights.rowCents[at] ?? 0;
      rows[stratum] = (rows[stratum] ?? 0) - 1;
      cents[stratum] = (cents[stratum] ?? 0) - value;
      add(stratum, keyAt(stratum, weights.rowScores[at] ?? 0, weights.rowDemands[at] ?? 0), 1, value);
    }
    for (let stratum = 0; stratum < strata.count; stratum++) add(stratum, keyAt(stratum, 0, 0), rows[stratum] ?? 0, cents[stratum] ?? 0);
    return out;
  }

  /** Counts what each rule of the draft adds: its hits, what would change without it, and what it shares with others. */
  rules(job: TallyJob): RuleTally {
    const strata = this.#strataOf(job);
    const weights = this.#weightsOf(job.draft, strata);
    const { draft } = job;
    const count = draft.rules.length;
    const out: RuleTally = {
      hits: new Float64Array(count * labelLevels),
      alone: new Float64Array(count * labelLevels),
      changes: new Float64Array(count),
      aloneCents: new Float64Array(count),
      both: new Float64Array(count * count),
    };
    const bits = viewsOf(draft);
    const demanding = draft.rules.flatMap(({ demand }, index) => (demand > 0 ? [index] : []));
    const cents = need(this.#table, centsColumn);
    const from = this.#from;
    for (const [rule, { score, demand }] of draft.rules.entries()) {
      eachBit(bits[rule], from, this.#to, (i) => {
        const stratum = strata.of[i - from] ?? 0;
        if (stratum === strata.count) return;
        const label = strata.labels[stratum] ?? 0;
        const cell = rule * labelLevels + label;
        out.hits[cell] = (out.hits[cell] ?? 0) + 1;
        const [total, strictest] = [weights.scores[i - from] ?? 0, weights.demands[i - from] ?? 0];
        const rest = demand > 0 && demand === strictest ? demandWithout(draft, bits, demanding, rule, i) : strictest;
        const [context, usable] = [strata.contexts[stratum] ?? 0, strata.usable[stratum] ?? 0];
        const key = answerKey(context, bandAt(total, usable, draft.thresholds), strictest);
        const without = answerKey(context, bandAt(total - score, usable, draft.thresholds), rest);
        if (key === without || draft.results[key] === draft.results[without]) return;
        out.changes[rule] = (out.changes[rule] ?? 0) + 1;
        if (draft.flagged[key] !== 1 || draft.flagged[without] === 1) return;
        out.alone[cell] = (out.alone[cell] ?? 0) + 1;
        const value = cents[i] ?? Number.NaN;
        if (!Number.isNaN(value)) out.aloneCents[rule] = (out.aloneCents[rule] ?? 0) + value;
      });
    }
    countPairs(draft, from, this.#to, out.both, this.#pairs);
    return out;
  }

  #strataOf({ liveKey, live, labels, since, until, resultCount }: TallyJob): Strata {
    if (this.#strata?.key === liveKey) return this.#strata;
    const [contexts, usable] = [need(this.#table, '$context'), need(this.#table, '$usable')];
    const [times, cents] = [need(this.#table, timeColumn), need(this.#table, centsColumn)];
    const label = new Uint8Array(labels);
    const weights = weigh(live, this.#from, this.#to);
    const size = this.#to - this.#from;
    const of = new Uint32Array(size);
    const seen = new Map<number, number>();
    const found: number[] = [];
    const sums: { rows: number; cents: number }[] = [];
    for (let at = 0; at < size; at++) {
      const i = at + this.#from;
      const time = times[i] ?? 0;
      if (time < since || time > until) {
        of[at] = 0xffff_ffff;
        continue;
      }
      const known = Math.max(0, Math.min(mostUsable, usable[i] ?? 0));
      const context = contexts[i] ?? 0;
      const key = answerKey(context, bandAt(weights.scores[at] ?? 0, known, live.thresholds), weights.demands[at] ?? 0);
      const id =
        (((context * (mostUsable + 1) + known) * resultCount + (live.results[key] ?? 0)) * 2 + (live.flagged[key] ?? 0)) * labelLevels +
        (label[i] ?? 0);
      let stratum = seen.get(id);
      if (stratum === undefined) {
        stratum = found.push(id) - 1;
        seen.set(id, stratum);
        sums.push({ rows: 0, cents: 0 });
      }
      of[at] = stratum;
      const sum = sums[stratum];
      const value = cents[i] ?? Number.NaN;
      if (sum !== undefined) {
        sum.rows += 1;
        if (!Number.isNaN(value)) sum.cents += value;
      }
    }
    const count = found.length;
    for (let at = 0; at < size; at++) if (of[at] === 0xffff_ffff) of[at] = count;
    const part = (divisor: number, levels: number) => found.map((id) => Math.floor(id / divisor) % levels);
    const byUsable = labelLevels * 2 * resultCount;
    const made: Strata = {
      key: liveKey,
      of,
      count,
      labels: Uint8Array.from(part(1, labelLevels)),
      liveFlags: Uint8Array.from(part(labelLevels, 2)),
      liveResults: Uint16Array.from(part(labelLevels * 2, resultCount)),
      usable: Uint8Array.from(part(byUsable, mostUsable + 1)),
      contexts: Uint32Array.from(found, (id) => Math.floor(id / (byUsable * (mostUsable + 1)))),
      rows: Float64Array.from(sums, ({ rows }) => rows),
      cents: Float64Array.from(sums, (sum) => sum.cents),
    };
    this.#strata = made;
    return made;
  }

  #weightsOf(side: Side, strata: Strata): Weights {
    const known = this.#weights.find((each) => each.key === side.key && each.strataKey === strata.key);
    if (known !== undefined) return known;
    const { scores, demands, hit } = weigh(side, this.#from, this.#to);
    const cents = need(this.#table, centsColumn);
    let count = 0;
    for (const word of hit) count += ones(word);
    const rows = new Uint32Array(count);
    let at = 0;
    for (const [index, word] of hit.entries()) {
      for (let left = word; left !== 0; left &= left - 1) rows[at++] = (index << 5) + 31 - Math.clz32(left & -left);
    }
    const gathered = { rowScores: new Int32Array(count), rowDemands: new Uint8Array(count), rowStrata: new Uint32Array(count) };
    const rowCents = new Float64Array(count);
    for (let k = 0; k < count; k++) {
      const row = rows[k] ?? 0;
      gathered.rowScores[k] = scores[row] ?? 0;
      gathered.rowDemands[k] = demands[row] ?? 0;
      gathered.rowStrata[k] = strata.of[row] ?? 0;
      const value = cents[row + this.#from] ?? Number.NaN;
      rowCents[k] = Number.isNaN(value) ? 0 : value;
    }
    const made: Weights = { key: side.key, strataKey: strata.key, scores, demands, rows, rowCents, ...gathered };
    if (this.#weights.push(made) > keptWeights) this.#weights.shift();
    return made;
  }
}

function demandWithout({ rules }: Side, bits: readonly Bits[], demanding: readonly number[], without: number, row: number): number {
  let most = 0;
  for (const index of demanding) {
    const demand = rules[index]?.demand ?? 0;
    if (index !== without && demand > most && (((bits[index]?.[row >>> 5] ?? 0) >>> (row & 31)) & 1) === 1) most = demand;
  }
  return most;
}

/** Adds counts of one range to those of another. */
export function addInto<T extends { readonly [K in keyof T]: Float64Array }>(sum: T, more: T): T {
  for (const name of Object.keys(sum) as (keyof T)[]) {
    const [into, from] = [sum[name], more[name]];
    for (let i = 0; i < into.length; i++) into[i] = (into[i] ?? 0) + (from[i] ?? 0);
  }
  return sum;
}

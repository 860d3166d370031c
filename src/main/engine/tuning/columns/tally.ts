import { type Cells, countCells } from './cells.ts';
import type { Table } from './column.ts';
import { countPairs, type KnownPairs } from './pairs.ts';
import { divideRows, type Strata } from './strata.ts';
import { answerKey, bandAt, labelLevels, type Side, type Weighed, weigh } from './weigh.ts';

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

/** The last few: whoever compares two drafts goes to and fro. */
const kept = 3;

/**
 * Counts over one range of rows (RT-05). It keeps what the last counting found out: rows are divided once, and counted by score once for each
 * set of rules, so that a moved threshold looks at counts and at no row.
 */
export class Counting {
  readonly #table: Table;
  readonly #from: number;
  readonly #to: number;
  #strata: Strata | undefined;
  readonly #cells: Cells[] = [];
  readonly #weighed: { readonly key: string; readonly weighed: Weighed }[] = [];
  readonly #pairs: KnownPairs = new Map();

  constructor(table: Table, from: number, to: number) {
    this.#table = table;
    this.#from = from;
    this.#to = to;
  }

  tally(job: TallyJob): Tally {
    const strata = this.#strataOf(job);
    const cells = this.#cellsOf(job.draft, strata);
    const { resultCount: results, draft } = job;
    const out = {
      counts: new Float64Array(results * results * labelLevels),
      cents: new Float64Array(results * results * labelLevels),
      liveFlagged: new Float64Array(labelLevels),
      draftFlagged: new Float64Array(labelLevels),
      liveLogins: new Float64Array(results),
      draftLogins: new Float64Array(results),
    };
    const add = (stratum: number, score: number, demand: number, rows: number, cents: number): void => {
      if (rows === 0) return;
      const context = strata.contexts[stratum] ?? 0;
      const key = answerKey(context, bandAt(score, strata.usable[stratum] ?? 0, draft.thresholds), demand);
      const label = strata.labels[stratum] ?? 0;
      const [liveResult, draftResult] = [strata.liveResults[stratum] ?? 0, draft.results[key] ?? 0];
      const cell = (liveResult * results + draftResult) * labelLevels + label;
      out.counts[cell] = (out.counts[cell] ?? 0) + rows;
      out.cents[cell] = (out.cents[cell] ?? 0) + cents;
      if (draft.flagged[key] === 1) out.draftFlagged[label] = (out.draftFlagged[label] ?? 0) + rows;
      if (strata.liveFlags[stratum] === 1) out.liveFlagged[label] = (out.liveFlagged[label] ?? 0) + rows;
      if (label !== 1 && job.logins[context] === 1) {
        out.liveLogins[liveResult] = (out.liveLogins[liveResult] ?? 0) + rows;
        out.draftLogins[draftResult] = (out.draftLogins[draftResult] ?? 0) + rows;
      }
    };
    for (let cell = 0; cell < cells.rows.length; cell++) {
      const stratum = cells.strata[cell] ?? 0;
      if (stratum === strata.count) continue;
      add(stratum, cells.scores[cell] ?? 0, cells.demands[cell] ?? 0, cells.rows[cell] ?? 0, cells.cents[cell] ?? 0);
    }
    for (let stratum = 0; stratum < strata.count; stratum++) {
      add(stratum, 0, 0, cells.restRows[stratum] ?? 0, cells.restCents[stratum] ?? 0);
    }
    return out;
  }

  /** Counts what each rule of the draft adds: its hits, what would change without it, and what it shares with others. */
  rules(job: TallyJob): RuleTally {
    const strata = this.#strataOf(job);
    const cells = this.#cellsOf(job.draft, strata);
    const { draft } = job;
    const count = draft.rules.length;
    const out: RuleTally = {
      hits: new Float64Array(count * labelLevels),
      alone: new Float64Array(count * labelLevels),
      changes: new Float64Array(count),
      aloneCents: new Float64Array(count),
      both: new Float64Array(count * count),
    };
    for (const [rule, { score }] of draft.rules.entries()) {
      const own = cells.rules[rule];
      for (let k = 0; own !== undefined && k < own.cells.length; k++) {
        const cell = own.cells[k] ?? 0;
        const stratum = cells.strata[cell] ?? 0;
        if (stratum === strata.count) continue;
        const rows = own.rows[k] ?? 0;
        const place = rule * labelLevels + (strata.labels[stratum] ?? 0);
        out.hits[place] = (out.hits[place] ?? 0) + rows;
        const [context, usable, total] = [strata.contexts[stratum] ?? 0, strata.usable[stratum] ?? 0, cells.scores[cell] ?? 0];
        const key = answerKey(context, bandAt(total, usable, draft.thresholds), cells.demands[cell] ?? 0);
        const without = answerKey(context, bandAt(total - score, usable, draft.thresholds), own.rests[k] ?? 0);
        if (key === without || draft.results[key] === draft.results[without]) continue;
        out.changes[rule] = (out.changes[rule] ?? 0) + rows;
        if (draft.flagged[key] !== 1 || draft.flagged[without] === 1) continue;
        out.alone[place] = (out.alone[place] ?? 0) + rows;
        out.aloneCents[rule] = (out.aloneCents[rule] ?? 0) + (own.cents[k] ?? 0);
      }
    }
    countPairs(draft, this.#from, this.#to, out.both, this.#pairs);
    return out;
  }

  #strataOf(job: TallyJob): Strata {
    if (this.#strata?.key !== job.liveKey) {
      this.#strata = divideRows(this.#table, this.#from, this.#to, job, this.#weighedOf(job.live));
    }
    return this.#strata;
  }

  #cellsOf(side: Side, strata: Strata): Cells {
    const known = this.#cells.find((each) => each.sideKey === side.key && each.strataKey === strata.key);
    if (known !== undefined) return known;
    const made = countCells(this.#table, side, this.#weighedOf(side), strata, this.#from, this.#to);
    if (this.#cells.push(made) > kept) this.#cells.shift();
    return made;
  }

  /** Live and draft mostly are the same rules, or were a moment ago. */
  #weighedOf(side: Side): Weighed {
    const known = this.#weighed.find(({ key }) => key === side.key);
    if (known !== undefined) return known.weighed;
    const weighed = weigh(side, this.#from, this.#to);
    if (this.#weighed.push({ key: side.key, weighed }) > kept) this.#weighed.shift();
    return weighed;
  }
}

/** Adds counts of one range to those of another. */
export function addInto<T extends { readonly [K in keyof T]: Float64Array }>(sum: T, more: T): T {
  for (const name of Object.keys(sum) as (keyof T)[]) {
    const [into, from] = [sum[name], more[name]];
    for (let i = 0; i < into.length; i++) into[i] = (into[i] ?? 0) + (from[i] ?? 0);
  }
  return sum;
}

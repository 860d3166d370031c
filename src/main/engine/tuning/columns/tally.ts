import { type Cells, countCells } from './cells.ts';
import type { Table } from './column.ts';
import { demandWithout, type RulesByBits, weighSets } from './set-weights.ts';
import { divideRows, type Strata } from './strata.ts';
import { answerKey, bandAt, labelLevels, need, type Side } from './weigh.ts';
import { centsColumn } from './windows.ts';

export interface TallyJob {
  /** The backtest that keys and rules' ids belong to. */
  readonly owner: number;
  readonly from: number;
  readonly to: number;
  /** The same for the same classes, labels and time. */
  readonly strataKey: string;
  readonly live: Side;
  readonly draft: Side;
  readonly labels: SharedArrayBuffer;
  readonly resultCount: number;
  /** The class of each code of `$context`: circumstances that both policies answer alike. */
  readonly classes: Uint32Array;
  /** By class, 1 for a log-in. */
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

/** The rules of both sides by what they hit. */
interface Union {
  readonly key: string;
  readonly bits: readonly SharedArrayBuffer[];
  readonly live: RulesByBits;
  readonly draft: RulesByBits;
}

/** The last few: whoever compares two drafts goes to and fro. */
const kept = 3;
/** More sets and cells than these are counted anew each time rather than kept. */
const mostKept = 2_000_000;

/**
 * Counts over one range of rows (RT-05). It keeps what the last counting found out: rows are divided once, and counted once for each set of
 * rules, so that a moved threshold or another score looks at cells and at no row.
 */
export class Counting {
  readonly #table: Table;
  readonly #from: number;
  readonly #to: number;
  #strata: Strata | undefined;
  readonly #cells: { readonly key: string; readonly cells: readonly Cells[] }[] = [];

  constructor(table: Table, from: number, to: number) {
    this.#table = table;
    this.#from = from;
    this.#to = to;
  }

  tally(job: TallyJob): Tally {
    const strata = this.#strataOf(job);
    const union = unionOf(job);
    const { resultCount: results } = job;
    const out = {
      counts: new Float64Array(results * results * labelLevels),
      cents: new Float64Array(results * results * labelLevels),
      liveFlagged: new Float64Array(labelLevels),
      draftFlagged: new Float64Array(labelLevels),
      liveLogins: new Float64Array(results),
      draftLogins: new Float64Array(results),
    };
    for (const cells of this.#cellsOf(union, strata)) addOutcomes(out, job, strata, cells, union);
    return out;
  }

  /** Counts what each rule of the draft adds: its hits, what would change without it, and what it shares with others. */
  rules(job: TallyJob): RuleTally {
    const strata = this.#strataOf(job);
    const union = unionOf(job);
    const count = job.draft.rules.length;
    const out: RuleTally = {
      hits: new Float64Array(count * labelLevels),
      alone: new Float64Array(count * labelLevels),
      changes: new Float64Array(count),
      aloneCents: new Float64Array(count),
      both: new Float64Array(count * count),
    };
    for (const cells of this.#cellsOf(union, strata)) {
      addRules(out, job, strata, cells, union);
      addPairs(out.both, count, cells, union.draft);
    }
    return out;
  }

  #strataOf(job: TallyJob): Strata {
    if (this.#strata?.key !== job.strataKey) this.#strata = divideRows(this.#table, this.#from, this.#to, job);
    return this.#strata;
  }

  *#cellsOf(union: Union, strata: Strata): Iterable<Cells> {
    const key = `${strata.key}\n${union.key}`;
    const known = this.#cells.find((each) => each.key === key);
    if (known !== undefined) {
      yield* known.cells;
      return;
    }
    const bits = union.bits.map((each) => new Uint32Array(each));
    const [keep, values]: [Cells[], ReturnType<typeof need>] = [[], need(this.#table, centsColumn)];
    let size = 0;
    for (const cells of countCells(bits, values, strata, this.#from, this.#to)) {
      size += cells.parents.length + cells.rows.length;
      if (size <= mostKept) keep.push(cells);
      yield cells;
    }
    if (size <= mostKept && this.#cells.push({ key, cells: keep }) > kept) this.#cells.shift();
  }
}

function unionOf({ live, draft }: TallyJob): Union {
  const places = new Map<number, number>();
  const bits: SharedArrayBuffer[] = [];
  for (const { id, bits: own } of [...live.rules, ...draft.rules]) {
    if (!places.has(id)) places.set(id, bits.push(own) - 1);
  }
  const rulesOf = ({ rules }: Side): RulesByBits => {
    const byBits: number[][] = bits.map(() => []);
    for (const [index, { id }] of rules.entries()) byBits[places.get(id) ?? 0]?.push(index);
    return byBits;
  };
  return { key: [...places.keys()].join(' '), bits, live: rulesOf(live), draft: rulesOf(draft) };
}

function addOutcomes(out: Tally, job: TallyJob, strata: Strata, cells: Cells, union: Union): void {
  const { live, draft, resultCount: results } = job;
  const [ofLive, ofDraft] = [weighSets(cells, union.live, live.rules), weighSets(cells, union.draft, draft.rules)];
  for (let cell = 0; cell < cells.rows.length; cell++) {
    const rows = cells.rows[cell] as number;
    if (rows === 0) continue;
    const [stratum, set] = [cells.strata[cell] as number, cells.sets[cell] as number];
    const [classOf, usable, label] = [
      strata.classes[stratum] as number,
      strata.usable[stratum] as number,
      strata.labels[stratum] as number,
    ];
    const liveBand = bandAt(ofLive.scores[set] as number, usable, live.thresholds);
    const liveKey = answerKey(classOf, liveBand, ofLive.demands[set] as number);
    const draftBand = bandAt(ofDraft.scores[set] as number, usable, draft.thresholds);
    const draftKey = answerKey(classOf, draftBand, ofDraft.demands[set] as number);
    const [liveResult, draftResult] = [live.results[liveKey] as number, draft.results[draftKey] as number];
    const place = (liveResult * results + draftResult) * labelLevels + label;
    out.counts[place] = (out.counts[place] as number) + rows;
    out.cents[place] = (out.cents[place] as number) + (cells.cents[cell] as number);
    if (live.flagged[liveKey] === 1) out.liveFlagged[label] = (out.liveFlagged[label] as number) + rows;
    if (draft.flagged[draftKey] === 1) out.draftFlagged[label] = (out.draftFlagged[label] as number) + rows;
    if (label !== 1 && job.logins[classOf] === 1) {
      out.liveLogins[liveResult] = (out.liveLogins[liveResult] as number) + rows;
      out.draftLogins[draftResult] = (out.draftLogins[draftResult] as number) + rows;
    }
  }
}

function addRules(out: RuleTally, { draft }: TallyJob, strata: Strata, cells: Cells, union: Union): void {
  const weights = weighSets(cells, union.draft, draft.rules);
  const { results, flagged, thresholds } = draft;
  for (let cell = 0; cell < cells.rows.length; cell++) {
    const [stratum, set, rows] = [cells.strata[cell] as number, cells.sets[cell] as number, cells.rows[cell] as number];
    const [classOf, usable, label] = [
      strata.classes[stratum] as number,
      strata.usable[stratum] as number,
      strata.labels[stratum] as number,
    ];
    const score = weights.scores[set] as number;
    const key = answerKey(classOf, bandAt(score, usable, thresholds), weights.demands[set] as number);
    for (let rest = set; rest !== 0; rest = cells.parents[rest - 1] as number) {
      for (const rule of union.draft[cells.rules[rest - 1] as number] ?? []) {
        const { score: own = 0, demand = 0 } = draft.rules[rule] ?? {};
        const place = rule * labelLevels + label;
        out.hits[place] = (out.hits[place] as number) + rows;
        const without = answerKey(classOf, bandAt(score - own, usable, thresholds), demandWithout(weights, set, demand));
        if (key === without || results[key] === results[without]) continue;
        out.changes[rule] = (out.changes[rule] as number) + rows;
        if (flagged[key] !== 1 || flagged[without] === 1) continue;
        out.alone[place] = (out.alone[place] as number) + rows;
        out.aloneCents[rule] = (out.aloneCents[rule] as number) + (cells.cents[cell] as number);
      }
    }
  }
}

/** Rows of a set are rows of every set that it extends: so each set is held against its own rules once, however many sets extend it. */
function addPairs(both: Float64Array, count: number, { parents, rules, sets, rows }: Cells, byBits: RulesByBits): void {
  const totals = new Float64Array(parents.length + 1);
  for (let cell = 0; cell < rows.length; cell++)
    totals[sets[cell] as number] = (totals[sets[cell] as number] as number) + (rows[cell] as number);
  for (let set = parents.length; set > 0; set--) {
    const total = totals[set] as number;
    const parent = parents[set - 1] as number;
    totals[parent] = (totals[parent] as number) + total;
    for (const rule of byBits[rules[set - 1] as number] ?? []) {
      for (let other = set; other !== 0; other = parents[other - 1] as number) {
        for (const beside of byBits[rules[other - 1] as number] ?? []) {
          both[rule * count + beside] = (both[rule * count + beside] as number) + total;
          if (other !== set) both[beside * count + rule] = (both[beside * count + rule] as number) + total;
        }
      }
    }
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

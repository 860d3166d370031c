import type { Table, Values } from './column.ts';
import type { Bits } from './evaluate.ts';
import { doubled, Numbering, type Strata } from './strata.ts';
import { demandLevels, need, type Side, viewsOf, type Weighed } from './weigh.ts';
import { centsColumn } from './windows.ts';

/**
 * Rows that rules hit, counted by stratum, score and demand: all that an answer depends on beside matrix and thresholds. A moved threshold
 * looks at these and at no row.
 */
export interface Cells {
  readonly sideKey: string;
  readonly strataKey: string;
  readonly strata: Uint32Array;
  readonly scores: Int32Array;
  readonly demands: Uint8Array;
  readonly rows: Float64Array;
  readonly cents: Float64Array;
  /** What is left of each stratum: rows that no rule hits. */
  readonly restRows: Float64Array;
  readonly restCents: Float64Array;
  /** Each rule's hits by cell. */
  readonly rules: readonly RuleCells[];
}

/** One rule's hits by cell and by what the other rules demand there. */
export interface RuleCells {
  readonly cells: Uint32Array;
  /** The strictest demand without this rule. */
  readonly rests: Uint8Array;
  readonly rows: Float64Array;
  readonly cents: Float64Array;
}

/** Counts a side's hits over a range of rows. */
export function countCells(table: Table, side: Side, weighed: Weighed, strata: Strata, from: number, to: number): Cells {
  const { scores, demands, hit } = weighed;
  const cents = need(table, centsColumn);
  let [least, most] = [0, 0];
  for (const { score } of side.rules) {
    if (score < 0) least += score;
    else most += score;
  }
  const span = most - least + 1;
  const numbers = new Numbering((strata.count + 1) * span * demandLevels);
  const { of, count } = strata;
  /** The cell of each row that some rule hits, and one more for rows of another time. */
  const cellOf = new Uint32Array(to - from);
  const { places, mask } = numbers;
  let { ids } = numbers;
  let rows = new Float64Array(1_024);
  let sums = new Float64Array(1_024);
  for (let index = 0; index < hit.length; index++) {
    for (let left = (hit[index] as number) | 0; left !== 0; left &= left - 1) {
      const at = (index << 5) + 31 - Math.clz32(left & -left);
      const id = ((of[at] as number) * span + (scores[at] as number) - least) * demandLevels + (demands[at] as number);
      let cell = (places[id & mask] as number) - 1;
      if (cell < 0 || ids[cell] !== id) {
        cell = numbers.add(id);
        ids = numbers.ids;
        if (cell >= rows.length) [rows, sums] = [doubled(rows), doubled(sums)];
      }
      cellOf[at] = cell;
      rows[cell] = (rows[cell] as number) + 1;
      const value = cents[at + from] as number;
      if (!Number.isNaN(value)) sums[cell] = (sums[cell] as number) + value;
    }
  }
  const found = Array.from(ids.subarray(0, numbers.count));
  const cells = {
    strata: Uint32Array.from(found, (id) => Math.floor(id / demandLevels / span)),
    scores: Int32Array.from(found, (id) => (Math.floor(id / demandLevels) % span) + least),
    demands: Uint8Array.from(found, (id) => id % demandLevels),
  };
  const [restRows, restCents] = [strata.rows.slice(), strata.cents.slice()];
  for (let cell = 0; cell < found.length; cell++) {
    const stratum = cells.strata[cell] ?? 0;
    if (stratum === count) continue;
    restRows[stratum] = (restRows[stratum] ?? 0) - (rows[cell] ?? 0);
    restCents[stratum] = (restCents[stratum] ?? 0) - (sums[cell] ?? 0);
  }
  return {
    sideKey: side.key,
    strataKey: strata.key,
    ...cells,
    rows: rows.slice(0, found.length),
    cents: sums.slice(0, found.length),
    restRows,
    restCents,
    rules: countRules(side, demands, cellOf, cells.demands, cents, from),
  };
}

/** As many words a turn as leave a rule's counts and the rows' cells near the processor together. */
const countedWords = 1_024;

function countRules(
  side: Side,
  demands: Uint8Array,
  cellOf: Uint32Array,
  cellDemands: Uint8Array,
  cents: Values,
  from: number,
): RuleCells[] {
  const bits = viewsOf(side);
  const demanding = side.rules.flatMap(({ demand }, index) => (demand > 0 ? [index] : []));
  const words = Math.ceil(cellOf.length / 32);
  /** A rule that demands nothing leaves the cell's own demand, one that does may leave any. */
  const counts = side.rules.map(({ demand }): Counts => {
    const size = cellDemands.length * (demand > 0 ? demandLevels : 1);
    return { rows: new Uint32Array(size), cents: new Float64Array(size) };
  });
  for (let start = 0; start < words; start += countedWords) {
    const end = Math.min(words, start + countedWords);
    for (let rule = 0; rule < bits.length; rule++) {
      const [own, into] = [bits[rule] as Bits, counts[rule] as Counts];
      const demand = side.rules[rule]?.demand ?? 0;
      if (demand === 0) countBlock(own, from, start, end, cellOf, cents, into);
      else {
        const restOf = (at: number): number =>
          demands[at] === demand ? demandWithout(side, bits, demanding, rule, at + from) : (demands[at] as number);
        countDemanding(own, from, start, end, cellOf, cents, into, restOf);
      }
    }
  }
  return side.rules.map(({ demand }, rule) => compact(counts[rule] as Counts, demand > 0 ? undefined : cellDemands));
}

interface Counts {
  readonly rows: Uint32Array;
  readonly cents: Float64Array;
}

function countBlock(
  own: Bits,
  from: number,
  start: number,
  end: number,
  cellOf: Uint32Array,
  values: Values,
  { rows, cents }: Counts,
): void {
  const first = from >>> 5;
  for (let index = start; index < end; index++) {
    for (let left = (own[first + index] as number) | 0; left !== 0; left &= left - 1) {
      const at = (index << 5) + 31 - Math.clz32(left & -left);
      const cell = cellOf[at] as number;
      rows[cell] = (rows[cell] as number) + 1;
      const value = values[at + from] as number;
      if (!Number.isNaN(value)) cents[cell] = (cents[cell] as number) + value;
    }
  }
}

function countDemanding(
  own: Bits,
  from: number,
  start: number,
  end: number,
  cellOf: Uint32Array,
  values: Values,
  { rows, cents }: Counts,
  restOf: (at: number) => number,
): void {
  const first = from >>> 5;
  for (let index = start; index < end; index++) {
    for (let left = (own[first + index] as number) | 0; left !== 0; left &= left - 1) {
      const at = (index << 5) + 31 - Math.clz32(left & -left);
      const place = (cellOf[at] as number) * demandLevels + restOf(at);
      rows[place] = (rows[place] as number) + 1;
      const value = values[at + from] as number;
      if (!Number.isNaN(value)) cents[place] = (cents[place] as number) + value;
    }
  }
}

/** Keeps the places that count something. */
function compact({ rows, cents }: Counts, own: Uint8Array | undefined): RuleCells {
  const places: number[] = [];
  for (let place = 0; place < rows.length; place++) if (rows[place] !== 0) places.push(place);
  return {
    cells: Uint32Array.from(places, (place) => (own === undefined ? Math.floor(place / demandLevels) : place)),
    rests: Uint8Array.from(places, (place) => (own === undefined ? place % demandLevels : (own[place] ?? 0))),
    rows: Float64Array.from(places, (place) => rows[place] ?? 0),
    cents: Float64Array.from(places, (place) => cents[place] ?? 0),
  };
}

function demandWithout({ rules }: Side, bits: readonly Bits[], demanding: readonly number[], without: number, row: number): number {
  let most = 0;
  for (const index of demanding) {
    const demand = rules[index]?.demand ?? 0;
    if (index !== without && demand > most && (((bits[index]?.[row >>> 5] ?? 0) >>> (row & 31)) & 1) === 1) most = demand;
  }
  return most;
}

import type { Table, Values } from './column.ts';
import type { Bits } from './evaluate.ts';
import { doubled, Numbering } from './numbering.ts';
import type { Strata } from './strata.ts';
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
  const numbers = new Numbering();
  const { of, count } = strata;
  /** The cell of each row that some rule hits, and one more for rows of another time. */
  const cellOf = new Uint32Array(to - from);
  let rows = new Float64Array(1_024);
  let sums = new Float64Array(1_024);
  for (let index = 0; index < hit.length; index++) {
    for (let left = (hit[index] as number) | 0; left !== 0; left &= left - 1) {
      const at = (index << 5) + 31 - Math.clz32(left & -left);
      const id = ((of[at] as number) * span + (scores[at] as number) - least) * demandLevels + (demands[at] as number);
      const cell = numbers.numberOf(id);
      if (cell >= rows.length) [rows, sums] = [doubled(rows), doubled(sums)];
      cellOf[at] = cell;
      rows[cell] = (rows[cell] as number) + 1;
      const value = cents[at + from] as number;
      if (!Number.isNaN(value)) sums[cell] = (sums[cell] as number) + value;
    }
  }
  const found = numbers.count;
  const cells = { strata: new Uint32Array(found), scores: new Int32Array(found), demands: new Uint8Array(found) };
  for (let cell = 0; cell < found; cell++) {
    const id = numbers.ids[cell] as number;
    const score = Math.floor(id / demandLevels);
    cells.demands[cell] = id % demandLevels;
    cells.scores[cell] = (score % span) + least;
    cells.strata[cell] = Math.floor(score / span);
  }
  const [restRows, restCents] = [strata.rows.slice(), strata.cents.slice()];
  for (let cell = 0; cell < found; cell++) {
    const stratum = cells.strata[cell] ?? 0;
    if (stratum === count) continue;
    restRows[stratum] = (restRows[stratum] ?? 0) - (rows[cell] ?? 0);
    restCents[stratum] = (restCents[stratum] ?? 0) - (sums[cell] ?? 0);
  }
  return {
    sideKey: side.key,
    strataKey: strata.key,
    ...cells,
    rows: rows.slice(0, found),
    cents: sums.slice(0, found),
    restRows,
    restCents,
    rules: countRules(side, demands, cellOf, cells.demands, cents, from),
  };
}

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
  // One set of counts for all rules in turn: what it holds stays near the processor.
  const plain = new Counts(cellDemands.length);
  const byDemand = demanding.length === 0 ? plain : new Counts(cellDemands.length * demandLevels);
  return side.rules.map(({ demand }, rule) => {
    const own = bits[rule] as Bits;
    if (demand === 0) {
      countPlain(own, from, cellOf, cents, plain);
      return plain.take(cellDemands);
    }
    const restOf = (at: number): number =>
      demands[at] === demand ? demandWithout(side, bits, demanding, rule, at + from) : (demands[at] as number);
    countDemanding(own, from, cellOf, cents, byDemand, restOf);
    return byDemand.take(undefined);
  });
}

/** Rows and money by place, and which places have any: most have none, and are not looked at. */
class Counts {
  readonly rows: Uint32Array;
  readonly cents: Float64Array;
  readonly touched: Uint32Array;
  count = 0;

  constructor(size: number) {
    this.rows = new Uint32Array(size);
    this.cents = new Float64Array(size);
    this.touched = new Uint32Array(size);
  }

  /** What was counted since the last time. @param own the demand of each cell, where places are cells; else places are cell by demand */
  take(own: Uint8Array | undefined): RuleCells {
    const { rows, cents, touched, count } = this;
    const found = {
      cells: new Uint32Array(count),
      rests: new Uint8Array(count),
      rows: new Float64Array(count),
      cents: new Float64Array(count),
    };
    for (let k = 0; k < count; k++) {
      const place = touched[k] as number;
      found.cells[k] = own === undefined ? Math.floor(place / demandLevels) : place;
      found.rests[k] = own === undefined ? place % demandLevels : (own[place] as number);
      found.rows[k] = rows[place] as number;
      found.cents[k] = cents[place] as number;
      rows[place] = 0;
      cents[place] = 0;
    }
    this.count = 0;
    return found;
  }
}

// A rule that demands nothing leaves the cell's own demand; the loops are apart because a call for each hit would take longer than the counting.
function countPlain(own: Bits, from: number, cellOf: Uint32Array, values: Values, counts: Counts): void {
  const { rows, cents, touched } = counts;
  let { count } = counts;
  const first = from >>> 5;
  const words = Math.ceil(cellOf.length / 32);
  for (let index = 0; index < words; index++) {
    for (let left = (own[first + index] as number) | 0; left !== 0; left &= left - 1) {
      const at = (index << 5) + 31 - Math.clz32(left & -left);
      const cell = cellOf[at] as number;
      const before = rows[cell] as number;
      if (before === 0) touched[count++] = cell;
      rows[cell] = before + 1;
      const value = values[at + from] as number;
      if (!Number.isNaN(value)) cents[cell] = (cents[cell] as number) + value;
    }
  }
  counts.count = count;
}

function countDemanding(
  own: Bits,
  from: number,
  cellOf: Uint32Array,
  values: Values,
  counts: Counts,
  restOf: (at: number) => number,
): void {
  const { rows, cents, touched } = counts;
  let { count } = counts;
  const first = from >>> 5;
  const words = Math.ceil(cellOf.length / 32);
  for (let index = 0; index < words; index++) {
    for (let left = (own[first + index] as number) | 0; left !== 0; left &= left - 1) {
      const at = (index << 5) + 31 - Math.clz32(left & -left);
      const place = (cellOf[at] as number) * demandLevels + restOf(at);
      const before = rows[place] as number;
      if (before === 0) touched[count++] = place;
      rows[place] = before + 1;
      const value = values[at + from] as number;
      if (!Number.isNaN(value)) cents[place] = (cents[place] as number) + value;
    }
  }
  counts.count = count;
}

function demandWithout({ rules }: Side, bits: readonly Bits[], demanding: readonly number[], without: number, row: number): number {
  let most = 0;
  for (const index of demanding) {
    const demand = rules[index]?.demand ?? 0;
    if (index !== without && demand > most && (((bits[index]?.[row >>> 5] ?? 0) >>> (row & 31)) & 1) === 1) most = demand;
  }
  return most;
}

import type { Values } from './column.ts';
import type { Bits } from './evaluate.ts';
import { doubled, Numbering } from './numbering.ts';
import type { Strata } from './strata.ts';

/**
 * Rows counted by stratum and by the set of rules that hit them: all that a report depends on beside scores, thresholds and matrix. Whoever
 * moves one of these looks at some thousand cells and at no row.
 */
export interface Cells {
  /** Set k + 1 is set `parents[k]` with one rule more, `rules[k]`, that comes after all of its rules. Set 0 has none. */
  readonly parents: Uint32Array;
  readonly rules: Uint32Array;
  /** Of each cell. */
  readonly strata: Uint32Array;
  readonly sets: Uint32Array;
  readonly rows: Float64Array;
  readonly cents: Float64Array;
}

/** Words of bits whose rows are looked at together: what is known of them stays in the processor's nearest cache. */
const blockWords = 256;
/** Where rules hit as they please there are as many sets as rows: from so many on, the rows that follow have sets of their own. */
const mostSets = 65_536;

/**
 * Counts a range of rows, in one piece where rules hit seldom or together, else in several.
 * @param bits what each rule hits
 * @param values money by row, in hundredths
 * @param most sets after which a new piece begins
 */
export function* countCells(
  bits: readonly Bits[],
  values: Values,
  strata: Strata,
  from: number,
  to: number,
  most = mostSets,
): Generator<Cells> {
  const rest = { rows: strata.rows.slice(), cents: strata.cents.slice() };
  const words = Math.ceil((to - from) / 32);
  let piece = new Piece(bits.length, strata, values, from);
  for (let start = 0; start < words; start += blockWords) {
    piece.add(bits, start, Math.min(words, start + blockWords));
    if (piece.sets < most) continue;
    yield piece.finish(rest);
    piece = new Piece(bits.length, strata, values, from);
  }
  yield piece.finish(rest);
  const own = Uint32Array.from({ length: strata.count }, (_, stratum) => stratum);
  yield { parents: new Uint32Array(), rules: new Uint32Array(), strata: own, sets: new Uint32Array(strata.count), ...rest };
}

class Piece {
  readonly #ruleCount: number;
  readonly #strata: Strata;
  readonly #values: Values;
  readonly #from: number;
  readonly #sets = new Numbering();
  readonly #cells = new Numbering();
  #rows = new Float64Array(1_024);
  #cents = new Float64Array(1_024);
  /** The set of each row of the block at hand, and its rows that some rule hits. */
  readonly #setOf = new Uint32Array(blockWords * 32);
  readonly #hit = new Uint32Array(blockWords);

  constructor(ruleCount: number, strata: Strata, values: Values, from: number) {
    this.#ruleCount = ruleCount;
    this.#strata = strata;
    this.#values = values;
    this.#from = from;
  }

  get sets(): number {
    return this.#sets.count;
  }

  /** @param start the first word, counted from the range's first */
  add(bits: readonly Bits[], start: number, end: number): void {
    const first = (this.#from >>> 5) + start;
    for (const [rule, own] of bits.entries()) this.#mark(own, rule, first, end - start);
    this.#count(start, end - start);
  }

  #mark(own: Bits, rule: number, first: number, words: number): void {
    const [setOf, hit, sets, ruleCount] = [this.#setOf, this.#hit, this.#sets, this.#ruleCount];
    for (let index = 0; index < words; index++) {
      const word = own[first + index] as number;
      if (word === 0) continue;
      hit[index] = (hit[index] as number) | word;
      for (let left = word | 0; left !== 0; left &= left - 1) {
        const k = (index << 5) + 31 - Math.clz32(left & -left);
        setOf[k] = sets.numberOf((setOf[k] as number) * ruleCount + rule) + 1;
      }
    }
  }

  #count(start: number, words: number): void {
    const [setOf, hit, cells, values, from] = [this.#setOf, this.#hit, this.#cells, this.#values, this.#from];
    const { of, count } = this.#strata;
    let [rows, cents] = [this.#rows, this.#cents];
    for (let index = 0; index < words; index++) {
      for (let left = (hit[index] as number) | 0; left !== 0; left &= left - 1) {
        const k = (index << 5) + 31 - Math.clz32(left & -left);
        const at = (start << 5) + k;
        const set = setOf[k] as number;
        setOf[k] = 0;
        const stratum = of[at] as number;
        if (stratum === count) continue;
        const cell = cells.numberOf(set * count + stratum);
        if (cell >= rows.length) [rows, cents] = [doubled(rows), doubled(cents)];
        rows[cell] = (rows[cell] as number) + 1;
        const value = values[at + from] as number;
        if (!Number.isNaN(value)) cents[cell] = (cents[cell] as number) + value;
      }
      hit[index] = 0;
    }
    [this.#rows, this.#cents] = [rows, cents];
  }

  /** @param rest what no rule hits: less by what was counted here */
  finish(rest: { readonly rows: Float64Array; readonly cents: Float64Array }): Cells {
    const [sets, cells] = [this.#sets.ids.subarray(0, this.#sets.count), this.#cells.ids.subarray(0, this.#cells.count)];
    const { count } = this.#strata;
    const [rows, cents] = [this.#rows.slice(0, cells.length), this.#cents.slice(0, cells.length)];
    const strata = Uint32Array.from(cells, (id) => id % count);
    for (let cell = 0; cell < cells.length; cell++) {
      const stratum = strata[cell] as number;
      rest.rows[stratum] = (rest.rows[stratum] as number) - (rows[cell] as number);
      rest.cents[stratum] = (rest.cents[stratum] as number) - (cents[cell] as number);
    }
    return {
      parents: Uint32Array.from(sets, (id) => Math.floor(id / this.#ruleCount)),
      rules: Uint32Array.from(sets, (id) => id % this.#ruleCount),
      strata,
      sets: Uint32Array.from(cells, (id) => Math.floor(id / count)),
      rows,
      cents,
    };
  }
}

import { type Table, type Values, valuesOf } from './column.ts';
import type { Bits } from './evaluate.ts';

/** How strict the outcome is that a rule demands: 0 for none, then step_up, review, hold, deny. */
export const demandLevels = 5;
export const bandLevels = 5;
/** Bands in the order in which they are numbered here. */
export const bandOrder = ['low', 'medium', 'high', 'critical', 'unknown'] as const;
/** What an operation turned out to be: 0 not known, 1 fraud, 2 legitimate. */
export const labelLevels = 3;

export interface SideRule {
  /** The same for the same rule text over the same history. */
  readonly id: number;
  readonly bits: SharedArrayBuffer;
  readonly score: number;
  /** 0 for a rule that adds to the score. */
  readonly demand: number;
}

/** A policy ready to be decided for every row: what its rules weigh, and every answer there can be. */
export interface Side {
  /** The same for the same rules with the same weights. */
  readonly key: string;
  readonly rules: readonly SideRule[];
  readonly thresholds: { readonly medium: number; readonly high: number; readonly critical: number; readonly minSignals: number };
  /** Result by circumstances × band × demand. */
  readonly results: Uint16Array;
  /** The same, 1 where the answer is stricter than at no risk. */
  readonly flagged: Uint8Array;
}

/** The band of a score, by its number. */
export const bandAt = (score: number, usable: number, { medium, high, critical, minSignals }: Side['thresholds']): number =>
  score >= critical ? 3 : score >= high ? 2 : usable < minSignals ? 4 : score >= medium ? 1 : 0;

/** Where an answer stands among all answers. */
export const answerKey = (context: number, band: number, demand: number): number => (context * bandLevels + band) * demandLevels + demand;

/** A column that every history has. @throws Error when this one has not */
export const need = (table: Table, name: string): Values => {
  const column = table.columns.get(name);
  if (column === undefined) throw new Error(`History has no column ${name}`);
  return valuesOf(column);
};

/** The bits of a side's rules. */
export const viewsOf = ({ rules }: Side): Bits[] => rules.map(({ bits }) => new Uint32Array(bits));

/** What a side's rules say of every row of a range. */
export interface Weighed {
  readonly scores: Int32Array;
  readonly demands: Uint8Array;
  /** Rows that some rule hits. */
  readonly hit: Uint32Array;
}

/**
 * Words of bits that are looked at for one rule before the next rule has its turn: what is kept of their rows then stays in the processor's
 * nearer caches, in place of being fetched anew for each rule.
 */
export const blockWords = 256;

/** Adds up scores and finds the strictest demand of every row of a range, and which rows any rule hits. */
export function weigh(side: Side, from: number, to: number): Weighed {
  const [scores, demands] = [new Int32Array(to - from), new Uint8Array(to - from)];
  const hit = new Uint32Array(Math.ceil((to - from) / 32));
  const bits = viewsOf(side);
  for (let start = 0; start < hit.length; start += blockWords) {
    const end = Math.min(hit.length, start + blockWords);
    for (let rule = 0; rule < bits.length; rule++) {
      const { score = 0, demand = 0 } = side.rules[rule] ?? {};
      weighBlock(bits[rule] as Bits, from >>> 5, start, end, score, demand, scores, demands, hit);
    }
  }
  return { scores, demands, hit };
}

function weighBlock(
  own: Bits,
  first: number,
  start: number,
  end: number,
  score: number,
  demand: number,
  scores: Int32Array,
  demands: Uint8Array,
  hit: Uint32Array,
): void {
  for (let index = start; index < end; index++) {
    const word = own[first + index] as number;
    if (word === 0) continue;
    hit[index] = (hit[index] as number) | word;
    for (let left = word | 0; left !== 0; left &= left - 1) {
      const at = (index << 5) + 31 - Math.clz32(left & -left);
      scores[at] = (scores[at] as number) + score;
      if (demand > (demands[at] as number)) demands[at] = demand;
    }
  }
}

/** The number of ones among 32 bits. */
export function ones(bits: number): number {
  let n = bits - ((bits >>> 1) & 0x55555555);
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333);
  return Math.imul((n + (n >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

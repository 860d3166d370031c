import { type Table, type Values, valuesOf } from './column.ts';

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
  readonly rules: readonly SideRule[];
  readonly thresholds: { readonly medium: number; readonly high: number; readonly critical: number; readonly minSignals: number };
  /** Result by class of circumstances × band × demand. */
  readonly results: Uint16Array;
  /** The same, 1 where the answer is stricter than at no risk. */
  readonly flagged: Uint8Array;
}

/** The band of a score, by its number. */
export const bandAt = (score: number, usable: number, { medium, high, critical, minSignals }: Side['thresholds']): number =>
  score >= critical ? 3 : score >= high ? 2 : usable < minSignals ? 4 : score >= medium ? 1 : 0;

/** Where an answer stands among all answers. */
export const answerKey = (classOf: number, band: number, demand: number): number => (classOf * bandLevels + band) * demandLevels + demand;

/** A column that every history has. @throws Error when this one has not */
export const need = (table: Table, name: string): Values => {
  const column = table.columns.get(name);
  if (column === undefined) throw new Error(`History has no column ${name}`);
  return valuesOf(column);
};

/** What a side's rules say of every row of a range. */
export interface Weighed {
  readonly scores: Int32Array;
  readonly demands: Uint8Array;
}

/** Adds up scores and finds the strictest demand of every row of a range. */
export function weigh(side: Side, from: number, to: number): Weighed {
  const [scores, demands] = [new Int32Array(to - from), new Uint8Array(to - from)];
  const [first, words] = [from >>> 5, Math.ceil((to - from) / 32)];
  for (const { bits, score, demand } of side.rules) {
    const own = new Uint32Array(bits);
    for (let index = 0; index < words; index++) {
      for (let left = (own[first + index] as number) | 0; left !== 0; left &= left - 1) {
        const at = (index << 5) + 31 - Math.clz32(left & -left);
        scores[at] = (scores[at] as number) + score;
        if (demand > (demands[at] as number)) demands[at] = demand;
      }
    }
  }
  return { scores, demands };
}

/** The number of ones among 32 bits. */
export function ones(bits: number): number {
  let n = bits - ((bits >>> 1) & 0x55555555);
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333);
  return Math.imul((n + (n >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

import type { Cells } from './cells.ts';
import type { SideRule } from './weigh.ts';

/** What one side makes of each set of rules. */
export interface SetWeights {
  readonly scores: Float64Array;
  /** The strictest demand, how many rules have it, and the strictest below it. */
  readonly demands: Uint8Array;
  readonly demanding: Uint32Array;
  readonly below: Uint8Array;
}

/** A side's rules by what they hit: rules with the same condition hit the same. */
export type RulesByBits = readonly (readonly number[])[];

/** Weighs every set from the one that it extends. @param byBits the side's rules that stand for each of the sets' rules */
export function weighSets({ parents, rules }: Cells, byBits: RulesByBits, own: readonly SideRule[]): SetWeights {
  const size = parents.length + 1;
  const [scores, demands, demanding, below] = [new Float64Array(size), new Uint8Array(size), new Uint32Array(size), new Uint8Array(size)];
  for (let set = 1; set < size; set++) {
    const parent = parents[set - 1] as number;
    let score = scores[parent] as number;
    let strictest = demands[parent] as number;
    let many = demanding[parent] as number;
    let next = below[parent] as number;
    for (const rule of byBits[rules[set - 1] as number] ?? []) {
      const { score: added = 0, demand = 0 } = own[rule] ?? {};
      score += added;
      if (demand > strictest) {
        next = strictest;
        strictest = demand;
        many = 1;
      } else if (demand === strictest) many += 1;
      else if (demand > next) next = demand;
    }
    scores[set] = score;
    demands[set] = strictest;
    demanding[set] = many;
    below[set] = next;
  }
  return { scores, demands, demanding, below };
}

/** The strictest demand of a set without one of its rules. */
export const demandWithout = ({ demands, demanding, below }: SetWeights, set: number, demand: number): number =>
  demand < (demands[set] as number) || (demanding[set] as number) > 1 ? (demands[set] as number) : (below[set] as number);

import type { Bits } from './evaluate.ts';
import { ones, type Side, viewsOf } from './weigh.ts';

/** Rows where two rules hit, by the rules' ids; what is known of two rules stays true. */
export type KnownPairs = Map<string, number>;

const mostPairs = 200_000;

/** Counts where two rules hit, for every two. Words without a hit of the rarer rule are passed over. */
export function countPairs(side: Side, from: number, to: number, both: Float64Array, known: KnownPairs): void {
  if (known.size > mostPairs) known.clear();
  const bits = viewsOf(side);
  const count = bits.length;
  const [first, last] = [from >>> 5, Math.ceil(to / 32)];
  const words = new Map<number, Uint32Array>();
  const presentOf = (rule: number): Uint32Array => {
    const made = words.get(rule) ?? wordsWithHits(bits[rule], first, last);
    words.set(rule, made);
    return made;
  };
  for (let a = 0; a < count; a++) {
    for (let b = a; b < count; b++) {
      const [idA, idB] = [side.rules[a]?.id ?? 0, side.rules[b]?.id ?? 0];
      const key = idA < idB ? `${idA} ${idB}` : `${idB} ${idA}`;
      let sum = known.get(key);
      if (sum === undefined) {
        const [rarer, other] = presentOf(a).length <= presentOf(b).length ? [a, b] : [b, a];
        sum = shared(presentOf(rarer), bits[rarer], bits[other]);
        known.set(key, sum);
      }
      both[a * count + b] = sum;
      both[b * count + a] = sum;
    }
  }
}

function wordsWithHits(bits: Bits | undefined, first: number, last: number): Uint32Array {
  const words: number[] = [];
  for (let word = first; word < last; word++) if (bits?.[word] !== 0) words.push(word);
  return Uint32Array.from(words);
}

function shared(words: Uint32Array, one: Bits | undefined, other: Bits | undefined): number {
  if (one === undefined || other === undefined) return 0;
  let sum = 0;
  for (let k = 0; k < words.length; k++) {
    const word = words[k] ?? 0;
    const common = (one[word] ?? 0) & (other[word] ?? 0);
    if (common !== 0) sum += ones(common);
  }
  return sum;
}

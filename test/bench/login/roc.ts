/** What one threshold after the other does: the share of attacks found over the share of honest log-ins stopped. */
export interface Roc {
  /** The chance that an attack scores above an honest log-in; ties count half. */
  readonly area: number;
  /** The share of attacks above the score that a share of the honest exceed. */
  foundAt(falsePositives: number): number;
}

/** @param honest scores of honest log-ins @param attacks those of attacks */
export function rocOf(honest: readonly number[], attacks: readonly number[]): Roc {
  const sorted = Float64Array.from(honest).sort();
  const below = (score: number, orEqual: boolean): number => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const value = sorted[middle] ?? 0;
      if (value < score || (orEqual && value === score)) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const area = attacks.reduce((sum, score) => sum + below(score, false) + below(score, true), 0) / (2 * attacks.length * sorted.length);
  return {
    area,
    foundAt(falsePositives) {
      const limit = sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * (1 - falsePositives)))] ?? 0;
      return attacks.filter((score) => score > limit).length / attacks.length;
    },
  };
}

/**
 * How alike two cases are by what is known of them, from 0 to 1: the weight of what they share by the weight of what either has (weighted
 * Jaccard). What few cases have says more than what all have. Pure.
 */
export function similarity(a: readonly string[], b: readonly string[], weightOf: (feature: string) => number): number {
  const [left, right] = [new Set(a), new Set(b)];
  let shared = 0;
  let all = 0;
  for (const feature of new Set([...a, ...b])) {
    const weight = weightOf(feature);
    all += weight;
    if (left.has(feature) && right.has(feature)) shared += weight;
  }
  return all === 0 ? 0 : shared / all;
}

/** The rarer a feature among these, the heavier: log((1 + n) / (1 + how many have it)) + 1. */
export function rarity(population: readonly (readonly string[])[]): (feature: string) => number {
  const counts = new Map<string, number>();
  for (const features of population) for (const feature of new Set(features)) counts.set(feature, (counts.get(feature) ?? 0) + 1);
  return (feature) => Math.log((1 + population.length) / (1 + (counts.get(feature) ?? 0))) + 1;
}

/** `rule:new-device` → `rule: new device`: what the engine noted, for people. */
export const inWords = (feature: string): string => feature.replace(':', ': ').replaceAll(/[_-]/gu, ' ');

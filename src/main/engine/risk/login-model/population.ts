import { addPath, addTree, type Branch, pruneTree } from './branch.ts';
import { type LoginFamily, type LoginFeatures, loginFamilies, pathOf } from './features.ts';

/** What everybody's log-ins looked like, and where failed ones came from. */
export type Population = Readonly<Record<LoginFamily, Branch>>;

const day = 86_400_000;
/** A day counts once its log-ins have had time to go through their step-ups. */
const settlesMs = 3_600_000;
/** Days that the population is made of. */
export const populationDays = 30;
/** Values of a family that one day keeps; rarer ones are told by what lies above them. */
const mostValues = 4_000;
/** No single address is in the population: what it would say of a customer is nobody's business, and one network says it. */
const placeDepth = 3;

export const emptyPopulation = (): Population => ({ place: { n: 0 }, software: { n: 0 }, time: { n: 0 } });

/** The number of the day that a moment lies in. */
export const dayOf = (at: number): number => Math.floor(at / day);
export const startOf = (number: number): number => number * day;

/**
 * The last day of the population that a decision at this moment is judged by. Whole days only, so that the same moment has the same
 * population whether it is decided now, imported later or replayed.
 */
export const lastDayFor = (now: number): number => dayOf(now - settlesMs) - 1;

/** What became of a log-in: it went through, it was refused, or nobody knows. */
export type LoginFate = 'learned' | 'refused' | 'open';

/** Counts one log-in of a day. Failed ones count against where they came from and for nothing else. */
export function countLogin(population: Population, login: LoginFeatures, fate: LoginFate): void {
  if (fate === 'open') return;
  for (const family of loginFamilies) {
    const path = pathOf(family, login);
    if (path.length === 0) continue;
    if (fate === 'learned') addPath(population[family], family === 'place' ? path.slice(0, placeDepth) : path, 1);
    else if (family === 'place') addPath(population.place, path.slice(0, placeDepth), 0, 1);
  }
}

/** Cuts a day to what is worth keeping. */
export function settlePopulation(population: Population): Population {
  for (const family of loginFamilies) pruneTree(population[family], mostValues);
  return population;
}

/** Several days together. */
export function joinPopulations(days: Iterable<Population>): Population {
  const joined = emptyPopulation();
  for (const each of days) for (const family of loginFamilies) addTree(joined[family], each[family]);
  return joined;
}

export const parsePopulation = (text: string): Population => JSON.parse(text) as Population;

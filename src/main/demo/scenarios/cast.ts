import type { Person } from '../world/people.ts';

/** How many people play in scenarios at the most. */
export const CAST = 24;

/**
 * The people of the demo world who play in scenarios. They have all that protects a customer, and the simulated traffic leaves them alone, so
 * that a story is theirs only. At most a quarter of those who could.
 */
export function castOf(people: readonly Person[]): readonly Person[] {
  const able = people.filter((person) => person.mainAccountId === null && person.hasTrustedDevice && person.identity === 'verified');
  const size = Math.min(CAST, Math.floor(able.length / 4));
  return size === 0 ? [] : able.slice(-size);
}

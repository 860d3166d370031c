const FIRST_MS = 300;
const LONGEST_MS = 15_000;

/**
 * How long to wait before attempt `attempt` (from 0): doubling up to 15 s, with half of it left to chance so that many consoles
 * do not return to a restarted server at the same moment.
 */
export function backoffMs(attempt: number, random: number): number {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt);
  return Math.round(ceiling / 2 + (ceiling / 2) * random);
}

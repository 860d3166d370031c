import { hash } from 'node:crypto';

const buckets = 10_000;

/**
 * Whether a roll-out has reached an account (RT-07). The same account gives the same answer on every server; a higher percentage adds accounts
 * and takes none away; another roll-out begins with other accounts, so that nobody is always the first.
 * @param percent 0 to 100, with two decimals
 */
export function inRollout(rolloutId: string, accountId: string, percent: number): boolean {
  const bucket = Number.parseInt(hash('sha256', `${rolloutId}\n${accountId}`, 'hex').slice(0, 12), 16) % buckets;
  return bucket < percent * (buckets / 100);
}

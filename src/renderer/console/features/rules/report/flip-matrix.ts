import type { Report } from './use-report.ts';
import { outcomeOf } from './words.ts';

export interface Cell {
  readonly count: number;
  readonly fraud: number;
  readonly legitimate: number;
  readonly value: number;
}

export interface FlipMatrix {
  readonly live: readonly string[];
  readonly draft: readonly string[];
  readonly at: (live: string, draft: string) => Cell | undefined;
  readonly changed: number;
}

const strictness = ['allow', 'step_up', 'hold', 'review', 'deny', 'unknown'];
const rank = (key: string): number => strictness.indexOf(outcomeOf(key));
const byStrictness = (a: string, b: string): number => rank(a) - rank(b) || a.localeCompare(b);

/** Whether the draft asks more than live does. */
export const isStricter = (live: string, draft: string): boolean => byStrictness(live, draft) < 0;

/** Counts every pair of results, by outcome alone or with the methods of the step-up. */
export function flipMatrix({ flips }: Pick<Report, 'flips'>, by: 'outcome' | 'method'): FlipMatrix {
  const name = by === 'outcome' ? outcomeOf : (key: string) => key;
  const cells = new Map<string, Cell>();
  let changed = 0;
  for (const flip of flips) {
    const key = `${name(flip.live)} ${name(flip.draft)}`;
    const before = cells.get(key) ?? { count: 0, fraud: 0, legitimate: 0, value: 0 };
    cells.set(key, {
      count: before.count + flip.count,
      fraud: before.fraud + flip.fraud,
      legitimate: before.legitimate + flip.legitimate,
      value: before.value + flip.value,
    });
    if (flip.live !== flip.draft) changed += flip.count;
  }
  const sorted = (keys: readonly string[]) => [...new Set(keys.map(name))].sort(byStrictness);
  return {
    live: sorted(flips.map(({ live }) => live)),
    draft: sorted(flips.map(({ draft }) => draft)),
    at: (live, draft) => cells.get(`${live} ${draft}`),
    changed,
  };
}

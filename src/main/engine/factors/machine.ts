import type { FactorStatus } from '../../../shared/vocabulary/index.ts';
import type { Moves } from '../machine.ts';

export type FactorEvent = 'prove' | 'abandon' | 'suspend' | 'restore' | 'remove';

/**
 * The life of a factor. One that was begun counts once it is proved; a trusted device that lost what it rests on is suspended, which makes
 * nothing easier, and comes back by proving its key anew (TD-21). What was removed never returns: the customer enrols another.
 */
export const factorMoves: Moves<FactorStatus, FactorEvent> = {
  pending: { prove: 'active', abandon: 'removed', remove: 'removed' },
  active: { suspend: 'suspended', remove: 'removed' },
  suspended: { restore: 'active', remove: 'removed' },
  removed: {},
};

/** What is proved in the same moment begins active, such as a trusted device. */
export const factorStarts: readonly FactorStatus[] = ['pending', 'active'];

import type { DraftStatus, VersionStatus } from '../../../shared/vocabulary/index.ts';
import type { Moves } from '../machine.ts';

export type DraftEvent = 'edit' | 'pass_tests' | 'submit' | 'return' | 'approve' | 'publish' | 'emergency' | 'discard';

/**
 * The life of a draft (RT-03). Any edit leads back to the beginning, whatever was passed before. Only `publish` and `emergency` lead to live,
 * and `publish` starts from an approval alone (RT-04).
 */
export const draftMoves: Moves<DraftStatus, DraftEvent> = {
  draft: { edit: 'draft', pass_tests: 'tested', emergency: 'live', discard: 'discarded' },
  tested: { edit: 'draft', pass_tests: 'tested', submit: 'in_review', emergency: 'live', discard: 'discarded' },
  in_review: { edit: 'draft', return: 'draft', approve: 'approved', emergency: 'live', discard: 'discarded' },
  approved: { edit: 'draft', return: 'draft', publish: 'live', emergency: 'live', discard: 'discarded' },
  live: {},
  discarded: {},
};

export type VersionEvent = 'publish' | 'withdraw' | 'supersede';

/**
 * The life of a version of rules, lists, matrix or thresholds (RT-03, RT-07). Exactly one of a kind is live, and the next one takes its place;
 * a roll-out becomes live or is withdrawn. None comes back: rolling back makes a new version of an old one's content.
 */
export const versionMoves: Moves<VersionStatus, VersionEvent> = {
  rollout: { publish: 'live', withdraw: 'withdrawn' },
  live: { supersede: 'superseded' },
  superseded: {},
  withdrawn: {},
};

/** Most are published at once; some decide for a part of the accounts first. */
export const versionStarts: readonly VersionStatus[] = ['rollout', 'live'];

import type { DraftStatus } from '../../../shared/vocabulary/index.ts';
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

import type { DecisionDetail } from '../../../../shared/contract/console/index.ts';

type Hit = DecisionDetail['hits'][number];

export interface ScorePart {
  readonly hit: Hit;
  /** From 0 to 1: where the part begins on the bar and how long it is. */
  readonly start: number;
  readonly length: number;
}

const FULL = 100;

/**
 * The rules' parts of the score laid end to end, strongest first. A full bar is 100 points; when there are more, the bar is
 * scaled, so that every part keeps its proportion.
 */
export function scoreParts(hits: readonly Hit[]): readonly ScorePart[] {
  const counting = hits.filter((hit) => hit.score > 0).sort((a, b) => b.score - a.score);
  const total = Math.max(
    FULL,
    counting.reduce((sum, hit) => sum + hit.score, 0),
  );
  let start = 0;
  return counting.map((hit) => {
    const part = { hit, start, length: hit.score / total };
    start += part.length;
    return part;
  });
}

export type Likeness = 'clearly_same' | 'probably_same' | 'doubtful' | 'another';

/** How far from the line a score has to be before it is called clear, or another person. */
const CLEAR = 0.12;
const FAR = 0.2;

/** A similarity of faces in words, by how far it is from the score from which two faces count as one person's (FV-03). Pure. */
export function likenessOf(score: number, sameFrom: number): Likeness {
  if (score >= sameFrom + CLEAR) return 'clearly_same';
  if (score >= sameFrom) return 'probably_same';
  return score >= sameFrom - FAR ? 'doubtful' : 'another';
}

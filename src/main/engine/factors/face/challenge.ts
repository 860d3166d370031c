import { type FaceMove, faceMoves } from '../../../../shared/vocabulary/index.ts';
import type { Engine } from '../../engine.ts';

/** What the customer is asked to do before the camera, and until when. */
export interface FaceChallenge {
  readonly moves: readonly FaceMove[];
  readonly startedAt: number;
  readonly expiresAt: number;
}

/** Draws a challenge: no move follows itself, so that each can be told from the one before it. */
export function drawChallenge(engine: Pick<Engine, 'random' | 'clock' | 'settings'>): FaceChallenge {
  const moves: FaceMove[] = [];
  for (let left = engine.settings.get('face.moves'); left > 0; left -= 1) {
    const choices = faceMoves.filter((move) => move !== moves.at(-1));
    moves.push(choices[engine.random.integer(choices.length)] as FaceMove);
  }
  const startedAt = engine.clock.now();
  return { moves, startedAt, expiresAt: startedAt + engine.settings.get('face.ttl') };
}

import type { FaceMove } from '../../../../shared/vocabulary/index.ts';
import { depthBetween } from './depth.ts';
import type { FaceThresholds, SeenFace } from './observation.ts';

/** A pose this near to the first frame's counts as looking into the camera, as a part of the turn that a move needs. */
const NEUTRAL_PART = 0.6;

/** What one frame shows, seen from the first: looking straight, eyes closed, head turned to a side, up or down, or on the way. */
type Pose = 'straight' | 'closed' | 'left' | 'right' | 'up' | 'down' | 'between';

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
};

type Limits = Pick<FaceThresholds, 'turn' | 'depth' | 'blink'>;

/** The pose of each frame. The first frame is the measure: whoever begins turned away begins again. */
export function posesOf(faces: readonly SeenFace[], limits: Limits): Pose[] {
  const first = faces[0];
  if (first === undefined) return [];
  const offsets = faces.map((face) => ({ yaw: face.yaw - first.yaw, pitch: face.pitch - first.pitch }));
  const near = offsets.map(({ yaw, pitch }) => Math.max(Math.abs(yaw), Math.abs(pitch)) < limits.turn * NEUTRAL_PART);
  const open = median(faces.filter((_, index) => near[index]).map(({ eyes }) => eyes));
  return faces.map((face, index) => {
    const { yaw, pitch } = offsets[index] ?? { yaw: 0, pitch: 0 };
    if (near[index]) return face.eyes < open * limits.blink ? 'closed' : 'straight';
    const far = Math.max(Math.abs(yaw), Math.abs(pitch));
    // A picture that is tilted seems to turn as well; only a head shows depth while it does.
    if (far < limits.turn || depthBetween(first.landmarks, face.landmarks) < limits.depth) return 'between';
    if (Math.abs(yaw) >= Math.abs(pitch)) return yaw < 0 ? 'left' : 'right';
    return pitch < 0 ? 'up' : 'down';
  });
}

/** The frames in which somebody looks straight into the camera with open eyes; what comparing faces goes by. */
export const straightFrames = (poses: readonly Pose[]): number[] => poses.flatMap((pose, index) => (pose === 'straight' ? [index] : []));

/**
 * The moves in the order in which they were made. A shake goes to both sides; a nod goes up or down and comes back; a blink closes eyes
 * that were open before and are open after it, with the head held still, so that eyes that follow a nod are none. The same move
 * twice in a row is one that was made thoroughly.
 */
export function movesIn(poses: readonly Pose[]): FaceMove[] {
  const runs = poses.filter((pose, index) => pose !== 'between' && pose !== previous(poses, index));
  const moves: FaceMove[] = [];
  const add = (move: FaceMove) => {
    if (moves.at(-1) !== move) moves.push(move);
  };
  /** Where the head went last. */
  let turned: Pose | null = null;
  for (const [index, pose] of runs.entries()) {
    const after = runs[index + 1];
    if (pose === 'closed' && runs[index - 1] === 'straight' && after === 'straight') add('blink');
    if ((pose === 'up' || pose === 'down') && after === 'straight') add('nod');
    if ((pose === 'left' && turned === 'right') || (pose === 'right' && turned === 'left')) add('shake');
    if (pose !== 'straight' && pose !== 'closed') turned = pose;
  }
  return moves;
}

/** The last pose before a frame that was not on the way to another. */
function previous(poses: readonly Pose[], index: number): Pose | undefined {
  return poses.slice(0, index).findLast((pose) => pose !== 'between');
}

/** Whether the moves made are those that were asked for, in order. People blink unasked, so further blinks do no harm. */
export function followsChallenge(made: readonly FaceMove[], asked: readonly FaceMove[]): 'yes' | 'missing' | 'out_of_order' {
  let next = 0;
  for (const move of made) {
    if (move === asked[next]) next += 1;
    else if (move !== 'blink') return 'out_of_order';
  }
  return next === asked.length ? 'yes' : 'missing';
}

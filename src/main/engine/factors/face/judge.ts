import type { FaceMove, FaceRefusal } from '../../../../shared/vocabulary/index.ts';
import type { FaceReferences, FaceResult } from '../../ports.ts';
import { followsChallenge, movesIn, posesOf, straightFrames } from './moves.ts';
import type { FaceObservation, FaceThresholds, SeenFace } from './observation.ts';
import { embeddingOf, meanEmbedding, similarity } from './similarity.ts';

/** What a picture must be like for the model to see anything in it. Properties of cameras and of this model, not of a policy. */
const DARKEST = 45;
const BRIGHTEST = 225;
const FLATTEST = 10;
const SMALLEST_FACE = 0.18;
const CERTAIN = 0.5;
/** A face beside the holder's counts from this size, as a part of the holder's. */
const SECOND_FACE = 0.15;
/** Frames without a face that a quick movement may cost. */
const LOST_PART = 0.2;
/** How different a turned head may be from the same head straight on, by the model's own blurring at 35°. */
const TURNED_SIMILARITY = 0.4;

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
};

/** Faces that count: not the specks that every detector sees in wallpaper. */
function countedFaces(frame: FaceObservation): readonly SeenFace[] {
  const certain = frame.faces.filter(({ score }) => score >= CERTAIN);
  const widest = Math.max(0, ...certain.map(({ box }) => box[2]));
  return certain.filter(({ box }) => box[2] >= widest * SECOND_FACE).sort((a, b) => b.box[2] - a.box[2]);
}

/** Whether the landmarks leave the picture. */
function isCut(face: SeenFace, frame: FaceObservation): boolean {
  for (let index = 0; index < face.landmarks.length; index += 2) {
    const x = face.landmarks[index] ?? 0;
    const y = face.landmarks[index + 1] ?? 0;
    if (x < 0 || y < 0 || x > frame.width || y > frame.height) return true;
  }
  return false;
}

/** What the capture screen must tell (ND-06): whole face visible, camera unobstructed, good light. */
function captureProblems(frames: readonly FaceObservation[], faces: readonly (readonly SeenFace[])[]): FaceRefusal[] {
  const problems = new Set<FaceRefusal>();
  const lost = faces.filter((found) => found.length === 0).length;
  if (lost > frames.length * LOST_PART || (faces[0]?.length ?? 0) === 0) {
    const brightness = median(frames.map((frame) => frame.brightness));
    if (median(frames.map((frame) => frame.contrast)) < FLATTEST) problems.add('camera_unobstructed');
    else if (brightness < DARKEST || brightness > BRIGHTEST) problems.add('good_light');
    problems.add('no_face');
    return [...problems];
  }
  const light = median(faces.flatMap(([face]) => face?.brightness ?? []));
  if (light < DARKEST || light > BRIGHTEST) problems.add('good_light');
  for (const [index, frame] of frames.entries()) {
    const [face] = faces[index] ?? [];
    if (face === undefined) continue;
    if (isCut(face, frame)) problems.add('whole_face_visible');
    if (face.box[2] < frame.width * SMALLEST_FACE) problems.add('come_closer');
  }
  return [...problems];
}

const refused = (refusals: readonly FaceRefusal[]): Verdict => ({
  result: { passed: false, refusals, matchScore: null, documentScore: null, livenessScore: 0 },
  embedding: null,
});

export interface Verdict {
  readonly result: FaceResult;
  /** Of the person before the camera, when everything passed. */
  readonly embedding: Float32Array | null;
}

/**
 * Judges what a model saw against what was asked (FV-04, ND-06): one face throughout, alive, moving as asked in order, and the person of
 * each reference. Pure: the same frames are judged the same way on every machine.
 *
 * @param moves what the challenge asked for, in order
 */
export function judge(
  moves: readonly FaceMove[],
  frames: readonly FaceObservation[],
  references: FaceReferences,
  thresholds: FaceThresholds,
): Verdict {
  const counted = frames.map(countedFaces);
  if (counted.some((faces) => faces.length > 1)) return refused(['one_face_only']);
  const problems = captureProblems(frames, counted);
  if (problems.length > 0) return refused(problems);

  const faces = counted.flatMap(([face]) => (face === undefined ? [] : [face]));
  const poses = posesOf(faces, thresholds);
  const straight = straightFrames(poses).flatMap((index) => faces[index] ?? []);
  const first = faces[0] as SeenFace;
  const refusals: FaceRefusal[] = [];

  const samePerson = faces.every((face, index) => {
    const least = poses[index] === 'straight' ? thresholds.match : TURNED_SIMILARITY;
    return similarity(first.embedding, face.embedding) >= least;
  });
  if (!samePerson) refusals.push('same_person_throughout');

  const real = median(faces.map((face) => face.real));
  const live = median(faces.map((face) => face.live));
  if (real < thresholds.real || live < thresholds.live) refusals.push('not_a_live_person');

  const followed = followsChallenge(movesIn(poses), moves);
  if (followed === 'missing') refusals.push('moves_not_seen');
  if (followed === 'out_of_order') refusals.push('moves_out_of_order');

  const embedding = meanEmbedding((straight.length > 0 ? straight : [first]).map((face) => face.embedding));
  const scoreWith = (template: Uint8Array | null) => (template === null ? null : similarity(embedding, embeddingOf(template)));
  const matchScore = scoreWith(references.enrolled);
  const documentScore = scoreWith(references.document);
  const isHolder =
    (matchScore ?? documentScore) !== null &&
    (matchScore === null || matchScore >= thresholds.match) &&
    (documentScore === null || documentScore >= thresholds.documentMatch);
  if (!isHolder) refusals.push('not_the_holder');

  const passed = refusals.length === 0;
  const result: FaceResult = { passed, refusals, matchScore, documentScore, livenessScore: Math.min(real, live) };
  return { result, embedding: passed ? embedding : null };
}

import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/main/engine/factors/face/judge.ts';
import type { FaceObservation, SeenFace } from '../../../src/main/engine/factors/face/observation.ts';
import { embeddingOf, meanEmbedding, similarity, templateOf } from '../../../src/main/engine/factors/face/similarity.ts';
import { conflictsOf } from '../../../src/main/engine/identity/conflicts.ts';
import { endOfDay, sameName, sameNumber } from '../../../src/main/engine/identity/documents.ts';

const thresholds = { match: 0.68, documentMatch: 0.58, real: 0.45, live: 0.5, turn: 0.12, depth: 0.016, blink: 0.75 };

/** As far from `person` as it takes for a similarity of about `1 - distance`. */
const embedding = (person: number, distance = 0): Float32Array => {
  const numbers = new Float32Array(1_024).fill(person);
  const dimension = 7;
  numbers[dimension] = person + distance * 12;
  return numbers;
};

const face = (more: Partial<SeenFace> = {}): SeenFace => ({
  box: [100, 100, 280, 280],
  score: 0.9,
  brightness: 120,
  yaw: 0,
  pitch: 0,
  eyes: 0.3,
  real: 0.8,
  live: 0.9,
  landmarks: new Float32Array(936).fill(200),
  embedding: embedding(0),
  ...more,
});

const frame = (faces: readonly SeenFace[], more: Partial<FaceObservation> = {}): FaceObservation => ({
  atMs: 0,
  width: 480,
  height: 480,
  brightness: 110,
  contrast: 50,
  faces,
  ...more,
});

const closed = face({ eyes: 0.1 });
const blinking = [face(), closed, face()].map((each) => frame([each]));
const known = templateOf(embedding(0));

const refusals = (frames: readonly FaceObservation[], references = { enrolled: known, document: known as Uint8Array | null }) =>
  judge(['blink'], frames, references, thresholds).result.refusals;

describe('judging what the model saw', () => {
  it('FV-04 passes one live person who does what is asked, with the scores behind it', () => {
    const { result, embedding: mean } = judge(['blink'], blinking, { enrolled: known, document: known }, thresholds);
    expect(result).toEqual({ passed: true, refusals: [], matchScore: 1, documentScore: 1, livenessScore: 0.8 });
    expect(mean).toHaveLength(1_024);
  });

  it('FV-04 needs a reference, and every reference', () => {
    expect(judge(['blink'], blinking, { enrolled: null, document: null }, thresholds).result.refusals).toEqual(['not_the_holder']);
    const stranger = templateOf(embedding(0, 1));
    expect(refusals(blinking, { enrolled: stranger, document: known })).toEqual(['not_the_holder']);
    expect(refusals(blinking, { enrolled: known, document: stranger })).toEqual(['not_the_holder']);
    expect(refusals(blinking, { enrolled: known, document: null })).toEqual([]);
  });

  it('FV-04 refuses at the threshold’s lower side and passes on it', () => {
    const limits = { ...thresholds, real: 0.8, live: 0.9 };
    expect(judge(['blink'], blinking, { enrolled: known, document: known }, limits).result.passed).toBe(true);
    expect(judge(['blink'], blinking, { enrolled: known, document: known }, { ...limits, real: 0.801 }).result.refusals).toEqual([
      'not_a_live_person',
    ]);
    expect(judge(['blink'], blinking, { enrolled: known, document: known }, { ...limits, live: 0.901 }).result.refusals).toEqual([
      'not_a_live_person',
    ]);
  });

  it('FV-04 counts a second face of some size and certainty, and no speck', () => {
    const beside = (more: Partial<SeenFace>) => refusals([frame([face(), face({ box: [400, 0, 80, 80], ...more })]), ...blinking.slice(1)]);
    expect(beside({})).toEqual(['one_face_only']);
    expect(beside({ score: 0.49 })).toEqual([]);
    expect(beside({ box: [400, 0, 41, 41] })).toEqual([]);
  });

  it('FV-04 refuses somebody else in one frame in the middle', () => {
    const swapped = [...blinking, frame([face({ embedding: embedding(0, 1) })]), frame([face()])];
    expect(refusals(swapped)).toContain('same_person_throughout');
  });

  it('ND-06 asks for a whole face, near enough, in good light, before an open camera', () => {
    const all = (more: Partial<SeenFace>) => refusals(blinking.map(({ faces }) => frame(faces.map((each) => ({ ...each, ...more })))));
    expect(all({ brightness: 30 })).toEqual(['good_light']);
    expect(all({ brightness: 240 })).toEqual(['good_light']);
    expect(all({ box: [200, 200, 80, 80] })).toEqual(['come_closer']);
    expect(all({ landmarks: new Float32Array(936).fill(-5) })).toEqual(['whole_face_visible']);
    const empty = (more: Partial<FaceObservation>) => refusals(blinking.map(() => frame([], more)));
    expect(empty({})).toEqual(['no_face']);
    expect(empty({ contrast: 3 })).toEqual(['camera_unobstructed', 'no_face']);
    expect(empty({ brightness: 20 })).toEqual(['good_light', 'no_face']);
  });

  it('FV-04 forgives a frame in five without a face, and no more', () => {
    const frames = [...blinking, frame([]), frame([face()])];
    expect(refusals(frames)).toEqual([]);
    expect(refusals([...frames, frame([])])).toEqual(['no_face']);
    expect(refusals([frame([]), ...blinking, frame([face()])])).toEqual(['no_face']);
  });

  it('FV-04 keeps templates as they are and refuses what is none', () => {
    const numbers = embedding(0.25, 0.4);
    expect(embeddingOf(templateOf(numbers))).toEqual(numbers);
    expect(() => embeddingOf(new Uint8Array(5))).toThrow(RangeError);
    expect(() => similarity(numbers, new Float32Array(3))).toThrow(RangeError);
    expect(() => meanEmbedding([])).toThrow(RangeError);
  });
});

describe('comparing documents', () => {
  const ada = { number: 'C01X00T47', name: 'Ada Muster', birthDate: '1990-04-30' };
  const facts = {
    before: ada,
    accountName: null,
    after: ada,
    elsewhere: [],
    faces: { document: 0.9, enrolled: null },
    needsFace: true,
    sameFrom: 0.58,
  };

  it.each([
    ['nothing', {}, []],
    ['another name', { after: { ...ada, name: 'Eva Muster' } }, ['name_mismatch']],
    ['another birth date', { after: { ...ada, birthDate: '1990-04-29' } }, ['birth_date_mismatch']],
    ['another face', { faces: { document: 0.57, enrolled: 0.9 } }, ['face_mismatch']],
    ['no face to compare', { faces: { document: null, enrolled: null } }, ['face_not_compared']],
    ['a document of another account', { elsewhere: [{ accountId: 'x', status: 'bound' }] }, ['document_on_another_account']],
    ['one that waits elsewhere', { elsewhere: [{ accountId: 'x', status: 'submitted' }] }, ['document_requested_elsewhere']],
    ['another name than the platform has', { before: null, accountName: 'Eva Muster', needsFace: false }, ['name_mismatch']],
  ] as const)('FV-03 finds %s', (_what, more, codes) => {
    expect(conflictsOf({ ...facts, ...more }).map(({ code }) => code)).toEqual(codes);
  });

  it('FV-03 takes names that differ in case, accents, order and commas for one', () => {
    expect(sameName('Müller, Jürgen', 'jurgen MULLER')).toBe(true);
    expect(sameName('Ada Muster', 'Ada Master')).toBe(false);
  });

  it('ND-11 takes numbers that differ in spaces, dashes and case for one', () => {
    expect(sameNumber('c01-x00 T47')).toBe(sameNumber('C01X00T47'));
  });

  it('FV-02 knows the calendar', () => {
    expect(endOfDay('2024-02-29', 'x')).toBe(Date.UTC(2024, 2, 1));
    expect(() => endOfDay('2025-02-29', 'x')).toThrow();
  });
});

import { boolean, day, duration, integer, minute, number, second } from './kinds.ts';

const score = { min: 0, max: 1 } as const;

/**
 * Identity documents and face verification. The thresholds are measured, not guessed: docs/guides/face.md has the pairs, the error rates
 * at each value, and which test holds them.
 */
export const identitySettings = {
  'identity.maxImage': integer({
    default: 3_072,
    min: 64,
    max: 6_144,
    unit: 'KiB',
    meaning: 'The largest image of a document.',
    requirement: 'FV-02',
  }),
  'identity.maxPixels': integer({
    default: 16,
    min: 1,
    max: 50,
    unit: 'megapixels',
    meaning: 'Images with more pixels than this are refused before they are decoded.',
    requirement: 'FV-02',
  }),
  'identity.fourEyes': boolean({
    default: true,
    meaning: 'Whether a second person must approve an identity request that shows a conflict.',
    requirement: 'FV-03',
  }),

  'face.moves': integer({ default: 3, min: 2, max: 6, meaning: 'How many movements a face challenge asks for.', requirement: 'ND-06' }),
  'face.ttl': duration({
    default: 2 * minute,
    min: 20 * second,
    max: 10 * minute,
    meaning: 'How long the frames of a face challenge may take to arrive.',
    requirement: 'FV-04',
  }),
  'face.maxFrames': integer({ default: 24, min: 8, max: 48, meaning: 'The most frames of one face verification.', requirement: 'FV-04' }),
  'face.maxFrame': integer({
    default: 192,
    min: 32,
    max: 512,
    unit: 'KiB',
    meaning: 'The largest frame of a face verification.',
    requirement: 'FV-04',
  }),
  'face.maxGap': duration({
    default: 2 * second,
    min: 200,
    max: 10 * second,
    meaning: 'The longest time between two frames of one face verification; a longer one could hide a cut.',
    requirement: 'FV-04',
  }),
  'face.match': number({
    default: 0.68,
    ...score,
    meaning: 'How similar a face must be to the enrolled one.',
    requirement: 'FV-04',
  }),
  'face.documentMatch': number({
    default: 0.58,
    ...score,
    meaning: 'How similar a face must be to the photo in the identity document.',
    requirement: 'ND-06',
  }),
  'face.real': number({
    default: 0.45,
    ...score,
    meaning: 'The least anti-spoof score of a face verification, in the middle of its frames.',
    requirement: 'FV-04',
  }),
  'face.live': number({
    default: 0.5,
    ...score,
    meaning: 'The least liveness score of a face verification, in the middle of its frames.',
    requirement: 'FV-04',
  }),
  'face.turn': number({
    default: 0.12,
    min: 0.05,
    max: 0.6,
    unit: 'radians, as the model sees them',
    meaning: 'How far a head must turn for a nod or a shake to count.',
    requirement: 'ND-06',
  }),
  'face.depth': number({
    default: 0.016,
    min: 0,
    max: 0.1,
    unit: 'of the width of the face',
    meaning: 'How far the landmarks of a turned head must be from those of a flat picture turned the same way.',
    requirement: 'FV-04',
  }),
  'face.blink': number({
    default: 0.75,
    min: 0.3,
    max: 0.95,
    meaning: 'To which part of their usual opening both eyes must close for a blink to count.',
    requirement: 'ND-06',
  }),
  'face.keepFrames': duration({
    default: day,
    min: minute,
    max: 30 * day,
    meaning: 'How long the sealed frames of a face verification are kept.',
    requirement: 'FV-04',
  }),
  'face.rememberFrames': duration({
    default: 365 * day,
    min: day,
    max: 3_650 * day,
    meaning: 'How long frames are remembered by their keyed hash, so that none is accepted twice.',
    requirement: 'FV-04',
  }),
};

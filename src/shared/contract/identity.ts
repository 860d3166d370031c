import { z } from 'zod';
import {
  documentKindSchema,
  documentSideSchema,
  documentStatusSchema,
  faceMoveSchema,
  faceRefusalSchema,
  identityConflictSchema,
  identityStatusSchema,
} from '../vocabulary/index.ts';
import { countrySchema, lineSchema, timeSchema } from './common.ts';

const daySchema = z.iso.date('must be a day such as 1990-04-30');

/** Base64 of the largest picture that any setting allows; what a setting allows less is refused by the engine. */
const MAX_IMAGE = Math.ceil((6_144 * 1_024) / 3) * 4;
const MAX_FRAME = Math.ceil((512 * 1_024) / 3) * 4;
const MAX_FRAMES = 48;

/** Longest bodies, in bytes, of the calls that carry pictures. */
export const pictureBodies = { images: 2 * MAX_IMAGE + 16_384, frames: MAX_FRAMES * (MAX_FRAME + 100) + 16_384 } as const;

export const documentImageSchema = z.strictObject({
  side: documentSideSchema,
  image: z.base64().min(4).max(MAX_IMAGE).describe('A JPEG or PNG in base64'),
});

export const documentInput = {
  kind: documentKindSchema,
  country: countrySchema.describe('The country that issued it'),
  number: lineSchema(40).min(3),
  name: lineSchema(120).min(1).describe('As printed'),
  birthDate: daySchema,
  expiresOn: daySchema.optional().describe('The last day on which it is valid'),
};

/** A document masked: enough to know it by, not enough to use it. */
export const documentSchema = z.object({
  id: z.string(),
  kind: documentKindSchema,
  country: z.string(),
  number: z.string(),
  name: z.string(),
  birthDate: z.string(),
  expiresOn: z.string().nullable(),
  status: documentStatusSchema,
  source: z.string(),
  createdAt: timeSchema,
  decidedAt: timeSchema.nullable(),
});

export const identityMoveSchema = z.object({
  at: timeSchema,
  event: z.string(),
  from: identityStatusSchema,
  to: identityStatusSchema,
  level: z.int(),
  reason: z.string().nullable(),
});

export const conflictSchema = z.object({
  code: identityConflictSchema,
  accountId: z.string().optional(),
  score: z.number().optional(),
});

/** What a capture screen has to ask for. */
export const faceChallengeSchema = z.object({
  moves: z.array(faceMoveSchema).describe('To be made in this order, looking into the camera before, between and after'),
  expiresAt: timeSchema,
  maxFrames: z.int(),
  maxFrameBytes: z.int().describe('Of the JPEG, before base64'),
});

export const framesSchema = z
  .array(
    z.strictObject({
      image: z.base64().min(4).max(MAX_FRAME).describe('A JPEG in base64'),
      atMs: z.int().min(0).max(600_000).describe('Milliseconds since the first frame, by the client’s clock'),
    }),
  )
  .min(1)
  .max(MAX_FRAMES);

export const refusalsSchema = z.array(faceRefusalSchema).describe('What to mend, as guidance codes; what to mend first comes first');

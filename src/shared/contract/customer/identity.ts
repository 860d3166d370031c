import { z } from 'zod';
import {
  factorIdSchema,
  factorKindSchema,
  identityRequestKindSchema,
  identityStatusSchema,
  operationIdSchema,
} from '../../vocabulary/index.ts';
import { base, timeSchema } from '../common.ts';
import {
  documentImageSchema,
  documentInput,
  documentSchema,
  faceChallengeSchema,
  framesSchema,
  identityMoveSchema,
  refusalsSchema,
} from '../identity.ts';

const identitySchema = z.object({
  status: identityStatusSchema,
  level: z.int(),
  verifiedAt: timeSchema.nullable(),
  faceEnrolled: z.boolean(),
  document: documentSchema.nullable().describe('The document that is bound to the account, masked'),
  request: z
    .object({
      id: z.string(),
      kind: z.string().describe(identityRequestKindSchema.options.join(' or ')),
      status: z.string(),
      createdAt: timeSchema,
      decidedAt: timeSchema.nullable(),
      reason: z.string().nullable(),
    })
    .nullable(),
  history: z.array(identityMoveSchema),
  warning: z.string().describe('To be shown before a document is handed in'),
});

/** FV-01 to FV-03: what the customer hands in, and what became of it. */
export const identity = {
  get: base
    .route({ method: 'GET', path: '/identity', tags: ['Identity'], summary: 'Verification status, level and history' })
    .output(identitySchema),
  submit: base
    .route({
      method: 'POST',
      path: '/identity',
      tags: ['Identity'],
      summary: 'Hand in an identity document, for the first verification or in place of the one that is bound',
      description:
        'After an authorized security_setting_change operation. Staff or the platform decide. A document that another account uses is refused with the reason `document_in_use` (ND-11).',
    })
    .input(z.strictObject({ operationId: operationIdSchema, ...documentInput, images: z.array(documentImageSchema).min(1).max(2) }))
    .output(identitySchema),
};

/** FV-04, ND-06: the customer's face. */
export const face = {
  begin: base
    .route({
      method: 'POST',
      path: '/face/begin',
      tags: ['Identity'],
      summary: 'Begin to enrol the face, after an authorized security_setting_change operation',
      description:
        'Answers a random challenge. The face is compared with the photo in the identity document, which has to be handed in first.',
    })
    .input(z.strictObject({ operationId: operationIdSchema }))
    .output(z.object({ factorId: factorIdSchema, challenge: faceChallengeSchema })),
  finish: base
    .route({
      method: 'POST',
      path: '/face/finish',
      tags: ['Identity'],
      summary: 'Send the frames taken while the challenge was carried out',
      description: 'Refused frames come back with what to mend and with another challenge.',
    })
    .input(z.strictObject({ factorId: factorIdSchema, frames: framesSchema }))
    .output(
      z.object({
        factor: z
          .object({
            id: factorIdSchema,
            kind: factorKindSchema,
            name: z.string().nullable(),
            status: z.string(),
            createdAt: timeSchema,
            lastUsedAt: timeSchema.nullable(),
          })
          .nullable(),
        refusals: refusalsSchema,
        attemptsLeft: z.int(),
        challenge: faceChallengeSchema.nullable(),
      }),
    ),
  remove: base
    .route({
      method: 'POST',
      path: '/face/remove',
      tags: ['Identity'],
      summary: 'Erase the enrolled face after an authorized security_setting_change operation; a trusted device is suspended with it',
    })
    .input(z.strictObject({ operationId: operationIdSchema }))
    .output(z.object({ removed: factorIdSchema })),
};

import { z } from 'zod';
import {
  accountIdSchema,
  identityFieldSchema,
  identityImageIdSchema,
  identityRequestIdSchema,
  identityRequestKindSchema,
  identityRequestStatusSchema,
} from '../../vocabulary/index.ts';
import { base, lineSchema, page, pageInput, timeSchema } from '../common.ts';
import { conflictSchema, documentSchema } from '../identity.ts';

const reason = lineSchema(500).min(3);

const requestRow = {
  id: z.string(),
  accountId: z.string(),
  kind: identityRequestKindSchema,
  status: identityRequestStatusSchema,
  risk: z.enum(['low', 'high']),
  conflicts: z.array(conflictSchema),
  createdAt: timeSchema,
  decidedAt: timeSchema.nullable(),
  firstApprover: z.string().nullable(),
  reason: z.string().nullable(),
};

export const identityRequestRowSchema = z.object({ ...requestRow, customerName: z.string().nullable(), updatedAt: timeSchema });
export type IdentityRequestRow = z.infer<typeof identityRequestRowSchema>;

const sideSchema = documentSchema.extend({
  images: z.array(z.object({ id: z.string(), side: z.string(), bytes: z.int(), width: z.int(), height: z.int() })),
});

export const identityRequestDetailSchema = z.object({
  ...requestRow,
  contentHash: z.string().describe('What an approval is bound to; hand it back with the decision'),
  needsSecond: z.boolean(),
  firstApprovedAt: timeSchema.nullable(),
  decidedBy: z.string().nullable(),
  old: sideSchema.nullable(),
  new: sideSchema.nullable(),
});
export type IdentityRequestDetail = z.infer<typeof identityRequestDetailSchema>;

const clearSchema = z.object({ number: z.string(), name: z.string(), birthDate: z.string() }).nullable();

const likenessSchema = z
  .object({ score: z.number().describe('0 to 1'), same: z.boolean().describe('Whether it is enough to count as one person') })
  .nullable()
  .describe('Null where there is nothing to compare');

export const identityComparisonSchema = z.object({
  differs: z.array(identityFieldSchema).describe('Fields that say something else than the bound document; empty when none is bound'),
  faces: z
    .object({
      document: likenessSchema.describe('With the photo of the document that is bound'),
      enrolled: likenessSchema.describe('With the face that is enrolled'),
      sameFrom: z.number().describe('The score from which two faces count as one person’s'),
    })
    .describe('The photo of the new document'),
});
export type IdentityComparison = z.infer<typeof identityComparisonSchema>;

/** FV-03: what customers want verified or changed; staff decide it on its case. */
export const identityRequests = {
  list: base
    .input(z.object({ status: z.enum(['waiting', 'all']).default('waiting'), accountId: accountIdSchema.optional(), ...pageInput }))
    .output(page(identityRequestRowSchema)),
  get: base.input(z.object({ id: identityRequestIdSchema })).output(identityRequestDetailSchema),
  /** What differs between old and new, and how alike the faces are; tells neither data nor pictures. */
  comparison: base.input(z.object({ id: identityRequestIdSchema })).output(identityComparisonSchema),
  /** Old and new data in clear, recorded (ST-03). */
  reveal: base
    .input(z.strictObject({ id: identityRequestIdSchema, reason }))
    .output(z.object({ old: clearSchema, new: clearSchema, untilMs: timeSchema })),
  /** One image in clear, recorded (ST-03). */
  image: base
    .input(z.strictObject({ id: identityRequestIdSchema, imageId: identityImageIdSchema, reason }))
    .output(z.object({ jpeg: z.base64(), untilMs: timeSchema })),
};

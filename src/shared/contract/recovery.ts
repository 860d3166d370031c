import { z } from 'zod';
import {
  callerMethodSchema,
  callerStatusSchema,
  callerVerificationIdSchema,
  caseIdSchema,
  deviceResetIdSchema,
  factorIdSchema,
  holdCauseSchema,
  resetSourceSchema,
  resetStatusSchema,
  resetTargetSchema,
} from '../vocabulary/index.ts';
import { lineSchema, timeSchema } from './common.ts';

/** What is to be reset; sessions go with everything else and need not be named. */
export const resetWishSchema = z.strictObject({
  targets: z
    .array(resetTargetSchema)
    .min(1)
    .max(4)
    .refine((targets) => new Set(targets).size === targets.length, 'must not name anything twice'),
  passkeyIds: z.array(factorIdSchema).min(1).max(50).optional().describe('Only these passkeys; all by default'),
  reason: lineSchema(400).min(3).describe('In the customer’s words: what happened to the factors'),
});
export type ResetWish = z.output<typeof resetWishSchema>;

/** A device reset as its customer sees it. */
export const deviceResetSchema = z.object({
  id: deviceResetIdSchema,
  caseId: caseIdSchema,
  status: resetStatusSchema,
  source: resetSourceSchema,
  targets: z.array(resetTargetSchema),
  createdAt: timeSchema,
  expiresAt: timeSchema.describe('Until when staff decide'),
  effectAt: timeSchema.nullable().describe('When it takes effect unless it is cancelled; for a countdown'),
  finishedAt: timeSchema.nullable(),
  mayCancel: z.boolean(),
});
export type DeviceReset = z.infer<typeof deviceResetSchema>;

/** A request to prove that it is the customer who is in contact with support (RC-03), as the customer sees it. */
export const callerVerificationSchema = z.object({
  id: callerVerificationIdSchema,
  method: callerMethodSchema,
  status: callerStatusSchema,
  canonicalText: z.string().describe('What is shown and, on the trusted device, signed'),
  canonicalHash: z.string().describe('SHA-256 of canonicalText, lower-case hex'),
  createdAt: timeSchema,
  expiresAt: timeSchema,
  answeredAt: timeSchema.nullable(),
  triesLeft: z.int(),
});
export type CallerVerification = z.infer<typeof callerVerificationSchema>;

/** The number that the agent says and the customer enters: it ties the answer to the conversation. */
export const spokenNumberSchema = z.string().regex(/^[0-9]{2}$/, 'must be 2 digits');

/** Withdrawals wait (WH-02): until when, and for which reasons. */
export const heldSchema = z.object({
  endsAt: timeSchema.nullable().describe('When the last of the holds ends; null while one waits for its case'),
  causes: z.array(holdCauseSchema).describe('The one that ends last first'),
  reason: z.string().describe('In words'),
});
export type Held = z.infer<typeof heldSchema>;

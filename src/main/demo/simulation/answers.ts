import { z } from 'zod';
import { timeSchema } from '../../../shared/contract/common.ts';
import { deviceRequestSchema } from '../../../shared/contract/customer/index.ts';
import { creationOptionsSchema, requestOptionsSchema } from '../../../shared/contract/customer/passkeys.ts';
import { initiatorPromptSchema, operationSchema, submittedSchema } from '../../../shared/contract/operation.ts';
import { factorKindSchema } from '../../../shared/vocabulary/index.ts';
import type { Answer } from './caller.ts';

/** The shapes of answers that the simulation reads, as the contracts promise them; whatever else an answer says goes unread. */

/** What of any answer tells how something stands. */
export const statusAnswer = z.object({ status: z.string().optional(), operation: z.object({ status: z.string() }).optional() });

export const refusalAnswer = z.object({
  code: z.string().optional(),
  data: z.object({ reason: z.string().optional(), retryAfterMs: z.number().optional() }).optional(),
});

export const submittedAnswer = submittedSchema;
export const operationAnswer = z.object({ operation: operationSchema.pick({ id: true, status: true, steps: true }) });
export const carriedOutAnswer = z.object({ operation: operationSchema.pick({ canonicalText: true }) });
export const identified = z.object({ id: z.string() });
export const sessionAnswer = z.object({ session: identified, token: z.string() });
export const requestAnswer = deviceRequestSchema;
export type AskedRequest = z.output<typeof requestAnswer>;

const stepAnswer = z.object({ passed: z.boolean() });
export const begunStepAnswer = z.object({
  prompt: initiatorPromptSchema.nullable(),
  sentTo: z.string().nullable(),
  passkey: requestOptionsSchema.optional(),
});

export const begunFaceAnswer = z.object({ factorId: z.string() });
export const finishedFaceAnswer = z.object({ factor: identified.nullable() });
export const begunAuthenticatorAnswer = z.object({ factorId: z.string(), secret: z.string() });
export const challengeAnswer = z.object({ challenge: z.string() });
export const begunPasskeyAnswer = z.object({ options: creationOptionsSchema });
export const removedDeviceAnswer = z.object({ hold: z.object({ endsAt: timeSchema }) });
export const meAnswer = z.object({
  factors: z.array(z.object({ kind: factorKindSchema, status: z.string() })),
  holds: z.array(z.object({ cause: z.string() })),
});
export const messagesAnswer = z.object({ items: z.array(z.object({ to: z.string(), text: z.string(), at: timeSchema })) });

/** Whether a step was passed by what was handed in. */
export const hasPassed = (answer: Answer): boolean => answer.ok && answer.as(stepAnswer).passed;

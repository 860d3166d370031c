import { z } from 'zod';
import {
  accountIdSchema,
  clientKindSchema,
  factorKindSchema,
  operationIdSchema,
  operationKindSchema,
  verificationRequestIdSchema,
  verificationRequestStatusSchema,
} from '../../vocabulary/index.ts';
import { base, lineSchema, page, pageInput, timeSchema } from '../common.ts';

/** The two methods that ask a device of the customer’s. */
export const approvalMethodSchema = factorKindSchema.extract(['trusted_device', 'device_session']);

export const approvalRowSchema = z.object({
  id: verificationRequestIdSchema,
  operationId: operationIdSchema,
  accountId: accountIdSchema,
  customerName: z.string().nullable(),
  kind: operationKindSchema,
  status: verificationRequestStatusSchema,
  client: clientKindSchema,
  method: approvalMethodSchema.describe('The trusted device, which signs; or an app on another device, which says yes or no to a log-in'),
  deviceId: z.string(),
  deviceName: z.string().nullable(),
  amount: z.string().nullable(),
  asset: z.string().nullable(),
  destination: z.string().nullable(),
  country: z.string().nullable(),
  canonicalText: z.string(),
  why: z.array(z.string()),
  createdAt: timeSchema,
  expiresAt: timeSchema,
  answeredAt: timeSchema.nullable(),
  answerReason: z.string().nullable(),
});
export type ApprovalRow = z.infer<typeof approvalRowSchema>;

/** Requests to customers’ devices, which staff watch and may cancel. */
export const approvals = {
  list: base
    .input(
      z.object({
        status: z.enum(['pending', 'all']).default('all'),
        accountId: accountIdSchema.optional(),
        ...pageInput,
      }),
    )
    .output(page(approvalRowSchema)),
  get: base.input(z.object({ id: verificationRequestIdSchema })).output(approvalRowSchema),
  cancel: base.input(z.strictObject({ id: verificationRequestIdSchema, reason: lineSchema(200).min(3) })).output(approvalRowSchema),
};

import { z } from 'zod';
import { accountIdSchema, accountStatusSchema, clientKindSchema, factorKindSchema, identityStatusSchema } from '../../vocabulary/index.ts';
import { base, lineSchema, page, pageInput, timeSchema } from '../common.ts';
import { holdSchema } from '../operation.ts';
import { heldSchema } from '../recovery.ts';
import { auditEntrySchema } from './audit.ts';
import { linkedSchema } from './cases.ts';
import { decisionRowSchema } from './decisions.ts';

export const customerRowSchema = z.object({
  id: accountIdSchema,
  kind: z.string(),
  status: z.string(),
  /** Personal data arrives masked (ST-03): `a•••@e•••.com`. */
  name: z.string().nullable(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  country: z.string().nullable(),
  identityStatus: identityStatusSchema,
  factors: z.array(factorKindSchema),
  held: z.boolean(),
  createdAt: timeSchema,
  lastOperationAt: timeSchema.nullable(),
});
export type CustomerRow = z.infer<typeof customerRowSchema>;

export const customerDetailSchema = z.object({
  customer: customerRowSchema,
  mainAccountId: accountIdSchema.nullable(),
  subAccounts: z.array(accountIdSchema),
  identity: z.object({
    status: identityStatusSchema,
    level: z.int(),
    verifiedAt: timeSchema.nullable(),
    faceEnrolledAt: timeSchema.nullable(),
  }),
  factors: z.array(
    z.object({
      id: z.string(),
      kind: factorKindSchema,
      status: z.string(),
      name: z.string().nullable(),
      createdAt: timeSchema,
      lastUsedAt: timeSchema.nullable(),
      removedAt: timeSchema.nullable(),
    }),
  ),
  devices: z.array(
    z.object({
      id: z.string(),
      client: clientKindSchema,
      name: z.string().nullable(),
      os: z.string().nullable(),
      known: z.boolean(),
      trusted: z.boolean(),
      firstSeenAt: timeSchema,
      lastSeenAt: timeSchema,
      lastLoginAt: timeSchema.nullable(),
    }),
  ),
  sessions: z.array(
    z.object({
      id: z.string(),
      deviceId: z.string(),
      client: clientKindSchema,
      address: z.string().nullable(),
      createdAt: timeSchema,
      lastActiveAt: timeSchema,
      expiresAt: timeSchema,
      endedAt: timeSchema.nullable(),
      endReason: z.string().nullable(),
    }),
  ),
  mandatoryPasskeySince: timeSchema.nullable().optional().describe('Since when the customer takes nothing but passkeys (MP-06)'),
  holds: z.array(holdSchema),
  held: heldSchema.nullable().optional().describe('Until when withdrawals wait, and why (WH-02)'),
  cases: z.array(z.object({ id: z.string(), kind: z.string(), status: z.string(), title: z.string(), createdAt: timeSchema })),
  recentDecisions: z.array(decisionRowSchema),
  timeline: z.array(auditEntrySchema),
});
export type CustomerDetail = z.infer<typeof customerDetailSchema>;

const byIdBecause = z.strictObject({ id: accountIdSchema, reason: lineSchema(200).min(3) });
const frozenSchema = z.object({ status: accountStatusSchema });

/** Customers as staff see them. */
export const customers = {
  search: base.input(z.object({ text: lineSchema(120).default(''), ...pageInput })).output(page(customerRowSchema)),
  get: base.input(z.object({ id: accountIdSchema })).output(customerDetailSchema),
  reveal: base
    .input(
      z.strictObject({
        id: accountIdSchema,
        field: z.enum(['name', 'email', 'phone']),
        reason: lineSchema(200).min(3),
        copied: z.boolean().optional().describe('The value goes to the clipboard, where no time limit reaches it; the trail says so'),
      }),
    )
    .output(z.object({ value: z.string().nullable(), untilMs: timeSchema })),
  endSessions: base.input(byIdBecause).output(z.object({ ended: z.int() })),
  /** Stops whatever is under way and refuses whatever comes, until it is lifted. */
  freeze: base.input(byIdBecause).output(frozenSchema),
  unfreeze: base.input(byIdBecause).output(frozenSchema),
  /** Writes into the customer’s timeline. It stays there as long as the trail does, and must hold no personal data. */
  addNote: base.input(z.strictObject({ id: accountIdSchema, text: lineSchema(400).min(3) })).output(z.object({ at: timeSchema })),
  /** What happened to a customer, newest first, as far back as it goes. */
  timeline: base
    .input(
      z.object({
        id: accountIdSchema,
        area: z
          .string()
          .regex(/^[a-z_]{1,40}$/, 'must be the part of an action before its dot')
          .optional()
          .describe('Only actions of this noun, such as `hold`'),
        from: timeSchema.optional(),
        to: timeSchema.optional().describe('Up to and without this moment'),
        ...pageInput,
      }),
    )
    .output(page(auditEntrySchema)),
  /** Accounts that share a device, an address, a document or a destination with this one. */
  linked: base.input(z.object({ id: accountIdSchema })).output(linkedSchema),
};

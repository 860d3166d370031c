import { z } from 'zod';
import { factorResetIdSchema, roleSchema, staffIdSchema, staffInvitationIdSchema, staffSessionIdSchema } from '../../vocabulary/index.ts';
import { base, lineSchema, timeSchema } from '../common.ts';

const reason = lineSchema(200).min(3);
const person = z.object({ id: staffIdSchema, name: z.string() });

export const staffSessionSchema = z.object({
  id: staffSessionIdSchema,
  staff: person,
  shell: z.string(),
  address: z.string().nullable().describe('Null in the desktop app'),
  createdAt: timeSchema,
  lastActiveAt: timeSchema,
  expiresAt: timeSchema,
  locked: z.boolean(),
  own: z.boolean().describe('The session that asks'),
});
export type StaffSession = z.infer<typeof staffSessionSchema>;

export const factorResetSchema = z.object({
  id: factorResetIdSchema,
  staff: person.extend({ email: z.string(), role: roleSchema }),
  requestedBy: person,
  reason: z.string(),
  contentHash: z.string().describe('What a decision is bound to; hand it back with it'),
  status: z.enum(['requested', 'approved', 'denied', 'withdrawn', 'expired']),
  createdAt: timeSchema,
  expiresAt: timeSchema,
  decidedBy: person.nullable(),
  decidedAt: timeSchema.nullable(),
  decideReason: z.string().nullable(),
  mayDecide: z.boolean().describe('Whoever asks did not request it, and it is not about them'),
});
export type FactorReset = z.infer<typeof factorResetSchema>;

export const staffInvitationSchema = z.object({
  id: staffInvitationIdSchema,
  name: z.string(),
  email: z.string(),
  role: roleSchema,
  invitedBy: person,
  status: z.enum(['open', 'accepted', 'withdrawn', 'replaced', 'expired']),
  createdAt: timeSchema,
  expiresAt: timeSchema,
  settledAt: timeSchema.nullable(),
});
export type StaffInvitation = z.infer<typeof staffInvitationSchema>;

/** What a member of staff sets an authenticator app up with; shown once. */
export const enrolmentSchema = z.object({ staffId: staffIdSchema, totpSecret: z.string(), totpUri: z.string() });

/** People who are to join. */
export const staffInvitations = {
  list: base.output(z.object({ items: z.array(staffInvitationSchema) })),
  create: base.input(z.strictObject({ name: lineSchema(80).min(1), email: z.email().max(254), role: roleSchema })).output(
    z.object({
      invitation: staffInvitationSchema,
      code: z.string().nullable().describe('To hand over where no mail leaves the workspace; null where the mail carries it'),
    }),
  ),
  withdraw: base.input(z.strictObject({ id: staffInvitationIdSchema, reason })).output(staffInvitationSchema),
};

/** Staff's sessions and lockouts. */
export const staffSessions = {
  list: base.output(z.object({ items: z.array(staffSessionSchema) })),
  end: base.input(z.strictObject({ id: staffSessionIdSchema, reason })).output(z.object({ ended: z.int() })),
  clearLockout: base.input(z.strictObject({ staffId: staffIdSchema, reason })).output(z.object({ staffId: staffIdSchema })),
};

/** The second factor of somebody on the staff, replaced by two administrators together. */
export const factorResets = {
  list: base.output(z.object({ items: z.array(factorResetSchema) })),
  request: base.input(z.strictObject({ staffId: staffIdSchema, reason })).output(factorResetSchema),
  approve: base
    .input(z.strictObject({ id: factorResetIdSchema, contentHash: z.string().max(80), reason }))
    .output(z.object({ staffId: staffIdSchema, totpSecret: z.string(), totpUri: z.string() })),
  deny: base.input(z.strictObject({ id: factorResetIdSchema, reason })).output(factorResetSchema),
  withdraw: base.input(z.strictObject({ id: factorResetIdSchema })).output(factorResetSchema),
};

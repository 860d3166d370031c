import { z } from 'zod';
import { roleSchema, staffIdSchema } from '../../vocabulary/index.ts';
import { base, lineSchema, timeSchema } from '../common.ts';
import { factorResets, staffInvitations, staffSessions } from './staff-security.ts';

/** What staff choose for themselves (ST-02). */
export const passwordSchema = z.string().min(12, 'at least 12 characters').max(200);

/** Members of staff. */
export const staffMembers = {
  list: base.output(
    z.object({
      items: z.array(
        z.object({
          id: staffIdSchema,
          name: z.string(),
          email: z.string(),
          role: roleSchema,
          status: z.string(),
          createdAt: timeSchema,
          lastSignInAt: timeSchema.nullable(),
          failedAttempts: z.int().describe('Failed sign-ins in a row'),
          lockedUntil: timeSchema.nullable().describe('Until when sign-ins from elsewhere are refused'),
        }),
      ),
    }),
  ),
  disable: base
    .input(z.strictObject({ id: staffIdSchema, reason: lineSchema(200).min(3) }))
    .output(z.object({ id: staffIdSchema, status: z.string() })),
  enable: base
    .input(z.strictObject({ id: staffIdSchema, reason: lineSchema(200).min(3) }))
    .output(z.object({ id: staffIdSchema, status: z.string() })),
  changeRole: base
    .input(z.strictObject({ id: staffIdSchema, role: roleSchema, reason: lineSchema(200).min(3) }))
    .output(z.object({ id: staffIdSchema, role: roleSchema })),
  invitations: staffInvitations,
  sessions: staffSessions,
  factorResets,
};

import { z } from 'zod';
import { roleSchema, staffIdSchema } from '../../vocabulary/index.ts';
import { base, lineSchema, timeSchema } from '../common.ts';
import { factorResets, staffSessions } from './staff-security.ts';

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
  create: base
    .input(z.strictObject({ name: lineSchema(80).min(1), email: z.email().max(254), role: roleSchema, password: passwordSchema }))
    .output(z.object({ staffId: staffIdSchema, totpSecret: z.string(), totpUri: z.string() })),
  disable: base
    .input(z.strictObject({ id: staffIdSchema, reason: lineSchema(200).min(3) }))
    .output(z.object({ id: staffIdSchema, status: z.string() })),
  sessions: staffSessions,
  factorResets,
};

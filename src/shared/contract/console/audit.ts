import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { accountIdSchema } from '../../vocabulary/index.ts';
import { base, lineSchema, page, pageInput, timeSchema } from '../common.ts';

export const auditEntrySchema = z.object({
  chain: z.int(),
  seq: z.int(),
  at: timeSchema,
  actorKind: z.string(),
  actorId: z.string(),
  actorName: z.string().nullable(),
  action: z.string(),
  accountId: z.string().nullable(),
  subjectKind: z.string(),
  subjectId: z.string(),
  reason: z.string().nullable(),
  address: z.string().nullable(),
  changes: z.array(z.object({ field: z.string(), old: z.unknown(), new: z.unknown() })),
  hash: z.string(),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;

const filter = {
  text: lineSchema(120).optional(),
  actorId: lineSchema(80).optional(),
  action: lineSchema(80).optional(),
  accountId: accountIdSchema.optional(),
  from: timeSchema.optional(),
  to: timeSchema.optional(),
};

/** The audit trail. */
export const audit = {
  list: base.input(z.object({ ...filter, ...pageInput })).output(page(auditEntrySchema)),
  verify: base.output(
    eventIterator(
      z.object({
        checked: z.int(),
        total: z.int(),
        done: z.boolean(),
        sound: z.boolean(),
        firstBad: z.object({ chain: z.int(), seq: z.int(), why: z.string() }).nullable(),
      }),
    ),
  ),
  export: base.input(z.strictObject({ format: z.enum(['ndjson', 'csv']), filter: z.strictObject(filter).default({}) })).output(
    eventIterator(
      z.object({
        text: z.string().describe('The next piece; all pieces in order are the file'),
        read: z.int().describe('Entries looked at'),
        total: z.int(),
      }),
    ),
  ),
};

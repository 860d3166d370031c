import { z } from 'zod';
import { accountIdSchema, caseIdSchema, caseKindSchema, factorKindSchema, holdCauseSchema } from '../../vocabulary/index.ts';
import { base, timeSchema } from '../common.ts';

/** How far back the overview looks. */
export const overviewSpans = ['15m', '1h', '24h', '7d'] as const;
export type OverviewSpan = (typeof overviewSpans)[number];

const count = z.int().nonnegative();

export const overviewSchema = z.object({
  at: timeSchema.describe('The moment of this look'),
  from: timeSchema.describe('Where the look back begins'),
  bucketMs: z.int().describe('The length of one bucket; the last one has only begun'),
  buckets: z.array(z.object({ at: timeSchema, allow: count, step_up: count, review: count, hold: count, deny: count })),
  steps: z
    .array(z.object({ factor: factorKindSchema, asked: count, passed: count, failed: count, unanswered: count }))
    .describe('Step-ups of the decisions made in this time, most asked first'),
  rules: z.array(z.object({ ruleId: z.string(), name: z.string(), hits: count })).describe('Those that hit most'),
  approvals: z.object({ waiting: count, nextEnd: timeSchema.nullable().describe('When the first of them times out') }),
  queues: z.array(
    z.object({
      kind: caseKindSchema,
      open: count,
      unclaimed: count,
      overdue: count.describe('Past the time they are due'),
      dueSoon: count.describe('Due within an hour'),
      nextDue: timeSchema.nullable(),
    }),
  ),
  holds: z.object({
    byCause: z.array(z.object({ cause: holdCauseSchema, count })),
    next: z
      .array(
        z.object({
          id: z.string(),
          accountId: accountIdSchema,
          cause: holdCauseSchema,
          startsAt: timeSchema,
          endsAt: timeSchema.nullable(),
        }),
      )
      .describe('Those that end next'),
  }),
  alerts: z
    .array(z.object({ id: caseIdSchema, accountId: accountIdSchema, title: z.string(), createdAt: timeSchema }))
    .describe('Open cases of suspicious activity, newest first'),
});
export type Overview = z.infer<typeof overviewSchema>;

/** How things stand and how they went. */
export const overview = {
  read: base.input(z.object({ span: z.enum(overviewSpans) })).output(overviewSchema),
};

import { z } from 'zod';
import { ruleAlertIdSchema } from '../../vocabulary/index.ts';
import { base, lineSchema, timeSchema } from '../common.ts';

const count = z.int().nonnegative();
const rate = z.number().nullable().describe('Null where there is nothing to divide by');

/** What a rule did on one day. */
export const trendDaySchema = z.object({
  day: timeSchema.describe('The beginning of the day, UTC'),
  hits: count,
  operations: count.describe('All that were decided on the day'),
  alertRate: rate.describe('Hits of all operations'),
  fraud: count.describe('Hits that count as fraud by now'),
  legitimate: count,
  precision: rate.describe('Fraud of the hits that have a label'),
});
export type TrendDay = z.infer<typeof trendDaySchema>;

export const ruleAlertMeasures = ['hits', 'precision'] as const;
export const ruleAlertStatuses = ['open', 'acknowledged', 'snoozed', 'ended'] as const;

/** A rule that does something else than it used to (RT-08). */
export const ruleAlertSchema = z.object({
  id: ruleAlertIdSchema,
  ruleId: z.string(),
  ruleName: z.string(),
  measure: z.enum(ruleAlertMeasures),
  direction: z.enum(['up', 'down']),
  status: z.enum(ruleAlertStatuses),
  day: timeSchema.describe('The day on which it was seen last'),
  observed: z.number().describe('Hits of the day, or the precision of the last days'),
  expected: z.number().describe('What the days before it make one expect'),
  deviation: z.number().describe('How many standard deviations lie between them'),
  openedAt: timeSchema,
  updatedAt: timeSchema,
  acknowledgedAt: timeSchema.nullable(),
  acknowledgedBy: z.string().nullable(),
  reason: z.string().nullable(),
  snoozedUntil: timeSchema.nullable(),
  endedAt: timeSchema.nullable(),
});
export type RuleAlert = z.infer<typeof ruleAlertSchema>;

export const ruleTrendSchema = z.object({
  ruleId: z.string(),
  since: timeSchema.nullable().describe('Since when it has had its condition; null where the engine has not looked yet'),
  days: z.array(trendDaySchema).describe('Every day of the time asked for, the oldest first'),
});
export type RuleTrend = z.infer<typeof ruleTrendSchema>;

const reason = lineSchema(400).min(3);

/** What rules do from day to day, and alerts that one does something else than usual. */
export const trends = {
  list: base.input(z.strictObject({ days: z.int().min(7).max(365).default(30), ruleId: z.string().max(64).optional() })).output(
    z.object({
      at: timeSchema,
      matureBefore: timeSchema.describe('Labels of days from here on are still coming in (labels.maturity)'),
      rules: z.array(ruleTrendSchema),
      alerts: z.array(ruleAlertSchema).describe('Those that have not ended'),
    }),
  ),
  alerts: {
    list: base
      .input(z.strictObject({ ruleId: z.string().max(64).optional(), ended: z.boolean().default(false) }))
      .output(z.object({ items: z.array(ruleAlertSchema) })),
    acknowledge: base.input(z.strictObject({ id: ruleAlertIdSchema, reason })).output(ruleAlertSchema),
    snooze: base.input(z.strictObject({ id: ruleAlertIdSchema, until: timeSchema, reason })).output(ruleAlertSchema),
  },
};

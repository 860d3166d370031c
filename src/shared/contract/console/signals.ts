import { z } from 'zod';
import { policyDraftIdSchema } from '../../vocabulary/index.ts';
import { base } from '../common.ts';

const count = z.int().nonnegative();

/** What a signal's values were in history. */
export const signalDistributionSchema = z.object({
  rows: count,
  missing: count.describe('Rows in which it is not known'),
  distinct: count.nullable().describe('Different values; null where nobody counted them all'),
  top: z.array(z.object({ value: z.string(), count })).describe('Values by how often they come, or all of a few numbers in their order'),
  numbers: z
    .object({
      least: z.number(),
      most: z.number(),
      median: z.number(),
      p90: z.number(),
      p99: z.number(),
      bins: z.array(z.object({ from: z.number(), count })).describe('Of equal width; the last one holds everything above as well'),
    })
    .nullable(),
});
export type SignalDistribution = z.infer<typeof signalDistributionSchema>;

const readerSchema = z.object({
  ruleId: z.string(),
  name: z.string(),
  draftId: policyDraftIdSchema.nullable().describe('Null: a live rule'),
  draftName: z.string().nullable(),
});

export const signalSchema = z.object({
  name: z.string(),
  type: z.enum(['string', 'int', 'double', 'bool']),
  unit: z.string().nullable(),
  meaning: z.string(),
  source: z.string(),
  evidence: z.boolean().describe('Counts towards the fewest signals that risk needs (PO-05)'),
  personal: z.boolean().describe('Its values can be one person’s, and are masked'),
  origin: z.enum(['catalogue', 'window', 'list']).describe('`window` and `list`: declared by a rule that reads it'),
  missing: z.enum(['never', 'possible']).describe('Whether an operation can be without it'),
  readBy: z.array(readerSchema).describe('Live rules, and rules of open drafts, that read it'),
});
export type SignalEntry = z.infer<typeof signalSchema>;

/** The signal catalogue (RT-01): what rules can read, what it was in history, and who reads it. */
export const signals = {
  list: base.output(z.object({ items: z.array(signalSchema) })),
  distribution: base
    .input(z.strictObject({ name: z.string().max(200) }))
    .output(
      z.object({ name: z.string(), distribution: signalDistributionSchema.nullable().describe('Null where history does not hold it') }),
    ),
};

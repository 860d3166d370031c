import { z } from 'zod';
import { labelSchema, labelSourceSchema, operationIdSchema } from '../../vocabulary/index.ts';
import { base, lineSchema, timeSchema } from '../common.ts';

/** What is known of an operation's outcome (RT-08). */
export const operationLabelsSchema = z.object({
  operationId: operationIdSchema,
  label: labelSchema.nullable().describe('What it counts as: what became known last'),
  staffLabel: labelSchema.nullable().describe('What staff say themselves'),
  events: z
    .array(
      z.object({
        id: z.int(),
        label: labelSchema.nullable().describe('Null: taken back'),
        source: labelSourceSchema,
        knownAt: timeSchema.describe('When it became known; reports as of an earlier day leave it out'),
        recordedAt: timeSchema,
        byKind: z.string(),
        by: z.string(),
        reason: z.string().nullable(),
      }),
    )
    .describe('Everything that was said, newest first'),
});
export type OperationLabels = z.infer<typeof operationLabelsSchema>;

/** Labels of single operations. */
export const labels = {
  get: base.input(z.strictObject({ operationId: operationIdSchema })).output(operationLabelsSchema),
  set: base
    .input(z.strictObject({ operationId: operationIdSchema, label: labelSchema.nullable(), reason: lineSchema(400).min(3) }))
    .output(operationLabelsSchema),
};

import { z } from 'zod';
import { clientKindSchema, importIdSchema, operationKindSchema } from '../../vocabulary/index.ts';
import { base, lineSchema, timeSchema } from '../common.ts';

/** How columns of a history file become fields of an operation. */
export const importMappingSchema = z.strictObject({
  format: z.enum(['csv', 'ndjson']),
  kind: z.union([z.strictObject({ column: z.string() }), z.strictObject({ value: operationKindSchema })]),
  client: z.union([z.strictObject({ column: z.string() }), z.strictObject({ value: clientKindSchema })]),
  columns: z.strictObject({
    accountId: z.string(),
    time: z.string(),
    deviceId: z.string().optional(),
    address: z.string().optional(),
    userAgent: z.string().optional(),
    amount: z.string().optional(),
    asset: z.string().optional(),
    referenceValue: z.string().optional(),
    destination: z.string().optional(),
    credentialResult: z.string().optional(),
    label: z.string().optional(),
    labelKnownAt: z.string().optional().describe('When the label became known, written as `time` is'),
  }),
  defaults: z
    .strictObject({ asset: z.string().optional(), destinationNetwork: z.string().optional(), country: z.string().optional() })
    .default({}),
  time: z.strictObject({
    format: z.string().describe('`iso`, `epoch_ms`, `epoch_s`, or a pattern of yyyy MM MMM dd HH mm ss'),
    year: z.int().min(1970).max(2200).optional().describe('For times that name no year'),
    timeZone: z.literal('UTC').default('UTC'),
  }),
  values: z
    .record(z.string(), z.record(z.string(), z.string()))
    .default({})
    .describe('Per field: text in the file → the word used here, such as label: {"1": "fraud", "0": "legitimate"}'),
  labelDelayDays: z
    .number()
    .min(0)
    .max(730)
    .optional()
    .describe('A label without a time of its own became known so many days after its operation; 0 by default'),
  createAccounts: z.boolean().default(true),
  purpose: z
    .literal('backtest')
    .optional()
    .describe('History for backtests alone: read straight into columns, with no accounts, operations or decisions made of it'),
});
export type ImportMapping = z.output<typeof importMappingSchema>;

export const importSchema = z.object({
  id: importIdSchema,
  fileName: z.string(),
  status: z.enum(['running', 'finished', 'cancelled', 'failed']),
  rowsAccepted: z.int(),
  rowsRejected: z.int(),
  nextLine: z.int(),
  progress: z.number().min(0).max(1),
  rowsPerSecond: z.number().nullable(),
  startedAt: timeSchema,
  finishedAt: timeSchema.nullable(),
});
export type Import = z.infer<typeof importSchema>;

/** Recorded history that is run through the engine. */
export const imports = {
  list: base.output(z.object({ items: z.array(importSchema) })),
  upload: base
    .input(
      z.strictObject({
        uploadId: z
          .string()
          .regex(/^[0-9a-z]{20,40}$/)
          .nullable(),
        fileName: lineSchema(200).min(1),
        offset: z.int().nonnegative(),
        chunk: z.instanceof(Blob),
      }),
    )
    .output(z.object({ uploadId: z.string(), received: z.int() })),
  preview: base.input(z.strictObject({ uploadId: z.string().max(40) })).output(
    z.object({
      format: z.enum(['csv', 'ndjson']),
      columns: z.array(z.string()),
      rows: z.array(z.record(z.string(), z.string())),
      suggestion: importMappingSchema.nullable(),
    }),
  ),
  start: base.input(z.strictObject({ uploadId: z.string().max(40), mapping: importMappingSchema })).output(importSchema),
  get: base
    .input(z.object({ id: importIdSchema }))
    .output(z.object({ import: importSchema, errors: z.array(z.object({ line: z.int(), reason: z.string(), row: z.string() })) })),
  cancel: base.input(z.strictObject({ id: importIdSchema })).output(importSchema),
};

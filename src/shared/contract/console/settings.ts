import { z } from 'zod';
import { base, lineSchema, timeSchema } from '../common.ts';

const settingSchema = z.object({
  name: z.string(),
  meaning: z.string(),
  kind: z.enum(['duration', 'integer', 'number', 'boolean', 'choice', 'text', 'text_list', 'money']),
  unit: z.string().nullable(),
  value: z.unknown(),
  defaultValue: z.unknown(),
  min: z.number().nullable(),
  max: z.number().nullable(),
  choices: z.array(z.string()).nullable(),
  updatedAt: timeSchema.nullable(),
  updatedBy: z.string().nullable(),
});

/** Settings with their meaning and range. */
export const settings = {
  list: base.output(z.object({ items: z.array(settingSchema) })),
  set: base.input(z.strictObject({ name: z.string().max(80), value: z.unknown(), reason: lineSchema(200).min(3) })).output(settingSchema),
};

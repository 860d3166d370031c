import { z } from 'zod';
import { listsSchema, matrixSchema, ruleSetSchema, thresholdsSchema } from './policy.ts';

/** What every file of rules says of itself, so that a later form can be told from this one. */
export const ruleFileFormat = 'portcullis.rules/1';

/** A rule set as a file that can live beside code: rules, and what they need to be tried on their own. */
export const ruleFileSchema = z.strictObject({
  format: z.literal(ruleFileFormat).describe('The form of this file'),
  name: z.string().min(1).max(120).optional().describe('What a draft made of this file is called'),
  rules: ruleSetSchema.shape.rules.describe('The rules; each has either a score or an outcome'),
  lists: listsSchema.shape.lists.optional().describe('Lists that rules look values up in; without them those of the workspace count'),
  thresholds: thresholdsSchema
    .optional()
    .describe('Scores at which risk bands begin; without them those of the workspace or the program count'),
  matrix: matrixSchema.optional().describe('Operation × risk band → answer; without it that of the workspace or the program counts'),
});
export type RuleFile = z.output<typeof ruleFileSchema>;

/** The JSON Schema by which editors check and complete rule files. */
export function ruleFileJsonSchema(): Readonly<Record<string, unknown>> {
  const { $schema, ...schema } = z.toJSONSchema(ruleFileSchema, { io: 'input', unrepresentable: 'any' });
  return { $schema, title: 'A Portcullis rule set', ...schema };
}

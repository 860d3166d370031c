import { z } from 'zod';
import { importIdSchema } from '../../vocabulary/index.ts';
import { base, lineSchema, timeSchema } from '../common.ts';

const figures = z.object({
  fraud: z.int().describe('Labelled fraud that the live policy lets pass and this would flag'),
  others: z.int().describe('Operations not labelled fraud that this would flag and the live policy does not'),
  precision: z.number().describe('Fraud among what it adds'),
  recallAdded: z.number().describe('What it adds to the live policy’s recall'),
  friction: z.number().describe('Operations that it adds, of every 1,000 not labelled fraud'),
});

export const suggestionSchema = z.object({
  when: z.string(),
  signals: z.array(z.string()),
  earlier: figures.describe('In the part of history that it was chosen by'),
  later: figures.describe('In the part that nothing was chosen by: what to believe'),
  dismissed: z.object({ reason: z.string(), by: z.object({ id: z.string(), name: z.string() }), at: timeSchema }).nullable(),
});
export type Suggestion = z.infer<typeof suggestionSchema>;

const condition = z.string().min(1).max(4_000);

/** Rules that labelled history suggests (RT-08). A person takes one into a draft, or says why not. */
export const suggestions = {
  find: base
    .input(
      z.strictObject({
        maxFriction: z.number().min(0).max(1_000).default(2).describe('Operations newly flagged of every 1,000 not labelled fraud'),
        minPrecision: z.number().min(0).max(1).default(0.2),
        history: importIdSchema
          .optional()
          .describe('An import for backtests to learn from; what the workspace itself has decided without it'),
      }),
    )
    .output(
      z.object({
        items: z.array(suggestionSchema),
        dividedAt: timeSchema
          .nullable()
          .describe('Rules are chosen by what was before, and shown as they do from then on; null: too few labels'),
        tried: z.int().describe('Conditions that were tried; with so many, some look good by chance'),
        missedFrauds: z.int().describe('Operations labelled fraud that the live policy does not flag'),
      }),
    ),
  accept: base.input(z.strictObject({ when: condition, name: lineSchema(120).min(1) })).output(z.object({ draftId: z.string() })),
  dismiss: base
    .input(z.strictObject({ when: condition, reason: z.string().trim().min(3).max(500) }))
    .output(z.object({ dismissed: z.literal(true) })),
};

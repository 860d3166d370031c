import { z } from 'zod';
import {
  decisionIdSchema,
  factorKindSchema,
  outcomeSchema,
  policyDraftIdSchema,
  policyKindSchema,
  riskBandSchema,
} from '../../vocabulary/index.ts';
import { base } from '../common.ts';

const answerSchema = z.object({
  outcome: outcomeSchema,
  score: z.int(),
  band: riskBandSchema,
  steps: z.array(factorKindSchema),
  because: z.string(),
  hits: z.array(z.object({ ruleId: z.string(), name: z.string(), score: z.number(), outcome: outcomeSchema.nullable() })),
});
export type ReplayAnswer = z.infer<typeof answerSchema>;

export const replaySchema = z.object({
  decided: answerSchema.describe('As it was decided'),
  replayed: answerSchema.describe('As the other policy would have decided it, with the same facts'),
  changed: z.boolean().describe('Whether the customer would have met something else'),
  missingSignals: z.array(z.string()).describe('Signals that the other policy reads and nobody measured then: they count as not known'),
  ruleErrors: z.array(z.object({ ruleId: z.string(), message: z.string() })),
});
export type Replay = z.infer<typeof replaySchema>;

/** Decides one past decision again, with the facts that it kept, under another policy; under what is live now when none is named (PO-06). */
export const replay = base
  .input(
    z.strictObject({
      decisionId: decisionIdSchema,
      draftId: policyDraftIdSchema.optional(),
      /** A content that is being edited, in the place of a draft. */
      kind: policyKindSchema.optional(),
      content: z.record(z.string(), z.unknown()).optional(),
    }),
  )
  .output(replaySchema);

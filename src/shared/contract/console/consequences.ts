import { z } from 'zod';
import { caseVerdictSchema, factorKindSchema, holdCauseSchema, labelSchema, operationKindSchema } from '../../vocabulary/index.ts';

const kind = <const K extends string>(name: K) => z.literal(name);
const durationMs = z.int().describe('Milliseconds');

/** One thing that follows from a verdict, with what a sentence about it needs. */
export const consequenceSchema = z.discriminatedUnion('kind', [
  z.object({ kind: kind('second_person') }),
  z.object({ kind: kind('document_bound') }),
  z.object({ kind: kind('document_replaced') }),
  z.object({ kind: kind('document_refused') }),
  z.object({ kind: kind('identity_verified') }),
  z.object({ kind: kind('identity_rejected') }),
  z.object({ kind: kind('face_erased') }),
  z.object({ kind: kind('delay'), durationMs }),
  z.object({ kind: kind('factors_removed'), factor: factorKindSchema, count: z.int() }),
  z.object({ kind: kind('sessions_ended'), count: z.int() }),
  z.object({ kind: kind('hold_started'), cause: holdCauseSchema, durationMs }),
  z.object({ kind: kind('holds_kept'), count: z.int() }),
  z.object({ kind: kind('holds_ended'), count: z.int() }),
  z.object({ kind: kind('operation_authorized'), operation: operationKindSchema }),
  z.object({ kind: kind('operation_denied'), operation: operationKindSchema }),
  z.object({ kind: kind('labelled'), label: labelSchema }),
  z.object({ kind: kind('nothing_changes') }),
  z.object({ kind: kind('customer_told'), channels: z.array(z.enum(['mail', 'sms'])).describe('Empty when nothing reaches the customer') }),
  z.object({ kind: kind('platform_told') }),
]);
export type Consequence = z.infer<typeof consequenceSchema>;

export const consequencesSchema = z.object({
  undoMs: z.int().describe('How long a verdict can be taken back before any of it happens'),
  verdicts: z.array(
    z.object({ verdict: caseVerdictSchema, items: z.array(consequenceSchema).describe('In the order in which they happen') }),
  ),
});
export type Consequences = z.infer<typeof consequencesSchema>;

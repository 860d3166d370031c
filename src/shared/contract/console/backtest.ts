import { z } from 'zod';
import { decisionIdSchema, importIdSchema, outcomeSchema, policyDraftIdSchema, policyKindSchema } from '../../vocabulary/index.ts';
import { base, timeSchema } from '../common.ts';

/** How an operation ends under a policy: its outcome, with the methods of its step-up. */
export const resultSchema = z.object({
  key: z.string().describe('`allow`, `deny`, or `step_up:authenticator+phone_code`'),
  outcome: z.union([outcomeSchema, z.literal('unknown')]).describe('`unknown`: the decision kept too little of its circumstances'),
  steps: z.array(z.string()),
});

const rate = z.number().nullable().describe('Null where there is nothing to divide by');

/** One policy over the operations looked at (RT-05). An operation is flagged where risk made its answer stricter than it is at no risk. */
export const policyFiguresSchema = z.object({
  byResult: z.array(z.object({ result: z.string(), count: z.int() })),
  flagged: z.int(),
  alertRate: rate.describe('Flagged operations of all'),
  precision: rate.describe('Fraud among the flagged operations that have a label'),
  recall: rate.describe('Flagged among the operations labelled fraud'),
  fraudFlagged: z.int(),
  legitimateFlagged: z.int(),
  frictionPer1000: rate.describe('Step-ups per 1,000 log-ins that are not labelled fraud'),
  stoppedFraud: z.number().describe('Value of denied and held operations labelled fraud, reference currency'),
  stoppedOther: z.number().describe('The same of all others'),
  delayed: z.number().describe('Value of operations sent to review, reference currency'),
});
export type PolicyFigures = z.infer<typeof policyFiguresSchema>;

export const ruleFiguresSchema = z.object({
  ruleId: z.string(),
  name: z.string(),
  hits: z.int(),
  hitRate: rate,
  fraudHits: z.int(),
  legitimateHits: z.int(),
  precision: rate.describe('Fraud among its hits that have a label'),
  recall: rate,
  alone: z.int().describe('Operations that are flagged by this rule and would not be without it'),
  aloneFraud: z.int().describe('Those of them labelled fraud: what the rule adds'),
  aloneLegitimate: z.int().describe('Those of them labelled legitimate: what the rule costs'),
  changes: z.int().describe('Operations whose result would be another without it'),
  valueAlone: z.number().describe('Value of the operations flagged by it alone, reference currency'),
  overlaps: z
    .array(z.object({ ruleId: z.string(), both: z.int(), share: z.number() }))
    .describe('Rules that hit where it hits, most first'),
});
export type RuleFigures = z.infer<typeof ruleFiguresSchema>;

const exampleSchema = z.object({
  decisionId: decisionIdSchema.nullable().describe('Null for a row of an import, which nobody decided'),
  line: z.int().nullable().describe('Where the row begins in the file that was imported'),
  accountId: z.string(),
  kind: z.string(),
  at: timeSchema,
  live: z.string(),
  draft: z.string(),
  score: z.int(),
  liveScore: z.int(),
  label: z.enum(['fraud', 'legitimate']).nullable(),
  value: z.number().nullable(),
});

export const backtestReportSchema = z.object({
  operations: z.int(),
  from: timeSchema.nullable(),
  to: timeSchema.nullable(),
  labelled: z.object({ fraud: z.int(), legitimate: z.int(), none: z.int() }),
  immature: z
    .object({ since: timeSchema, operations: z.int() })
    .optional()
    .describe('Operations so young that labels are still coming in (labels.maturity): what precision says of them is preliminary'),
  live: policyFiguresSchema,
  draft: policyFiguresSchema,
  flips: z
    .array(z.object({ live: z.string(), draft: z.string(), count: z.int(), fraud: z.int(), legitimate: z.int(), value: z.number() }))
    .describe('The flip matrix: every pair of results that occurs'),
  results: z.array(resultSchema),
  rules: z.array(ruleFiguresSchema),
  missingSignals: z.array(z.string()).describe('Signals that the draft reads and history does not hold: they count as not known'),
  timing: z.object({
    loadMs: z.number(),
    evaluateMs: z.number(),
    reportMs: z.number(),
    rulesEvaluated: z.int().describe('Rules that were not known from an earlier run'),
  }),
});
export type BacktestReport = z.infer<typeof backtestReportSchema>;

const subject = {
  /** A draft as it stands, or a content that is being edited. */
  draftId: policyDraftIdSchema.optional(),
  kind: policyKindSchema.optional(),
  content: z.record(z.string(), z.unknown()).optional(),
  from: timeSchema.optional(),
  to: timeSchema.optional(),
  /** Only labels that were known by then count (RT-08); all that are known by default. */
  labelsKnownBy: timeSchema.optional(),
  /** An import for backtests to replay over; what the workspace itself has decided without it. */
  history: importIdSchema.optional(),
  /** Looks for decisions newer than the state of history at hand; without it a report is of the state last read. */
  refresh: z.boolean().optional(),
};

const replayableHistorySchema = z.object({ id: importIdSchema, name: z.string(), operations: z.int(), importedAt: timeSchema });
export type ReplayableHistory = z.infer<typeof replayableHistorySchema>;

/** Replays a policy over recorded history, whole and point in time (RT-05). */
export const backtest = {
  run: base.input(z.strictObject(subject)).output(backtestReportSchema),
  examples: base
    .input(
      z.strictObject({
        ...subject,
        /** A cell of the flip matrix; leave one side out for any. */
        live: z.string().max(120).optional(),
        draft: z.string().max(120).optional(),
        ruleId: z.string().max(64).optional(),
        label: z.enum(['fraud', 'legitimate', 'none']).optional(),
        limit: z.int().min(1).max(200).default(50),
      }),
    )
    .output(z.object({ items: z.array(exampleSchema) })),
  /** Imports for backtests that a policy can be replayed over. */
  histories: base.output(z.object({ items: z.array(replayableHistorySchema) })),
  history: base.output(
    z.object({ operations: z.int(), from: timeSchema.nullable(), to: timeSchema.nullable(), columns: z.array(z.string()) }),
  ),
};
export type BacktestExample = z.infer<typeof exampleSchema>;

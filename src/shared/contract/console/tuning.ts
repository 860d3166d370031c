import { z } from 'zod';
import {
  accountIdSchema,
  draftStatusSchema,
  policyDraftIdSchema,
  policyKindSchema,
  ruleSnoozeIdSchema,
  versionStatusSchema,
} from '../../vocabulary/index.ts';
import { base, lineSchema, timeSchema } from '../common.ts';
import { backtest } from './backtest.ts';
import { labels } from './labels.ts';
import { replay } from './replay.ts';
import { signals } from './signals.ts';
import { suggestions } from './suggestions.ts';
import { trends } from './trends.ts';

const reason = lineSchema(400).min(3);
const hashSchema = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .describe('SHA-256 of the content that was read; another one is refused');
const personSchema = z.object({ id: z.string(), name: z.string() });
/** A rule set, lists, matrix or thresholds as `contract/policy.ts` describes them; checked against its kind by the engine. */
const contentSchema = z.record(z.string(), z.unknown());

export const policyVersionSchema = z.object({
  kind: policyKindSchema,
  version: z.int(),
  status: versionStatusSchema,
  contentHash: hashSchema,
  createdAt: timeSchema,
  createdBy: personSchema,
  publishedAt: timeSchema.nullable(),
  publishedBy: personSchema.nullable(),
  approvedBy: personSchema.nullable(),
  draftId: policyDraftIdSchema.nullable(),
  emergency: z.boolean().describe('Went live without approval'),
  reviewedBy: personSchema.nullable().describe('Who looked at an emergency publication afterwards'),
  reason: z.string().nullable(),
  restoredVersion: z.int().nullable().describe('The version that a roll-back brought back'),
  rolloutPercent: z.number().nullable(),
  rolloutSince: timeSchema.nullable(),
  rolloutErrors: z.int().describe('How often it failed while it was rolled out, and live decided in its place'),
});
export type PolicyVersion = z.infer<typeof policyVersionSchema>;

export const draftRowSchema = z.object({
  id: policyDraftIdSchema,
  kind: policyKindSchema,
  name: z.string(),
  status: draftStatusSchema,
  baseVersion: z.int(),
  liveVersion: z.int(),
  stale: z.boolean().describe('Live has moved on since the draft began; rebase it'),
  revision: z.int(),
  contentHash: hashSchema,
  createdAt: timeSchema,
  createdBy: personSchema,
  updatedAt: timeSchema,
  updatedBy: personSchema,
  submittedAt: timeSchema.nullable(),
  approvedAt: timeSchema.nullable(),
  approvedBy: personSchema.nullable(),
  version: z.int().nullable().describe('The version that it is rolled out as or became'),
  shadowSince: timeSchema.nullable(),
  finishedAt: timeSchema.nullable(),
});
export type DraftRow = z.infer<typeof draftRowSchema>;

export const partChangeSchema = z.object({
  part: z.string().describe('The rule’s or list’s id, `row:` and the operation, or the threshold’s name'),
  change: z.enum(['added', 'removed', 'changed']),
  fields: z.array(z.string()),
  before: z.unknown(),
  after: z.unknown(),
});
export type PartChange = z.infer<typeof partChangeSchema>;

const expressionErrorSchema = z.object({
  message: z.string(),
  line: z.int(),
  column: z.int(),
  offset: z.int(),
  length: z.int(),
  excerpt: z.string().describe('The line with carets below the text at fault'),
});

export const ruleTestResultSchema = z.object({
  ruleId: z.string(),
  test: z.string(),
  expected: z.boolean(),
  hit: z.boolean(),
  passed: z.boolean(),
  problem: z.string().nullable(),
});

export const draftDetailSchema = z.object({
  draft: draftRowSchema,
  content: z.unknown(),
  diff: z.array(partChangeSchema).describe('Against the version it began from'),
  movedSince: z.array(partChangeSchema).describe('What live has changed since the draft began'),
  conflicts: z.array(z.string()).describe('Parts that both sides changed'),
  problems: z.array(z.object({ ruleId: z.string(), message: z.string(), errors: z.array(expressionErrorSchema) })),
  tests: z.array(ruleTestResultSchema),
  authors: z.array(personSchema),
  comments: z.array(
    z.object({
      at: timeSchema,
      by: personSchema,
      revision: z.int(),
      verdict: z.enum(['comment', 'submitted', 'approved', 'returned']),
      text: z.string(),
    }),
  ),
  ownWork: z.boolean().describe('Whoever asks is one of the authors and cannot approve it'),
});
export type DraftDetail = z.infer<typeof draftDetailSchema>;

export const ruleSnoozeSchema = z.object({
  id: ruleSnoozeIdSchema,
  accountId: accountIdSchema,
  ruleId: z.string(),
  reason: z.string(),
  createdAt: timeSchema,
  createdBy: z.string(),
  expiresAt: timeSchema,
  endedAt: timeSchema.nullable(),
  endedBy: z.string().nullable(),
  active: z.boolean(),
});
export type RuleSnooze = z.infer<typeof ruleSnoozeSchema>;

export const catalogueSignalSchema = z.object({
  name: z.string(),
  type: z.enum(['string', 'int', 'double', 'bool']),
  unit: z.string().nullable(),
  meaning: z.string(),
  source: z.string(),
  evidence: z.boolean().describe('Counts towards the fewest signals that risk needs (PO-05)'),
});
export const catalogueFunctionSchema = z.object({ name: z.string(), returns: z.string(), description: z.string() });

export const checkedTextSchema = z.object({
  ok: z.boolean(),
  type: z.enum(['string', 'int', 'double', 'bool']).nullable(),
  reads: z.array(z.string()),
  errors: z.array(expressionErrorSchema),
});

const onDraft = { id: policyDraftIdSchema, contentHash: hashSchema };
const version = z.object({ version: policyVersionSchema });

/** Rule tuning: drafts, review, publication, roll-out, snoozes and backtests of everything that decides (RT). */
export const tuning = {
  catalogue: base.output(
    z.object({
      signals: z.array(catalogueSignalSchema),
      functions: z.array(catalogueFunctionSchema),
      lists: z.array(z.object({ id: z.string(), name: z.string(), holds: z.string(), entries: z.int() })),
    }),
  ),
  check: base.input(z.strictObject({ when: z.string().max(20_000) })).output(checkedTextSchema),
  drafts: {
    list: base
      .input(z.object({ kind: policyKindSchema.optional(), open: z.boolean().optional() }))
      .output(z.object({ items: z.array(draftRowSchema) })),
    get: base.input(z.object({ id: policyDraftIdSchema })).output(draftDetailSchema),
    create: base
      .input(z.strictObject({ kind: policyKindSchema, name: lineSchema(120).min(1), content: contentSchema.optional() }))
      .output(draftDetailSchema),
    edit: base
      .input(z.strictObject({ ...onDraft, name: lineSchema(120).min(1).optional(), content: contentSchema.optional() }))
      .output(draftDetailSchema),
    rebase: base.input(z.strictObject(onDraft)).output(draftDetailSchema),
    settle: base.input(z.strictObject({ ...onDraft, content: contentSchema })).output(draftDetailSchema),
    test: base.input(z.strictObject(onDraft)).output(draftDetailSchema),
    submit: base.input(z.strictObject({ ...onDraft, comment: reason })).output(draftDetailSchema),
    comment: base.input(z.strictObject({ id: policyDraftIdSchema, text: z.string().min(1).max(2_000) })).output(draftDetailSchema),
    return: base.input(z.strictObject({ id: policyDraftIdSchema, comment: reason })).output(draftDetailSchema),
    approve: base.input(z.strictObject({ ...onDraft, comment: reason })).output(draftDetailSchema),
    publish: base.input(z.strictObject({ ...onDraft, reason })).output(draftDetailSchema),
    publishEmergency: base.input(z.strictObject({ ...onDraft, reason })).output(draftDetailSchema),
    rollOut: base
      .input(z.strictObject({ ...onDraft, percent: z.number().min(0).max(100).multipleOf(0.01), reason }))
      .output(draftDetailSchema),
    withdraw: base.input(z.strictObject({ id: policyDraftIdSchema, reason })).output(draftDetailSchema),
    shadow: base.input(z.strictObject({ ...onDraft, running: z.boolean() })).output(draftDetailSchema),
    discard: base.input(z.strictObject({ id: policyDraftIdSchema, reason })).output(draftDetailSchema),
  },
  versions: {
    list: base.input(z.object({ kind: policyKindSchema })).output(z.object({ items: z.array(policyVersionSchema) })),
    get: base
      .input(z.object({ kind: policyKindSchema, version: z.int().positive().optional(), against: z.int().positive().optional() }))
      .output(version.extend({ content: z.unknown(), diff: z.array(partChangeSchema) })),
    rollBack: base
      .input(z.strictObject({ kind: policyKindSchema, version: z.int().positive(), liveVersion: z.int().positive(), reason }))
      .output(version),
    reviewEmergency: base.input(z.strictObject({ kind: policyKindSchema, version: z.int().positive(), reason })).output(version),
  },
  snoozes: {
    list: base.input(z.object({ accountId: accountIdSchema })).output(z.object({ items: z.array(ruleSnoozeSchema) })),
    create: base
      .input(z.strictObject({ accountId: accountIdSchema, ruleId: z.string().max(64), expiresAt: timeSchema, reason }))
      .output(ruleSnoozeSchema),
    end: base.input(z.strictObject({ id: ruleSnoozeIdSchema, reason })).output(ruleSnoozeSchema),
  },
  backtest,
  replay,
  labels,
  signals,
  suggestions,
  trends,
};

import { z } from 'zod';
import {
  accountIdSchema,
  approvalGapSchema,
  callerMethodSchema,
  callerVerificationIdSchema,
  caseIdSchema,
  deviceResetIdSchema,
  evidenceItemSchema,
  factorIdSchema,
  holdCauseSchema,
  holdIdSchema,
  holdLiftIdSchema,
  holdShowSchema,
  holdStatusSchema,
  liftStatusSchema,
  recoveryRiskSchema,
  resetTargetSchema,
} from '../../vocabulary/index.ts';
import { base, lineSchema, page, pageInput, timeSchema } from '../common.ts';
import { callerVerificationSchema, deviceResetSchema, resetWishSchema } from '../recovery.ts';

const reason = lineSchema(400).min(3);
const contentHash = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .describe('The hash of the content that was read; another content is refused');

/** A caller's verification as staff see it. */
export const callerRowSchema = callerVerificationSchema.extend({
  accountId: accountIdSchema,
  resetId: deviceResetIdSchema.nullable(),
  askedBy: z.string(),
  number: z.string().nullable().describe('To say to the caller, while it is pending; only whoever asked sees it'),
});
export type CallerRow = z.infer<typeof callerRowSchema>;

export const deviceResetRowSchema = deviceResetSchema.extend({
  accountId: accountIdSchema,
  requestedBy: z.string(),
  risk: recoveryRiskSchema,
});
export type DeviceResetRow = z.infer<typeof deviceResetRowSchema>;

/** A device reset with everything an approval rests on. No factor's secret is in it, nor can be (RC-02). */
export const deviceResetDetailSchema = deviceResetRowSchema.extend({
  author: z.string().nullable().describe('The member of staff who wrote the content and therefore cannot approve it'),
  content: z.array(z.object({ target: resetTargetSchema, factorIds: z.array(factorIdSchema) })),
  reason: z.string(),
  revision: z.int(),
  contentHash: z.string(),
  evidence: z.array(
    z.object({
      item: evidenceItemSchema,
      answer: z.enum(['yes', 'no']).nullable(),
      note: z.string().nullable(),
      by: z.string().nullable(),
    }),
  ),
  riskReasons: z.array(z.string()),
  approvals: z.array(z.object({ staffId: z.string(), reason: z.string(), at: timeSchema })).describe('Of this very content'),
  approvalsNeeded: z.int(),
  gaps: z.array(approvalGapSchema).describe('What is missing before it can be approved'),
  callers: z.array(callerRowSchema),
  finishReason: z.string().nullable(),
  names: z.record(z.string(), z.string()).describe('Of the members of staff whose ids are in it'),
});
export type DeviceResetDetail = z.infer<typeof deviceResetDetailSchema>;

/** RC-01 to RC-05 for staff. */
export const recovery = {
  list: base
    .input(z.object({ status: z.enum(['open', 'all']).default('open'), accountId: accountIdSchema.optional(), ...pageInput }))
    .output(page(deviceResetRowSchema)),
  get: base.input(z.object({ id: deviceResetIdSchema })).output(deviceResetDetailSchema),
  start: base
    .input(resetWishSchema.extend({ accountId: accountIdSchema, source: z.enum(['email', 'call']) }))
    .output(deviceResetDetailSchema),
  takeUp: base.input(z.strictObject({ id: deviceResetIdSchema })).output(deviceResetDetailSchema),
  edit: base.input(resetWishSchema.extend({ id: deviceResetIdSchema, contentHash })).output(deviceResetDetailSchema),
  answerEvidence: base
    .input(
      z.strictObject({
        id: deviceResetIdSchema,
        contentHash,
        answers: z
          .array(z.strictObject({ item: evidenceItemSchema, answer: z.enum(['yes', 'no']), note: lineSchema(400).optional() }))
          .min(1)
          .max(20),
      }),
    )
    .output(deviceResetDetailSchema),
  /** Before an approved one takes effect; one that waits for a verdict is decided on its case. */
  stop: base.input(z.strictObject({ id: deviceResetIdSchema, reason })).output(deviceResetDetailSchema),
  callers: {
    methods: base
      .input(z.object({ accountId: accountIdSchema }))
      .output(z.object({ methods: z.array(z.object({ method: callerMethodSchema, sentTo: z.string().nullable() })) })),
    ask: base
      .input(z.strictObject({ accountId: accountIdSchema, method: callerMethodSchema, resetId: deviceResetIdSchema.optional() }))
      .output(callerRowSchema),
    get: base.input(z.object({ id: callerVerificationIdSchema })).output(callerRowSchema),
    cancel: base.input(z.strictObject({ id: callerVerificationIdSchema })).output(callerRowSchema),
  },
};

export const holdLiftSchema = z.object({
  id: holdLiftIdSchema,
  holdId: holdIdSchema,
  accountId: accountIdSchema,
  cause: holdCauseSchema,
  endsAt: timeSchema,
  status: liftStatusSchema,
  reason: z.string(),
  contentHash: z.string(),
  requestedBy: z.string(),
  requestedByName: z.string().nullable(),
  createdAt: timeSchema,
  decidedBy: z.string().nullable(),
  decidedAt: timeSchema.nullable(),
});
export type HoldLift = z.infer<typeof holdLiftSchema>;

/** A withdrawal hold as staff list it, across customers. */
export const holdRowSchema = z.object({
  id: holdIdSchema,
  accountId: accountIdSchema,
  cause: holdCauseSchema,
  status: holdStatusSchema,
  startsAt: timeSchema,
  endsAt: timeSchema.nullable().describe('Null: until a case closes'),
  endedAt: timeSchema.nullable().describe('When it was over, whether it ran out, its case closed or two people lifted it'),
  caseId: caseIdSchema.nullable().describe('The case it came with'),
  liftRequested: z.boolean().describe('Whether somebody asked to lift it and nobody has decided'),
});
export type HoldRow = z.infer<typeof holdRowSchema>;

/** One hold with what was asked about it. */
export const holdDetailSchema = holdRowSchema.extend({
  liftAllowed: z.boolean().describe('Whether the setting lets two people lift timed holds early (WH-03)'),
  lifts: z.array(holdLiftSchema).describe('Asked and decided lifts of it, newest first'),
});
export type HoldDetail = z.infer<typeof holdDetailSchema>;

/** WH-03: ending a timed hold early, where the setting allows it, takes two. */
export const holds = {
  /** Running ones by their end, the next first and those without one last; past ones by their end, the latest first. */
  list: base
    .input(z.object({ show: holdShowSchema.default('running'), cause: holdCauseSchema.optional(), ...pageInput }))
    .output(page(holdRowSchema)),
  get: base.input(z.object({ id: holdIdSchema })).output(holdDetailSchema),
  lifts: base.input(z.object({ accountId: accountIdSchema })).output(z.object({ allowed: z.boolean(), items: z.array(holdLiftSchema) })),
  requestLift: base.input(z.strictObject({ holdId: holdIdSchema, reason })).output(holdLiftSchema),
  decideLift: base
    .input(z.strictObject({ id: holdLiftIdSchema, contentHash, verdict: z.enum(['approve', 'deny']), reason }))
    .output(holdLiftSchema),
  withdrawLift: base.input(z.strictObject({ id: holdLiftIdSchema })).output(holdLiftSchema),
};

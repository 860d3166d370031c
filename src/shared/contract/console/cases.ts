import { z } from 'zod';
import {
  accountIdSchema,
  attachmentTypeSchema,
  bulkActionSchema,
  caseAttachmentIdSchema,
  caseDecisionStatusSchema,
  caseIdSchema,
  caseKindSchema,
  caseOutcomeSchema,
  casePrioritySchema,
  caseStatusSchema,
  caseSubjectSchema,
  caseTemplateIdSchema,
  caseVerdictSchema,
  deadlineActionSchema,
  linkKindSchema,
  roleSchema,
  staffIdSchema,
  templateKindSchema,
} from '../../vocabulary/index.ts';
import { base, lineSchema, page, pageInput, timeSchema } from '../common.ts';
import { auditEntrySchema } from './audit.ts';
import { consequencesSchema } from './consequences.ts';

const reason = lineSchema(400).min(3);
const leaseToken = z.string().regex(/^[A-Za-z0-9_-]{22,64}$/, 'not a lease token');
/** Made by the console, once for one press of a button, so that a repeated call decides nothing twice. */
const decisionId = z.string().regex(/^[A-Za-z0-9_-]{16,64}$/, 'use 16 to 64 letters, digits, - and _');
/** Several lines of text without other control characters. */
const textSchema = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .regex(
      /^[^\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069]*(?:[\n\t][^\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069]*)*$/u,
      'must be text without control characters',
    );

/** A member of staff as cases name them. */
export const personSchema = z.object({ id: z.string(), name: z.string() });
export type Person = z.infer<typeof personSchema>;

export const caseDecisionSchema = z.object({
  id: z.string(),
  verdict: caseVerdictSchema,
  reason: z.string(),
  status: caseDecisionStatusSchema,
  by: personSchema,
  at: timeSchema,
  appliesAt: timeSchema.describe('When it takes effect; until then it can be undone'),
  problem: z.string().nullable().describe('Why a failed one had no effect'),
});
export type CaseDecision = z.infer<typeof caseDecisionSchema>;

/** A case as one row of the inbox. */
export const caseRowSchema = z.object({
  id: caseIdSchema,
  kind: caseKindSchema.describe('The queue it is in'),
  status: caseStatusSchema,
  title: z.string(),
  priority: casePrioritySchema,
  level: z.int().describe('1 is the first line; an escalation leads to the next'),
  accountId: accountIdSchema,
  customerName: z.string().nullable().describe('Masked'),
  createdAt: timeSchema,
  updatedAt: timeSchema,
  revision: z.int().describe('Grows with every change'),
  dueAt: timeSchema.describe('By the queue’s service level'),
  deadlineAt: timeSchema.nullable().describe('When the engine acts by itself; null once the case is closed or scheduled'),
  deadlineAction: deadlineActionSchema,
  assignee: personSchema.nullable(),
  leaseUntil: timeSchema.nullable(),
  firstBy: personSchema.nullable().describe('Who gave the first of two approvals'),
  pending: caseDecisionSchema.nullable().describe('The decision that can still be undone'),
  outcome: caseOutcomeSchema.nullable(),
  closedAt: timeSchema.nullable(),
});
export type CaseRow = z.infer<typeof caseRowSchema>;

export const caseNoteSchema = z.object({ id: z.string(), by: personSchema, at: timeSchema, text: z.string() });
export type CaseNote = z.infer<typeof caseNoteSchema>;

export const caseReplySchema = z.object({
  id: z.string(),
  by: personSchema,
  at: timeSchema,
  sentTo: z.string().describe('Masked'),
  text: z.string().describe('As it was written, with the customer’s name masked; the mail leaves out numbers of the customer’s documents'),
});
export type CaseReply = z.infer<typeof caseReplySchema>;

export const caseAttachmentSchema = z.object({
  id: caseAttachmentIdSchema,
  name: z.string(),
  type: attachmentTypeSchema,
  bytes: z.int(),
  by: personSchema,
  at: timeSchema,
});
export type CaseAttachment = z.infer<typeof caseAttachmentSchema>;

export const caseLinkSchema = z.object({
  kind: z.enum(['case', 'operation', 'decision', 'identity_request', 'device_reset']),
  id: z.string(),
  title: z.string().nullable().describe('Of a case'),
  status: z.string().nullable(),
});
export type CaseLink = z.infer<typeof caseLinkSchema>;

/** Everything on a case's page but its history, its neighbours and who else is looking. */
export const caseDetailSchema = caseRowSchema.extend({
  subject: z.object({ kind: caseSubjectSchema, id: z.string().nullable().describe('Of the identity request, device reset or operation') }),
  decisionId: z.string().nullable().describe('Of the risk decision about the case’s operation'),
  operationId: z.string().nullable(),
  cause: z.string(),
  contentHash: z.string().describe('What a decision is bound to; hand it back with it'),
  verdicts: z.array(caseVerdictSchema).length(2).describe('First what grants, confirms or completes, then what refuses'),
  mayClaim: z.boolean().describe('Whether the role of whoever asks reaches this line'),
  mayDecide: z.boolean().describe('Whether the role of whoever asks may decide this kind of case'),
  ownRequest: z.boolean().describe('Whoever asks wrote it or approved it first, and cannot approve it'),
  closedBy: z.string().nullable(),
  closeReason: z.string().nullable(),
  facts: z
    .array(z.object({ name: z.string(), value: z.string() }))
    .describe('What the queue shows of it at a glance, without personal data'),
  decisions: z.array(caseDecisionSchema).describe('Newest first'),
  watchers: z.array(personSchema),
  watching: z.boolean(),
  notes: z.array(caseNoteSchema).describe('Oldest first'),
  businessHours: z
    .object({ days: z.array(z.int()).describe('0 for Sunday'), from: z.string(), to: z.string(), zone: z.string() })
    .nullable()
    .describe('When the clock of the service level runs; null when it always does'),
  replies: z.array(caseReplySchema).describe('Oldest first'),
  replyTo: z.string().nullable().describe('Where a reply would go, masked; null when nothing reaches the customer, or nothing may'),
  replyHeldUntil: timeSchema.nullable().describe('Set while contact data was changed too lately for anything to be written there'),
  attachments: z.array(caseAttachmentSchema),
  links: z.array(caseLinkSchema),
});
export type CaseDetail = z.infer<typeof caseDetailSchema>;

const byId = { id: caseIdSchema };
const underLease = { id: caseIdSchema, leaseToken };
const ids = z.array(caseIdSchema).min(1).max(200);

export const caseTemplateSchema = z.object({
  id: caseTemplateIdSchema,
  kind: templateKindSchema,
  queue: caseKindSchema.nullable().describe('Only there; everywhere when null'),
  title: z.string(),
  text: z.string(),
  updatedAt: timeSchema,
  updatedBy: z.string(),
});
export type CaseTemplate = z.infer<typeof caseTemplateSchema>;

/** A node of the graph of accounts; its names are masked. */
export const linkedAccountSchema = z.object({
  accountId: accountIdSchema,
  customerName: z.string().nullable(),
  status: z.string(),
  identityStatus: z.string(),
  openCases: z.int(),
  confirmedCases: z.int().describe('Closed ones that were confirmed as fraud'),
});

export const linkSchema = z.object({
  kind: linkKindSchema,
  label: z.string().describe('A short name of what is shared, without personal data'),
  accountIds: z.array(accountIdSchema),
  total: z.int().describe('How many accounts share it; more than are named when many do'),
});
export const linkedSchema = z.object({
  accounts: z.array(linkedAccountSchema).describe('The case’s own account first'),
  links: z.array(linkSchema),
  truncated: z.boolean().describe('More is shared than one answer holds'),
});
export type Linked = z.infer<typeof linkedSchema>;

export const similarCaseSchema = z.object({
  id: caseIdSchema,
  title: z.string(),
  accountId: accountIdSchema,
  outcome: caseOutcomeSchema.nullable(),
  closedAt: timeSchema,
  closedBy: z.string().nullable(),
  reason: z.string().nullable(),
  score: z.number().describe('0 to 1: how much of what is known of both they share'),
  shared: z.array(z.string()).describe('What they share, in words'),
});
export type SimilarCase = z.infer<typeof similarCaseSchema>;

export const bulkInputSchema = z.strictObject({
  action: bulkActionSchema,
  ids,
  priority: casePrioritySchema.optional().describe('For `set_priority`'),
});

const bulkItem = { id: caseIdSchema, ok: z.boolean(), problem: z.string().nullable().describe('Why not, in words') };

/** One inbox for everything that staff decide (CQ-01 to CQ-05). */
export const cases = {
  list: base
    .input(
      z.object({
        queue: caseKindSchema.optional(),
        show: z.enum(['open', 'mine', 'unclaimed', 'due_soon', 'overdue', 'watched', 'closed']).default('open'),
        level: z.int().min(1).max(3).optional(),
        accountId: accountIdSchema.optional(),
        ...pageInput,
      }),
    )
    .output(page(caseRowSchema)),
  counts: base.output(
    z.object({
      queues: z.array(
        z.object({ kind: caseKindSchema, open: z.int(), unclaimed: z.int(), mine: z.int(), overdue: z.int(), escalated: z.int() }),
      ),
    }),
  ),
  get: base.input(z.object(byId)).output(caseDetailSchema),
  row: base.input(z.object(byId)).output(caseRowSchema),
  /** What each verdict would lead to, for somebody who is about to give one. */
  consequences: base.input(z.object(byId)).output(consequencesSchema),
  history: base.input(z.object(byId)).output(z.object({ items: z.array(auditEntrySchema) })),
  similar: base.input(z.object(byId)).output(z.object({ items: z.array(similarCaseSchema), looked: z.int() })),
  linked: base.input(z.object(byId)).output(linkedSchema),
  colleagues: base
    .input(z.object(byId))
    .output(z.object({ items: z.array(z.object({ id: staffIdSchema, name: z.string(), role: roleSchema })) })),
  claim: base.input(z.strictObject(byId)).output(z.object({ leaseToken: z.string(), leaseUntil: timeSchema, case: caseDetailSchema })),
  renew: base.input(z.strictObject(underLease)).output(z.object({ leaseUntil: timeSchema })),
  release: base.input(z.strictObject(underLease)).output(caseDetailSchema),
  handOver: base.input(z.strictObject({ ...underLease, to: staffIdSchema, reason })).output(caseDetailSchema),
  escalate: base.input(z.strictObject({ ...underLease, reason })).output(caseDetailSchema),
  setPriority: base.input(z.strictObject({ id: caseIdSchema, priority: casePrioritySchema, reason })).output(caseDetailSchema),
  decide: base
    .input(z.strictObject({ ...underLease, decisionId, verdict: caseVerdictSchema, reason, contentHash: z.string().length(64) }))
    .output(z.object({ decision: caseDecisionSchema, case: caseDetailSchema })),
  undo: base.input(z.strictObject({ id: caseIdSchema, decisionId })).output(caseDetailSchema),
  reopen: base.input(z.strictObject({ id: caseIdSchema, reason })).output(caseDetailSchema),
  watch: base.input(z.strictObject({ id: caseIdSchema, on: z.boolean() })).output(caseDetailSchema),
  addNote: base.input(z.strictObject({ id: caseIdSchema, text: textSchema(4_000) })).output(caseDetailSchema),
  /** Writes to the customer; what is left open is filled in for them. */
  reply: base.input(z.strictObject({ ...underLease, replyId: decisionId, text: textSchema(4_000) })).output(caseDetailSchema),
  link: base.input(z.strictObject({ id: caseIdSchema, otherId: caseIdSchema })).output(caseDetailSchema),
  unlink: base.input(z.strictObject({ id: caseIdSchema, otherId: caseIdSchema })).output(caseDetailSchema),
  attach: base
    .input(z.strictObject({ id: caseIdSchema, name: lineSchema(120).min(1), content: z.base64().min(1) }))
    .output(caseDetailSchema),
  /** One attachment in clear, recorded (ST-03). A text is what it is and never markup; an image was made anew. */
  attachment: base
    .input(z.strictObject({ id: caseIdSchema, attachmentId: caseAttachmentIdSchema, reason }))
    .output(
      z.discriminatedUnion('type', [
        z.object({ type: z.literal('image'), name: z.string(), jpeg: z.base64(), untilMs: timeSchema }),
        z.object({ type: z.literal('text'), name: z.string(), text: z.string(), untilMs: timeSchema }),
      ]),
    ),
  /** Says that somebody has the case open, and hears who else has; repeat it before `againInMs` is over. */
  look: base
    .input(z.strictObject({ id: caseIdSchema, leaving: z.boolean().default(false) }))
    .output(z.object({ present: z.array(personSchema), againInMs: z.int() })),
  bulkPreview: base
    .input(bulkInputSchema)
    .output(z.object({ count: z.int().describe('How many it would reach'), items: z.array(z.object(bulkItem)) })),
  bulk: base
    .input(bulkInputSchema.extend({ bulkId: decisionId, reason, expected: z.int().describe('The count of the preview') }))
    .output(z.object({ done: z.int(), items: z.array(z.object(bulkItem)) })),
  templates: {
    list: base.output(z.object({ items: z.array(caseTemplateSchema) })),
    save: base
      .input(
        z.strictObject({
          id: caseTemplateIdSchema.optional(),
          seenAt: timeSchema.optional().describe('`updatedAt` of what was read, needed with an id; another version is not written over'),
          kind: templateKindSchema,
          queue: caseKindSchema.nullable(),
          title: lineSchema(80).min(1),
          text: textSchema(4_000),
        }),
      )
      .output(caseTemplateSchema),
    remove: base.input(z.strictObject({ id: caseTemplateIdSchema, reason })).output(z.object({ id: z.string() })),
  },
};

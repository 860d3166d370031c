import { z } from 'zod';
import type { CaseKind } from './factors.ts';
import type { Permission } from './staff.ts';

/**
 * Life of a case. `pending_effect`: decided, and still to be undone; `scheduled`: approved, and the effect waits for its own delay
 * (a device reset's).
 */
export const caseStatuses = ['open', 'claimed', 'pending_effect', 'scheduled', 'closed'] as const;
export const caseStatusSchema = z.enum(caseStatuses);
export type CaseStatus = (typeof caseStatuses)[number];

/** What a case is about: the thing that its decision decides. `suspicion` is an account under suspicion; `task` is work without a verdict. */
export const caseSubjects = ['identity_request', 'device_reset', 'operation', 'suspicion', 'task'] as const;
export const caseSubjectSchema = z.enum(caseSubjects);
export type CaseSubject = (typeof caseSubjects)[number];

export const caseVerdicts = ['approve', 'deny', 'confirm', 'dismiss', 'resolve'] as const;
export const caseVerdictSchema = z.enum(caseVerdicts);
export type CaseVerdict = (typeof caseVerdicts)[number];

/** The verdicts of each subject: first the one that grants, confirms or completes, then the one that refuses. */
export const subjectVerdicts: Readonly<Record<CaseSubject, readonly [CaseVerdict, CaseVerdict]>> = {
  identity_request: ['approve', 'deny'],
  device_reset: ['approve', 'deny'],
  operation: ['approve', 'deny'],
  suspicion: ['confirm', 'dismiss'],
  task: ['resolve', 'dismiss'],
};

/** Verdicts that let nothing happen which would not have happened anyway: the only ones that may be given to many cases at once (CQ-05). */
export const refusingVerdicts = ['deny', 'confirm'] as const satisfies readonly CaseVerdict[];

/** What a member of staff needs to decide a case, by what it is about. */
export const decidePermission: Readonly<Record<CaseSubject, Permission>> = {
  identity_request: 'identity.decide',
  device_reset: 'recovery.approve',
  operation: 'reviews.decide',
  suspicion: 'cases.close',
  task: 'cases.close',
};

export const caseDecisionStatuses = ['pending', 'undone', 'applied', 'failed', 'overtaken'] as const;
export const caseDecisionStatusSchema = z.enum(caseDecisionStatuses);
export type CaseDecisionStatus = (typeof caseDecisionStatuses)[number];

/** How a case ended, for whoever compares: by verdict, by its deadline, or because its subject ended by itself. */
export const caseOutcomes = ['approved', 'denied', 'confirmed', 'dismissed', 'resolved', 'withdrawn', 'expired'] as const;
export const caseOutcomeSchema = z.enum(caseOutcomes);
export type CaseOutcome = (typeof caseOutcomes)[number];

export const outcomeOfVerdict: Readonly<Record<CaseVerdict, CaseOutcome>> = {
  approve: 'approved',
  deny: 'denied',
  confirm: 'confirmed',
  dismiss: 'dismissed',
  resolve: 'resolved',
};

/** What the engine does with a case that nobody decided in time (CQ-03). */
export const deadlineActions = ['deny', 'escalate', 'approve'] as const;
export const deadlineActionSchema = z.enum(deadlineActions);
export type DeadlineAction = (typeof deadlineActions)[number];

/** Lines of work within a queue; an escalation leads to the next. */
export const FIRST_LINE = 1;
export const LAST_LINE = 3;

export const bulkActions = ['escalate', 'set_priority', 'refuse'] as const;
export const bulkActionSchema = z.enum(bulkActions);
export type BulkAction = (typeof bulkActions)[number];

export const templateKinds = ['reason', 'reply'] as const;
export const templateKindSchema = z.enum(templateKinds);
export type TemplateKind = (typeof templateKinds)[number];

export const attachmentTypes = ['image', 'text'] as const;
export const attachmentTypeSchema = z.enum(attachmentTypes);
export type AttachmentType = (typeof attachmentTypes)[number];

/** What accounts can have in common. */
export const linkKinds = ['device', 'address', 'document', 'destination'] as const;
export const linkKindSchema = z.enum(linkKinds);
export type LinkKind = (typeof linkKinds)[number];

/** What a case is about, as customers are told; follows “about”. */
export const casePhrases: Readonly<Record<CaseKind, string>> = {
  identity_update: 'the update of your identity data',
  device_reset: 'the reset of your security settings',
  recovery: 'the recovery of your account',
  risk_review: 'the review of an operation on your account',
  suspicious_activity: 'unusual activity on your account',
};

/** The subject of most cases of a kind; used where a queue as a whole is meant. */
export const usualSubject: Readonly<Record<CaseKind, CaseSubject>> = {
  identity_update: 'identity_request',
  device_reset: 'device_reset',
  recovery: 'task',
  risk_review: 'operation',
  suspicious_activity: 'suspicion',
};

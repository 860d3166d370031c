import { z } from 'zod';

/** What a device reset can reset (RC-01). Sessions always end with it, since whoever sits in one may be the reason for it (RC-05). */
export const resetTargets = ['trusted_device', 'authenticator', 'passkeys', 'sessions'] as const;
export const resetTargetSchema = z.enum(resetTargets);
export type ResetTarget = (typeof resetTargets)[number];

/** Each target in words that follow “reset”. */
export const resetTargetPhrases: Readonly<Record<ResetTarget, string>> = {
  trusted_device: 'the trusted device',
  authenticator: 'the authenticator app',
  passkeys: 'passkeys',
  sessions: 'all sessions',
};

/** Life of a device reset; `approved` waits for `recovery.delay`, in which the customer can cancel it. */
export const resetStatuses = ['requested', 'in_review', 'approved', 'effected', 'cancelled', 'denied', 'expired'] as const;
export const resetStatusSchema = z.enum(resetStatuses);
export type ResetStatus = (typeof resetStatuses)[number];

/** Where a request came from: a live session, a log-in that cannot be completed, the bound e-mail address, a call or chat. */
export const resetSources = ['session', 'login', 'email', 'call'] as const;
export const resetSourceSchema = z.enum(resetSources);
export type ResetSource = (typeof resetSources)[number];

/** What staff must have seen before documents stand for a customer, each as the console shows it. */
export const evidencePhrases = {
  bound_email: 'The photos came from the e-mail address that is bound, and the mail passed SPF, DKIM and DMARC.',
  document_complete: 'The photos show both sides of the document, whole and sharp, and it has not expired.',
  document_genuine: 'Nothing was edited, and neither a screen nor a print was photographed.',
  document_matches: 'Name, birth date and number are those of the identity that is bound.',
  face_matches: 'The person who holds the document is the person of its photo and of the enrolled face.',
  activity_confirmed: 'What the customer says of recent log-ins and transfers agrees with the history.',
} as const;
export type EvidenceItem = keyof typeof evidencePhrases;
export const evidenceItems = Object.keys(evidencePhrases) as [EvidenceItem, ...EvidenceItem[]];
export const evidenceItemSchema = z.enum(evidenceItems);

/** By what somebody who contacts support can prove to be the customer (RC-03). */
export const callerMethods = ['trusted_device', 'authenticator', 'email', 'phone'] as const;
export const callerMethodSchema = z.enum(callerMethods);
export type CallerMethod = (typeof callerMethods)[number];

export const callerStatuses = ['pending', 'confirmed', 'denied', 'failed', 'expired', 'cancelled'] as const;
export const callerStatusSchema = z.enum(callerStatuses);
export type CallerStatus = (typeof callerStatuses)[number];

/** How much could go wrong with a reset, from least to most. */
export const recoveryRisks = ['low', 'medium', 'high'] as const;
export const recoveryRiskSchema = z.enum(recoveryRisks);
export type RecoveryRisk = (typeof recoveryRisks)[number];

/** What a device reset still lacks before it can be approved. */
export const approvalGaps = ['caller_or_documents', 'evidence_incomplete', 'evidence_refuted', 'second_person'] as const;
export const approvalGapSchema = z.enum(approvalGaps);
export type ApprovalGap = (typeof approvalGaps)[number];

export const casePriorities = ['low', 'normal', 'high', 'urgent'] as const;
export const casePrioritySchema = z.enum(casePriorities);
export type CasePriority = (typeof casePriorities)[number];

/** Where a withdrawal hold stands at a moment: it runs to its end, waits for its case, or is over. */
export const holdStatuses = ['timed', 'waiting_for_case', 'ended'] as const;
export const holdStatusSchema = z.enum(holdStatuses);
export type HoldStatus = (typeof holdStatuses)[number];

/** What a list of holds shows: all that run, of these only those that wait for a case, or those that are over. */
export const holdShows = ['running', 'waiting_for_case', 'ended'] as const;
export const holdShowSchema = z.enum(holdShows);
export type HoldShow = (typeof holdShows)[number];

export const liftStatuses = ['requested', 'approved', 'denied', 'withdrawn'] as const;
export const liftStatusSchema = z.enum(liftStatuses);
export type LiftStatus = (typeof liftStatuses)[number];

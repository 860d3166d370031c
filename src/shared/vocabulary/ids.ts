import { z } from 'zod';

/** Makes a plain string type nominal, so that an account's id cannot be passed where an operation's is due. */
export type Brand<T, Name extends string> = T & { readonly __brand: Name };

export type AccountId = Brand<string, 'AccountId'>;
export type DeviceId = Brand<string, 'DeviceId'>;
export type SessionId = Brand<string, 'SessionId'>;
export type OperationId = Brand<string, 'OperationId'>;
export type DecisionId = Brand<string, 'DecisionId'>;
export type VerificationRequestId = Brand<string, 'VerificationRequestId'>;
export type FactorId = Brand<string, 'FactorId'>;
export type HoldId = Brand<string, 'HoldId'>;
export type CaseId = Brand<string, 'CaseId'>;
export type StaffId = Brand<string, 'StaffId'>;
export type StaffSessionId = Brand<string, 'StaffSessionId'>;
export type PlatformKeyId = Brand<string, 'PlatformKeyId'>;
export type WebhookEndpointId = Brand<string, 'WebhookEndpointId'>;
export type WebhookDeliveryId = Brand<string, 'WebhookDeliveryId'>;
export type ImportId = Brand<string, 'ImportId'>;
export type IdentityDocumentId = Brand<string, 'IdentityDocumentId'>;
export type IdentityImageId = Brand<string, 'IdentityImageId'>;
export type IdentityRequestId = Brand<string, 'IdentityRequestId'>;
export type ContactChangeId = Brand<string, 'ContactChangeId'>;
export type DeviceResetId = Brand<string, 'DeviceResetId'>;
export type CallerVerificationId = Brand<string, 'CallerVerificationId'>;
export type HoldLiftId = Brand<string, 'HoldLiftId'>;
export type CaseAttachmentId = Brand<string, 'CaseAttachmentId'>;
export type CaseTemplateId = Brand<string, 'CaseTemplateId'>;
export type PolicyDraftId = Brand<string, 'PolicyDraftId'>;
export type RuleSnoozeId = Brand<string, 'RuleSnoozeId'>;
export type RuleAlertId = Brand<string, 'RuleAlertId'>;
export type FactorResetId = Brand<string, 'FactorResetId'>;
export type StaffPasskeyId = Brand<string, 'StaffPasskeyId'>;
export type StaffInvitationId = Brand<string, 'StaffInvitationId'>;
export type SavedViewId = Brand<string, 'SavedViewId'>;
export type EventId = Brand<string, 'EventId'>;

/** Prefixes of the ids that the engine makes; a reader of a log sees at once what an id names. */
export const idPrefix = {
  session: 'ses',
  operation: 'op',
  decision: 'dec',
  verificationRequest: 'vr',
  factor: 'fac',
  hold: 'hold',
  case: 'case',
  staff: 'staff',
  staffSession: 'ss',
  platformKey: 'pk',
  webhookEndpoint: 'whe',
  webhookDelivery: 'whd',
  import: 'imp',
  contactChange: 'chg',
  event: 'evt',
  identityDocument: 'doc',
  identityImage: 'img',
  identityRequest: 'idr',
  deviceReset: 'rst',
  callerVerification: 'cv',
  holdLift: 'lift',
  factorReset: 'frs',
  staffInvitation: 'inv',
  staffPasskey: 'spk',
  savedView: 'view',
  policyDraft: 'drf',
  ruleSnooze: 'snz',
  ruleAlert: 'alr',
  caseNote: 'note',
  caseAttachment: 'att',
  caseTemplate: 'tpl',
} as const;

export type IdKind = keyof typeof idPrefix;

const externalId = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:@-]*$/, 'use letters, digits and . _ : @ - and start with a letter or digit');

const internalId = (prefix: string) =>
  z.string().regex(new RegExp(`^${prefix}_[0-9a-z]{26}$`), `must be an id that starts with ${prefix}_`);

/** The platform's own id of one of its customers' accounts. */
export const accountIdSchema = externalId.transform((id) => id as AccountId);
/** The platform's own stable id of a device (installation or browser). */
export const deviceIdSchema = externalId.transform((id) => id as DeviceId);
export const sessionIdSchema = internalId(idPrefix.session).transform((id) => id as SessionId);
export const operationIdSchema = internalId(idPrefix.operation).transform((id) => id as OperationId);
export const decisionIdSchema = internalId(idPrefix.decision).transform((id) => id as DecisionId);
export const verificationRequestIdSchema = internalId(idPrefix.verificationRequest).transform((id) => id as VerificationRequestId);
export const factorIdSchema = internalId(idPrefix.factor).transform((id) => id as FactorId);
export const holdIdSchema = internalId(idPrefix.hold).transform((id) => id as HoldId);
export const caseIdSchema = internalId(idPrefix.case).transform((id) => id as CaseId);
export const staffIdSchema = internalId(idPrefix.staff).transform((id) => id as StaffId);
export const factorResetIdSchema = internalId(idPrefix.factorReset).transform((id) => id as FactorResetId);
export const staffInvitationIdSchema = internalId(idPrefix.staffInvitation).transform((id) => id as StaffInvitationId);
export const staffPasskeyIdSchema = internalId(idPrefix.staffPasskey).transform((id) => id as StaffPasskeyId);
export const savedViewIdSchema = internalId(idPrefix.savedView).transform((id) => id as SavedViewId);
export const staffSessionIdSchema = internalId(idPrefix.staffSession).transform((id) => id as StaffSessionId);
export const platformKeyIdSchema = internalId(idPrefix.platformKey).transform((id) => id as PlatformKeyId);
export const webhookEndpointIdSchema = internalId(idPrefix.webhookEndpoint).transform((id) => id as WebhookEndpointId);
export const webhookDeliveryIdSchema = internalId(idPrefix.webhookDelivery).transform((id) => id as WebhookDeliveryId);
export const importIdSchema = internalId(idPrefix.import).transform((id) => id as ImportId);
export const identityDocumentIdSchema = internalId(idPrefix.identityDocument).transform((id) => id as IdentityDocumentId);
export const identityImageIdSchema = internalId(idPrefix.identityImage).transform((id) => id as IdentityImageId);
export const identityRequestIdSchema = internalId(idPrefix.identityRequest).transform((id) => id as IdentityRequestId);
export const contactChangeIdSchema = internalId(idPrefix.contactChange).transform((id) => id as ContactChangeId);
export const deviceResetIdSchema = internalId(idPrefix.deviceReset).transform((id) => id as DeviceResetId);
export const callerVerificationIdSchema = internalId(idPrefix.callerVerification).transform((id) => id as CallerVerificationId);
export const holdLiftIdSchema = internalId(idPrefix.holdLift).transform((id) => id as HoldLiftId);
export const caseAttachmentIdSchema = internalId(idPrefix.caseAttachment).transform((id) => id as CaseAttachmentId);
export const caseTemplateIdSchema = internalId(idPrefix.caseTemplate).transform((id) => id as CaseTemplateId);
export const policyDraftIdSchema = internalId(idPrefix.policyDraft).transform((id) => id as PolicyDraftId);
export const ruleAlertIdSchema = internalId(idPrefix.ruleAlert).transform((id) => id as RuleAlertId);
export const ruleSnoozeIdSchema = internalId(idPrefix.ruleSnooze).transform((id) => id as RuleSnoozeId);

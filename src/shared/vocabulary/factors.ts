import { z } from 'zod';

/**
 * The step-up methods. One registry in the engine implements each behind one interface. `device_session` is an app device that is logged in
 * but holds no key: it says yes or no to a log-in from a new device and is never chosen for anything else (ND-04).
 */
export const factorKinds = ['passkey', 'trusted_device', 'authenticator', 'email_code', 'phone_code', 'face', 'device_session'] as const;
export const factorKindSchema = z.enum(factorKinds);
export type FactorKind = (typeof factorKinds)[number];

export const factorStatuses = ['pending', 'active', 'suspended', 'removed'] as const;
export const factorStatusSchema = z.enum(factorStatuses);
export type FactorStatus = (typeof factorStatuses)[number];

export const stepStatuses = ['pending', 'passed', 'failed'] as const;
export const stepStatusSchema = z.enum(stepStatuses);
export type StepStatus = (typeof stepStatuses)[number];

export const verificationRequestStatuses = ['pending', 'approved', 'rejected', 'expired', 'superseded', 'cancelled'] as const;
export const verificationRequestStatusSchema = z.enum(verificationRequestStatuses);
export type VerificationRequestStatus = (typeof verificationRequestStatuses)[number];

/** Why a customer rejected a request (TD-14). */
export const rejectReasons = ['not_me', 'changed_my_mind'] as const;
export const rejectReasonSchema = z.enum(rejectReasons);
export type RejectReason = (typeof rejectReasons)[number];

/** Identity verification of a customer (FV-01). */
export const identityStatuses = ['unverified', 'pending', 'verified', 'rejected', 'expired'] as const;
export const identityStatusSchema = z.enum(identityStatuses);
export type IdentityStatus = (typeof identityStatuses)[number];

export const accountKinds = ['main', 'sub'] as const;
export const accountKindSchema = z.enum(accountKinds);
export type AccountKind = (typeof accountKinds)[number];

export const accountStatuses = ['active', 'frozen'] as const;
export const accountStatusSchema = z.enum(accountStatuses);
export type AccountStatus = (typeof accountStatuses)[number];

/** Causes of a withdrawal hold (WH-01). */
export const holdCauses = [
  'trusted_device_removed',
  'authenticator_reset',
  'contact_changed',
  'passkey_removed',
  'password_reset',
  'device_reset',
  'identity_updated',
  'not_me',
] as const;
export const holdCauseSchema = z.enum(holdCauses);
export type HoldCause = (typeof holdCauses)[number];

export const caseKinds = ['identity_update', 'device_reset', 'recovery', 'risk_review', 'suspicious_activity'] as const;
export const caseKindSchema = z.enum(caseKinds);
export type CaseKind = (typeof caseKinds)[number];

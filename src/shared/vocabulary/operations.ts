import { z } from 'zod';

/** What a customer can ask the platform to do, and the platform asks the engine about (PO-01). */
export const operationKinds = [
  'login',
  'withdrawal',
  'deposit_address_view',
  'api_key_create',
  'api_key_edit',
  'api_key_delete',
  'security_setting_change',
  'trusted_device_add',
  'trusted_device_remove',
  'passkey_add',
  'passkey_remove',
  'c2c_trade',
  'withdrawal_address_add',
] as const;
export const operationKindSchema = z.enum(operationKinds);
export type OperationKind = (typeof operationKinds)[number];

/** Each operation in words for people; a code names its purpose in them, so that nobody is talked out of it for another (SI-04). */
export const operationPhrases: Readonly<Record<OperationKind, string>> = {
  login: 'a log-in',
  withdrawal: 'a withdrawal',
  deposit_address_view: 'viewing a deposit address',
  api_key_create: 'creating an API key',
  api_key_edit: 'editing an API key',
  api_key_delete: 'deleting an API key',
  security_setting_change: 'a change of your security settings',
  trusted_device_add: 'adding a trusted device',
  trusted_device_remove: 'removing your trusted device',
  passkey_add: 'adding a passkey',
  passkey_remove: 'removing a passkey',
  c2c_trade: 'a trade',
  withdrawal_address_add: 'adding a withdrawal address',
};

/**
 * What a security-setting change can be for the engine to carry out. The platform names one in the operation's details as `setting`, so that
 * the customer confirms this one and no other.
 */
export const securitySettings = [
  'email_change',
  'email_remove',
  'phone_change',
  'phone_remove',
  'authenticator_add',
  'authenticator_remove',
  'face_enrol',
  'face_erase',
  'identity_submit',
  'mandatory_passkey_on',
  'mandatory_passkey_off',
] as const;
export const securitySettingSchema = z.enum(securitySettings);
export type SecuritySetting = (typeof securitySettings)[number];

/** Kinds that move money; they carry an amount and are refused under a withdrawal hold (WH-04). */
export const moneyKinds = ['withdrawal', 'c2c_trade'] as const satisfies readonly OperationKind[];

/**
 * Kinds that change by what somebody is taken for the customer. They take a step-up (TD-06, TD-20, PK-01, PK-07, MP-01), and a person who
 * allows one stands for its risk, not for who asks.
 */
export const factorChangeKinds = [
  'security_setting_change',
  'trusted_device_add',
  'trusted_device_remove',
  'passkey_add',
  'passkey_remove',
] as const satisfies readonly OperationKind[];

/** The engine's answer to an operation (PO-02), from easiest to strictest. */
export const outcomes = ['allow', 'step_up', 'review', 'hold', 'deny'] as const;
export const outcomeSchema = z.enum(outcomes);
export type Outcome = (typeof outcomes)[number];

/** Risk bands of the policy matrix; `unknown` stands for too few usable signals (PO-05) and is never treated as low. */
export const riskBands = ['low', 'medium', 'high', 'critical', 'unknown'] as const;
export const riskBandSchema = z.enum(riskBands);
export type RiskBand = (typeof riskBands)[number];

export const operationStatuses = [
  'awaiting_step_up',
  'in_review',
  'held',
  'authorized',
  'executed',
  'denied',
  'expired',
  'cancelled',
] as const;
export const operationStatusSchema = z.enum(operationStatuses);
export type OperationStatus = (typeof operationStatuses)[number];

/** Where an operation starts. `h5` is a web page inside another app; `third_party` an app that is not the platform's. */
export const clientKinds = ['ios', 'android', 'web', 'h5', 'api', 'third_party'] as const;
export const clientKindSchema = z.enum(clientKinds);
export type ClientKind = (typeof clientKinds)[number];

/** Clients that are the platform's native app; only they can be the trusted device (TD-04). */
export const nativeClients = ['ios', 'android'] as const satisfies readonly ClientKind[];

/** What the platform's own check of the first factor said, for a log-in. */
export const credentialResults = ['accepted', 'wrong_password', 'unknown_user'] as const;
export const credentialResultSchema = z.enum(credentialResults);
export type CredentialResult = (typeof credentialResults)[number];

export const labels = ['fraud', 'legitimate'] as const;
export const labelSchema = z.enum(labels);
export type Label = (typeof labels)[number];

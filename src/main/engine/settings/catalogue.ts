import type { HoldCause } from '../../../shared/vocabulary/index.ts';
import { caseSettings } from './cases.ts';
import { codeSettings } from './codes.ts';
import { deviceSettings } from './devices.ts';
import { identitySettings } from './identity.ts';
import { boolean, choice, day, duration, hour, integer, minute, money, type SettingSpec, second } from './kinds.ts';
import { passkeySettings } from './passkeys.ts';
import { recoverySettings } from './recovery.ts';
import { staffSettings } from './staff.ts';
import { tuningSettings } from './tuning.ts';

/**
 * Every setting there is: the `name = value` of the requirements and what the foundation needs. A number that somebody may want to change
 * stands here and nowhere else. Names are for ever, since databases hold them; a value that no longer fits falls back to its default.
 */
export const catalogue = {
  'reference.currency': choice({
    default: 'USD',
    choices: ['USD', 'EUR', 'GBP', 'CHF', 'JPY', 'SGD', 'AUD', 'CAD', 'TRY', 'BRL'],
    meaning: 'The currency in which the platform states reference values, and in which limits and rules count.',
  }),

  'operation.ttl': duration({
    default: 15 * minute,
    min: minute,
    max: day,
    meaning: 'How long an operation may wait for its step-up, and after it for being carried out, before it expires.',
  }),
  'review.ttl': duration({
    default: 24 * hour,
    min: 5 * minute,
    max: 14 * day,
    meaning: 'How long an operation waits for staff before it is denied by itself.',
    requirement: 'CQ-03',
  }),

  'trustedDevice.minAge': duration({
    default: 0,
    min: 0,
    max: 90 * day,
    meaning: 'A trusted device younger than this cannot approve above trustedDevice.youngLimit.',
    requirement: 'TD-07',
  }),
  'trustedDevice.youngLimit': money({
    default: '1000.00',
    min: 0,
    max: 1_000_000_000,
    meaning: 'The highest reference value that a trusted device can approve while it is young, of all operations together.',
    requirement: 'TD-07',
  }),

  'approval.numberMatching': choice({
    default: 'always',
    choices: ['always', 'risky', 'never'],
    meaning: 'When the customer must enter on the trusted device the number that the initiator shows.',
    requirement: 'TD-12',
  }),
  'approval.ttl': duration({
    default: 5 * minute,
    min: minute,
    max: 10 * minute,
    meaning: 'How long a verification request can be answered.',
    requirement: 'TD-16',
  }),
  'approval.maxPending': integer({
    default: 1,
    min: 1,
    max: 10,
    meaning: 'How many verification requests of one kind may wait per customer before a new one supersedes the oldest.',
    requirement: 'TD-18',
  }),
  'approval.backoff': duration({
    default: 30 * second,
    min: 0,
    max: hour,
    meaning: 'The pause before a new verification request after a denial; it doubles with each further denial.',
    requirement: 'TD-18',
  }),
  'approval.harassmentThreshold': integer({
    default: 5,
    min: 2,
    max: 100,
    meaning: 'How many denials within approval.harassmentWindow raise a suspicious-activity case.',
    requirement: 'TD-18',
  }),
  'approval.harassmentWindow': duration({
    default: 10 * minute,
    min: minute,
    max: day,
    meaning: 'The time over which denials of one customer are counted.',
    requirement: 'TD-18',
  }),

  ...passkeySettings,
  ...identitySettings,

  ...deviceSettings,

  ...codeSettings,

  'hold.deviceRemoval': hold('a trusted device was removed', 'TD-20'),
  'hold.authenticatorReset': hold('an authenticator app was reset'),
  'hold.contactChange': hold('the phone or e-mail address was changed'),
  'hold.passkeyRemoval': hold('a passkey was removed without a step-up'),
  'hold.passwordReset': hold('the password was reset'),
  'hold.deviceReset': hold('support reset a device'),
  'hold.identityUpdate': hold('identity data was updated'),
  'hold.earlyLift': boolean({
    default: false,
    meaning: 'Whether two members of staff together may lift a timed hold early.',
    requirement: 'WH-03',
  }),

  ...recoverySettings,

  'case.lease': duration({
    default: 10 * minute,
    min: minute,
    max: 8 * hour,
    meaning: 'How long a claimed case stays claimed without activity.',
    requirement: 'CQ-02',
  }),
  'case.undo': duration({
    default: 10 * second,
    min: 0,
    max: 5 * minute,
    meaning: 'How long a decision on a case can be undone before it takes effect.',
    requirement: 'CQ-04',
  }),
  ...caseSettings,

  'session.idle': duration({
    default: 24 * hour,
    min: 5 * minute,
    max: 90 * day,
    meaning: 'A customer session without activity for this long ends.',
  }),
  'session.lifetime': duration({
    default: 30 * day,
    min: 10 * minute,
    max: 365 * day,
    meaning: 'A customer session ends this long after it began, whatever happens in it.',
  }),

  ...staffSettings,

  'audit.checkpointEvery': duration({
    default: hour,
    min: minute,
    max: day,
    meaning: 'How often the heads of the audit trail are signed.',
    requirement: 'AU-01',
  }),

  'idempotency.retention': duration({
    default: 24 * hour,
    min: hour,
    max: 30 * day,
    meaning: 'How long an answer is kept for a repeated request with the same Idempotency-Key.',
    requirement: 'IN-01',
  }),
  'http.maxBody': integer({ default: 64, min: 16, max: 4_096, unit: 'KiB', meaning: 'The largest request body that the APIs read.' }),
  'http.platformRate': integer({
    default: 120_000,
    min: 60,
    max: 10_000_000,
    unit: 'requests per minute',
    meaning: 'How many requests one server key may make.',
    requirement: 'IN-01',
  }),
  'http.customerRate': integer({
    default: 600,
    min: 10,
    max: 100_000,
    unit: 'requests per minute',
    meaning: 'How many requests one customer session may make.',
    requirement: 'IN-02',
  }),
  'http.longPoll': duration({
    default: 30 * second,
    min: second,
    max: 2 * minute,
    meaning: 'The longest that a request may wait for an outcome.',
    requirement: 'IN-01',
  }),

  'webhook.allowPrivate': boolean({
    default: false,
    meaning: 'Whether webhooks may go to private, loopback and link-local addresses.',
    requirement: 'IN-03',
  }),
  'webhook.timeout': duration({
    default: 10 * second,
    min: second,
    max: minute,
    meaning: 'How long a webhook receiver may take to answer.',
    requirement: 'IN-03',
  }),
  'webhook.secretOverlap': duration({
    default: day,
    min: 0,
    max: 30 * day,
    meaning: 'How long after a rotation the former secret of a webhook endpoint signs beside the new one.',
    requirement: 'IN-03',
  }),
  'webhook.maxAttempts': integer({
    default: 12,
    min: 1,
    max: 30,
    meaning: 'How often a webhook is tried, with growing pauses, before it is set aside.',
    requirement: 'IN-03',
  }),

  ...tuningSettings,

  'import.maxFile': integer({
    default: 2_048,
    min: 1,
    max: 65_536,
    unit: 'MiB',
    meaning: 'The largest history file.',
    requirement: 'RT-09',
  }),
  'import.maxLine': integer({
    default: 64,
    min: 1,
    max: 1_024,
    unit: 'KiB',
    meaning: 'The longest line of a history file; a longer one is reported as a bad row.',
    requirement: 'RT-09',
  }),
  'import.maxErrors': integer({
    default: 100_000,
    min: 1,
    max: 10_000_000,
    meaning: 'Bad rows after which an import stops as failed.',
    requirement: 'RT-09',
  }),
} as const satisfies Record<string, SettingSpec>;

function hold(cause: string, requirement = 'WH-01') {
  return duration({ default: 24 * hour, min: 0, max: 30 * day, meaning: `How long withdrawals are held after ${cause}.`, requirement });
}

type Catalogue = typeof catalogue;

export type SettingName = keyof Catalogue;
export type SettingValue<N extends SettingName> = Catalogue[N]['default'];
export type MoneySettingName = { [N in SettingName]: Catalogue[N]['kind'] extends 'money' ? N : never }[SettingName];

export const settingNames = Object.keys(catalogue) as readonly SettingName[];

export const isSettingName = (name: string): name is SettingName => Object.hasOwn(catalogue, name);

/** The length of each timed hold (WH-01); one for `not_me` ends with its case. */
export const holdSettings = {
  trusted_device_removed: 'hold.deviceRemoval',
  authenticator_reset: 'hold.authenticatorReset',
  contact_changed: 'hold.contactChange',
  passkey_removed: 'hold.passkeyRemoval',
  password_reset: 'hold.passwordReset',
  device_reset: 'hold.deviceReset',
  identity_updated: 'hold.identityUpdate',
} as const satisfies Record<Exclude<HoldCause, 'not_me'>, SettingName>;

/** Pairs of which the first must stay below the second, whichever of them is changed. */
export const ascending = [
  ['staff.idleLock', 'staff.absoluteLifetime'],
  ['staff.backoff', 'staff.maxBackoff'],
  ['session.idle', 'session.lifetime'],
] as const satisfies readonly (readonly [SettingName, SettingName])[];

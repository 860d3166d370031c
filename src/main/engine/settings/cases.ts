import type { CaseKind, DeadlineAction } from '../../../shared/vocabulary/index.ts';
import { boolean, choice, day, duration, hour, integer, minute, second, text, textList } from './kinds.ts';

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

const TIME_OF_DAY = { pattern: /^(?:[01][0-9]|2[0-3]):[0-5][0-9]$/u, hint: 'a time of day such as 09:00' } as const;

const sla = (queue: string, time: number) =>
  duration({
    default: time,
    min: minute,
    max: 30 * day,
    meaning: `The service level of ${queue}: how soon after a case came it should be decided.`,
    requirement: 'CQ-01',
  });

const deadline = (queue: string, time: number) =>
  duration({
    default: time,
    min: 5 * minute,
    max: 90 * day,
    meaning: `How long ${queue} wait before the engine acts by itself. What they are about may end sooner by a limit of its own.`,
    requirement: 'CQ-03',
  });

const businessHours = (queue: string, on: boolean) =>
  boolean({ default: on, meaning: `Whether the service level of ${queue} counts business hours only.`, requirement: 'CQ-01' });

/** Granting by default of a clock is no choice where money or factors are touched (CQ-03). */
const onDeadline = <const A extends DeadlineAction>(queue: string, choices: readonly A[], action: NoInfer<A>, more = '') =>
  choice<A>({
    default: action,
    choices,
    meaning: `What the engine does with ${queue} that nobody decided by their deadline.${more}`,
    requirement: 'CQ-03',
  });

/** The inbox: leases, service levels, deadlines, files, bulk actions. */
export const caseSettings = {
  'case.identityUpdate.sla': sla('identity updates', 8 * hour),
  'case.identityUpdate.businessHours': businessHours('identity updates', true),
  'case.identityUpdate.deadline': deadline('identity updates', 5 * day),
  'case.identityUpdate.onDeadline': onDeadline(
    'identity updates',
    ['deny', 'escalate', 'approve'],
    'deny',
    ' Only a request without any conflict is approved that way; others are denied.',
  ),
  'case.deviceReset.sla': sla('device resets', 4 * hour),
  'case.deviceReset.businessHours': businessHours('device resets', false),
  'case.deviceReset.deadline': deadline('device resets', 72 * hour),
  'case.deviceReset.onDeadline': onDeadline('device resets', ['deny', 'escalate'], 'deny'),
  'case.recovery.sla': sla('recoveries', 8 * hour),
  'case.recovery.businessHours': businessHours('recoveries', true),
  'case.recovery.deadline': deadline('recoveries', 5 * day),
  'case.recovery.onDeadline': onDeadline('recoveries', ['deny', 'escalate'], 'deny'),
  'case.riskReview.sla': sla('risk reviews', hour),
  'case.riskReview.businessHours': businessHours('risk reviews', false),
  'case.riskReview.deadline': deadline('risk reviews', 24 * hour),
  'case.riskReview.onDeadline': onDeadline('risk reviews', ['deny', 'escalate'], 'deny'),
  'case.suspiciousActivity.sla': sla('cases of suspicious activity', 2 * hour),
  'case.suspiciousActivity.businessHours': businessHours('cases of suspicious activity', false),
  'case.suspiciousActivity.deadline': deadline('cases of suspicious activity', 24 * hour),
  'case.suspiciousActivity.onDeadline': onDeadline(
    'cases of suspicious activity',
    ['escalate', 'deny'],
    'escalate',
    ' Either way withdrawals stay on hold; to deny closes the case as confirmed.',
  ),

  'case.businessDays': textList({
    default: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
    choices: ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'],
    maxItems: 7,
    meaning: 'The days on which support works.',
    requirement: 'CQ-01',
  }),
  'case.businessFrom': text({
    default: '08:00',
    ...TIME_OF_DAY,
    meaning: 'When the business day of support begins.',
    requirement: 'CQ-01',
  }),
  'case.businessTo': text({ default: '20:00', ...TIME_OF_DAY, meaning: 'When the business day of support ends.', requirement: 'CQ-01' }),
  'case.businessZone': text({
    default: 'UTC',
    pattern: /^[A-Za-z][A-Za-z0-9_+-]{0,30}(?:\/[A-Za-z0-9_+-]{1,30}){0,2}$/u,
    hint: 'a time zone such as Europe/Berlin',
    exists: isTimeZone,
    meaning: 'The time zone of the business hours.',
    requirement: 'CQ-01',
  }),

  'case.maxAttachment': integer({
    default: 3_072,
    min: 16,
    max: 3_072,
    unit: 'KiB',
    meaning: 'The largest file that can be attached to a case.',
    requirement: 'CQ-01',
  }),
  'case.maxAttachments': integer({ default: 20, min: 1, max: 200, meaning: 'How many files one case takes.', requirement: 'CQ-01' }),
  'case.maxReplies': integer({
    default: 10,
    min: 1,
    max: 100,
    meaning: 'How many replies to the customer one case sends within 24 hours.',
    requirement: 'CQ-01',
  }),
  'case.replyHosts': textList({
    default: [],
    maxItems: 50,
    meaning:
      'Hosts, with their subdomains, that replies to customers may name in links and addresses, besides those that a template for replies holds.',
    requirement: 'CQ-01',
  }),
  'case.maxBulk': integer({ default: 100, min: 1, max: 200, meaning: 'How many cases one bulk action reaches.', requirement: 'CQ-05' }),
  'case.presence': duration({
    default: 30 * second,
    min: 5 * second,
    max: 5 * minute,
    meaning: 'How long somebody counts as looking at a case after their console last said so.',
    requirement: 'CQ-04',
  }),
} as const;

/** The settings of each queue. */
export const queueSettings = {
  identity_update: 'case.identityUpdate',
  device_reset: 'case.deviceReset',
  recovery: 'case.recovery',
  risk_review: 'case.riskReview',
  suspicious_activity: 'case.suspiciousActivity',
} as const satisfies Record<CaseKind, string>;

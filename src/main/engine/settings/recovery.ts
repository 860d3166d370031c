import { choice, day, duration, hour, integer, minute, text } from './kinds.ts';

/** Support: device resets, and what callers prove. */
export const recoverySettings = {
  'recovery.delay': duration({
    default: 24 * hour,
    min: 0,
    max: 30 * day,
    meaning: 'The time between the approval of a recovery and its effect, in which the customer can cancel it.',
    requirement: 'RC-05',
  }),
  'recovery.reviewTtl': duration({
    default: 72 * hour,
    min: hour,
    max: 30 * day,
    meaning: 'How long a device reset waits for staff before it ends without effect.',
    requirement: 'CQ-03',
  }),
  'recovery.fourEyesFrom': choice({
    default: 'medium',
    choices: ['low', 'medium', 'high', 'never'],
    meaning: 'The risk of a device reset from which two people must stand for it.',
    requirement: 'RC-04',
  }),
  'recovery.riskWindow': duration({
    default: 7 * day,
    min: 0,
    max: 90 * day,
    meaning: 'How long a change of contact data or password makes a device reset riskier.',
    requirement: 'RC-04',
  }),
  'recovery.maxRequests': integer({
    default: 3,
    min: 1,
    max: 100,
    meaning: 'How many device resets a customer may ask for within recovery.requestWindow.',
    requirement: 'RC-01',
  }),
  'recovery.requestWindow': duration({
    default: 24 * hour,
    min: hour,
    max: 30 * day,
    meaning: 'The time over which requests for a device reset are counted.',
    requirement: 'RC-01',
  }),

  'caller.ttl': duration({
    default: 5 * minute,
    min: minute,
    max: 30 * minute,
    meaning: 'How long somebody who contacts support may take to prove themselves.',
    requirement: 'RC-03',
  }),
  'caller.maxAge': duration({
    default: 24 * hour,
    min: 5 * minute,
    max: 7 * day,
    meaning: 'How long a caller who proved themselves counts as verified for a device reset.',
    requirement: 'RC-03',
  }),
  'caller.maxRequests': integer({
    default: 5,
    min: 1,
    max: 100,
    meaning: 'How many caller verifications may go to one customer within an hour.',
    requirement: 'RC-03',
  }),

  'app.linkPage': text({
    default: '',
    pattern: /^(https:\/\/[^\s#]{3,300})?$/u,
    hint: 'an https address without a fragment, or empty',
    meaning: 'The page that links in notices lead to; what they carry follows a # and reaches no log. Empty: the links open the app.',
    requirement: 'RC-05',
  }),
};

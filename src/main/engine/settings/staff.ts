import { day, duration, hour, integer, minute, second, text } from './kinds.ts';

/** How staff come in and how long they stay (ST-02, ST-04). */
export const staffSettings = {
  'staff.idleLock': duration({
    default: 15 * minute,
    min: minute,
    max: hour,
    meaning: 'The console locks after this long without activity.',
    requirement: 'ST-02',
  }),
  'staff.absoluteLifetime': duration({
    default: 12 * hour,
    min: 15 * minute,
    max: 24 * hour,
    meaning: 'A staff session ends this long after sign-in.',
    requirement: 'ST-02',
  }),
  'staff.freeFailures': integer({
    default: 5,
    min: 3,
    max: 100,
    meaning: 'Failed sign-ins in a row for one e-mail address from one place before the pauses begin.',
    requirement: 'ST-02',
  }),
  'staff.backoff': duration({
    default: 30 * second,
    min: second,
    max: 15 * minute,
    meaning: 'The first pause after too many failed sign-ins; it doubles with each further failure.',
    requirement: 'ST-02',
  }),
  'staff.maxBackoff': duration({
    default: 15 * minute,
    min: minute,
    max: 24 * hour,
    meaning: 'The longest pause after failed sign-ins.',
    requirement: 'ST-02',
  }),
  'staff.setUpTtl': duration({
    default: 10 * minute,
    min: minute,
    max: day,
    meaning: 'How long the first administrator may take to confirm with a code before somebody else may start over.',
    requirement: 'ST-04',
  }),
  'staff.revealFor': duration({
    default: minute,
    min: 5 * second,
    max: 15 * minute,
    meaning: 'How long a revealed field of personal data stays readable.',
    requirement: 'ST-03',
  }),
  'staff.revealsPerHour': integer({
    default: 60,
    min: 5,
    max: 10_000,
    meaning: 'Customers whose personal data, documents or files one person can open within an hour.',
    requirement: 'ST-03',
  }),
  'staff.invitationTtl': duration({
    default: 3 * day,
    min: hour,
    max: 14 * day,
    meaning: 'How long somebody who is invited to the staff may take to accept.',
    requirement: 'ST-04',
  }),
  'staff.searchMisses': integer({
    default: 30,
    min: 5,
    max: 1_000,
    meaning:
      'Searches for customers within an hour that find nothing and go on from none that did, after which a person finds whole ids, addresses, numbers and names only.',
    requirement: 'ST-03',
  }),
  'staff.newcomerFor': duration({
    default: 3 * day,
    min: day,
    max: 30 * day,
    meaning: 'How long somebody who joined, came back or got another role is no second person where a decision takes two.',
    requirement: 'RC-04',
  }),
  'staff.consoleUrl': text({
    default: '',
    pattern: /^(https:\/\/[^\s#?]{3,300}|http:\/\/localhost(:[0-9]{1,5})?\/?)?$/u,
    hint: 'the https address of this console without ? and #, or empty',
    meaning: 'Where links in invitations lead. Empty: the mail holds a code to enter where one signs in.',
    requirement: 'ST-04',
  }),
};

import { duration, hour, integer, minute, second } from './kinds.ts';

/** Codes by e-mail and phone: how long they live, how often they go out, and how often they may be wrong. */
export const codeSettings = {
  'code.ttl': duration({
    default: 10 * minute,
    min: minute,
    max: hour,
    meaning: 'How long a code by e-mail or phone can be entered.',
    requirement: 'SI-01',
  }),
  'code.maxTries': integer({ default: 5, min: 1, max: 10, meaning: 'Wrong entries after which a code is void.', requirement: 'SI-01' }),
  'code.resendAfter': duration({
    default: minute,
    min: 10 * second,
    max: hour,
    meaning: 'The pause before a code can be sent again; it doubles with each further one.',
    requirement: 'SI-01',
  }),
  'code.lockAfter': integer({
    default: 100,
    min: 10,
    max: 100,
    meaning: 'Consecutive wrong codes after which the security item locks.',
    requirement: 'SI-01',
  }),
  'code.limitWindow': duration({
    default: hour,
    min: 10 * minute,
    max: 24 * hour,
    meaning: 'The time over which sent codes are counted for code.maxPerAccount and code.maxPerDestination.',
    requirement: 'SI-01',
  }),
  'code.maxPerAccount': integer({
    default: 30,
    min: 3,
    max: 1_000,
    meaning: 'How many codes one account may be sent within code.limitWindow.',
    requirement: 'SI-01',
  }),
  'code.maxPerDestination': integer({
    default: 20,
    min: 3,
    max: 1_000,
    meaning: 'How many codes one e-mail address or phone number may be sent within code.limitWindow, whoever asks for them.',
    requirement: 'SI-01',
  }),
} as const;

import { day, duration, integer, number } from './kinds.ts';

/** Labels that come late, rules that drift, roll-outs that fail. */
export const tuningSettings = {
  'labels.maturity': duration({
    default: 7 * day,
    min: 0,
    max: 180 * day,
    meaning: 'How long labels keep coming in after an operation; precision of younger days is shown as preliminary and raises no alert.',
    requirement: 'RT-08',
  }),
  'drift.baseline': integer({
    default: 28,
    min: 7,
    max: 180,
    unit: 'days',
    meaning: 'How many days before a day say what a rule usually does.',
    requirement: 'RT-08',
  }),
  'drift.hitsDeviation': number({
    default: 5,
    min: 2,
    max: 50,
    unit: 'standard deviations',
    meaning: 'How far a day’s hits may lie from what the days before make one expect before a rule raises an alert.',
    requirement: 'RT-08',
  }),
  'drift.hitsLeast': integer({
    default: 20,
    min: 1,
    max: 1_000_000,
    unit: 'hits',
    meaning: 'The fewest hits too many or too few in a day that raise an alert.',
    requirement: 'RT-08',
  }),
  'drift.precisionDays': integer({
    default: 7,
    min: 1,
    max: 60,
    unit: 'days',
    meaning: 'How many mature days together are compared with the precision before them.',
    requirement: 'RT-08',
  }),
  'drift.precisionDeviation': number({
    default: 3,
    min: 2,
    max: 50,
    unit: 'standard deviations',
    meaning: 'How far a rule’s precision may lie from the precision before before it raises an alert.',
    requirement: 'RT-08',
  }),
  'drift.precisionLeast': integer({
    default: 20,
    min: 5,
    max: 1_000_000,
    unit: 'labels',
    meaning: 'The fewest labelled hits on both sides by which precision is compared.',
    requirement: 'RT-08',
  }),
  'rollout.maxErrors': integer({
    default: 10,
    min: 1,
    max: 100_000,
    unit: 'errors',
    meaning: 'Errors of a candidate after which its roll-out stops by itself; each of those operations was decided by the live rules.',
    requirement: 'RT-07',
  }),
} as const;

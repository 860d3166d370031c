import { seenBefore } from '../profile.ts';
import { hoursSince, type Signal } from './signal.ts';

const fewest = 3;

/** The operation against the account’s own authorized history. */
export const historySignals: readonly Signal[] = [
  {
    name: 'hours_since_last_operation',
    type: 'double',
    unit: 'hours',
    meaning: 'Hours since the customer’s last authorized operation',
    source: 'the account’s history',
    value: ({ profile, now }) => hoursSince(profile.last?.at, now),
  },
  {
    name: 'withdrawals_total',
    type: 'int',
    unit: null,
    meaning: 'How many withdrawals of the customer were ever authorized',
    source: 'the account’s history',
    value: ({ profile }) => profile.withdrawals.count,
  },
  {
    name: 'amount_to_average',
    type: 'double',
    unit: 'ratio',
    meaning: `The amount over the average of the customer’s authorized withdrawals; missing before there are ${fewest}`,
    source: 'the account’s history',
    evidence: true,
    value: ({ operation, profile }) => {
      const { count, sumCents } = profile.withdrawals;
      return operation.valueCents === null || count < fewest || sumCents === 0 ? null : operation.valueCents / (sumCents / count);
    },
  },
  {
    name: 'amount_to_largest',
    type: 'double',
    unit: 'ratio',
    meaning: `The amount over the customer’s largest authorized withdrawal; missing before there are ${fewest}`,
    source: 'the account’s history',
    value: ({ operation, profile }) => {
      const { count, maxCents } = profile.withdrawals;
      return operation.valueCents === null || count < fewest || maxCents === 0 ? null : operation.valueCents / maxCents;
    },
  },
  {
    name: 'destination_new',
    type: 'bool',
    unit: null,
    meaning: 'The customer never sent to this destination before',
    source: 'the account’s history',
    evidence: true,
    value: ({ operation, profile }) => (operation.destination === null ? null : !seenBefore(profile.destinations, operation.destination)),
  },
];

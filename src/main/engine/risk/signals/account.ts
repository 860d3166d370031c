import { day, hoursSince, type Signal } from './signal.ts';

const sinceChange = (name: string, what: string, pick: Parameters<typeof latest>[1]): Signal => ({
  name,
  type: 'double',
  unit: 'hours',
  meaning: `Hours since the customer’s ${what} last changed; missing when it never did`,
  source: 'the account',
  value: ({ account, now }) => hoursSince(latest(account, pick), now),
});

type ChangeTimes = {
  readonly passwordChangedAt: number | null;
  readonly factorChangedAt: number | null;
  readonly contactChangedAt: number | null;
};

function latest(account: ChangeTimes, pick: readonly (keyof ChangeTimes)[]): number | null {
  const times = pick.map((key) => account[key]).filter((time) => time !== null);
  return times.length === 0 ? null : Math.max(...times);
}

/** What is known of the account: age, identity, what is enrolled, what changed lately. */
export const accountSignals: readonly Signal[] = [
  {
    name: 'account_age_days',
    type: 'double',
    unit: 'days',
    meaning: 'Days since the account was opened',
    source: 'the account',
    evidence: true,
    value: ({ account, now }) => Math.max(0, now - account.openedAt) / day,
  },
  {
    name: 'is_sub_account',
    type: 'bool',
    unit: null,
    meaning: 'The operation is of a sub-account',
    source: 'the account',
    value: ({ account }) => account.kind === 'sub',
  },
  {
    name: 'identity_verified',
    type: 'bool',
    unit: null,
    meaning: 'Identity verification is completed and valid',
    source: 'the account',
    value: ({ account }) => account.identityStatus === 'verified',
  },
  {
    name: 'identity_level',
    type: 'int',
    unit: null,
    meaning: 'Level of the identity verification, 0 to 3',
    source: 'the account',
    value: ({ account }) => account.identityLevel,
  },
  {
    name: 'has_trusted_device',
    type: 'bool',
    unit: null,
    meaning: 'A trusted device approves for this customer',
    source: 'the factors',
    value: ({ enrolled }) => enrolled.has('trusted_device'),
  },
  {
    name: 'has_authenticator',
    type: 'bool',
    unit: null,
    meaning: 'An authenticator app is enrolled',
    source: 'the factors',
    value: ({ enrolled }) => enrolled.has('authenticator'),
  },
  {
    name: 'has_passkey',
    type: 'bool',
    unit: null,
    meaning: 'A passkey is enrolled',
    source: 'the factors',
    value: ({ enrolled }) => enrolled.has('passkey'),
  },
  {
    name: 'factor_count',
    type: 'int',
    unit: null,
    meaning: 'How many kinds of step-up methods the customer has',
    source: 'the factors',
    value: ({ enrolled }) => enrolled.size,
  },
  sinceChange('hours_since_password_change', 'password', ['passwordChangedAt']),
  sinceChange('hours_since_factor_change', 'step-up methods', ['factorChangedAt']),
  sinceChange('hours_since_contact_change', 'email or phone', ['contactChangedAt']),
  sinceChange('hours_since_security_change', 'password, step-up methods or contact data', [
    'passwordChangedAt',
    'factorChangedAt',
    'contactChangedAt',
  ]),
];

import { day, hour, type Signal } from './signal.ts';

const minute = 60_000;

/**
 * What a window measures: how many rows of the operations of one account, address or destination since a moment, or their sum.
 * Each shape is one prepared query on one covering index.
 */
export type WindowShape =
  | 'account_count'
  | 'account_failed'
  | 'account_sum_cents'
  | 'account_devices'
  | 'account_denied_requests'
  | 'address_count'
  | 'address_failed'
  | 'address_accounts'
  | 'destination_accounts';

interface WindowSpec {
  readonly shape: WindowShape;
  /** The operations’ kind, where the shape asks for one. */
  readonly kind: 'login' | 'withdrawal' | 'api_key_create' | null;
  readonly lengthMs: number;
  readonly type: 'int' | 'double';
  readonly unit: string | null;
  readonly meaning: string;
  readonly evidence?: true;
}

const window = (shape: WindowShape, kind: WindowSpec['kind'], lengthMs: number, meaning: string, evidence?: true): WindowSpec => ({
  shape,
  kind,
  lengthMs,
  meaning,
  type: shape === 'account_sum_cents' ? 'double' : 'int',
  unit: shape === 'account_sum_cents' ? 'reference currency' : null,
  ...(evidence === undefined ? {} : { evidence }),
});

/** The windows of the catalogue (RT-02). The operation being decided is never in them. */
export const windowSpecs = {
  logins_1h: window('account_count', 'login', hour, 'Log-in attempts of the account in the last hour'),
  logins_failed_10m: window('account_failed', 'login', 10 * minute, 'Refused passwords of the account in the last 10 minutes', true),
  logins_failed_24h: window('account_failed', 'login', day, 'Refused passwords of the account in the last 24 hours'),
  login_devices_7d: window('account_devices', 'login', 7 * day, 'Different devices that tried to log in to the account in the last 7 days'),
  withdrawals_1h: window('account_count', 'withdrawal', hour, 'Withdrawals the account asked for in the last hour'),
  withdrawals_24h: window('account_count', 'withdrawal', day, 'Withdrawals the account asked for in the last 24 hours', true),
  withdrawal_sum_24h: window('account_sum_cents', 'withdrawal', day, 'Sum of the account’s withdrawals in the last 24 hours'),
  withdrawal_sum_7d: window('account_sum_cents', 'withdrawal', 7 * day, 'Sum of the account’s withdrawals in the last 7 days'),
  api_keys_created_24h: window('account_count', 'api_key_create', day, 'API keys the account asked for in the last 24 hours'),
  approvals_denied_10m: window(
    'account_denied_requests',
    null,
    10 * minute,
    'Requests that the customer rejected on the trusted device in the last 10 minutes',
  ),
  address_logins_10m: window(
    'address_count',
    'login',
    10 * minute,
    'Log-in attempts from this address in the last 10 minutes, whatever the account',
  ),
  address_failed_10m: window(
    'address_failed',
    'login',
    10 * minute,
    'Refused passwords from this address in the last 10 minutes, whatever the account',
    true,
  ),
  address_failed_24h: window(
    'address_failed',
    'login',
    day,
    'Refused passwords from this address in the last 24 hours, whatever the account',
  ),
  address_accounts_1h: window('address_accounts', 'login', hour, 'Different accounts that were tried from this address in the last hour'),
  destination_accounts_30d: window(
    'destination_accounts',
    null,
    30 * day,
    'Different accounts that sent to this destination in the last 30 days',
  ),
} as const satisfies Record<string, WindowSpec>;

export type WindowName = keyof typeof windowSpecs;

const sources: Readonly<Record<string, string>> = {
  account: 'the account’s operations',
  address: 'the address’s operations',
  destination: 'the destination’s operations',
};

/** Counts and sums over windows. */
export const windowSignals: readonly Signal[] = Object.entries(windowSpecs).map(([name, spec]: [string, WindowSpec]) => ({
  name,
  type: spec.type,
  unit: spec.unit,
  meaning: spec.meaning,
  source: sources[spec.shape.split('_')[0] ?? ''] ?? 'the operations',
  window: name as WindowName,
  ...(spec.evidence === undefined ? {} : { evidence: spec.evidence }),
  value: ({ windows }) => {
    const measured = windows[name as WindowName];
    if (measured === undefined) return null;
    return spec.shape === 'account_sum_cents' ? measured / 100 : measured;
  },
}));

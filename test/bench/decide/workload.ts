import type { OperationInput } from '../../../src/shared/contract/operation.ts';
import { operationInputSchema } from '../../../src/shared/contract/operation.ts';

/** Customers of a platform and what they start: the same seed gives the same operations. */
export interface BenchCustomer {
  readonly id: string;
  readonly country: string;
  readonly address: string;
  readonly userAgent: string;
  readonly client: 'web' | 'ios' | 'android';
  readonly deviceId: string;
  /** Guards withdrawals, trades and API keys. */
  readonly trustedDevice: string | null;
}

const kinds = [
  ['login', 0.65],
  ['withdrawal', 0.22],
  ['c2c_trade', 0.08],
  ['api_key_create', 0.05],
] as const;

/** The first octets of addresses, each with its country in the database that comes with the program. */
const places = [
  ['US', '24.61'],
  ['DE', '84.133'],
  ['BR', '177.32'],
  ['GB', '81.102'],
  ['JP', '126.75'],
  ['FR', '90.12'],
] as const;

const browsers = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/%.0 Safari/605.1.15',
  'Mozilla/5.0 (X11; Linux x86_64; rv:%.0) Gecko/20100101 Firefox/%.0',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/%.1 Mobile/15E148 Safari/604.1',
];

/** Mulberry32: a full-period generator of 32 bits of state, enough to spread customers and amounts. */
export function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let z = Math.imul(state ^ (state >>> 15), state | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return ((z ^ (z >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function makeCustomers(count: number, seed: number): BenchCustomer[] {
  const next = uniform(seed);
  const whole = (below: number): number => Math.floor(next() * below);
  return Array.from({ length: count }, (_, i) => {
    const [country, network] = places[whole(places.length)] ?? places[0];
    const version = String(120 + whole(20));
    return {
      id: `c-${String(i).padStart(7, '0')}`,
      country,
      address: `${network}.${whole(256)}.${1 + whole(254)}`,
      userAgent: (browsers[whole(browsers.length)] ?? '').replaceAll('%', version),
      client: next() < 0.5 ? 'web' : next() < 0.5 ? 'ios' : 'android',
      deviceId: `device-${i}`,
      trustedDevice: next() < 0.1 ? `phone-${i}` : null,
    };
  });
}

/** Yields operations without end; most as usual for the customer, some from elsewhere, some with a wrong password. */
export function* makeOperations(customers: readonly BenchCustomer[], seed: number): Generator<OperationInput, never> {
  const next = uniform(seed);
  for (;;) {
    const customer = customers[Math.floor(next() * customers.length)];
    if (customer === undefined) throw new RangeError('There are no customers');
    yield operationInputSchema.parse(makeOperation(customer, next));
  }
}

function makeOperation(customer: BenchCustomer, next: () => number): unknown {
  const kind = kindOf(next());
  const elsewhere = next() < 0.05;
  const cents = Math.ceil(-Math.log(1 - next()) * 90_000);
  const asset = next() < 0.5 ? 'BTC' : 'USDT';
  const money = { amount: `0.${String(cents).padStart(8, '0')}`, asset, referenceValue: (cents / 100).toFixed(2) };
  // A few hundred destinations in common, such as other exchanges; the rest is each customer's own.
  const destination = next() < 0.1 ? `shared-${Math.floor(next() * 300)}` : `own-${customer.id}-${Math.floor(next() * 3)}`;
  return {
    accountId: customer.id,
    kind,
    client: customer.client,
    device: elsewhere ? { id: `${customer.deviceId}-other` } : { id: customer.deviceId, name: 'Usual device', os: 'Some OS 19' },
    address: elsewhere ? `177.33.${Math.floor(next() * 256)}.${1 + Math.floor(next() * 254)}` : customer.address,
    userAgent: customer.userAgent,
    ...(kind === 'login' ? { credentialResult: next() < 0.06 ? 'wrong_password' : 'accepted' } : {}),
    ...(kind === 'withdrawal' ? { ...money, destination: { address: destination, network: 'Bitcoin' } } : {}),
    ...(kind === 'c2c_trade' ? { ...money, destination: { address: destination } } : {}),
    ...(kind === 'api_key_create' ? { details: { label: 'Trading bot', rights: 'read, trade' } } : {}),
  };
}

function kindOf(share: number): string {
  let left = share;
  for (const [kind, weight] of kinds) {
    left -= weight;
    if (left < 0) return kind;
  }
  return kinds[0][0];
}

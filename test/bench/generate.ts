/** Events for rules-50.json: the same seed gives the same events. Also a program: `node test/bench/generate.ts 100000 7 > events.ndjson`. */

export type BenchEvent = Readonly<Record<string, string | number | boolean>>;

type Weighted = readonly (readonly [value: string, weight: number])[];

const operations: Weighted = [
  ['login', 48],
  ['withdrawal', 17],
  ['deposit_address_view', 14],
  ['c2c_trade', 8],
  ['api_key_create', 2],
  ['api_key_edit', 2],
  ['api_key_delete', 1],
  ['security_setting_change', 3],
  ['trusted_device_add', 1],
  ['trusted_device_remove', 1],
  ['passkey_add', 1],
  ['passkey_remove', 0.5],
  ['withdrawal_address_add', 1.5],
];
const clients: Weighted = [
  ['ios', 30],
  ['android', 32],
  ['web', 25],
  ['h5', 5],
  ['api', 6],
  ['third_party', 2],
];
const countries = 'US DE BR NG VN GB TR IN ID PH FR PL UA KR JP MX AR ES IT NL SG TH MY CA AU ZA KE EG AE IR SY CU KP'.split(' ');
const assets = 'USDT BTC ETH SOL XRP USDC DOGE TRX ADA LTC DOT AVAX XMR LINK ZEC ATOM DASH'.split(' ');
const browsers = ['Chrome', 'Safari', 'Firefox', 'Edge', 'Samsung Internet', 'Opera'];
const systems = ['Android 15', 'iOS 19', 'Windows 11', 'macOS 16', 'Windows 10', 'Linux', 'Android 6', 'Windows 7'];
const agents = [
  ...Array.from({ length: 44 }, (_, i) => `Mozilla/5.0 (build ${i * 7}) AppleWebKit/605.1 Version/${12 + (i % 9)}.${i} Safari/604.1`),
  'Mozilla/5.0 HeadlessChrome/131.0.0.0 Safari/537.36',
  'Mozilla/5.0 Selenium/4.27 Firefox/133.0',
  'curl/8.11.0',
];

/** xorshift128, seeded by a splitmix step: small, fast and good enough to spread events. */
function uniform(seed: number): () => number {
  const state = new Uint32Array(4).map((_, i) => {
    let z = (seed + (i + 1) * 0x9e3779b9) >>> 0;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return (z ^ (z >>> 16)) >>> 0 || 1;
  });
  return () => {
    const [a = 0, b = 0, c = 0, d = 0] = state;
    let t = d ^ (d << 11);
    t ^= t >>> 8;
    state.set([(t ^ a ^ (a >>> 19)) >>> 0, a, b, c]);
    return (state[0] ?? 0) / 2 ** 32;
  };
}

/** Yields events one by one, every field present, in one order of keys. */
export function* makeEvents(count: number, seed = 7): Generator<BenchEvent> {
  const next = uniform(seed);
  const chance = (p: number): boolean => next() < p;
  /** Exponential around a mean, the shape of waiting times, counts and amounts, with a few far beyond it. */
  const spread = (mean: number): number => -Math.log(1 - next()) * mean * (chance(0.04) ? 12 : 1);
  const cents = (mean: number): number => Math.round(spread(mean) * 100) / 100;
  const whole = (mean: number): number => Math.floor(spread(mean));
  /** The first entries are the most frequent. */
  const favoured = (list: readonly string[]): string => list[Math.floor(next() ** 2.2 * list.length)] ?? '';
  const weighted = (list: Weighted): string => {
    let left = next() * list.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [value, weight] of list) {
      left -= weight;
      if (left < 0) return value;
    }
    return list[0]?.[0] ?? '';
  };

  for (let i = 0; i < count; i++) {
    const home = favoured(countries);
    const known = chance(0.88);
    // Whoever takes an account over changes everything at once.
    const takenOver = chance(0.03);
    yield {
      operation: weighted(operations),
      client: weighted(clients),
      asset: favoured(assets),
      country: chance(0.94) ? home : favoured(countries),
      account_country: home,
      credential_result: chance(0.9) ? 'accepted' : 'wrong_password',
      user_agent: favoured(agents),
      browser: favoured(browsers),
      os: favoured(systems),
      currency: favoured(['USD', 'EUR', 'BRL', 'TRY', 'NGN', 'VND']),
      identity_level: Math.floor(next() * 4),
      factor_count: Math.floor(next() * 5),
      hour_utc: Math.floor(next() * 24),
      withdrawals_total: whole(9),
      logins_1h: whole(2),
      logins_failed_10m: whole(0.7),
      logins_failed_24h: whole(3),
      login_devices_7d: 1 + whole(0.8),
      withdrawals_1h: whole(0.5),
      withdrawals_24h: whole(1.3),
      api_keys_created_24h: whole(0.3),
      approvals_denied_10m: whole(0.2),
      address_failed_10m: whole(2.5),
      address_accounts_1h: 1 + whole(1.6),
      destination_accounts_30d: 1 + whole(0.6),
      amount_value: cents(1200),
      account_age_days: spread(500),
      hours_since_password_change: spread(takenOver ? 8 : 3000),
      hours_since_factor_change: spread(takenOver ? 8 : 4500),
      hours_since_contact_change: spread(takenOver ? 8 : 7000),
      device_age_hours: known ? spread(1500) : 0,
      device_silent_days: spread(9),
      travel_speed_kmh: spread(110),
      hours_since_last_operation: spread(60),
      average_amount: cents(700),
      largest_amount: cents(3500),
      withdrawal_sum_24h: cents(2500),
      withdrawal_sum_7d: cents(9000),
      balance_value: cents(8000),
      network_risk: next() ** 3,
      device_known: known,
      device_is_trusted: known && chance(0.5),
      country_new: chance(0.06),
      network_new: chance(0.22),
      browser_new: chance(0.1),
      destination_new: chance(0.35),
      is_sub_account: chance(0.12),
      has_passkey: chance(0.3),
      has_authenticator: chance(0.6),
      via_vpn: chance(0.1),
      via_tor: chance(0.006),
      via_hosting: chance(0.04),
    };
  }
}

if (import.meta.main) {
  const [count = '1000', seed = '7'] = process.argv.slice(2);
  for (const event of makeEvents(Number(count), Number(seed))) process.stdout.write(`${JSON.stringify(event)}\n`);
}

import { describe, expect, it } from 'vitest';
import { compileRuleSet } from '../../../src/main/engine/risk/rule-set.ts';
import { signalCatalogue, signals } from '../../../src/main/engine/risk/signals/catalogue.ts';
import { starterRules } from '../../../src/main/engine/risk/starter.ts';
import { operationKinds } from '../../../src/shared/vocabulary/index.ts';

const rules = compileRuleSet(starterRules, signalCatalogue);

/** What is always there: the account's own signals and windows. Everything else is unknown unless a test says it. */
const always: Readonly<Record<string, string | number | boolean>> = {
  client: 'web',
  hour_utc: 12,
  account_age_days: 400,
  is_sub_account: false,
  identity_verified: true,
  identity_level: 2,
  has_trusted_device: false,
  has_authenticator: true,
  has_passkey: false,
  factor_count: 3,
  withdrawals_total: 9,
  ...Object.fromEntries(
    signals.filter(({ window, source }) => window !== undefined && source.startsWith('the account')).map(({ name }) => [name, 0]),
  ),
};

const hits = (facts: Record<string, string | number | boolean>): string[] =>
  rules.evaluate({ ...always, ...facts }).hits.map((hit) => hit.ruleId);

describe('the starter pack', () => {
  it('RT-01 compiles, each rule with a name, words that staff can repeat, and tags', () => {
    expect(rules.rules.length).toBeGreaterThanOrEqual(20);
    for (const rule of rules.rules) {
      expect(rule.tags.length, rule.id).toBeGreaterThan(0);
      expect(rule.reason, rule.id).toMatch(/^[A-Z].{20,}[^.]$/);
    }
  });

  it('never fails for want of a signal, and finds nothing in an ordinary operation', () => {
    for (const operation of operationKinds) {
      const result = rules.evaluate({ ...always, operation });
      expect(result.failures, operation).toEqual([]);
      expect(result.hits, operation).toEqual([]);
    }
  });

  it.each<[string, string[], Record<string, string | number | boolean>]>([
    [
      'one address guesses passwords',
      ['address_guessing'],
      { operation: 'login', credential_result: 'wrong_password', address_failed_10m: 5 },
    ],
    [
      'one address guesses at the speed of a machine',
      ['address_guessing', 'address_guessing_fast'],
      { operation: 'login', credential_result: 'wrong_password', address_failed_10m: 20 },
    ],
    [
      'one address tries many accounts',
      ['address_spraying'],
      { operation: 'login', credential_result: 'wrong_password', address_accounts_1h: 5 },
    ],
    [
      'the right password after many wrong ones',
      ['guessed_at_last'],
      { operation: 'login', credential_result: 'accepted', logins_failed_10m: 3, device_known: false },
    ],
    [
      'a log-in from elsewhere, faster than anybody travels',
      ['new_country_new_device', 'impossible_travel'],
      { operation: 'login', credential_result: 'accepted', device_known: false, country_new: true, travel_speed_kmh: 5_000 },
    ],
    [
      'a stolen session',
      ['known_device_new_face'],
      { operation: 'login', credential_result: 'accepted', device_known: true, browser_new: true, network_new: true },
    ],
    ['a script in a browser’s clothes', ['scripted_client'], { operation: 'login', user_agent: 'python-requests/2.32.3' }],
    [
      'a big withdrawal from a fresh device',
      ['fresh_device_withdrawal'],
      { operation: 'withdrawal', amount_value: 1_500, device_known: true, device_age_hours: 2 },
    ],
    [
      'money leaves after a new password',
      ['withdrawal_after_security_change'],
      { operation: 'withdrawal', amount_value: 100, hours_since_security_change: 3, destination_new: true },
    ],
    [
      'an amount that is not like this customer',
      ['amount_far_above_average', 'amount_above_largest'],
      { operation: 'withdrawal', amount_value: 4_000, amount_to_average: 9, amount_to_largest: 4 },
    ],
    [
      'a destination that many feed',
      ['mule_destination'],
      { operation: 'withdrawal', amount_value: 500, destination_new: true, destination_accounts_30d: 6 },
    ],
    ['requests that keep coming', ['push_bombing'], { operation: 'withdrawal', amount_value: 100, approvals_denied_10m: 3 }],
    ['a key from an unproven device', ['keys_from_unproven_device'], { operation: 'api_key_edit', device_known: false }],
  ])('flags %s', (_, expected, facts) => {
    expect(hits(facts)).toEqual(expected);
  });

  it('leaves alone what everybody does', () => {
    expect(
      hits({ operation: 'login', credential_result: 'accepted', device_known: false, address_failed_10m: 2, logins_failed_10m: 2 }),
    ).toEqual([]);
    expect(hits({ operation: 'withdrawal', amount_value: 900, destination_new: true, device_known: true, device_age_hours: 900 })).toEqual(
      [],
    );
  });
});

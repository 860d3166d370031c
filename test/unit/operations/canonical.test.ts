import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CanonicalOperation,
  canonicalHash,
  canonicalText,
  sameDecimal,
  valueCents,
} from '../../../src/main/engine/operations/canonical.ts';
import { networkOf, userAgentFacts } from '../../../src/main/engine/operations/client-facts.ts';
import { backOff } from '../../../src/main/engine/verification/ask.ts';

const withdrawal: CanonicalOperation = {
  id: 'op_00000000000000000000000001',
  accountId: 'alice',
  kind: 'withdrawal',
  amount: '0.5',
  asset: 'BTC',
  destination: { address: 'bc1q', network: 'Bitcoin', tag: null },
  client: 'web',
  software: 'Chrome on Windows',
  country: 'DE',
  address: '198.51.100.7',
  details: {},
  at: Date.UTC(2026, 0, 15, 12),
};

describe('the canonical text', () => {
  it('TD-11 states everything that the customer must check', () => {
    expect(canonicalText(withdrawal)).toBe(
      [
        'Portcullis operation v1',
        'Operation: withdrawal',
        'Amount: 0.5 BTC',
        'To: bc1q',
        'Network: Bitcoin',
        'Started on: web (Chrome on Windows)',
        'Started from: DE, 198.51.100.7',
        'At: 2026-01-15T12:00:00.000Z',
        'Account: alice',
        'Id: op_00000000000000000000000001',
      ].join('\n'),
    );
  });

  it('TD-11 has another hash for any other amount, asset, destination, network or tag', () => {
    const line = fc.stringMatching(/^[A-Za-z0-9]{1,20}$/);
    const target = fc.record({ address: line, network: fc.option(line), tag: fc.option(line) });
    const money = fc.record({
      amount: fc.stringMatching(/^[1-9][0-9]{0,5}$/),
      asset: fc.stringMatching(/^[A-Z]{3}$/),
      destination: target,
    });
    fc.assert(
      fc.property(money, money, (a, b) => {
        const same = JSON.stringify(a) === JSON.stringify(b);
        const hashes = [a, b].map((part) => canonicalHash(canonicalText({ ...withdrawal, ...part })));
        return same === (hashes[0] === hashes[1]);
      }),
    );
  });
});

describe('money', () => {
  it('TD-11 compares decimals by value', () => {
    expect(sameDecimal('0.50', '0.5')).toBe(true);
    expect(sameDecimal('5', '5.000')).toBe(true);
    expect(sameDecimal('0.5', '0.05')).toBe(false);
    expect(sameDecimal('10', '1')).toBe(false);
  });

  it('PO-02 counts a reference value in hundredths, rounded up and never negative', () => {
    expect(valueCents('12.34')).toBe(1234);
    expect(valueCents('12.340000001')).toBe(1235);
    expect(valueCents('0')).toBe(0);
    expect(valueCents(undefined)).toBeNull();
    expect(valueCents('999999999999999999999999999999')).toBe(1e15);
    fc.assert(
      fc.property(
        fc.nat(1e9),
        fc.nat(99),
        (whole, cents) => valueCents(`${whole}.${String(cents).padStart(2, '0')}`) === whole * 100 + cents,
      ),
    );
  });
});

describe('what a client says of itself', () => {
  it('ND-05 puts addresses of one /24 or /48 into one network, and a mapped address with its IPv4', () => {
    expect(networkOf('198.51.100.7')).toBe('198.51.100.0/24');
    expect(networkOf('198.51.100.250')).toBe('198.51.100.0/24');
    expect(networkOf('::ffff:198.51.100.7')).toBe('198.51.100.0/24');
    expect(networkOf('2001:db8:1:2::3')).toBe('2001:db8:1::/48');
  });

  it('PO-02 reads browser and system without versions, so that an update is not a new browser', () => {
    const of = (version: string) =>
      userAgentFacts(`Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version} Safari/537.36`);
    expect(of('146.0.0.0')).toEqual({ browser: 'Chrome', os: 'Windows' });
    expect(of('147.0.0.0')).toEqual(of('146.0.0.0'));
    expect(userAgentFacts(undefined)).toEqual({ browser: null, os: null });
  });
});

describe('the back-off of requests', () => {
  const at = (createdAt: number, status = 'expired') => ({ status, createdAt });

  it('TD-18 leaves the first requests free and doubles the pause with each one after', () => {
    expect(backOff([], 30_000, 0)).toBe(0);
    expect(backOff([at(0), at(0)], 30_000, 0)).toBe(0);
    expect(backOff([at(0), at(0), at(0)], 30_000, 0)).toBe(30_000);
    expect(backOff([at(0), at(0), at(0), at(0)], 30_000, 0)).toBe(60_000);
    expect(backOff([at(0), at(0), at(0)], 30_000, 30_000)).toBe(0);
  });

  it('TD-18 counts a denial as a failure and a time-out as none', () => {
    expect(backOff([at(0, 'rejected')], 30_000, 0)).toBe(30_000);
    expect(backOff([at(0, 'expired')], 30_000, 0)).toBe(0);
  });
});

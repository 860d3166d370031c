import { describe, expect, it } from 'vitest';
import type { Facts } from '../../../src/main/engine/risk/expression/catalogue.ts';
import { catalogueOf, evaluateText } from './support.ts';

const catalogue = catalogueOf({
  n: 'int',
  m: 'int',
  amount: 'double',
  limit: 'double',
  country: 'string',
  agent: 'string',
  is_vpn: 'bool',
  is_new: 'bool',
});
const value = (source: string, facts: Facts = {}) => evaluateText(source, catalogue, facts);
const missing = (signal: string) => ({ cause: 'missing_signal', signal });

describe('a missing signal', () => {
  it('is an error wherever its value is needed', () => {
    expect(value('amount > 5')).toEqual(missing('amount'));
    expect(value('amount > 5', { amount: null })).toEqual(missing('amount'));
    expect(value('!is_vpn')).toEqual(missing('is_vpn'));
    expect(value('is_vpn')).toEqual(missing('is_vpn'));
    expect(value('country != "US"')).toEqual(missing('country'));
    expect(value('country in ["US"]')).toEqual(missing('country'));
    expect(value('n + 1')).toEqual(missing('n'));
    expect(value('size(country)')).toEqual(missing('country'));
    expect(value('country.matches("U")')).toEqual(missing('country'));
    expect(value('is_vpn ? 1 : 2')).toEqual(missing('is_vpn'));
  });

  it('gives way to an operand of && or || that decides by itself, on either side', () => {
    const facts = { is_new: true };
    expect(value('is_vpn || is_new', facts)).toBe(true);
    expect(value('is_new || is_vpn', facts)).toBe(true);
    expect(value('is_vpn && !is_new', facts)).toBe(false);
    expect(value('!is_new && is_vpn', facts)).toBe(false);
    expect(value('is_vpn && is_new', facts)).toEqual(missing('is_vpn'));
    expect(value('is_vpn || !is_new', facts)).toEqual(missing('is_vpn'));
    expect(value('amount > 1 && is_vpn && n > 1 && !is_new', facts)).toBe(false);
    expect(value('(amount > 1 && is_new) || (n > 1 || is_new)', facts)).toBe(true);
  });

  it('is asked for by known(), which is never an error', () => {
    expect(value('known(amount)')).toBe(false);
    expect(value('known(amount)', { amount: null })).toBe(false);
    expect(value('known(amount)', { amount: 0 })).toBe(true);
    expect(value('known(amount) && amount > 5')).toBe(false);
    expect(value('known(amount) ? amount > 5 : is_new', { is_new: true })).toBe(true);
  });

  it('does not matter in the branch that is not chosen', () => {
    expect(value('is_new ? 1.5 : amount', { is_new: true })).toBe(1.5);
    expect(value('(is_new ? 1.5 : amount) > 1.0', { is_new: false })).toEqual(missing('amount'));
  });

  it('in a list fails membership even where another element is equal', () => {
    expect(value('1 in [1, n]')).toEqual(missing('n'));
    expect(value('1 in [n, m]', { n: 2, m: 1 })).toBe(true);
  });
});

describe('a fact of the wrong type', () => {
  it.each([
    ['country == "5"', { country: 5 }, 'country'],
    ['n == 5', { n: '5' }, 'n'],
    ['n == 5', { n: 5.5 }, 'n'],
    ['n == 5', { n: Number.NaN }, 'n'],
    ['n == 5', { n: 2n ** 64n }, 'n'],
    ['amount > 5', { amount: 5n }, 'amount'],
    ['is_vpn', { is_vpn: 1 }, 'is_vpn'],
  ] as const)('makes %j with %o an error', (source, facts, signal) => {
    expect(value(source, facts)).toEqual({ cause: 'wrong_type', signal });
  });
});

describe('ints', () => {
  const max = 9223372036854775807n;

  it('are exact over all 64 bits', () => {
    expect(value('n + 1', { n: 2 ** 53 - 1 })).toBe(9007199254740992n);
    expect(value('n - 1', { n: 9007199254740992n })).toBe(2 ** 53 - 1);
    expect(value('n * m', { n: 3037000499, m: 3037000499 })).toBe(9223372030926249001n);
    expect(value('n == 9007199254740993', { n: 9007199254740993n })).toBe(true);
    expect(value('n == 9007199254740993', { n: 9007199254740992n })).toBe(false);
    expect(value('n == 5', { n: 5n })).toBe(true);
    expect(value('n in [1, 9223372036854775807]', { n: max })).toBe(true);
    expect(value('-9223372036854775808 < n', { n: 0 })).toBe(true);
  });

  it.each([
    ['n + 1', { n: max }],
    ['n * n', { n: 2 ** 32 }],
    ['-n - 2', { n: max }],
    ['-(-9223372036854775808)', {}],
    ['(-n - 1) / m', { n: max, m: -1 }],
    ['-(-n - 1)', { n: max }],
  ])('overflow is an error: %j', (source, facts) => {
    expect(value(source, facts)).toEqual({ cause: 'integer_overflow' });
  });

  it('divide towards zero, and by zero not at all', () => {
    expect(value('n / m', { n: -7, m: 2 })).toBe(-3);
    expect(value('n % m', { n: -7, m: 2 })).toBe(-1);
    expect(value('n / m', { n: 1, m: 0 })).toEqual({ cause: 'division_by_zero' });
    expect(value('n % m', { n: 1, m: 0 })).toEqual({ cause: 'modulus_by_zero' });
    expect(value('n / m == 1 || is_new', { n: 1, m: 0, is_new: true })).toBe(true);
  });

  it('have no negative zero', () => {
    expect(value('1.0 / double(n * m)', { n: 0, m: -1 })).toBe(Number.POSITIVE_INFINITY);
    expect(value('1.0 / double(-n)', { n: 0 })).toBe(Number.POSITIVE_INFINITY);
    expect(value('1.0 / double(-0)')).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('doubles', () => {
  it('follow IEEE 754', () => {
    expect(value('amount / 0.0', { amount: 1 })).toBe(Number.POSITIVE_INFINITY);
    expect(value('amount == amount', { amount: Number.NaN })).toBe(false);
    expect(value('amount != amount', { amount: Number.NaN })).toBe(true);
    expect(value('1.0 / -0.0')).toBe(Number.NEGATIVE_INFINITY);
  });

  it('mix with ints: arithmetic in doubles, comparison of the numbers meant', () => {
    expect(value('amount > 5 * limit', { amount: 51, limit: 10 })).toBe(true);
    expect(value('n / 2.0', { n: 5 })).toBe(2.5);
    expect(value('amount == 5', { amount: 5 })).toBe(true);
    expect(value('5 != amount', { amount: 5.5 })).toBe(true);
    expect(value('n == 9007199254740992.0', { n: 9007199254740993n })).toBe(false);
    expect(value('n > 9007199254740992.0', { n: 9007199254740993n })).toBe(true);
    expect(value('amount in [1, 5]', { amount: 5 })).toBe(true);
    expect(value('n in [1.5, 5.0]', { n: 5 })).toBe(true);
  });

  it('become ints towards zero where they fit', () => {
    expect(value('int(amount)', { amount: -2.9 })).toBe(-2);
    expect(value('int(amount)', { amount: 1e18 })).toBe(10n ** 18n);
    for (const amount of [2 ** 63, Number.NaN, Number.NEGATIVE_INFINITY]) {
      expect(value('int(amount)', { amount })).toEqual({ cause: 'conversion_out_of_range' });
    }
  });
});

describe('strings', () => {
  it('order and count by code point', () => {
    expect(value('country < agent', { country: 'Ａ', agent: '😀' })).toBe(true);
    expect(value('country < agent', { country: 'ab', agent: 'abc' })).toBe(true);
    expect(value('country >= agent', { country: 'b', agent: 'abc' })).toBe(true);
    expect(value('size(country)', { country: 'a😀é' })).toBe(3);
    expect(value('country.size() == 0', { country: '' })).toBe(true);
  });

  it('are searched, joined and folded', () => {
    const facts = { agent: 'Mozilla/5.0 HeadlessChrome/120', country: 'US' };
    expect(value('agent.contains("Headless") && agent.startsWith("Moz") && agent.endsWith("120")', facts)).toBe(true);
    expect(value('agent.lowerAscii().contains("headless") && country.lowerAscii() + "É".lowerAscii() == "usÉ"', facts)).toBe(true);
    expect(value('"us".upperAscii() in ["GB", country]', facts)).toBe(true);
  });

  it('match patterns in linear time, with RE2 syntax', () => {
    expect(value('country.matches("^[A-Z]{2}$")', { country: 'US' })).toBe(true);
    expect(value('agent.matches("(?i)headless")', { agent: 'x HEADLESS y' })).toBe(true);
    // Exponential in a backtracking engine; an automaton answers it like any other.
    expect(value('agent.matches("^(a+)+$")', { agent: `${'a'.repeat(5_000)}b` })).toBe(false);
  });
});

describe('bools', () => {
  it('compare, false before true', () => {
    expect(value('is_vpn == is_new', { is_vpn: true, is_new: true })).toBe(true);
    expect(value('is_vpn < is_new', { is_vpn: false, is_new: true })).toBe(true);
    expect(value('(n > 1) != is_vpn', { n: 2, is_vpn: false })).toBe(true);
  });
});

import { describe, expect, it } from 'vitest';
import { amount, countdown, countryName, decimal, duration, relativeTime } from '../../../src/renderer/ui/format.ts';

const NOW = Date.UTC(2026, 0, 15, 12);
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('relativeTime', () => {
  it.each([
    [0, 'now'],
    [9 * SECOND, 'now'],
    [25 * SECOND, '20s ago'],
    [MINUTE, '1m ago'],
    [59 * MINUTE + 59 * SECOND, '59m ago'],
    [3 * HOUR, '3h ago'],
    [DAY, 'yesterday'],
    [9 * DAY, '9d ago'],
    [90 * DAY, '3mo ago'],
    [800 * DAY, '2y ago'],
  ])('says of %d ms ago: %s', (age, words) => {
    expect(relativeTime(NOW - age, NOW, 'en')).toBe(words);
  });

  it('speaks of what is still to come', () => {
    expect(relativeTime(NOW + 2 * HOUR, NOW, 'en')).toBe('in 2h');
  });
});

describe('countdown', () => {
  it.each([
    [5 * MINUTE, '5:00'],
    [4 * MINUTE + 4_001, '4:05'],
    [1, '0:01'],
    [0, '0:00'],
    [-5 * SECOND, '0:00'],
    [HOUR + 2 * MINUTE + 9 * SECOND, '1:02:09'],
    [2 * DAY + 3 * HOUR, '2d 03h'],
  ])('shows %d ms as %s, never less than is left', (left, text) => {
    expect(countdown(left)).toBe(text);
  });
});

describe('duration', () => {
  it.each([
    [0, '0'],
    [250, '250 ms'],
    [10 * SECOND, '10 s'],
    [90 * MINUTE, '1 h 30 min'],
    [24 * HOUR, '24 h'],
    [30 * DAY, '30 d'],
    [2 * DAY + 3 * HOUR + 5 * MINUTE, '2 d 3 h'],
  ])('names %d ms %s', (ms, text) => {
    expect(duration(ms)).toBe(text);
  });
});

describe('decimal', () => {
  it('puts thousands apart and changes no digit, however many there are', () => {
    expect(decimal('123456789012345678901234567890.000000000000000001', 'en')).toBe(
      '123,456,789,012,345,678,901,234,567,890.000000000000000001',
    );
  });

  it('uses the marks of the locale', () => {
    expect(decimal('1234.50', 'de')).toBe('1.234,50');
  });

  it('leaves alone what is no decimal', () => {
    expect(decimal('1e9', 'en')).toBe('1e9');
  });

  it('names the asset after the amount, or nothing at all', () => {
    expect(amount('0.5', 'BTC', 'en')).toBe('0.5 BTC');
    expect(amount(null, 'BTC', 'en')).toBeNull();
  });
});

describe('countryName', () => {
  it('names a country, and gives a code back that is none', () => {
    expect(countryName('DE', 'en')).toBe('Germany');
    expect(countryName('?', 'en')).toBe('?');
  });
});

describe('lengths of time in Chinese', () => {
  it('are said with Chinese units, and count down alike', () => {
    expect(duration(24 * HOUR, 'zh-CN')).toBe('24小时');
    expect(duration(90 * 60_000, 'zh-CN')).toBe('1小时 30分钟');
    expect(countdown(2 * DAY + 3 * HOUR, 'zh-CN')).toBe('2天 3小时');
    expect(countdown(65_000, 'zh-CN')).toBe('1:05');
  });
});

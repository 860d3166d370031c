import { describe, expect, it } from 'vitest';
import { ascending, catalogue, holdSettings, type SettingName, settingNames } from '../../../src/main/engine/settings/catalogue.ts';
import { day, hour, minute, parseSetting, type SettingSpec, settingText, toCents } from '../../../src/main/engine/settings/kinds.ts';
import { holdCauses } from '../../../src/shared/vocabulary/index.ts';

const accepts = (name: SettingName, value: unknown): boolean => parseSetting(catalogue[name], value).ok;

describe('the catalogue of settings', () => {
  it('accepts every default by the setting’s own range', () => {
    for (const name of settingNames)
      expect([name, parseSetting(catalogue[name], catalogue[name].default)]).toMatchObject([name, { ok: true }]);
  });

  it('has the names and defaults that the requirements give', () => {
    const given: Partial<Record<SettingName, unknown>> = {
      'trustedDevice.minAge': 0,
      'approval.numberMatching': 'always',
      'approval.ttl': 5 * minute,
      'approval.maxPending': 1,
      'approval.harassmentThreshold': 5,
      'hold.deviceRemoval': 24 * hour,
      'passkey.securityKeyClients': ['ios', 'web'],
      'passkey.transferTtl': 3 * minute,
      'passkey.max': 10,
      'device.inactiveAfter': 30 * day,
      'device.recentWindow': 7 * day,
      'code.ttl': 10 * minute,
      'code.maxTries': 5,
      'recovery.delay': 24 * hour,
      'case.lease': 10 * minute,
      'case.undo': 10_000,
      'staff.idleLock': 15 * minute,
      'staff.absoluteLifetime': 12 * hour,
    };
    for (const [name, value] of Object.entries(given)) expect([name, catalogue[name as SettingName].default]).toEqual([name, value]);
  });

  it('TD-16 keeps the life of a request between 1 and 10 minutes', () => {
    expect(accepts('approval.ttl', minute)).toBe(true);
    expect(accepts('approval.ttl', 10 * minute)).toBe(true);
    expect(accepts('approval.ttl', minute - 1)).toBe(false);
    expect(accepts('approval.ttl', 10 * minute + 1)).toBe(false);
  });

  it('WH-01 has a length for every timed cause of a hold', () => {
    for (const cause of holdCauses) {
      if (cause !== 'not_me') expect(catalogue[holdSettings[cause]].kind).toBe('duration');
    }
  });

  it('says of each setting what it does, in a sentence', () => {
    for (const name of settingNames) expect(catalogue[name].meaning).toMatch(/^[A-Z].{10,}\.$/u);
  });

  it('has defaults in the order that pairs must keep', () => {
    for (const [lower, higher] of ascending) expect(Number(catalogue[lower].default)).toBeLessThan(Number(catalogue[higher].default));
  });

  it.each<[string, SettingName, unknown[]]>([
    ['durations', 'code.ttl', ['600000', 600000.5, Number.NaN, Number.POSITIVE_INFINITY, null, {}, -1]],
    ['whole numbers', 'passkey.max', ['10', 1.5, 0, 51, true]],
    ['flags', 'webhook.allowPrivate', ['true', 1, null]],
    ['choices', 'approval.numberMatching', ['sometimes', '', null, ['always'], 'toString']],
    ['lists', 'passkey.securityKeyClients', ['ios', ['ios', 'ios'], ['toaster'], [1], null]],
    ['money', 'trustedDevice.youngLimit', [1000, '1e3', '-1', '1.234', '01', '', '10000000000']],
  ])('refuses %s of another shape', (_, name, values) => {
    for (const value of values) expect([value, accepts(name, value)]).toEqual([value, false]);
  });

  it('CQ-01 takes time zones that there are: a misspelt one would count business hours by another clock, and nobody would be told', () => {
    for (const zone of ['UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires', 'Etc/GMT+3']) {
      expect([zone, accepts('case.businessZone', zone)]).toEqual([zone, true]);
    }
    for (const zone of ['Europe/Berln', 'Mars', 'GMT+25', '']) expect([zone, accepts('case.businessZone', zone)]).toEqual([zone, false]);
  });

  it('refuses control characters and overlong items in free lists', () => {
    const spec: SettingSpec = { kind: 'text_list', default: [], maxItems: 2, meaning: 'x', requirement: null };
    expect(parseSetting(spec, ['a\nb']).ok).toBe(false);
    expect(parseSetting(spec, ['']).ok).toBe(false);
    expect(parseSetting(spec, ['a', 'b', 'c']).ok).toBe(false);
    expect(parseSetting(spec, ['plain', 'text']).ok).toBe(true);
  });

  it('reads money to the cent', () => {
    expect([toCents('0'), toCents('1000'), toCents('1000.5'), toCents('0.05'), toCents('9999999999999.99')]).toEqual([
      0, 100_000, 100_050, 5, 999_999_999_999_999,
    ]);
  });

  it('writes any value as one line for the audit trail', () => {
    expect([settingText(5), settingText(true), settingText('x'), settingText(['a', 'b'])]).toEqual([5, true, 'x', '["a","b"]']);
  });
});

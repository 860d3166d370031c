import { describe, expect, it } from 'vitest';
import { guidanceFor, isOlder } from '../../../src/main/engine/new-device/guidance.ts';
import { sameNetwork } from '../../../src/main/engine/new-device/network.ts';

const codes = (failures: number, version: string | null = null, minimum = '') =>
  guidanceFor(failures, { version, minimum }).map(({ code }) => code);

describe('guidance for a log-in that fails', () => {
  it('ND-07 adds one advice a failure and ends at support', () => {
    expect(codes(0)).toEqual([]);
    expect(codes(1)).toEqual(['update_app']);
    expect(codes(2)).toEqual(['update_app', 'check_permissions']);
    expect(codes(3).at(-1)).toBe('restart_and_clear_cache');
    expect(codes(4).at(-1)).toBe('change_network');
    expect(codes(5).at(-1)).toBe('contact_support');
    expect(codes(99)).toEqual(codes(5));
    expect(guidanceFor(5, { version: null, minimum: '' }).at(-1)?.text).toContain('both sides of your identity document');
  });

  it('ND-07 tells an outdated app to update before anything failed, and one that is new enough never', () => {
    expect(codes(0, '3.9.0', '3.10.0')).toEqual(['update_app']);
    expect(codes(2, '3.10.0', '3.10.0')).toEqual(['check_permissions']);
    expect(codes(1, 'nightly', '3.10.0')).toEqual(['update_app']);
    expect(isOlder('3.41', '3.41.0')).toBe(false);
    expect(isOlder('3.41', '3.41.1')).toBe(true);
    expect(isOlder('4', '3.99.99')).toBe(false);
  });
});

describe('the same network', () => {
  it('ND-05 is one /24 or /48, or the very address, as the setting says', () => {
    expect(sameNetwork('198.51.100.7', '198.51.100.255', 'prefix')).toBe(true);
    expect(sameNetwork('198.51.100.7', '198.51.101.7', 'prefix')).toBe(false);
    expect(sameNetwork('198.51.100.7', '198.51.100.8', 'address')).toBe(false);
    expect(sameNetwork('2001:db8:1:2::1', '2001:db8:1:ffff::9', 'prefix')).toBe(true);
    expect(sameNetwork('2001:db8:1::1', '2001:db8:2::1', 'prefix')).toBe(false);
    expect(sameNetwork('::ffff:198.51.100.7', '198.51.100.7', 'address')).toBe(true);
    expect(sameNetwork('2001:db8::1', '2001:0db8:0::1', 'address')).toBe(true);
    expect(sameNetwork('198.51.100.7', '2001:db8::1', 'prefix')).toBe(false);
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openGeo } from '../../../src/main/adapters/geo-mmdb.ts';
import type { Geo } from '../../../src/main/engine/ports.ts';

const centresFile = join(import.meta.dirname, '..', '..', '..', 'resources', 'data', 'country-centres.json');

describe('places of addresses', () => {
  let geo: Geo;
  beforeAll(async () => {
    geo = await openGeo({ centresFile });
  });

  it('knows the country of public IPv4 and IPv6 addresses, with the middle of the country', () => {
    expect(geo.locate('8.8.8.8')).toEqual({ country: 'US', asn: null, latitude: 39.5, longitude: -98.5 });
    expect(geo.locate('2001:4860:4860::8888').country).toBe('US');
    expect(geo.locate('193.99.144.80').country).toBe('DE');
  });

  it('says nothing of addresses that belong to nobody, and the same when asked again', () => {
    const nowhere = { country: null, asn: null, latitude: null, longitude: null };
    for (const address of ['10.0.0.1', '192.168.1.1', '127.0.0.1', '::1', 'fe80::1']) {
      expect(geo.locate(address), address).toEqual(nowhere);
      expect(geo.locate(address), address).toEqual(nowhere);
    }
  });

  it('has a plausible middle for every country, each a place on the globe', () => {
    const centres = JSON.parse(readFileSync(centresFile, 'utf8')) as Record<string, [number, number]>;
    expect(Object.keys(centres).length).toBeGreaterThanOrEqual(249);
    for (const [country, [latitude, longitude]] of Object.entries(centres)) {
      expect(country).toMatch(/^[A-Z]{2}$/);
      expect(Math.abs(latitude), country).toBeLessThanOrEqual(90);
      expect(Math.abs(longitude), country).toBeLessThanOrEqual(180);
    }
  });

  it('answers the same from memory as from the file, for more addresses than it remembers', async () => {
    const fresh = await openGeo({ centresFile });
    const addresses = Array.from({ length: 12_000 }, (_, i) => `${1 + (i % 220)}.${i % 256}.${(i * 7) % 256}.9`);
    for (const address of addresses) geo.locate(address);
    for (const address of addresses.slice(0, 200)) expect(geo.locate(address)).toEqual(fresh.locate(address));
  });
});

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import ipaddr from 'ipaddr.js';
import { type AsnResponse, Reader, type Response } from 'maxmind';
import type { Geo, Place } from '../engine/ports.ts';

/** What the country database holds of an address. */
interface CountryRecord {
  readonly country_code?: string;
}

type Centres = Readonly<Record<string, readonly [latitude: number, longitude: number]>>;

const nowhere: Place = { country: null, asn: null, latitude: null, longitude: null };

/** Addresses remembered: the same customers come back. The oldest gives way. */
const REMEMBERED = 10_000;

export interface GeoOptions {
  /** A JSON file of countries' middles: ISO alpha-2 → [latitude, longitude] in degrees. */
  readonly centresFile: string;
  /** An ASN database in MaxMind's format; without one the ASN is unknown. */
  readonly asnFile?: string | undefined;
}

/**
 * Countries by address from the freely licensed database that comes with the program, read into memory at start, with the middle of
 * the country as coordinates: near enough to tell an impossible journey between countries.
 */
export async function openGeo({ centresFile, asnFile }: GeoOptions): Promise<Geo> {
  const database = createRequire(import.meta.url).resolve('@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb');
  const [countries, centres, asns] = await Promise.all([
    readFile(database).then((bytes) => new Reader<Response>(bytes)),
    readFile(centresFile, 'utf8').then((text) => JSON.parse(text) as Centres),
    asnFile === undefined ? undefined : readFile(asnFile).then((bytes) => new Reader<AsnResponse>(bytes)),
  ]);
  const known = new Map<string, Place>();

  function find(address: string): Place {
    // The databases keep IPv4 inside the low IPv6 addresses, so that there ::1 stands for 0.0.0.1, which is somebody's.
    if (!ipaddr.isValid(address) || ipaddr.process(address).range() !== 'unicast') return nowhere;
    const country = (countries.get(address) as CountryRecord | null)?.country_code ?? null;
    const asn = asns?.get(address)?.autonomous_system_number ?? null;
    if (country === null && asn === null) return nowhere;
    const [latitude, longitude] = (country === null ? undefined : centres[country]) ?? [null, null];
    return { country, asn, latitude, longitude };
  }

  return {
    locate(address) {
      const remembered = known.get(address);
      if (remembered !== undefined) return remembered;
      const place = find(address);
      const oldest = known.size >= REMEMBERED ? known.keys().next().value : undefined;
      if (oldest !== undefined) known.delete(oldest);
      known.set(address, place);
      return place;
    },
  };
}

import type { Place } from '../../ports.ts';
import { seenBefore } from '../profile.ts';
import { hour, type Signal } from './signal.ts';

const earthRadiusKm = 6371;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Great-circle distance in kilometres by the haversine formula; null where either place has no coordinates. */
export function distanceKm(
  a: { readonly latitude: number | null; readonly longitude: number | null },
  b: { readonly latitude: number | null; readonly longitude: number | null },
): number | null {
  if (a.latitude === null || a.longitude === null || b.latitude === null || b.longitude === null) return null;
  const dLat = radians(b.latitude - a.latitude);
  const dLon = radians(b.longitude - a.longitude);
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * Math.sin(dLon / 2) ** 2;
  return 2 * earthRadiusKm * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** Two operations closer in time than this say nothing about travel. */
const shortestTripHours = 1 / 60;

function travelSpeed(
  last: { readonly at: number; readonly latitude: number | null; readonly longitude: number | null } | null,
  place: Place | null,
  now: number,
): number | null {
  if (last === null || place === null) return null;
  const distance = distanceKm(last, place);
  if (distance === null) return null;
  return distance / Math.max(shortestTripHours, (now - last.at) / hour);
}

/** Where the operation comes from, against where the customer’s authorized operations came from before. */
export const placeSignals: readonly Signal[] = [
  {
    name: 'country',
    type: 'string',
    unit: null,
    meaning: 'Country of the address, ISO 3166-1 alpha-2',
    source: 'the address',
    value: ({ operation }) => operation.place?.country ?? null,
  },
  {
    name: 'account_country',
    type: 'string',
    unit: null,
    meaning: 'Country of the account, ISO 3166-1 alpha-2',
    source: 'the account',
    value: ({ account }) => account.country,
  },
  {
    name: 'country_new',
    type: 'bool',
    unit: null,
    meaning: 'No authorized operation of the customer came from this country before; missing while there is none at all',
    source: 'the account’s history',
    evidence: true,
    value: ({ operation, profile }) => {
      const country = operation.place?.country ?? null;
      return country === null || profile.last === null ? null : !seenBefore(profile.countries, country);
    },
  },
  {
    name: 'network',
    type: 'string',
    unit: null,
    meaning: 'Network of the address: its /24 or /48',
    source: 'the address',
    value: ({ operation }) => operation.network,
  },
  {
    name: 'network_new',
    type: 'bool',
    unit: null,
    meaning: 'No authorized operation of the customer came from this network before; missing while there is none at all',
    source: 'the account’s history',
    evidence: true,
    value: ({ operation, profile }) =>
      operation.network === null || profile.last === null ? null : !seenBefore(profile.networks, operation.network),
  },
  {
    name: 'browser_new',
    type: 'bool',
    unit: null,
    meaning: 'The customer did not use this browser on this operating system before; missing while there is no history',
    source: 'the account’s history',
    evidence: true,
    value: ({ operation, profile }) =>
      operation.browser === null || profile.last === null
        ? null
        : !seenBefore(profile.browsers, `${operation.browser}/${operation.os ?? ''}`),
  },
  {
    name: 'travel_speed_kmh',
    type: 'double',
    unit: 'km/h',
    meaning:
      'Speed needed to get here from the place of the last authorized operation, by the middles of the countries where nothing finer is known',
    source: 'the address and the account’s history',
    evidence: true,
    value: ({ operation, profile, now }) => travelSpeed(profile.last, operation.place, now),
  },
];

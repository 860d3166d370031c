import { createHash } from 'node:crypto';
import type { Place } from '../../../shared/contract/exchange/index.ts';
import { countryOf } from '../world/places.ts';

/** Networks of the demo's places: access networks of real providers, so that the country database knows them. */
const hotel = countryOf('AE');

const pickFrom = <T>(list: readonly T[], number: number): T => list[number % list.length] as T;

/**
 * The address from which a customer's calls seem to come. A customer's home and work stay the same; whoever is not known yet, as before a
 * log-in, is told apart by the device.
 * @param country the customer's, as ISO 3166-1 alpha-2
 */
export function addressAt(place: Place, who: string, country: string): string {
  const [a = 1, b = 1, c = 1] = createHash('sha256')
    .update(`${place === 'hotel' ? 'hotel' : who}/${place}`)
    .digest();
  const networks = place === 'hotel' ? hotel.networks : countryOf(country).networks;
  return `${pickFrom(networks, a)}.${1 + (b % 200)}.${2 + (c % 248)}`;
}

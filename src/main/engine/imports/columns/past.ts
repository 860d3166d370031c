import type { Place } from '../../ports.ts';
import { distanceKm } from '../../risk/signals/place.ts';
import { day, hour } from '../../risk/signals/signal.ts';

/** One row of history in the words of the engine, as columns take it. */
export interface PastOperation {
  at: number;
  kind: string;
  client: string;
  accountId: string;
  deviceId: string | null;
  address: string | null;
  userAgent: string | null;
  /** The amount in hundredths of the reference currency. */
  cents: number | null;
  asset: string | null;
  destination: string | null;
  credential: string | null;
  label: string | null;
  /** When the label became known, epoch ms; of no meaning without one. */
  labelKnownAt: number;
}

/** What the row's address and client stand for. */
export interface Surroundings {
  readonly place: Place | null;
  readonly network: string | null;
  /** Browser and operating system as one word. */
  readonly software: string | null;
}

/** As many values of a sort as profiles remember. */
const remembered = 64;
const fewestWithdrawals = 3;
const shortestTripHours = 1 / 60;

class Seen {
  readonly #times = new Map<string, number>();

  has(value: string): boolean {
    return this.#times.has(value);
  }

  add(value: string, at: number): void {
    this.#times.set(value, at);
    if (this.#times.size <= remembered) return;
    let [oldest, least] = ['', Number.POSITIVE_INFINITY];
    for (const [known, time] of this.#times) if (time < least) [oldest, least] = [known, time];
    this.#times.delete(oldest);
  }
}

interface Last {
  at: number;
  latitude: number | null;
  longitude: number | null;
}

/** What one account's rows so far taught about it: a profile that is kept in memory and never copied. */
class AccountPast {
  readonly openedAt: number;
  last: Last | null = null;
  readonly countries = new Seen();
  readonly networks = new Seen();
  readonly software = new Seen();
  readonly destinations = new Seen();
  readonly devices = new Map<string, { readonly first: number; last: number }>();
  withdrawals = 0;
  sumCents = 0;
  mostCents = 0;

  constructor(openedAt: number) {
    this.openedAt = openedAt;
  }
}

export type PastSignals = Readonly<Record<string, number | boolean | null>>;

/** Signals of an operation against what went before, and how many of them tell something of the customer's risk (PO-05). */
export interface Compared {
  readonly signals: PastSignals;
  readonly usable: number;
}

/**
 * The past of every account of a file, row by row in the order of the file: what the engine would have known of the customer at that moment,
 * without the engine's store.
 */
export class Pasts {
  readonly #accounts = new Map<string, AccountPast>();

  /** What is known when an operation arrives, itself not among it. */
  compare(operation: PastOperation, { place, network, software }: Surroundings): Compared {
    const past = this.#of(operation);
    const { last } = past;
    const { at, cents, destination } = operation;
    const country = place?.country ?? null;
    const known = operation.deviceId === null ? null : (past.devices.get(operation.deviceId) ?? undefined);
    const newIn = (seen: Seen, value: string | null): boolean | null => (value === null || last === null ? null : !seen.has(value));
    const enough = cents !== null && past.withdrawals >= fewestWithdrawals;
    const signals = {
      account_age_days: Math.max(0, at - past.openedAt) / day,
      device_known: known === null ? null : known !== undefined,
      device_age_hours: known === null ? null : known === undefined ? 0 : Math.max(0, at - known.first) / hour,
      device_silent_days: known == null ? null : Math.max(0, at - known.last) / day,
      country_new: newIn(past.countries, country),
      network_new: newIn(past.networks, network),
      browser_new: newIn(past.software, software),
      travel_speed_kmh: speed(last, place, at),
      hours_since_last_operation: last === null ? null : Math.max(0, at - last.at) / hour,
      withdrawals_total: past.withdrawals,
      amount_to_average: enough && past.sumCents > 0 ? cents / (past.sumCents / past.withdrawals) : null,
      amount_to_largest: enough && past.mostCents > 0 ? cents / past.mostCents : null,
      destination_new: destination === null ? null : !past.destinations.has(destination),
    };
    let usable = operation.address === null ? alwaysCounted : alwaysCounted + 1;
    for (const name of evidence) if (signals[name] !== null) usable += 1;
    return { signals, usable };
  }

  /** Learns from an operation that was carried out; one whose password was refused taught nothing. */
  learn(operation: PastOperation, { place, network, software }: Surroundings): void {
    const past = this.#of(operation);
    const { at, kind, cents, credential, destination, deviceId } = operation;
    if (credential !== null && credential !== 'accepted') return;
    if (place?.country != null) past.countries.add(place.country, at);
    if (network !== null) past.networks.add(network, at);
    if (software !== null) past.software.add(software, at);
    if (destination !== null) past.destinations.add(destination, at);
    if (place === null && past.last !== null) past.last.at = at;
    else past.last = { at, latitude: place?.latitude ?? null, longitude: place?.longitude ?? null };
    if (kind === 'withdrawal' && cents !== null) {
      past.withdrawals += 1;
      past.sumCents += cents;
      past.mostCents = Math.max(past.mostCents, cents);
    }
    if (kind === 'login' && deviceId !== null) {
      const device = past.devices.get(deviceId);
      if (device === undefined) past.devices.set(deviceId, { first: at, last: at });
      else device.last = at;
    }
  }

  #of({ accountId, at }: PastOperation): AccountPast {
    const known = this.#accounts.get(accountId);
    if (known !== undefined) return known;
    const made = new AccountPast(at);
    this.#accounts.set(accountId, made);
    return made;
  }
}

const evidence = [
  'account_age_days',
  'device_known',
  'country_new',
  'network_new',
  'browser_new',
  'travel_speed_kmh',
  'amount_to_average',
  'destination_new',
] as const;
/** The account's own windows are known for every operation, those of an address where there is one. */
const alwaysCounted = 2;

function speed(last: Last | null, place: Place | null, at: number): number | null {
  if (last === null || place === null) return null;
  const distance = distanceKm(last, place);
  return distance === null ? null : distance / Math.max(shortestTripHours, (at - last.at) / hour);
}

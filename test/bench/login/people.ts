import type { Dice } from '../../../src/main/demo/world/dice.ts';
import type { LoginFeatures } from '../../../src/main/engine/risk/login-model/features.ts';

type Look = Omit<LoginFeatures, 'at'>;

const day = 86_400_000;
const hour = 3_600_000;

/** Countries by how many customers live there. */
const countries = { US: 24, DE: 14, BR: 12, VN: 10, IN: 10, GB: 8, FR: 7, TR: 5, NG: 4, KR: 3, JP: 2, AU: 1 } as const;
export type Country = keyof typeof countries;
const countryNames = Object.keys(countries) as Country[];

/** Where attempts come from when nobody cares where: machines for rent and hijacked ones. */
const attackCountries = { US: 20, VN: 18, BR: 15, IN: 14, NG: 10, TR: 9, DE: 6, FR: 4, GB: 4 } as const;

const systems = {
  web: { Windows: 66, macOS: 26, Linux: 8 },
  ios: { iOS: 100 },
  android: { Android: 100 },
} as const;
const browsers = {
  Windows: { Chrome: 66, 'Microsoft Edge': 22, Firefox: 12 },
  macOS: { Chrome: 46, Safari: 46, Firefox: 8 },
  Linux: { Chrome: 55, Firefox: 45 },
  iOS: { Safari: 100 },
  Android: { Chrome: 82, 'Samsung Internet for Android': 18 },
} as const;

/** Four providers of access in each country, the first the largest, two mobile networks, and two hosters. */
const providers = { 0: 48, 1: 27, 2: 17, 3: 8 } as const;
const asnOf = (country: Country, provider: number): number => 60_000 + countryNames.indexOf(country) * 10 + provider;

/** An address of a provider: its networks are many, and in a hoster's few. */
function placeIn(dice: Dice, country: Country, provider: number, networks: number): Pick<Look, 'country' | 'asn' | 'network' | 'address'> {
  const asn = asnOf(country, provider);
  const at = `${(asn % 200) + 11}.${dice.between(0, networks - 1)}.${provider}`;
  return { country, asn, network: `${at}.0/24`, address: `${at}.${dice.between(1, 250)}` };
}

interface Device {
  readonly client: 'web' | 'ios' | 'android';
  readonly os: string;
  readonly browser: string;
  /** How many days its software lags behind the newest. */
  readonly lag: number;
}

/** Browsers come anew every four weeks; the User-Agent says which. */
const agentOf = ({ client, os, browser, lag }: Device, at: number): string =>
  `${client} ${os} ${browser} ${Math.floor((at / day - lag) / 28)}`;

function makeDevice(dice: Dice): Device {
  const client = dice.weighted({ web: 46, ios: 27, android: 27 });
  const os = dice.weighted(systems[client] as Readonly<Record<string, number>>);
  const browser = dice.weighted(browsers[os as keyof typeof browsers] as Readonly<Record<string, number>>);
  return { client, os, browser, lag: dice.between(0, 40) };
}

/** A log-in as it happened. */
export interface MadeLogin {
  readonly at: number;
  readonly features: LoginFeatures;
}

/**
 * A customer with habits: a home whose address changes now and then, a phone on the mobile network, for some an office, journeys abroad, and a
 * new device every other year.
 */
export class Person {
  readonly #dice: Dice;
  readonly country: Country;
  readonly #provider: number;
  readonly #mobile: number;
  readonly #office: Pick<Look, 'country' | 'asn' | 'network' | 'address'> | null;
  readonly #evening: number;
  readonly #perDay: number;
  #home: Pick<Look, 'country' | 'asn' | 'network' | 'address'>;
  #devices: Device[];
  #journey: { readonly until: number; readonly country: Country } | null = null;

  constructor(dice: Dice) {
    this.#dice = dice;
    this.country = dice.weighted(countries);
    this.#provider = Number(dice.weighted(providers));
    this.#mobile = 4 + dice.between(0, 1);
    this.#home = placeIn(dice, this.country, this.#provider, 200);
    this.#office = dice.chance(0.3) ? placeIn(dice, this.country, Number(dice.weighted(providers)), 200) : null;
    this.#evening = (dice.between(16, 22) + 3 * countryNames.indexOf(this.country)) % 24;
    this.#perDay = dice.logNormal(0.5, 0.8);
    this.#devices = Array.from({ length: dice.chance(0.45) ? 2 : 1 }, () => makeDevice(dice));
  }

  #software(device: Device, at: number): Pick<Look, 'client' | 'os' | 'browser' | 'userAgent'> {
    return { client: device.client, os: device.os, browser: device.browser, userAgent: agentOf(device, at) };
  }

  #place(device: Device): Pick<Look, 'country' | 'asn' | 'network' | 'address'> {
    const dice = this.#dice;
    if (this.#journey !== null) return placeIn(dice, this.#journey.country, dice.chance(0.5) ? 4 : Number(dice.weighted(providers)), 200);
    if (device.client !== 'web' && dice.chance(0.5)) return placeIn(dice, this.country, this.#mobile, 12);
    return this.#office !== null && dice.chance(0.4) ? this.#office : this.#home;
  }

  /** The customer's log-ins of one day. */
  *logins(start: number): Generator<MadeLogin> {
    const dice = this.#dice;
    if (dice.chance(1 / 45)) this.#home = placeIn(dice, this.country, this.#provider, 200);
    if (dice.chance(1 / 700)) this.#devices = [...this.#devices.slice(1), makeDevice(dice)];
    if (this.#journey !== null && this.#journey.until < start) this.#journey = null;
    if (this.#journey === null && dice.chance(1 / 120)) {
      this.#journey = { until: start + dice.between(2, 14) * day, country: dice.weighted(countries) };
    }
    let count = Math.floor(this.#perDay) + (dice.chance(this.#perDay % 1) ? 1 : 0);
    for (; count > 0; count--) {
      const around = dice.chance(0.75) ? this.#evening + dice.between(-2, 2) : dice.between(0, 23);
      const at = start + ((around + 24) % 24) * hour + dice.between(0, hour - 1);
      const device = dice.pick(this.#devices);
      yield { at, features: { at, ...this.#place(device), ...this.#software(device, at) } };
    }
  }

  /** What the customer's next log-in on the usual device would look like: what an attacker who studied them sends. */
  usual(at: number): {
    readonly software: Pick<Look, 'client' | 'os' | 'browser' | 'userAgent'>;
    readonly home: Person['hour'] & Pick<Look, 'asn'>;
  } {
    const [device] = this.#devices;
    return { software: this.#software(device as Device, at), home: { evening: this.#evening, asn: this.#home.asn } };
  }

  get hour(): { readonly evening: number } {
    return { evening: this.#evening };
  }

  get provider(): number {
    return this.#provider;
  }
}

/** Attackers from the weakest to the strongest, the first three as in the paper. */
export const attackers = {
  anywhere: 'anyone, anywhere: a rented machine and a browser of its own',
  country: 'from an exit in the customer’s country',
  phished: 'from the customer’s country with the customer’s own User-Agent, as a phishing site collects it',
  habits: 'the same from the customer’s own provider, at the customer’s hours',
} as const;
export type Attacker = keyof typeof attackers;

/** One log-in by somebody who has the password. */
export function attack(dice: Dice, kind: Attacker, person: Person, start: number): LoginFeatures {
  const anyTime = start + dice.between(0, day - 1);
  const own = person.usual(anyTime);
  const theirs = makeDevice(dice);
  const software = {
    client: theirs.client,
    os: theirs.os,
    browser: theirs.browser,
    userAgent: agentOf({ ...theirs, lag: dice.between(0, 300) }, anyTime),
  };
  if (kind === 'anywhere') {
    const country = dice.weighted(attackCountries);
    return { at: anyTime, ...placeIn(dice, country, dice.chance(0.6) ? 6 + dice.between(0, 1) : dice.between(0, 3), 20), ...software };
  }
  const exit = placeIn(dice, person.country, dice.chance(0.4) ? 6 + dice.between(0, 1) : Number(dice.weighted(providers)), 200);
  if (kind === 'country') return { at: anyTime, ...exit, ...software };
  if (kind === 'phished') return { at: anyTime, ...exit, ...own.software };
  const at = start + ((own.home.evening + dice.between(-2, 2) + 24) % 24) * hour + dice.between(0, hour - 1);
  return { at, ...placeIn(dice, person.country, person.provider, 200), ...person.usual(at).software };
}

/** Guesses at passwords that fail, from where the weakest attackers are. */
export function* guesses(dice: Dice, count: number, start: number): Generator<LoginFeatures> {
  for (let i = 0; i < count; i++) {
    const country = dice.weighted(attackCountries);
    const at = start + dice.between(0, day - 1);
    yield { at, ...placeIn(dice, country, 6 + dice.between(0, 1), 20), client: 'web', os: 'Linux', browser: 'Chrome', userAgent: 'guess' };
  }
}

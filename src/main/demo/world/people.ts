import type { IdentityStatus } from '../../../shared/vocabulary/index.ts';
import { type DemoDevice, newBrowser, newPhone } from './devices.ts';
import { Dice } from './dice.ts';
import { type DestinationBook, newDestinations } from './money.ts';
import { addressIn, type DemoCountry, demoCountries } from './places.ts';

/** A simulated customer: who they are, what they use and how they behave. */
export interface Person {
  readonly accountId: string;
  /** Set for a sub-account; its main account's factors protect it. */
  readonly mainAccountId: string | null;
  readonly name: string;
  readonly email: string;
  readonly phone: string;
  readonly country: DemoCountry;
  readonly openedDaysAgo: number;
  readonly identity: IdentityStatus;
  readonly identityLevel: number;
  readonly faceEnrolled: boolean;
  readonly mobile: DemoDevice;
  readonly browser: DemoDevice;
  readonly homeAddress: string;
  readonly hasAuthenticator: boolean;
  /** Their mobile approves what starts elsewhere. */
  readonly hasTrustedDevice: boolean;
  /** How often they come, against the average of 1. */
  readonly activity: number;
  /** What they usually withdraw, in the reference currency. */
  readonly usualAmount: number;
  readonly destinations: DestinationBook;
}

export const demoSeed = 'portcullis-demo';
export const demoPeople = 400;

/** Top-level domains that are set aside for examples (RFC 2606); nobody's mail is at risk. */
const mailDomains = ['example.com', 'example.org', 'example.net', 'mail.example', 'post.example'] as const;

const identityWeights = { verified: 84, unverified: 8, pending: 5, expired: 2, rejected: 1 } as const;

/** The customers of the demo world, the same for the same seed. */
export function makePeople(seed: string = demoSeed, count: number = demoPeople): Person[] {
  const dice = new Dice(`${seed}/people`);
  const shares = Object.fromEntries(demoCountries.map((country) => [country.code, country.share]));
  const mailboxes = new Set<string>();
  const people: Person[] = [];
  for (let index = 0; index < count; index += 1) {
    const code = dice.weighted(shares);
    const country = demoCountries.find((each) => each.code === code) ?? (demoCountries[0] as DemoCountry);
    const name = `${dice.pick(country.given)} ${dice.pick(country.family)}`;
    const identity = dice.weighted(identityWeights);
    const verified = identity === 'verified';
    const faceEnrolled = verified && dice.chance(0.8);
    const hasAuthenticator = verified ? dice.chance(0.8) : dice.chance(0.25);
    // One customer in twenty-five trades through a sub-account of an earlier one.
    const owner = index > 50 && dice.chance(0.04) ? people.filter((each) => each.mainAccountId === null)[dice.between(0, 39)] : undefined;
    people.push({
      accountId: owner === undefined ? `U${10_384 + index * 7}` : `${owner.accountId}-${index}`,
      mainAccountId: owner?.accountId ?? null,
      name: owner?.name ?? name,
      email: mailbox(owner?.name ?? name, dice, mailboxes),
      phone: country.phone.replace(/#/gu, () => String(dice.between(0, 9))),
      country: owner?.country ?? country,
      openedDaysAgo: dice.chance(0.06) ? dice.between(15, 20) : Math.round(Math.min(2_200, dice.logNormal(320, 0.9) + 20)),
      identity,
      identityLevel: verified ? (dice.chance(0.2) ? 3 : 2) : 0,
      faceEnrolled,
      mobile: newPhone(dice),
      browser: newBrowser(dice),
      homeAddress: addressIn(dice, owner?.country ?? country),
      hasAuthenticator: owner === undefined && hasAuthenticator,
      hasTrustedDevice: owner === undefined && faceEnrolled && hasAuthenticator && dice.chance(0.85),
      activity: dice.logNormal(0.8, 0.7),
      usualAmount: dice.logNormal(350, 1.1),
      destinations: newDestinations(dice),
    });
  }
  return people;
}

/** `first.last@…` without accents; a second of the same name gets a number, as everywhere. */
function mailbox(name: string, dice: Dice, taken: Set<string>): string {
  const plain = name
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/gu, '')
    .replace(/ł/gu, 'l')
    .replace(/Ł/gu, 'L')
    .toLowerCase()
    .replace(/[^a-z ]/gu, '')
    .replace(/ +/gu, '.');
  for (;;) {
    const local = dice.chance(0.35) ? `${plain}${dice.between(2, 99)}` : plain;
    const address = `${local}@${dice.pick(mailDomains)}`;
    if (!taken.has(address)) {
      taken.add(address);
      return address;
    }
  }
}

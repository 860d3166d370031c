import type { OperationInput } from '../../../shared/contract/operation.ts';
import type { Label } from '../../../shared/vocabulary/index.ts';
import { type DemoDevice, newBrowser, scriptedUserAgents } from './devices.ts';
import { Dice } from './dice.ts';
import { type DemoDestination, moneyOf, newDestination } from './money.ts';
import type { Person } from './people.ts';
import { addressIn, demoCountries, sameNetwork } from './places.ts';
import { reportedWallets } from './reported.ts';

/** An operation of the past, before the contract's schema has seen it. */
export interface PastOperation {
  readonly at: number;
  readonly input: unknown;
  readonly label: Label | null;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** What the demo's history spans. */
export const historyDays = 14;

/** The fields of an operation that say where it starts. */
export function startedOn(person: Pick<Person, 'accountId'>, device: DemoDevice, address: string) {
  return {
    accountId: person.accountId,
    client: device.client,
    device: {
      id: device.id,
      name: device.name,
      os: device.os,
      ...(device.appVersion === null ? {} : { appVersion: device.appVersion }),
    },
    address,
    userAgent: device.userAgent,
  };
}

/** A moment of a day when somebody in that country is awake, mostly in the evening. */
function awakeAt(dice: Dice, midnightUtc: number, utcOffset: number): number {
  const localHour = dice.weighted({
    '7': 2,
    '9': 4,
    '11': 5,
    '13': 6,
    '15': 5,
    '17': 6,
    '19': 9,
    '20': 8,
    '21': 7,
    '22': 4,
    '23': 2,
    '1': 1,
  });
  return midnightUtc + (Number(localHour) - utcOffset) * HOUR + dice.between(0, 2 * HOUR);
}

/**
 * Two weeks in the life of the demo's customers, with the attacks among them, in order of time.
 * @param now the end of the history, epoch milliseconds
 */
export function makeHistory(seed: string, people: readonly Person[], now: number): PastOperation[] {
  const dice = new Dice(`${seed}/history`);
  const past: PastOperation[] = [];
  const add = (at: number, input: Partial<OperationInput> | object, label: Label | null = null) => {
    if (at < now) past.push({ at: Math.round(at), input, label });
  };
  const start = now - historyDays * DAY;
  for (const person of people) {
    for (let day = start - (start % DAY); day < now; day += DAY) {
      if (dice.chance(Math.min(0.85, person.activity * 0.33))) visit(dice, person, awakeAt(dice, day, person.country.utcOffset), add);
    }
  }
  guessOneAccount(dice, people, now - 6 * DAY, add);
  // The last one on the day before this, whatever the hour: that day's hits stand out, so that the demo has rules that drift (RT-08).
  const midnight = now - (now % DAY);
  for (const daysAgo of [11, 4, 1]) sprayPasswords(dice, people, midnight - daysAgo * DAY + 14 * HOUR, add);
  for (let each = 0; each < 9; each += 1) takeOver(dice, dice.pick(people), now - dice.between(2, 13) * DAY, add);
  // Dice of their own, so that everybody else's life stays as it is.
  const others = new Dice(`${seed}/frauds`);
  for (const seller of moneySellers(people)) sellMoney(others, seller, now, add);
  const wallets = reportedWallets(seed);
  for (let each = 0; each < 6; each += 1) payAsTold(others, others.pick(people), others.pick(wallets), now - (1.5 + each * 2) * DAY, add);
  return past.filter(({ at }) => at > start).sort((a, b) => a.at - b.at);
}

type Add = (at: number, input: object, label?: Label | null) => void;

/** A customer logs in, and perhaps does something. */
function visit(dice: Dice, person: Person, at: number, add: Add): void {
  const device = dice.chance(0.62) ? person.mobile : person.browser;
  const address = dice.chance(0.15) ? addressIn(dice, person.country) : sameNetwork(dice, person.homeAddress);
  const on = startedOn(person, device, address);
  if (dice.chance(0.06)) add(at - dice.between(8_000, 40_000), { ...on, kind: 'login', credentialResult: 'wrong_password' });
  add(at, { ...on, kind: 'login', credentialResult: 'accepted' });
  const later = at + dice.between(20_000, 600_000);
  if (dice.chance(0.16)) add(later, { ...on, kind: 'deposit_address_view', asset: dice.pick(person.destinations).asset });
  if (dice.chance(0.27)) {
    const destination = dice.chance(0.08) ? newDestination(dice) : dice.pick(person.destinations);
    add(
      later + 30_000,
      { ...on, kind: 'withdrawal', ...moneyOf(Math.max(12, dice.logNormal(person.usualAmount, 0.6)), destination) },
      dice.chance(0.1) ? 'legitimate' : null,
    );
  }
  if (dice.chance(0.05)) {
    const { amount, asset, referenceValue } = moneyOf(
      Math.max(20, dice.logNormal(person.usualAmount / 2, 0.5)),
      dice.pick(person.destinations),
    );
    add(later + 60_000, { ...on, kind: 'c2c_trade', amount, asset, referenceValue });
  }
  if (dice.chance(0.015))
    add(later + 90_000, { ...on, kind: dice.chance(0.6) ? 'api_key_create' : 'api_key_edit', details: { permissions: 'read, trade' } });
}

/** A machine that tries one account's password for an hour. */
function guessOneAccount(dice: Dice, people: readonly Person[], at: number, add: Add): void {
  const victim = dice.pick(people);
  const address = addressIn(dice, dice.pick(demoCountries));
  for (let attempt = 0; attempt < 120; attempt += 1) {
    const when = at + attempt * 24_000 + dice.between(0, 9_000);
    add(when, {
      accountId: victim.accountId,
      client: 'web',
      kind: 'login',
      address,
      userAgent: scriptedUserAgents[0],
      credentialResult: 'wrong_password',
    });
  }
}

/** One password, many accounts, one address; now and then it fits. */
function sprayPasswords(dice: Dice, people: readonly Person[], at: number, add: Add): void {
  const address = addressIn(dice, dice.pick(demoCountries));
  const userAgent = dice.pick(scriptedUserAgents);
  for (let attempt = 0; attempt < 45; attempt += 1) {
    const { accountId } = dice.pick(people);
    add(at + attempt * 11_000, { accountId, client: 'web', kind: 'login', address, userAgent, credentialResult: 'wrong_password' });
  }
}

/** A stolen password: a log-in from elsewhere on an unknown browser, then all the money goes to a new address. */
function takeOver(dice: Dice, victim: Person, at: number, add: Add): void {
  const thief = newBrowser(dice);
  const from = dice.pick(demoCountries.filter(({ code }) => code !== victim.country.code));
  const on = startedOn(victim, thief, addressIn(dice, from));
  add(at, { ...on, kind: 'login', credentialResult: 'accepted' }, 'fraud');
  add(
    at + dice.between(120_000, 900_000),
    { ...on, kind: 'withdrawal', ...moneyOf(victim.usualAmount * dice.between(6, 20), newDestination(dice)) },
    'fraud',
  );
}

const SELLERS = 7;
const SALES = 7;

/** The youngest accounts: opened with a real person's documents, for nothing but this. */
const moneySellers = (people: readonly Person[]): Person[] =>
  people
    .filter(({ identity, mainAccountId }) => identity === 'verified' && mainAccountId === null)
    .sort((a, b) => a.openedDaysAgo - b.openedDaysAgo)
    .slice(0, SELLERS);

/** Money from frauds elsewhere is sold to other customers, in amounts below what young accounts are looked at for. */
function sellMoney(dice: Dice, seller: Person, now: number, add: Add): void {
  for (let sale = 0; sale < SALES; sale += 1) {
    const midnight = now - (now % DAY) - (1 + Math.floor((sale * (historyDays - 2)) / SALES) + dice.between(0, 1)) * DAY;
    const at = awakeAt(dice, midnight, seller.country.utcOffset);
    const on = startedOn(seller, seller.mobile, sameNetwork(dice, seller.homeAddress));
    add(at, { ...on, kind: 'login', credentialResult: 'accepted' });
    const { amount, asset, referenceValue } = moneyOf(dice.between(900, 1_950), newDestination(dice, 'USDT'));
    add(at + dice.between(60_000, 400_000), { ...on, kind: 'c2c_trade', amount, asset, referenceValue }, 'fraud');
  }
}

/** A customer is talked into sending money: from their own phone, but to a wallet that others have reported. */
function payAsTold(dice: Dice, victim: Person, wallet: DemoDestination, at: number, add: Add): void {
  const on = startedOn(victim, victim.mobile, sameNetwork(dice, victim.homeAddress));
  add(at, { ...on, kind: 'login', credentialResult: 'accepted' });
  add(
    at + dice.between(120_000, 900_000),
    { ...on, kind: 'withdrawal', ...moneyOf(victim.usualAmount * dice.between(1, 3), wallet) },
    'fraud',
  );
}

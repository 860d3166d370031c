import { type DemoDevice, newBrowser, scriptedUserAgents } from '../world/devices.ts';
import { startedOn } from '../world/history.ts';
import { moneyOf, newDestination } from '../world/money.ts';
import { addressIn, countryOf, demoCountries, sameNetwork } from '../world/places.ts';
import type { Customer, Mood, World } from './customer.ts';

/** Something that a simulated customer or attacker does; ends when they have done it. */
export type Visit = (world: World, customer: Customer) => Promise<void>;

const moods: Readonly<Record<Mood, number>> = { approve: 874, changed_my_mind: 60, not_me: 6, ignore: 60 };

const homeOf = (world: World, { person }: Customer): string => sameNetwork(world.dice, person.homeAddress);

/** The usual device from the usual place; now and then with a typing error first. */
async function logIn(world: World, customer: Customer): Promise<void> {
  const { dice } = world;
  const { person } = customer;
  const device = dice.chance(0.6) ? person.mobile : person.browser;
  const on = startedOn(person, device, homeOf(world, customer));
  if (dice.chance(0.07)) {
    await world.submit({ ...on, kind: 'login', credentialResult: 'wrong_password' });
    await customer.pause(7);
  }
  await enter(world, customer, device, on);
}

/** The password was right; what remains is between the engine and the customer. */
async function enter(world: World, customer: Customer, device: DemoDevice, on: ReturnType<typeof startedOn>): Promise<void> {
  const { operation, prompt } = await world.submit({ ...on, kind: 'login', credentialResult: 'accepted' });
  if (operation.status !== 'authorized' && operation.status !== 'awaiting_step_up') return;
  // While the log-in waits for its step-up, the session can complete that and nothing else.
  await customer.session(device, operation.id, on.address);
  if (operation.status === 'authorized' || (await customer.passSteps(operation, prompt, device, 'approve'))) return;
  customer.forgetSessions();
}

/** On holiday: a log-in from another country on a borrowed browser. */
async function logInAbroad(world: World, customer: Customer): Promise<void> {
  const elsewhere = world.dice.pick(demoCountries.filter(({ code }) => code !== customer.person.country.code));
  const device = newBrowser(world.dice);
  const on = startedOn(customer.person, device, addressIn(world.dice, elsewhere));
  await enter(world, customer, device, on);
}

async function withdraw(world: World, customer: Customer, where: 'browser' | 'mobile'): Promise<void> {
  const { dice, api } = world;
  const { person } = customer;
  const device = person[where];
  const session = await customer.session(device);
  const destination = dice.chance(0.06) ? newDestination(dice) : dice.pick(person.destinations);
  const money = moneyOf(Math.max(12, dice.logNormal(person.usualAmount, 0.6)), destination);
  const submitted = await world.submit({
    ...startedOn(person, device, homeOf(world, customer)),
    sessionId: session.id,
    kind: 'withdrawal',
    ...money,
  });
  if (!(await authorize(submitted, customer, where, dice.weighted(moods)))) return;
  const { amount, asset, destination: to } = money;
  await customer.pause(2);
  await api.execute(submitted.operation.id, { amount, asset, destination: to });
}

async function trade(world: World, customer: Customer): Promise<void> {
  const { dice, api } = world;
  const { person } = customer;
  const session = await customer.session(person.browser);
  const { amount, asset, referenceValue } = moneyOf(
    Math.max(20, dice.logNormal(person.usualAmount / 2, 0.5)),
    dice.pick(person.destinations),
  );
  const on = startedOn(person, person.browser, homeOf(world, customer));
  const submitted = await world.submit({ ...on, sessionId: session.id, kind: 'c2c_trade', amount, asset, referenceValue });
  if (await authorize(submitted, customer, 'browser', dice.weighted(moods))) await api.execute(submitted.operation.id, { amount, asset });
}

async function editKey(world: World, customer: Customer): Promise<void> {
  const { dice, api } = world;
  const { person } = customer;
  const session = await customer.session(person.browser);
  const on = startedOn(person, person.browser, homeOf(world, customer));
  const kind = dice.chance(0.4) ? 'api_key_create' : 'api_key_edit';
  const details = { label: dice.pick(['trading bot', 'tax export', 'portfolio app']), permissions: dice.pick(['read', 'read, trade']) };
  const submitted = await world.submit({ ...on, sessionId: session.id, kind, details });
  if (await authorize(submitted, customer, 'browser', dice.weighted(moods))) await api.execute(submitted.operation.id, { details });
}

async function viewDepositAddress(world: World, customer: Customer): Promise<void> {
  const { person } = customer;
  const device = world.dice.chance(0.7) ? person.mobile : person.browser;
  const session = await customer.session(device);
  const { asset } = world.dice.pick(person.destinations);
  const on = startedOn(person, device, homeOf(world, customer));
  const { operation } = await world.submit({ ...on, sessionId: session.id, kind: 'deposit_address_view', asset });
  if (operation.status === 'authorized') await world.api.execute(operation.id, { asset });
}

async function authorize(
  { operation, prompt }: Awaited<ReturnType<World['submit']>>,
  customer: Customer,
  where: 'browser' | 'mobile',
  mood: Mood,
): Promise<boolean> {
  if (operation.status !== 'awaiting_step_up') return operation.status === 'authorized';
  return customer.passSteps(operation, prompt, customer.person[where], mood);
}

/** What customers do, by how often. */
export const visits = {
  logIn: { weight: 50, trusting: false, run: logIn },
  logInAbroad: { weight: 1, trusting: false, run: logInAbroad },
  withdrawOnBrowser: { weight: 21, trusting: true, run: (world, customer) => withdraw(world, customer, 'browser') },
  withdrawOnMobile: { weight: 7, trusting: false, run: (world, customer) => withdraw(world, customer, 'mobile') },
  trade: { weight: 2, trusting: true, run: trade },
  editKey: { weight: 7, trusting: true, run: editKey },
  viewDepositAddress: { weight: 12, trusting: false, run: viewDepositAddress },
} as const satisfies Record<string, { readonly weight: number; readonly trusting: boolean; readonly run: Visit }>;

export type VisitName = keyof typeof visits;

/** One password, many accounts, one address, no pause. */
export async function sprayPasswords(world: World, targets: readonly Customer[]): Promise<void> {
  const address = addressIn(world.dice, world.dice.pick(demoCountries));
  const userAgent = world.dice.pick(scriptedUserAgents);
  for (const target of targets) {
    await target.pause(1.5);
    await world.submit({
      accountId: target.person.accountId,
      client: 'web',
      kind: 'login',
      address,
      userAgent,
      credentialResult: 'wrong_password',
    });
  }
}

/** A thief with a stolen session asks again and again, hoping that the customer approves to have peace. */
export async function bombWithRequests(world: World, victim: Customer): Promise<void> {
  const { dice } = world;
  const { person } = victim;
  const { id: sessionId } = await victim.session(person.browser);
  const address = addressIn(dice, countryOf(person.country.code));
  const destination = newDestination(dice);
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const money = moneyOf(Math.min(900, person.usualAmount), destination);
    const { operation, prompt } = await world.submit({
      ...startedOn(person, person.browser, address),
      sessionId,
      kind: 'withdrawal',
      ...money,
    });
    if (operation.status !== 'awaiting_step_up') return;
    await victim.passSteps(operation, prompt, person.browser, attempt < 4 ? 'changed_my_mind' : 'not_me');
    await victim.pause(4);
  }
}

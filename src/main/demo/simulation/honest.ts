import { newBrowser } from '../world/devices.ts';
import { moneyOf, newDestination } from '../world/money.ts';
import { carriedOutAnswer, identified, meAnswer } from './answers.ts';
import type { Answer } from './caller.ts';
import type { Mood, Session, SimulatedCustomer, Submission } from './customer.ts';
import {
  addPasskey,
  addTrustedDevice,
  countTrustedDevices,
  enrolAuthenticator,
  enrolFace,
  removeAuthenticator,
  removeFace,
  removePasskey,
  removeTrustedDevice,
  turnMandatoryPasskey,
} from './enrolment.ts';
import { confirmed, confirmedSetting, logIn, passSteps } from './steps.ts';

/** Something that happens in a customer's life, by themselves or by somebody who means them harm. */
export type Behaviour = (customer: SimulatedCustomer) => Promise<void>;

const HOUR = 3_600_000;

/** A live session on one of the customer's own devices; logs in again when there is none. */
export async function at(customer: SimulatedCustomer, where: 'app' | 'web'): Promise<Session | null> {
  const known = customer[where];
  if (known !== null) return known;
  const session = await logIn(customer, where === 'app' ? customer.phone : customer.browser);
  customer[where] = session;
  return session;
}

const strictness: Readonly<Record<string, number>> = { allow: 0, step_up: 1, review: 2, hold: 3, deny: 4 };

/** What one withdrawal would be answered now; it is cancelled at once. */
async function probe(customer: SimulatedCustomer, session: Session): Promise<Submission | null> {
  const [destination = newDestination(customer.dice)] = customer.destinations;
  const submission = await customer.submit('withdrawal', { device: session.device, session }, moneyOf(90, destination));
  if (submission !== null && submission.status === 'awaiting_step_up') {
    const cancelled = await customer.platform('POST', `/operations/${submission.id}/cancel`, { reason: 'only asking' });
    if (cancelled.ok) customer.operations.set(submission.id, 'cancelled');
  }
  return submission;
}

/** Turns a protection on and compares what the same withdrawal is answered before and after (PO-04). */
async function turnOn(customer: SimulatedCustomer, what: string, enrol: () => Promise<boolean>): Promise<void> {
  const { web } = customer;
  const before = web === null ? null : await probe(customer, web);
  if (!(await enrol())) return;
  customer.world.ledger.did(`turned on: ${what}`);
  // A review says that a method was lacking, which enrolling one mends; it is no easier answer than a step-up by that method.
  if (web === null || customer.web?.id !== web.id || before === null || before.outcome === 'review') return;
  const after = await probe(customer, web);
  if (after === null || after.score < before.score) return;
  const rank = (submission: Submission) => strictness[submission.outcome] ?? 0;
  const easier = rank(after) < rank(before) || (rank(after) === rank(before) && after.steps.length < before.steps.length);
  const words = ({ outcome, steps, score }: Submission) => `${outcome} (${steps.join(', ')}; score ${score})`;
  customer.check('protection_never_eases', !easier, `${what}: ${words(before)} became ${words(after)}`);
}

/** What a careful customer turns on in the first hour, in the order in which one thing needs another. */
export async function protect(customer: SimulatedCustomer): Promise<void> {
  const { dice } = customer;
  const wants = { face: dice.chance(0.75), authenticator: dice.chance(0.8), passkey: dice.chance(0.4), trusted: dice.chance(0.85) };
  const app = await at(customer, 'app');
  if (app === null) return;
  if (wants.face) await turnOn(customer, 'face', () => enrolFace(customer, app));
  await customer.pause(120);
  if (wants.authenticator) {
    await turnOn(customer, 'authenticator', () => enrolAuthenticator(customer, app));
  }
  await customer.pause(120);
  if (wants.passkey) {
    await turnOn(customer, 'passkey', () => addPasskey(customer, app));
  }
  await customer.pause(120);
  if (wants.trusted && customer.faceEnrolled && (customer.authenticatorSecret !== null || customer.passkey !== null)) {
    await turnOn(customer, 'trusted device', () => addTrustedDevice(customer, app));
  }
  if (customer.passkey !== null && dice.chance(0.5)) {
    await customer.pause(60);
    await turnOn(customer, 'mandatory passkey', () => turnMandatoryPasskey(customer, app, true));
  }
}

const moods: Readonly<Record<Mood, number>> = { approve: 90, changed_my_mind: 8, not_me: 2 };

/** Carries an authorized withdrawal out as three impatient servers do at once, after trying what was not signed. */
export async function carryOut(
  customer: SimulatedCustomer,
  id: string,
  money: { readonly amount: string; readonly asset: string; readonly destination: { readonly address: string; readonly network: string } },
): Promise<void> {
  const { amount, asset, destination } = money;
  const changed = [
    { amount: `9${amount}`, asset, destination },
    { amount, asset, destination: { ...destination, address: `${destination.address}x` } },
    { amount, asset: asset === 'BTC' ? 'ETH' : 'BTC', destination },
  ];
  const other = await customer.execute(id, customer.dice.pick(changed));
  customer.check('executed_as_signed', !other.ok, `a changed withdrawal was carried out instead of ${amount} ${asset}`);
  const answers = await Promise.all([0, 1, 2].map(() => customer.execute(id, { amount, asset, destination })));
  const carried = answers.filter(({ ok }) => ok);
  customer.check('executed_once', carried.length <= 1, `${carried.length} of three executions at once were accepted`);
  const first = carried[0];
  if (first === undefined) return;
  customer.operations.set(id, 'executed');
  const free = customer.heldUntil <= customer.world.time.now() && !customer.frozen;
  customer.check('held_is_refused', free, 'a withdrawal was carried out under a hold');
  const text = first.as(carriedOutAnswer).operation.canonicalText;
  const asDecided = text.includes(`Amount: ${amount} ${asset}\n`) && text.includes(`To: ${destination.address}\n`);
  customer.check('executed_as_signed', asDecided, `what was carried out says: ${text}`);
}

const withdraw =
  (where: 'app' | 'web'): Behaviour =>
  async (customer) => {
    const { dice } = customer;
    const session = await at(customer, where);
    if (session === null) return;
    const money = moneyOf(dice.logNormal(150, 0.6), dice.chance(0.1) ? newDestination(dice) : dice.pick(customer.destinations));
    const submission = await customer.submit('withdrawal', { device: session.device, session }, money);
    if (submission === null) return;
    const passed = await passSteps(customer, session, submission, dice.weighted(moods));
    await customer.pause(3);
    if (passed === 'authorized') return carryOut(customer, submission.id, money);
    if (customer.operations.get(submission.id) !== 'denied') return;
    const { ok } = await customer.execute(submission.id, { amount: money.amount, asset: money.asset, destination: money.destination });
    customer.check('reject_is_final', !ok, 'a denied withdrawal was carried out');
  };

const editKey: Behaviour = async (customer) => {
  const session = await at(customer, 'web');
  if (session === null) return;
  const kind = customer.dice.chance(0.5) ? 'api_key_create' : 'api_key_edit';
  const details = { label: 'bot', permissions: 'read' };
  const id = await confirmed(customer, session, kind, { details });
  if (id === null) return;
  const wider = await customer.execute(id, { details: { ...details, permissions: 'read, withdraw' } });
  customer.check('executed_as_signed', !wider.ok, 'an API key was made with a permission that nobody had confirmed');
  const answers = await Promise.all([0, 1].map(() => customer.execute(id, { details })));
  const carried = answers.filter(({ ok }) => ok).length;
  customer.check('executed_once', carried <= 1, `an API key was made ${carried} times`);
  if (carried > 0) customer.operations.set(id, 'executed');
};

/** Another browser for an hour; then its session is ended for good. */
const newDevice: Behaviour = async (customer) => {
  const session = await logIn(customer, newBrowser(customer.dice));
  if (session === null) return;
  await customer.pause(600);
  await endSession(customer, session);
};

async function endSession(customer: SimulatedCustomer, session: Session): Promise<void> {
  const ended = await customer.platform('DELETE', `/sessions/${session.id}`);
  if (!ended.ok) return;
  const again = await customer.on(session, 'GET', '/me');
  customer.check(
    'ended_sessions_stay_ended',
    again.status === 401 || again.status === 429,
    `an ended session was answered ${again.status}`,
  );
}

const logOut: Behaviour = async (customer) => {
  const { web } = customer;
  if (web === null) return;
  customer.web = null;
  await endSession(customer, web);
};

/** Remove then add, which carries the hold (TD-20). What was authorized before is not carried out either (WH-04). */
const replaceTrustedDevice: Behaviour = async (customer) => {
  if (customer.trusted === null) return;
  const [app, web] = [await at(customer, 'app'), await at(customer, 'web')];
  if (app === null || web === null) return;
  const money = moneyOf(60, customer.dice.pick(customer.destinations));
  const open = await customer.submit('withdrawal', { device: web.device, session: web }, money);
  const authorized = open !== null && (await passSteps(customer, web, open)) === 'authorized';
  if (!(await removeTrustedDevice(customer, app))) return;
  if (open !== null && authorized) {
    const answer = await customer.execute(open.id, { amount: money.amount, asset: money.asset, destination: money.destination });
    customer.check('held_is_refused', !answer.ok, 'a withdrawal that was authorized before the hold was carried out under it');
  }
  await customer.submit('withdrawal', { device: web.device, session: web }, money);
  await customer.pause(300);
  if (await addTrustedDevice(customer, app)) await countTrustedDevices(customer, app);
  const { time } = customer.world;
  if (customer.frozen || customer.heldUntil <= time.now() || customer.heldUntil > time.end) return;
  // To the millisecond: the last moment of the hold, and the first after it.
  await time.until(customer.heldUntil - 1);
  await customer.submit('withdrawal', { device: web.device }, money);
  await time.until(customer.heldUntil);
  const free = await customer.submit('withdrawal', { device: web.device }, money);
  customer.check('removal_leaves_a_hold', free?.outcome !== 'hold', 'the hold goes on after its end');
};

const resetAuthenticator: Behaviour = async (customer) => {
  const app = await at(customer, 'app');
  if (app === null || customer.authenticatorSecret === null) return;
  if (await removeAuthenticator(customer, app)) {
    await customer.pause(200);
    await enrolAuthenticator(customer, app);
  }
};

const changePasskey: Behaviour = async (customer) => {
  const app = await at(customer, 'app');
  if (app === null) return;
  if (customer.passkey === null) await addPasskey(customer, app);
  else await removePasskey(customer, app);
};

const changeFace: Behaviour = async (customer) => {
  const app = await at(customer, 'app');
  if (app === null) return;
  if (!customer.faceEnrolled) await enrolFace(customer, app);
  else if (customer.trusted === null) await removeFace(customer, app);
};

const changeMandatory: Behaviour = async (customer) => {
  const app = await at(customer, 'app');
  if (app === null || customer.passkey === null) return;
  await turnMandatoryPasskey(customer, app, !customer.mandatoryPasskey);
};

/** A new mailbox: the code goes there, and withdrawals wait. */
const changeEmail: Behaviour = async (customer) => {
  const app = await at(customer, 'app');
  if (app === null) return;
  const destination = `${customer.id}-${customer.dice.text('abcdefgh', 6)}@example.com`;
  const operationId = await confirmedSetting(customer, app, 'email_change', destination);
  if (operationId === null) return;
  customer.world.inbox.expect(destination);
  const begun = await customer.on(app, 'POST', '/security-items/changes', { operationId, item: 'email', destination });
  const code = begun.ok ? await customer.world.inbox.code(destination) : null;
  if (code === null) return;
  const { id } = begun.as(identified);
  const answers = await Promise.all([0, 1, 2].map(() => customer.on(app, 'POST', `/security-items/changes/${id}/confirm`, { code })));
  const accepted = answers.filter(({ ok }) => ok).length;
  customer.check('code_accepted_once', accepted <= 1, `one code bound a mailbox ${accepted} times`);
  if (accepted === 0) return;
  customer.email = destination;
  customer.heldUntil = Math.max(customer.heldUntil, customer.world.time.now() + 24 * HOUR);
};

/** Asks support for a reset, sees that nothing happened by it, and taps on cancel. */
const askSupport: Behaviour = async (customer) => {
  const app = await at(customer, 'app');
  if (app === null || customer.authenticatorSecret === null) return;
  const before = await customer.on(app, 'GET', '/me');
  const asked = await customer.on(app, 'POST', '/device-resets', { targets: ['authenticator'], reason: 'The phone fell into a lake' });
  if (!asked.ok || !before.ok) return;
  const after = await customer.on(app, 'GET', '/me');
  const kinds = (me: Answer) =>
    me
      .as(meAnswer)
      .factors.map(({ kind, status }) => `${kind} ${status}`)
      .join(', ');
  customer.check('reset_waits', !after.ok || kinds(before) === kinds(after), 'a request to support changed a factor');
  await customer.pause(1_800);
  await customer.on(app, 'POST', `/device-resets/${asked.as(identified).id}/cancel`);
};

/** What customers do, by how often. */
export const honest: Readonly<Record<string, { readonly weight: number; readonly run: Behaviour }>> = {
  'withdrew on the web': { weight: 20, run: withdraw('web') },
  'withdrew in the app': { weight: 10, run: withdraw('app') },
  'edited an API key': { weight: 7, run: editKey },
  'logged in on a new device': { weight: 6, run: newDevice },
  'logged out': { weight: 4, run: logOut },
  'replaced the trusted device': { weight: 4, run: replaceTrustedDevice },
  'reset the authenticator': { weight: 2, run: resetAuthenticator },
  'changed a passkey': { weight: 3, run: changePasskey },
  'changed the face': { weight: 2, run: changeFace },
  'turned mandatory passkeys on or off': { weight: 2, run: changeMandatory },
  'changed the mailbox': { weight: 2, run: changeEmail },
  'asked support for a reset': { weight: 3, run: askSupport },
};

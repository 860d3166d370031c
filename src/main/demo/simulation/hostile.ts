import { newBrowser } from '../world/devices.ts';
import { moneyOf, newDestination } from '../world/money.ts';
import { addressIn, demoCountries } from '../world/places.ts';
import { type AskedRequest, begunStepAnswer, hasPassed, operationAnswer, requestAnswer } from './answers.ts';
import type { Answer } from './caller.ts';
import type { Session, SimulatedCustomer, Submission } from './customer.ts';
import { at, type Behaviour, carryOut } from './honest.ts';
import { confirmed, passSteps } from './steps.ts';

type Money = ReturnType<typeof moneyOf>;

/** Somewhere else in the world. */
const abroad = (customer: SimulatedCustomer): string =>
  addressIn(customer.dice, customer.dice.pick(demoCountries.filter(({ code }) => code !== customer.country)));

const isProtected = ({ trusted, authenticatorSecret, passkey }: SimulatedCustomer): boolean =>
  trusted !== null || authenticatorSecret !== null || passkey !== null;

/** A withdrawal on the web that the phone is asked about; null when it is not. */
async function askedOnPhone(customer: SimulatedCustomer): Promise<{
  readonly web: Session;
  readonly app: Session;
  readonly submission: Submission;
  readonly money: Money;
  readonly request: AskedRequest;
} | null> {
  if (customer.trusted === null) return null;
  const [app, web] = [await at(customer, 'app'), await at(customer, 'web')];
  if (app === null || web === null) return null;
  const money = moneyOf(customer.dice.logNormal(80, 0.4), customer.dice.pick(customer.destinations));
  const submission = await customer.submit('withdrawal', { device: web.device, session: web }, money);
  if (submission?.prompt == null) return null;
  const request = await customer.on(app, 'GET', `/verification-requests/${submission.prompt.requestId}`);
  return request.ok ? { web, app, submission, money, request: request.as(requestAnswer) } : null;
}

const answerPath = (submission: Submission): string => `/verification-requests/${submission.prompt?.requestId}/answer`;

/** A thief in the browser's session asks again and again; the customer denies each time. */
const pushBombing: Behaviour = async (customer) => {
  if (customer.trusted === null) return;
  const [app, web] = [await at(customer, 'app'), await at(customer, 'web')];
  if (app === null || web === null) return;
  const destination = newDestination(customer.dice);
  const from = abroad(customer);
  const began = customer.world.time.now();
  let asked = 0;
  for (let attempt = 0; attempt < 10; attempt += 1) {
    const submission = await customer.submit('withdrawal', { device: web.device, session: web, from }, moneyOf(70, destination));
    if (submission === null) return;
    if (submission.prompt !== null) {
      asked += 1;
      const request = await customer.on(app, 'GET', `/verification-requests/${submission.prompt.requestId}`);
      if (!request.ok) return;
      const mood = attempt === 9 ? 'not_me' : 'changed_my_mind';
      const answer = await customer.on(app, 'POST', answerPath(submission), customer.answerTo(request.as(requestAnswer), mood, null));
      if (answer.ok) customer.operations.set(submission.id, 'denied');
      if (answer.ok && mood === 'not_me') customer.frozen = true;
    }
    await customer.world.time.until(customer.world.time.now() + 10_000);
  }
  const seconds = (customer.world.time.now() - began) / 1_000;
  customer.check('bombing_slows_down', asked <= 5, `${asked} requests rang in ${seconds} s although each was denied`);
};

/** Several answers at the very same moment. */
const doubleAnswers: Behaviour = async (customer) => {
  const asked = await askedOnPhone(customer);
  if (asked === null) return;
  const { app, web, submission, request, money } = asked;
  const shown = submission.prompt?.number ?? null;
  const approve = customer.answerTo(request, 'approve', shown);
  const reject = customer.answerTo(request, 'changed_my_mind', shown);
  // Whichever comes first wins: sometimes the one, sometimes the other.
  const sent = customer.dice.chance(0.5) ? [approve, reject, approve, reject] : [reject, approve, reject, approve];
  const answers = await Promise.all(sent.map((body) => customer.on(app, 'POST', answerPath(submission), body)));
  const accepted = answers.filter(({ ok }) => ok);
  customer.check('one_answer_wins', accepted.length === 1, `${accepted.length} of four answers at once were accepted`);
  const rejected = accepted[0]?.as(requestAnswer).status === 'rejected';
  if (!rejected) {
    // What remains on the initiator's side is still asked for (TD-15).
    if ((await passSteps(customer, web, { ...submission, prompt: null, status: 'awaiting_step_up' })) === 'authorized')
      await carryOut(customer, submission.id, money);
    return;
  }
  customer.operations.set(submission.id, 'denied');
  const again = await customer.on(app, 'POST', answerPath(submission), approve);
  const executed = await customer.execute(submission.id, { amount: money.amount, asset: money.asset, destination: money.destination });
  customer.check('reject_is_final', !again.ok && !executed.ok, 'a rejected operation was approved or carried out afterwards');
};

/** The approval of one request for another; a signature by another key; other sessions; another customer's phone. */
const forgedAnswers: Behaviour = async (customer) => {
  const first = await askedOnPhone(customer);
  if (first === null) return;
  const { app, web, submission, request } = first;
  const shown = submission.prompt?.number ?? null;
  const right = customer.answerTo(request, 'approve', shown) as Record<string, string>;
  const stranger = customer.world.customers.find((other) => other !== customer && other.app !== null);
  const own = customer.trusted;
  customer.trusted = { keySeed: 'another key' };
  const otherKey = customer.answerTo(request, 'approve', shown);
  customer.trusted = own;
  const { signature: _, ...unsigned } = right;
  const changed = { ...right, number: shown === '10' ? '11' : '10' };
  const attempts = [
    await customer.on(app, 'POST', answerPath(submission), otherKey),
    await customer.on(app, 'POST', answerPath(submission), unsigned),
    await customer.on(web, 'POST', answerPath(submission), right),
    await customer.on(app, 'POST', answerPath(submission), changed),
    ...(stranger?.app == null ? [] : [await stranger.on(stranger.app, 'POST', answerPath(submission), right)]),
  ];
  const accepted = attempts.findIndex(({ ok }) => ok);
  customer.check('only_the_trusted_device_answers', accepted === -1, `forged answer number ${accepted} was accepted`);
  if (stranger?.app != null) {
    const link = submission.prompt?.link ?? '';
    const relayed = await stranger.on(stranger.app, 'POST', '/verification-requests/open', { link });
    const read = await stranger.on(stranger.app, 'GET', `/operations/${submission.id}`);
    const seen = await stranger.on(stranger.app, 'GET', `/verification-requests/${submission.prompt?.requestId}`);
    customer.check(
      'strangers_see_nothing',
      [relayed, read, seen].every(({ status }) => status >= 400),
      'a stranger’s phone opened it',
    );
  }
  // A replay: the approval of this request, sent for the next one.
  const approved = await customer.on(app, 'POST', answerPath(submission), right);
  const second = approved.ok ? await askedOnPhone(customer) : null;
  if (second === null) return;
  const replay = await customer.on(app, 'POST', answerPath(second.submission), {
    ...right,
    number: second.submission.prompt?.number ?? '10',
  });
  customer.check('only_the_trusted_device_answers', !replay.ok, 'the approval of one request was accepted for another');
};

/** The last moment of a request counts, the next one does not. */
const lateAnswer: Behaviour = async (customer) => {
  const asked = await askedOnPhone(customer);
  if (asked === null) return;
  const { app, submission, request } = asked;
  const { prompt } = submission;
  if (prompt === null) return;
  const inTime = customer.dice.chance(0.5);
  await customer.world.time.until(prompt.expiresAt - (inTime ? 1 : 0));
  const answer = await customer.on(app, 'POST', answerPath(submission), customer.answerTo(request, 'approve', prompt.number));
  if (inTime) {
    customer.check('expired_never_approves', answer.ok || answer.status === 401, 'an answer a millisecond before the end was refused');
    return;
  }
  const after = await customer.platform('GET', `/operations/${submission.id}`);
  const status = after.ok ? after.as(operationAnswer).operation.status : after.code;
  customer.check('expired_never_approves', !answer.ok && status !== 'authorized', `an answer at the end was ${answer.code}: ${status}`);
};

/** An operation in the app whose first step is a code of the authenticator. */
async function askedForTotp(customer: SimulatedCustomer): Promise<{ readonly app: Session; readonly submission: Submission } | null> {
  const app = customer.authenticatorSecret === null || customer.passkey !== null ? null : await at(customer, 'app');
  if (app === null) return null;
  const submission = await customer.submit('api_key_delete', { device: app.device, session: app });
  return submission !== null && submission.status === 'awaiting_step_up' && submission.steps[0] === 'authenticator'
    ? { app, submission }
    : null;
}

const complete = (customer: SimulatedCustomer, session: Session, submission: Submission, body: object, position = 0): Promise<Answer> =>
  customer.on(session, 'POST', `/operations/${submission.id}/steps/${position}/complete`, body);

/** Guesses until it ends; then even the right code is worth nothing. */
const guessCodes: Behaviour = async (customer) => {
  const asked = await askedForTotp(customer);
  if (asked === null) return;
  const { app, submission } = asked;
  const right = await customer.totp();
  let tries = 0;
  for (let over = false; !over && tries < 12; tries += 1) {
    const guess = String((Number(right) + 1 + tries) % 1_000_000).padStart(6, '0');
    const answer = await complete(customer, app, submission, { code: guess });
    if (hasPassed(answer)) return;
    if (!answer.ok) break;
    const { status } = answer.as(operationAnswer).operation;
    customer.operations.set(submission.id, status);
    over = status !== 'awaiting_step_up';
  }
  const late = await complete(customer, app, submission, { code: right });
  customer.check('guessing_ends', tries <= 6 && !hasPassed(late), `${tries} guesses, then the right code: ${late.code}`);
};

/** One code for two operations at the same moment, then a third time; and the codes of a clock that is minutes off. */
const replayCodes: Behaviour = async (customer) => {
  const [first, second] = [await askedForTotp(customer), await askedForTotp(customer)];
  if (first === null || second === null) return;
  const code = await customer.totp();
  const now = customer.world.time.now();
  for (const skew of [-90_000, 90_000]) {
    const skewed = customer.totpAt(now + skew);
    if (skewed === code) continue;
    const answer = await complete(customer, first.app, first.submission, { code: skewed });
    customer.check('code_accepted_once', !hasPassed(answer), `a code of ${skew / 1_000} s away was accepted`);
  }
  const both = [first, second, first, second].map(({ app, submission }) => complete(customer, app, submission, { code }));
  const passed = (await Promise.all(both)).filter(hasPassed).length;
  customer.check('code_accepted_once', passed <= 1, `one code was accepted ${passed} times`);
};

/** Every proof that was not asked for, and steps before their turn. */
const otherMethods: Behaviour = async (customer) => {
  const web = await at(customer, 'web');
  if (web === null) return;
  const submission = await customer.submit(
    'withdrawal',
    { device: web.device, session: web },
    moneyOf(75, customer.dice.pick(customer.destinations)),
  );
  if (submission === null || submission.status !== 'awaiting_step_up') return;
  const [first] = submission.steps;
  const attempts: Answer[] = [];
  if (first !== 'authenticator' && customer.authenticatorSecret !== null) {
    attempts.push(await complete(customer, web, submission, { code: await customer.totp() }));
  }
  if (first !== 'passkey' && customer.passkey !== null) {
    const passkey = customer.passkey.authenticator.get({
      challenge: 'bm9uZQ',
      timeout: 1,
      rpId: 'localhost',
      allowCredentials: [],
      userVerification: 'required',
    });
    attempts.push(await complete(customer, web, submission, { passkey }));
  }
  if (submission.steps.length > 1) attempts.push(await complete(customer, web, submission, { code: '123456' }, 1));
  const counted = attempts.filter(hasPassed).length;
  customer.check('only_the_answered_method', counted === 0, `${counted} proofs counted that nobody had asked for`);
  const early = await customer.execute(submission.id, {});
  customer.check('only_the_answered_method', !early.ok, 'an operation was carried out before its steps');
};

/** A thief with the web's session and the phone number: reads the SMS, and nothing else. */
const simSwap: Behaviour = async (customer) => {
  if (!isProtected(customer)) return;
  const web = await at(customer, 'web');
  if (web === null || !isProtected(customer)) return;
  const from = abroad(customer);
  const thief: Session = { ...web, from };
  const money = moneyOf(95, newDestination(customer.dice));
  const submission = await customer.submit('withdrawal', { device: web.device, session: web, from }, money);
  if (submission !== null && submission.status === 'awaiting_step_up') {
    for (const [position] of submission.steps.entries()) {
      customer.world.inbox.expect(customer.phoneNumber);
      const begun = await customer.on(thief, 'POST', `/operations/${submission.id}/steps/${position}/begin`);
      if (!begun.ok || begun.as(begunStepAnswer).sentTo === null || submission.steps[position] !== 'phone_code') break;
      const code = await customer.world.inbox.code(customer.phoneNumber);
      if (code === null || !hasPassed(await complete(customer, thief, submission, { code }, position))) break;
    }
  }
  const executed =
    submission === null
      ? null
      : await customer.execute(submission.id, { amount: money.amount, asset: money.asset, destination: money.destination });
  customer.check('thief_moves_nothing', executed?.ok !== true, `a thief withdrew by ${submission?.steps.join(', ')}`);
  if (customer.mandatoryPasskey) {
    const beside = await customer.open(newBrowser(customer.dice), from);
    customer.check(
      'mandatory_passkey_never_falls_back',
      beside === null,
      'a session was opened without a log-in that asks for the passkey',
    );
  }
  // And with the password, on a device of the thief's own.
  const login = await customer.submit('login', { device: newBrowser(customer.dice), from });
  customer.check(
    'thief_moves_nothing',
    login === null || login.status !== 'authorized',
    'a new device abroad was let in by the password alone',
  );
};

/** A second session of the same customer spends what the first one confirmed. */
const stolenAuthorization: Behaviour = async (customer) => {
  const [app, web] = [await at(customer, 'app'), await at(customer, 'web')];
  if (app === null || web === null || customer.authenticatorSecret === null) return;
  const details = { setting: 'authenticator_remove' };
  const open = await customer.submit('security_setting_change', { device: app.device, session: app }, { details });
  if (open !== null && open.status === 'awaiting_step_up') {
    const other = await customer.on(web, 'POST', `/operations/${open.id}/steps/0/begin`);
    customer.check('only_the_initiator', !other.ok, 'another session began the step of an operation');
    if ((await passSteps(customer, app, open)) !== 'authorized') return;
    const removed = await customer.on(web, 'POST', '/security-items/remove', { operationId: open.id, item: 'authenticator' });
    customer.check('only_the_initiator', !removed.ok, 'another session used an authorization');
    const asOther = await customer.on(app, 'POST', '/trusted-device/remove', { operationId: open.id });
    customer.check('only_the_initiator', !asOther.ok, 'an authorization for a setting removed the trusted device');
  }
};

/** The same submit twice under one Idempotency-Key, at once: one operation. */
const repeatedSubmit: Behaviour = async (customer) => {
  const app = await at(customer, 'app');
  if (app === null) return;
  const body = {
    accountId: customer.id,
    kind: 'deposit_address_view',
    client: app.device.client,
    device: { id: app.device.id },
    sessionId: app.id,
    asset: 'BTC',
  };
  const key = `repeat-${customer.id}-${customer.world.time.now()}`;
  const answers = await Promise.all([0, 1, 2].map(() => customer.platform('POST', '/operations', body, key)));
  const ids = new Set(answers.flatMap((answer) => (answer.ok ? [answer.as(operationAnswer).operation.id] : [])));
  customer.check('executed_once', ids.size === 1, `one submit, repeated, made ${ids.size} operations`);
};

/** An authorization that was given for one thing, after fifteen minutes and a moment. */
const staleAuthorization: Behaviour = async (customer) => {
  const app = await at(customer, 'app');
  if (app === null) return;
  const money = moneyOf(50, customer.dice.pick(customer.destinations));
  const id = await confirmed(customer, app, 'withdrawal', money);
  if (id === null) return;
  await customer.world.time.until(customer.world.time.now() + 15 * 60_000);
  const late = await customer.execute(id, { amount: money.amount, asset: money.asset, destination: money.destination });
  customer.check('expired_never_approves', !late.ok, 'an authorization was used after it had expired');
};

/** What is tried against customers, by how often. */
export const hostile: Readonly<Record<string, { readonly weight: number; readonly run: Behaviour }>> = {
  'was bombed with requests': { weight: 3, run: pushBombing },
  'answered twice at once': { weight: 8, run: doubleAnswers },
  'met forged answers': { weight: 6, run: forgedAnswers },
  'answered at the last moment': { weight: 5, run: lateAnswer },
  'met a guesser of codes': { weight: 4, run: guessCodes },
  'met replayed and skewed codes': { weight: 5, run: replayCodes },
  'met proofs that nobody asked for': { weight: 5, run: otherMethods },
  'had the SIM swapped and a session stolen': { weight: 4, run: simSwap },
  'had an authorization stolen': { weight: 4, run: stolenAuthorization },
  'had a submit repeated': { weight: 3, run: repeatedSubmit },
  'used an authorization too late': { weight: 3, run: staleAuthorization },
};

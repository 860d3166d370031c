import { generateSync } from 'otplib';
import { operationInputSchema, type Submitted } from '../../shared/contract/operation.ts';
import { type AccountId, scopes } from '../../shared/vocabulary/index.ts';
import { recordSecurityChange } from '../engine/accounts/security-change.ts';
import { type CustomerActor, type PlatformActor, systemActor } from '../engine/actor.ts';
import type { Engine } from '../engine/engine.ts';
import { PortcullisError } from '../engine/errors.ts';
import { createKey } from '../engine/integration/keys.ts';
import { executeOperation } from '../engine/operations/finish.ts';
import { completeStep } from '../engine/operations/steps.ts';
import { submitOperation } from '../engine/operations/submit.ts';
import { createSession } from '../engine/sessions/sessions.ts';
import { answerRequest } from '../engine/verification/answer.ts';
import { expireDue } from '../engine/verification/expire.ts';
import { fillInbox } from './casework.ts';
import type { DemoDevice } from './world/devices.ts';
import { Dice } from './world/dice.ts';
import { startedOn } from './world/history.ts';
import { demoTotpSecret, signAsDevice } from './world/keys.ts';
import { moneyOf, newDestination } from './world/money.ts';
import type { Person } from './world/people.ts';
import { sameNetwork } from './world/places.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const APPROVALS = 34;
const HOLDS = 8;
const REVIEWS = 5;

type Step = (at: number) => Promise<void>;

/**
 * The last two days, carried out by the engine's own use-cases at their own times: withdrawals that trusted devices approved, rejected or let
 * pass, holds after a new password, and reviews that wait for staff now.
 */
export async function liveThroughYesterday(engine: Engine, seed: string, people: readonly Person[], now: number): Promise<void> {
  const { key } = await createKey(engine, systemActor('demo'), { name: 'Demo exchange', scopes });
  const platform: PlatformActor = { kind: 'platform', keyId: key.id, scopes: key.scopes, address: '127.0.0.1' };
  const day = new Yesterday(engine, seed, platform);
  const dice = new Dice(`${seed}/yesterday`);
  const main = people.filter((person) => person.mainAccountId === null);
  const trusting = main.filter((person) => person.hasTrustedDevice);
  const unverified = main.filter((person) => person.identity !== 'verified');
  const plan: { readonly at: number; readonly step: Step }[] = [];
  for (const [index, person] of pickSome(dice, trusting, APPROVALS).entries()) {
    // The last requests of all are minutes old, the others spread over two days.
    plan.push({ at: now - 2 * HOUR - (APPROVALS - index) * 80 * MINUTE, step: (at) => day.withdrawOnBrowser(person, at) });
  }
  for (const [index, person] of pickSome(dice, main, HOLDS).entries()) {
    plan.push({ at: now - (index * 2.7 + 1) * HOUR, step: (at) => day.resetPassword(person, at) });
  }
  for (const [index, person] of pickSome(dice, unverified, REVIEWS).entries()) {
    plan.push({ at: now - (index * 17 + 4) * MINUTE, step: (at) => day.withdrawForReview(person, at) });
  }
  for (const { at, step } of plan.sort((a, b) => a.at - b.at)) await step(Math.round(at));
  await fillInbox(engine, seed, platform, people, now);
}

function pickSome<T>(dice: Dice, from: readonly T[], count: number): T[] {
  const left = [...from];
  return Array.from({ length: Math.min(count, left.length) }, () => left.splice(dice.between(0, left.length - 1), 1)[0] as T);
}

class Yesterday {
  readonly #engine: Engine;
  readonly #seed: string;
  readonly #dice: Dice;
  readonly #platform: PlatformActor;
  #now = 0;
  #calls = 0;

  constructor(engine: Engine, seed: string, platform: PlatformActor) {
    this.#engine = { ...engine, clock: { now: () => this.#now } };
    this.#seed = seed;
    this.#dice = new Dice(`${seed}/answers`);
    this.#platform = platform;
  }

  /** Each call to the engine carries a key of its own, as the platform's would. */
  #once() {
    this.#calls += 1;
    return { key: `seed-${this.#calls}`, requestHash: `seed-${this.#calls}` };
  }

  async #session(person: Person, device: DemoDevice, address: string): Promise<CustomerActor> {
    const input = { id: person.accountId as AccountId, client: device.client, deviceId: device.id, deviceName: device.name, address };
    const { session } = await createSession(this.#engine, this.#platform, input as Parameters<typeof createSession>[2], this.#once());
    const { id: sessionId, accountId, deviceId, client } = session;
    return { kind: 'customer', accountId, sessionId, deviceId, client, address };
  }

  #submit(input: object): Promise<Submitted> {
    return submitOperation(this.#engine, this.#platform, operationInputSchema.parse(input), this.#once());
  }

  async withdrawOnBrowser(person: Person, at: number): Promise<void> {
    this.#now = at;
    const dice = this.#dice;
    const address = sameNetwork(dice, person.homeAddress);
    const browser = await this.#session(person, person.browser, address);
    const mobile = await this.#session(person, person.mobile, address);
    const money = moneyOf(Math.max(25, dice.logNormal(person.usualAmount, 0.5)), dice.pick(person.destinations));
    const { operation, prompt } = await this.#submit({
      ...startedOn(person, person.browser, address),
      sessionId: browser.sessionId,
      kind: 'withdrawal',
      ...money,
    });
    if (prompt === null) return;
    const answer = dice.weighted({ approve: 76, changed_my_mind: 9, not_me: 3, silence: 12 });
    if (answer === 'silence') {
      this.#now = prompt.expiresAt + 1_000;
      await expireDue(this.#engine);
      return;
    }
    this.#now += dice.between(9, 70) * 1_000;
    const said = answer === 'approve' ? ({ answer: 'approve' } as const) : ({ answer: 'reject', reason: answer } as const);
    const reason = 'reason' in said ? said.reason : '';
    const number = answer === 'approve' ? prompt.number : null;
    const text = ['portcullis-answer-v1', prompt.requestId, said.answer, reason, number ?? '', operation.canonicalHash].join('\n');
    const signature = signAsDevice(this.#seed, person.accountId, text);
    await answerRequest(this.#engine, mobile, { id: prompt.requestId, ...said, ...(number === null ? {} : { number }), signature });
    if (answer !== 'approve') return;
    for (const step of operation.steps.filter(({ factor }) => factor === 'authenticator')) {
      this.#now += dice.between(6, 25) * 1_000;
      const code = generateSync({
        strategy: 'totp',
        secret: demoTotpSecret(this.#seed, person.accountId),
        epoch: Math.floor(this.#now / 1_000),
      });
      await completeStep(this.#engine, browser, { id: operation.id, position: step.position, code });
    }
    this.#now += 2_000;
    const { amount, asset, destination } = money;
    await executeOperation(this.#engine, this.#platform, { id: operation.id, amount, asset, destination }, this.#once()).catch(
      unlessRefused,
    );
  }

  async resetPassword(person: Person, at: number): Promise<void> {
    this.#now = at;
    await recordSecurityChange(this.#engine, this.#platform, { id: person.accountId as AccountId, change: 'password_reset' }, this.#once());
  }

  async withdrawForReview(person: Person, at: number): Promise<void> {
    this.#now = at;
    const money = moneyOf(this.#dice.between(10_500, 26_000), newDestination(this.#dice));
    await this.#submit({ ...startedOn(person, person.browser, person.homeAddress), kind: 'withdrawal', ...money });
  }
}

/** A withdrawal whose steps were not all passed, or that a hold caught meanwhile, stays where it is: that is history too. */
function unlessRefused(error: unknown): void {
  if (!(error instanceof PortcullisError)) throw error;
}

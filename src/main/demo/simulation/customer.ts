import { generateSync } from 'otplib';
import type { FactorKind } from '../../../shared/vocabulary/index.ts';
import type { SoftwareAuthenticator } from '../world/authenticator.ts';
import { type DemoDevice, newBrowser, newPhone } from '../world/devices.ts';
import { Dice } from '../world/dice.ts';
import { signAsDevice } from '../world/keys.ts';
import { type DemoDestination, newDestinations } from '../world/money.ts';
import { addressIn, demoCountries, sameNetwork } from '../world/places.ts';
import { sessionAnswer, submittedAnswer } from './answers.ts';
import type { Answer, Caller } from './caller.ts';
import type { Inbox } from './inbox.ts';
import type { Invariant, Ledger } from './ledger.ts';
import type { Timeline } from './timeline.ts';

/** What everybody in the simulation shares. */
export interface World {
  readonly seed: string;
  readonly caller: Caller;
  readonly inbox: Inbox;
  readonly ledger: Ledger;
  readonly time: Timeline;
  readonly customers: readonly SimulatedCustomer[];
}

/** A session as its client holds it. */
export interface Session {
  readonly id: string;
  readonly token: string;
  readonly device: DemoDevice;
  readonly from: string;
}

/** An operation as the platform heard of it. */
export interface Submission {
  readonly id: string;
  readonly kind: string;
  status: string;
  readonly outcome: string;
  readonly score: number;
  readonly steps: readonly FactorKind[];
  readonly prompt: { readonly requestId: string; readonly number: string | null; readonly link: string; readonly expiresAt: number } | null;
}

export type Mood = 'approve' | 'changed_my_mind' | 'not_me';

const SECOND = 1_000;
/** Of one authenticator each 30 seconds give one code. */
const STEP = 30 * SECOND;

/**
 * One customer with devices, keys and a memory of their own: what they enrolled and what must follow from it. Everything they do goes
 * through the public APIs.
 */
export class SimulatedCustomer {
  readonly id: string;
  email: string;
  readonly phoneNumber: string;
  readonly home: string;
  readonly country: string;
  readonly phone: DemoDevice;
  readonly browser: DemoDevice;
  readonly destinations: readonly DemoDestination[];
  readonly dice: Dice;
  readonly world: World;

  app: Session | null = null;
  web: Session | null = null;
  authenticatorSecret: string | null = null;
  /** Signs with the key that the phone holds; null while it is not the trusted device. */
  trusted: { readonly keySeed: string } | null = null;
  passkey: { readonly id: string; readonly authenticator: SoftwareAuthenticator } | null = null;
  mandatoryPasskey = false;
  faceEnrolled = false;
  /** When the last timed hold that this customer knows of ends. */
  heldUntil = 0;
  /** "Not me" was said: nothing moves until people have looked into it. */
  frozen = false;
  /** The last acknowledged status of each operation. */
  readonly operations = new Map<string, string>();
  readonly endedTokens: { readonly token: string; readonly from: string }[] = [];
  #lastStep = 0;

  constructor(world: World, index: number) {
    this.world = world;
    this.dice = new Dice(`${world.seed}/customer/${index}`);
    const shares = Object.fromEntries(demoCountries.map(({ code, share }) => [code, share]));
    const code = this.dice.weighted(shares);
    const country = demoCountries.find((each) => each.code === code) ?? this.dice.pick(demoCountries);
    this.id = `sim-${index}`;
    this.country = country.code;
    this.email = `sim-${index}@example.com`;
    this.phoneNumber = `+4915${String(100_000_000 + index)}`;
    this.home = addressIn(this.dice, country);
    this.phone = newPhone(this.dice);
    this.browser = newBrowser(this.dice);
    this.destinations = newDestinations(this.dice);
  }

  /** Somewhere at home: the same network, another day's address. */
  address(): string {
    return sameNetwork(this.dice, this.home);
  }

  pause(seconds: number): Promise<void> {
    return this.world.time.pause(Math.min(seconds * 6, this.dice.logNormal(seconds, 0.5)) * SECOND);
  }

  /** Judges an invariant about this customer. */
  check(invariant: Invariant, holds: boolean, detail: string): void {
    const { ledger, caller, time } = this.world;
    ledger.check(invariant, holds, () => ({
      accountId: this.id,
      at: time.now() - this.world.time.start,
      detail,
      trace: [...caller.trace(this.id)],
    }));
  }

  // What the platform's servers do for this customer.

  platform(method: string, path: string, body?: object, idempotencyKey?: string): Promise<Answer> {
    return this.world.caller.platform(this.id, method, path, body, idempotencyKey === undefined ? {} : { idempotencyKey });
  }

  /** Submits an operation that starts on a device, in a session of it if there is one. */
  async submit(
    kind: string,
    on: { readonly device: DemoDevice; readonly session?: Session | null; readonly from?: string },
    more: object = {},
  ) {
    const { device, session, from = session?.from ?? this.address() } = on;
    const answer = await this.platform('POST', '/operations', {
      accountId: this.id,
      kind,
      client: device.client,
      device: { id: device.id, name: device.name, os: device.os },
      address: from,
      userAgent: device.userAgent,
      ...(session == null ? {} : { sessionId: session.id }),
      ...(kind === 'login' ? { credentialResult: 'accepted' } : {}),
      ...more,
    });
    if (!answer.ok) return null;
    const { operation, decision, prompt } = answer.as(submittedAnswer);
    this.operations.set(operation.id, operation.status);
    this.#judgeDecision(kind, device, decision);
    const submission: Submission = {
      id: operation.id,
      kind,
      status: operation.status,
      outcome: decision.outcome,
      score: decision.score,
      steps: decision.steps,
      prompt,
    };
    return submission;
  }

  #judgeDecision(kind: string, device: DemoDevice, decision: { readonly outcome: string; readonly steps: readonly FactorKind[] }): void {
    const { outcome, steps } = decision;
    if (this.mandatoryPasskey && kind === 'login') {
      const codes = steps.some((step) => step === 'email_code' || step === 'phone_code' || step === 'authenticator');
      const asked = outcome === 'step_up' && steps[0] === 'passkey' && !codes;
      this.check(
        'mandatory_passkey_never_falls_back',
        asked || outcome === 'deny' || outcome === 'review',
        `a log-in on ${device.client} was answered ${outcome} with ${steps.join(', ') || 'no step'}`,
      );
    }
    if (kind === 'withdrawal' && (this.heldUntil > this.world.time.now() || this.frozen)) {
      this.check('held_is_refused', outcome === 'hold' || outcome === 'deny', `a held withdrawal was answered ${outcome}`);
    }
  }

  execute(id: string, money: object): Promise<Answer> {
    return this.platform('POST', `/operations/${id}/execute`, money);
  }

  // What the customer's own clients do.

  /** A call in a session; one that the server has ended is forgotten, as an app does that shows its log-in page. */
  async on(session: Session, method: string, path: string, body?: object): Promise<Answer> {
    const { token, from } = session;
    const answer = await this.world.caller.call(this.id, method, `/customer/v1${path}`, {
      token,
      from,
      ...(body === undefined ? {} : { body }),
    });
    if (answer.status === 401) {
      if (this.app?.id === session.id) this.app = null;
      if (this.web?.id === session.id) this.web = null;
      this.endedTokens.push(session);
    }
    return answer;
  }

  /** Opens the session of a log-in. */
  async open(device: DemoDevice, from: string, loginOperationId?: string): Promise<Session | null> {
    const answer = await this.platform('POST', `/accounts/${this.id}/sessions`, {
      client: device.client,
      deviceId: device.id,
      deviceName: device.name,
      address: from,
      ...(loginOperationId === undefined ? {} : { loginOperationId }),
    });
    if (!answer.ok) return null;
    const { session, token } = answer.as(sessionAnswer);
    return { id: session.id, token, device, from };
  }

  /** The authenticator's next code; waits for it when this step's is spent. */
  async totp(): Promise<string> {
    const { time } = this.world;
    const free = (this.#lastStep + 1) * STEP;
    if (free > time.now()) await time.until(free);
    this.#lastStep = Math.floor(time.now() / STEP);
    return this.totpAt(time.now());
  }

  totpAt(at: number): string {
    return generateSync({ strategy: 'totp', secret: this.authenticatorSecret ?? 'A'.repeat(32), epoch: Math.floor(at / SECOND) });
  }

  /** The signature of the phone's key, which only the trusted device has. */
  sign(text: string): string {
    return signAsDevice(this.trusted?.keySeed ?? 'no key', this.id, text);
  }

  /** The body of an answer to a request, signed where the request asks for a signature. */
  answerTo(
    request: { readonly id: string; readonly method: string; readonly numberRequired: boolean; readonly canonicalHash: string },
    mood: Mood,
    shown: string | null,
  ): object {
    const answer = mood === 'approve' ? 'approve' : 'reject';
    const number = mood === 'approve' && request.numberRequired ? (shown ?? '00') : '';
    const reason = mood === 'approve' ? '' : mood;
    const text = ['portcullis-answer-v1', request.id, answer, reason, number, request.canonicalHash].join('\n');
    return {
      answer,
      ...(reason === '' ? {} : { reason }),
      ...(number === '' ? {} : { number }),
      ...(request.method === 'trusted_device' ? { signature: this.sign(text) } : {}),
    };
  }
}

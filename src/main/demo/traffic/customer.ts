import { setTimeout as sleep } from 'node:timers/promises';
import { generateSync } from 'otplib';
import type { z } from 'zod';
import type { initiatorPromptSchema, Operation, Step } from '../../../shared/contract/operation.ts';
import type { DemoDevice } from '../world/devices.ts';
import type { Dice } from '../world/dice.ts';
import { demoTotpSecret, signAsDevice } from '../world/keys.ts';
import type { Person } from '../world/people.ts';
import { sameNetwork } from '../world/places.ts';
import { type ApiClient, ApiError } from './client.ts';

type Prompt = z.infer<typeof initiatorPromptSchema>;

export type Mood = 'approve' | 'changed_my_mind' | 'not_me' | 'ignore';

/** What the simulated people share: their server, their luck and the moment at which all of it ends. */
export interface World {
  /** With the platform's key. */
  readonly api: ApiClient;
  /** Submits an operation as the platform, and counts it. */
  readonly submit: ApiClient['submit'];
  readonly dice: Dice;
  readonly seed: string;
  readonly closing: AbortSignal;
  /** How many times faster than people. */
  readonly pace: number;
}

/** One customer in front of their devices: logs in, answers their phone, types codes. Takes the time that a person takes. */
export class Customer {
  readonly person: Person;
  readonly #world: World;
  readonly #sessions = new Map<string, { readonly id: string; readonly api: ApiClient }>();
  #lastTimeStep = 0;

  constructor(person: Person, world: World) {
    this.person = person;
    this.#world = world;
  }

  /** Waits as long as a person would, in seconds around the median. */
  async pause(medianSeconds: number): Promise<void> {
    const seconds = Math.min(medianSeconds * 6, this.#world.dice.logNormal(medianSeconds, 0.6));
    await sleep((seconds * 1_000) / this.#world.pace, undefined, { signal: this.#world.closing });
  }

  /**
   * A live session of a device; opened once and used again.
   * @param from the address that it calls from; by default somewhere at home.
   */
  async session(
    device: DemoDevice,
    loginOperationId?: string,
    from: string = sameNetwork(this.#world.dice, this.person.homeAddress),
  ): Promise<{ readonly id: string; readonly api: ApiClient }> {
    const known = this.#sessions.get(device.id);
    if (known !== undefined && loginOperationId === undefined) return known;
    const { session, token } = await this.#world.api.createSession(this.person.accountId, {
      client: device.client,
      deviceId: device.id,
      deviceName: device.name,
      address: from,
      ...(loginOperationId === undefined ? {} : { loginOperationId }),
    });
    const opened = { id: session.id, api: this.#world.api.as(token, from) };
    this.#sessions.set(device.id, opened);
    return opened;
  }

  /** Forgets sessions that the server has ended. */
  forgetSessions(): void {
    this.#sessions.clear();
  }

  /**
   * Goes through an operation's steps on the device where it started.
   * @param mood how the customer feels about it when the phone asks
   * @returns whether it is authorized now
   */
  async passSteps(operation: Operation, prompt: Prompt | null, device: DemoDevice, mood: Mood): Promise<boolean> {
    const { api } = await this.session(device);
    for (const step of operation.steps) {
      const passed =
        step.factor === 'trusted_device' || step.factor === 'device_session'
          ? await this.#askPhone(operation, prompt, mood)
          : await this.#typeCode(api, operation, step);
      if (!passed) return false;
    }
    // A log-in is carried out by its session, so the last step finishes it.
    const { status } = (await api.ownOperation(operation.id)).operation;
    return status === 'authorized' || status === 'executed';
  }

  /** The phone rings; the customer looks, and answers or does not. */
  async #askPhone(operation: Operation, prompt: Prompt | null, mood: Mood): Promise<boolean> {
    if (prompt === null) return false;
    await this.pause(14);
    if (mood === 'ignore') return false;
    const { api } = await this.session(this.person.mobile);
    const request = await api.verificationRequest(prompt.requestId);
    const answer = mood === 'approve' ? ({ answer: 'approve' } as const) : ({ answer: 'reject', reason: mood } as const);
    const number = mood === 'approve' && request.numberRequired ? (prompt.number ?? '') : '';
    const reason = 'reason' in answer ? answer.reason : '';
    const text = ['portcullis-answer-v1', request.id, answer.answer, reason, number, request.canonicalHash].join('\n');
    // An app that is no trusted device has no key to sign with.
    const signed = request.method === 'trusted_device' ? { signature: signAsDevice(this.#world.seed, this.person.accountId, text) } : {};
    await api.answer(request.id, { ...answer, ...(number === '' ? {} : { number }), ...signed });
    return mood === 'approve' && operation.id === request.operationId;
  }

  async #typeCode(api: ApiClient, operation: Operation, step: Step): Promise<boolean> {
    if (step.factor === 'authenticator') {
      if (!this.person.hasAuthenticator) return false;
      await this.pause(6);
      const { passed } = await api.completeStep(operation.id, step.position, await this.#totp());
      return passed;
    }
    if (step.factor !== 'email_code' && step.factor !== 'phone_code') return false;
    const to = step.factor === 'email_code' ? this.person.email : this.person.phone;
    const before = (await this.#world.api.messages(to))[0]?.at ?? 0;
    await api.beginStep(operation.id, step.position);
    for (let look = 0; look < 8; look += 1) {
      await this.pause(3);
      const newest = (await this.#world.api.messages(to))[0];
      const code = newest === undefined || newest.at <= before ? undefined : /\b(\d{6})\b/u.exec(newest.text)?.[1];
      if (code !== undefined) return (await api.completeStep(operation.id, step.position, code)).passed;
    }
    return false;
  }

  /** The authenticator's code; each is accepted once, so a quick second one waits for the next. */
  async #totp(): Promise<string> {
    const periodMs = 30_000;
    const wait = (this.#lastTimeStep + 1) * periodMs - Date.now();
    if (wait > 0) await sleep(wait + 500, undefined, { signal: this.#world.closing });
    const epoch = Math.floor(Date.now() / 1_000);
    this.#lastTimeStep = Math.floor((epoch * 1_000) / periodMs);
    return generateSync({ strategy: 'totp', secret: demoTotpSecret(this.#world.seed, this.person.accountId), epoch });
  }
}

/** Refusals that belong to the life of such a system; anything else is worth a look. */
const expected: ReadonlySet<string> = new Set([
  'conflict',
  'expired',
  'held',
  'forbidden',
  'rate_limited',
  'step_refused',
  'client_refused',
  'not_found',
  'unauthenticated',
  'unavailable',
]);

export const isExpected = (error: unknown): boolean => error instanceof ApiError && expected.has(error.code);

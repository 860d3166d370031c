import { randomBytes, randomUUID } from 'node:crypto';
import { generate } from 'otplib';
import { castOf } from '../../../src/main/demo/scenarios/cast.ts';
import type { DemoDevice } from '../../../src/main/demo/world/devices.ts';
import { demoTotpSecret, signAsDevice } from '../../../src/main/demo/world/keys.ts';
import { demoSeed, makePeople, type Person } from '../../../src/main/demo/world/people.ts';

interface Answer {
  readonly ok: boolean;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  readonly body: any;
}

/** The public APIs of a running server, called as the platform's own servers and its customers' phones do. */
export class PlatformApi {
  readonly #url: string;
  readonly #key: string;

  constructor(url: string, key: string) {
    this.#url = url;
    this.#key = key;
  }

  call(method: string, path: string, body?: object): Promise<Answer> {
    return this.#call(method, `/platform/v1${path}`, this.#key, body);
  }

  ofCustomer(token: string, method: string, path: string, body?: object): Promise<Answer> {
    return this.#call(method, `/customer/v1${path}`, token, body);
  }

  async #call(method: string, path: string, token: string, body?: object): Promise<Answer> {
    const response = await fetch(this.#url + path, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(method === 'GET' ? {} : { 'content-type': 'application/json', 'idempotency-key': randomUUID() }),
      },
      ...(method === 'GET' ? {} : { body: JSON.stringify(body ?? {}) }),
    });
    return { ok: response.ok, body: await response.json() };
  }
}

/** A customer of the demo's seed with their trusted phone in hand, whose key the seed tells. */
export class DemoCustomer {
  readonly person: Person;
  readonly #api: PlatformApi;
  readonly #token: string;

  private constructor(api: PlatformApi, person: Person, token: string) {
    this.#api = api;
    this.person = person;
    this.#token = token;
  }

  get id(): string {
    return this.person.accountId;
  }

  /**
   * The `number`th customer who can log in on their trusted phone without being asked for anything. Nobody of those whom the simulated
   * traffic plays: a visit that began before it was stopped goes on, and its code or request would be in this customer's way.
   */
  static async logIn(api: PlatformApi, number: number): Promise<DemoCustomer> {
    let found = 0;
    for (const person of castOf(makePeople())) {
      const { mobile, accountId } = person;
      const me = await api.call('GET', `/accounts/${accountId}`);
      if (!me.ok || me.body.holds.length > 0 || me.body.status !== 'active') continue;
      const { body } = await api.call('POST', '/operations', operationOf(person, 'login', { credentialResult: 'accepted' }));
      if (body.operation?.status !== 'authorized') continue;
      found += 1;
      if (found < number) continue;
      const opened = await api.call('POST', `/accounts/${accountId}/sessions`, {
        client: mobile.client,
        deviceId: mobile.id,
        deviceName: mobile.name,
        address: person.homeAddress,
        loginOperationId: body.operation.id,
      });
      if (opened.ok) return new DemoCustomer(api, person, opened.body.token);
    }
    throw new Error('No customer of the seed can log in');
  }

  call(method: string, path: string, body?: object): Promise<Answer> {
    return this.#api.ofCustomer(this.#token, method, path, body);
  }

  /** Asks for something and steps up for it: by the app's code, or on the phone's own screen. @returns the operation's id */
  async authorize(kind: string, more: object = {}): Promise<string> {
    const { operation, prompt } = (await this.#api.call('POST', '/operations', operationOf(this.person, kind, more))).body;
    const answered =
      prompt !== null
        ? await this.#approve(prompt)
        : await this.call('POST', `/operations/${operation.id}/steps/0/complete`, { code: await generate({ secret: this.#secret }) });
    const { status } = (await this.call('GET', `/operations/${operation.id}`)).body.operation;
    if (status !== 'authorized') throw new Error(`${kind} is ${status}: ${JSON.stringify(answered.body)}`);
    return operation.id;
  }

  get #secret(): string {
    return demoTotpSecret(demoSeed, this.id);
  }

  async #approve(prompt: { readonly requestId: string; readonly number: string | null }): Promise<Answer> {
    const request = (await this.call('GET', `/verification-requests/${prompt.requestId}`)).body;
    const number = request.numberRequired ? (prompt.number ?? '') : '';
    return await this.call('POST', `/verification-requests/${request.id}/answer`, {
      answer: 'approve',
      ...(number === '' ? {} : { number }),
      signature: this.#sign(['portcullis-answer-v1', request.id, 'approve', '', number, request.canonicalHash]),
    });
  }

  /** Tells support on the phone's screen that it is them who call, with the number they were told. */
  async confirmCall(number: string): Promise<boolean> {
    const { items } = (await this.call('GET', '/caller-verifications')).body;
    const [caller] = items;
    const signature = this.#sign(['portcullis-caller-v1', caller.id, 'confirm', number, caller.canonicalHash]);
    return (await this.call('POST', `/caller-verifications/${caller.id}/answer`, { answer: 'confirm', number, signature })).ok;
  }

  #sign(parts: readonly string[]): string {
    return signAsDevice(demoSeed, this.person.accountId, parts.join('\n'));
  }
}

/**
 * A withdrawal that somebody begins in their browser, and that waits for their phone: one of those whom the simulated traffic leaves alone, so
 * that nobody answers. @returns where it goes, by which its row is known
 */
export async function withdrawalThatWaits(api: PlatformApi): Promise<string> {
  const address = `T${randomBytes(17).toString('hex').slice(0, 33)}`;
  const money = { amount: '25', asset: 'USDT', referenceValue: '25.00', destination: { address, network: 'Tron' } };
  for (const person of castOf(makePeople())) {
    const { body } = await api.call('POST', '/operations', operationOf(person, 'withdrawal', money, person.browser));
    if ((body.prompt ?? null) !== null) return address;
  }
  throw new Error('Nobody of the seed is asked on their phone');
}

function operationOf({ accountId, mobile, homeAddress }: Person, kind: string, more: object = {}, device: DemoDevice = mobile): object {
  return {
    accountId,
    kind,
    client: device.client,
    device: { id: device.id, name: device.name, os: device.os },
    address: homeAddress,
    userAgent: device.userAgent,
    ...more,
  };
}

import { randomInt, randomUUID } from 'node:crypto';
import { expect, type Page } from '@playwright/test';

/** An answer of the demo's exchange or, through it, of the customer API. */
export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  readonly body: any;
}

const password = 'correct horse battery';

/** Names, addresses and numbers that nobody else has: what two share would speak against both. */
let next = randomInt(1_000_000, 9_000_000);
const unused = (): string => String(next++);

/** A person with an account at the demo's exchange, and what they keep: their password, their devices and their inbox. */
export class ExchangeCustomer {
  readonly url: string;
  readonly name: string;
  readonly email: string;
  readonly phone: string | null;
  readonly password = password;
  accountId = '';
  /** The session that was opened last. */
  token = '';
  readonly #used = new Set<string>();

  constructor(url: string, { withPhone = true }: { readonly withPhone?: boolean } = {}) {
    const number = unused();
    this.url = url;
    this.name = `Pia Tester ${number}`;
    this.email = `pia.${number}@example.com`;
    this.phone = withPhone ? `+49155${number}0` : null;
  }

  async call(method: string, path: string, body?: unknown, token = this.token, place = 'home'): Promise<Answer> {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        'x-demo-place': place,
        ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
        ...(method === 'GET' ? {} : { 'content-type': 'application/json' }),
      },
      ...(method === 'GET' ? {} : { body: JSON.stringify(body ?? {}) }),
    });
    return { status: response.status, body: await response.json() };
  }

  /** Opens the account. */
  async register(): Promise<void> {
    const { name, email, phone } = this;
    const answer = await this.call(
      'POST',
      '/api/register',
      { name, email, country: 'DE', password, ...(phone === null ? {} : { phone }) },
      '',
    );
    expect(answer.status).toBe(201);
    this.accountId = answer.body.accountId;
  }

  /** Sends the password from a device, and keeps the session. @returns the log-in as the exchange answered it */
  async logIn(client: 'web' | 'h5' | 'ios' | 'android' = 'web', deviceId: string = randomUUID()): Promise<Answer> {
    const device = { id: deviceId, name: `${client} ${deviceId.slice(0, 4)}` };
    const answer = await this.call('POST', '/api/log-in', { email: this.email, password, client, device }, '');
    if (answer.body.token) this.token = answer.body.token;
    return answer;
  }

  /** Logs in and passes its codes. @returns the session's token */
  async enter(client: 'web' | 'ios' = 'web', deviceId?: string): Promise<string> {
    const { body } = await this.logIn(client, deviceId);
    await this.passCodes(body.operation);
    return this.token;
  }

  /** Passes an operation's steps, all of which are codes. */
  async passCodes(operation: { readonly id: string; readonly steps: readonly { readonly factor: string; readonly position: number }[] }) {
    for (const { factor, position } of operation.steps) {
      const path = `/customer/v1/operations/${operation.id}/steps/${position}`;
      expect((await this.call('POST', `${path}/begin`)).status).toBe(200);
      const code = await this.code(factor === 'phone_code' ? 'sms' : 'mail');
      expect((await this.call('POST', `${path}/complete`, { code })).body).toMatchObject({ passed: true });
    }
  }

  /** Verified by the exchange's own provider, face included. */
  async verify(): Promise<void> {
    const number = `L0${unused()}`;
    const document = { kind: 'identity_card', country: 'DE', number, name: this.name, birthDate: '1990-04-30', withFace: true };
    expect((await this.call('POST', '/api/identity-check', document)).body).toEqual({ status: 'verified' });
  }

  /** Asks for something and passes its codes. @returns the operation's id */
  async authorize(wish: object): Promise<string> {
    const { status, body } = await this.call('POST', '/api/operations', { wish });
    expect(status).toBe(201);
    await this.passCodes(body.operation);
    return body.operation.id;
  }

  /** The code that came last by mail or SMS and was not taken before. */
  async code(channel: 'mail' | 'sms', token = this.token): Promise<string> {
    let found = '';
    await expect
      .poll(async () => {
        const { body } = await this.call('GET', '/api/inbox', undefined, token);
        const fresh = body.items?.find(
          (message: { channel: string; text: string }) =>
            message.channel === channel && /\b\d{6}\b/u.test(message.text) && !this.#used.has(message.text),
        );
        if (fresh === undefined) return false;
        this.#used.add(fresh.text);
        found = /\b(\d{6})\b/u.exec(fresh.text)?.[1] ?? '';
        return true;
      })
      .toBe(true);
    return found;
  }

  /** Opens the exchange in a page that is logged in already, on the device that the session belongs to. */
  async openPage(page: Page, path = '/'): Promise<void> {
    const { token, accountId, name, email } = this;
    await page.goto(`${this.url}/notice`);
    await page.evaluate((session) => localStorage.setItem('exchange.session', JSON.stringify(session)), {
      token,
      client: 'web',
      accountId,
      name,
      email,
    });
    await page.goto(this.url + path);
  }

  /** Types the password on the entrance. */
  async logInOn(page: Page): Promise<void> {
    await page.getByLabel('E-mail address').fill(this.email);
    await page.getByRole('textbox', { name: 'Password' }).fill(password);
    await page.getByRole('button', { name: 'Log in', exact: true }).click();
  }

  /** Types the code that was just sent, in the page's own session. */
  async typeCode(page: Page, channel: 'mail' | 'sms'): Promise<void> {
    const field = page.getByRole('textbox', { name: channel === 'sms' ? 'Code from your SMS' : 'Code from your e-mail' });
    await expect(field).toBeVisible();
    await field.fill(await this.code(channel, await tokenOf(page)));
    await expect(field).toHaveCount(0);
  }
}

/** The token that a page of the exchange holds. */
export const tokenOf = (page: Page): Promise<string> =>
  page.evaluate(() => (JSON.parse(localStorage.getItem('exchange.session') ?? '{}') as { token?: string }).token ?? '');

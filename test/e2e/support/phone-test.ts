import { randomBytes, randomUUID } from 'node:crypto';
import type { Browser, Page } from '@playwright/test';
import { generateSync } from 'otplib';
import type { ExchangeCustomer } from './exchange-customer.ts';
import { test as base, expect } from './exchange-test.ts';

const STEP_MS = 30_000;
/** Longer than it takes to hand in a code. */
const HANDING_IN_MS = 10_000;

/**
 * A customer's authenticator app. Each code is accepted once, and one step to either side of now: so it gives another one each time, and none
 * that may be too old when it arrives.
 */
export class AuthenticatorApp {
  readonly #secret: string;
  readonly #now: () => number;
  #last = 0;

  constructor(secret: string, now: () => number = Date.now) {
    this.#secret = secret;
    this.#now = now;
  }

  async code(): Promise<string> {
    const stepAt = (at: number) => Math.floor(at / STEP_MS);
    const step = Math.max(this.#last + 1, stepAt(this.#now() + HANDING_IN_MS) - 1);
    await expect.poll(() => step <= stepAt(this.#now()) + 1, { timeout: 2 * STEP_MS }).toBe(true);
    this.#last = step;
    return generateSync({ strategy: 'totp', secret: this.#secret, epoch: step * (STEP_MS / 1_000) });
  }
}

/** A customer with a phone in hand that the exchange's app is open on. */
export interface Owner {
  readonly customer: ExchangeCustomer;
  readonly page: Page;
  /** The session of the app. */
  readonly token: string;
  readonly app: AuthenticatorApp;
}

interface Fixtures {
  /** A phone as it comes out of the box, with the app open. @param on a browser with another camera */
  readonly newPhone: (on?: Browser) => Promise<Page>;
  /** A verified customer with an authenticator app, logged in on a phone that is no trusted device yet. */
  readonly newOwner: () => Promise<Owner>;
  /** The same with the phone as their trusted device. */
  readonly newTrusted: () => Promise<Owner>;
  /** The exchange's site in another browser, logged in as the same customer. */
  readonly newSite: (owner: Owner, path?: string) => Promise<Page>;
}

/** Opens the app as a customer who is logged in on this phone. */
export async function openPhone(page: Page, customer: ExchangeCustomer, token: string, deviceId: string): Promise<void> {
  const { accountId, name, email } = customer;
  await page.evaluate(
    ([session, device]) => {
      localStorage.setItem('phone.session', JSON.stringify(session));
      localStorage.setItem('phone.device', JSON.stringify(device));
    },
    [{ token, client: 'ios', accountId, name, email }, deviceId] as const,
  );
  await page.reload();
  await expect(page.getByRole('heading', { name: /^Hello/u })).toBeVisible();
}

export const home = (page: Page): Promise<void> =>
  page.getByRole('navigation', { name: 'Places' }).getByRole('button', { name: /Home/u }).click();

/** The code of the authenticator app, typed into whichever page asks for it. */
export async function typeAuthenticatorCode(page: Page, app: AuthenticatorApp): Promise<void> {
  const field = page.getByRole('textbox', { name: 'Code from your authenticator app' });
  await expect(field).toBeVisible();
  await field.fill(await app.code());
}

/** The number of the initiator's screen, typed on the phone. */
export const typeNumber = (page: Page, number: string): Promise<void> =>
  page.getByLabel('Enter the number shown where you started').fill(number);

/** The number that the initiator shows. */
export async function numberOn(page: Page): Promise<string> {
  const shown = page.getByTestId('match-number');
  await expect(shown).toBeVisible();
  return (await shown.textContent()) ?? '';
}

/** Opens what waits on the phone's home screen. */
export async function openWaiting(page: Page): Promise<void> {
  await page
    .getByRole('button', { name: /Waiting for you/u })
    .first()
    .click();
}

/** Makes the phone the trusted device, in the app. */
export async function becomeTrusted({ page, app }: Pick<Owner, 'page' | 'app'>): Promise<void> {
  await page.getByRole('button', { name: /Make this your trusted device/u }).click();
  await page.getByRole('button', { name: 'Make this my trusted device' }).click();
  await typeAuthenticatorCode(page, app);
  await expect(page.getByText('This phone was added as your trusted device')).toBeVisible();
}

/** Adds an authenticator app by the API. */
export async function addAuthenticatorApp(customer: ExchangeCustomer, now?: () => number): Promise<AuthenticatorApp> {
  const wish = { kind: 'security_setting_change', setting: 'authenticator_add', change: 'Add an authenticator app' };
  const operationId = await customer.authorize(wish);
  const { body } = await customer.call('POST', '/customer/v1/authenticator/begin', { operationId });
  const app = new AuthenticatorApp(body.secret, now);
  const finished = await customer.call('POST', '/customer/v1/authenticator/finish', { factorId: body.factorId, code: await app.code() });
  expect(finished.status).toBe(200);
  return app;
}

/**
 * For tests of the demo's phone, beside the exchange's site and the console: each in a browser of its own, on one running demo. A test fails
 * when a page met an error that nobody caught or broke its content security policy.
 */
export const test = base.extend<Fixtures>({
  newPhone: async ({ newPage }, use) => {
    await use(async (on) => {
      const page = await newPage('/phone/', on);
      await page.setViewportSize({ width: 390, height: 844 });
      return page;
    });
  },
  newOwner: async ({ newPhone, newCustomer, shared }, use) => {
    await use(async () => {
      const customer = newCustomer({ withPhone: false });
      await customer.register();
      const deviceId = `phone-${randomUUID()}`;
      const token = await customer.enter('ios', deviceId);
      await customer.verify();
      const app = await addAuthenticatorApp(customer, shared.now);
      const page = await newPhone();
      await openPhone(page, customer, token, deviceId);
      return { customer, page, token, app };
    });
  },
  newTrusted: async ({ newOwner }, use) => {
    await use(async () => {
      const owner = await newOwner();
      await becomeTrusted(owner);
      await owner.page.reload();
      await owner.page.getByRole('button', { name: 'Back' }).click();
      return owner;
    });
  },
  newSite: async ({ newPage }, use) => {
    await use(async ({ customer, page: phone }, path = '/') => {
      const site = await newPage('/');
      await customer.logInOn(site);
      const number = await numberOn(site);
      await openWaiting(phone);
      await typeNumber(phone, number);
      await phone.getByRole('button', { name: 'Approve' }).click();
      await expect(phone.getByRole('heading', { name: 'Approved' })).toBeVisible();
      await phone.getByRole('button', { name: 'Done' }).click();
      await expect(site.getByRole('heading', { name: 'Overview' })).toBeVisible();
      if (path !== '/') await site.goto(new URL(path, site.url()).href);
      return site;
    });
  },
});

export { expect } from './exchange-test.ts';

/** An address that nobody else withdraws to, by which a row of the console or a request is known again. */
export const newAddress = (): string => `T${randomBytes(17).toString('hex').slice(0, 33)}`;

/** Starts a withdrawal on the exchange's site. @returns where it goes */
export async function withdrawOn(site: Page, address = newAddress()): Promise<string> {
  await site.getByRole('link', { name: 'Withdraw' }).first().click();
  await site.getByLabel('Address', { exact: true }).fill(address);
  await site.getByLabel('Amount').fill('25');
  await site.getByRole('button', { name: 'Withdraw', exact: true }).click();
  return address;
}

/** A withdrawal by the exchange's own API, in whichever session. */
export const withdrawal = (address = newAddress()) =>
  ({ wish: { kind: 'withdrawal', asset: 'USDT', amount: '25', destination: { address, network: 'Tron' } } }) as const;

/** The id of the request that the phone has open. */
export async function openRequest(
  owner: Owner,
): Promise<{ readonly id: string; readonly canonicalText: string; readonly canonicalHash: string }> {
  const { body } = await owner.customer.call('GET', '/customer/v1/verification-requests', undefined, owner.token);
  return body.items[0];
}

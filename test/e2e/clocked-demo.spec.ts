import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { action, heading, reason, undoToast } from './support/cases.ts';
import { expect, test } from './support/clocked-test.ts';
import { PlatformApi } from './support/demo-customer.ts';
import { tokenOf } from './support/exchange-customer.ts';
import {
  home,
  newAddress,
  numberOn,
  openRequest,
  openWaiting,
  typeAuthenticatorCode,
  typeNumber,
  withdrawOn,
} from './support/phone-test.ts';

const HOUR = 3_600_000;

/** Signs in to the console in a browser of its own. */
async function enterConsole(
  page: Page,
  url: string,
  role: 'Agent' | 'Senior agent' | 'Risk analyst' | 'Risk lead',
  path: string,
): Promise<Page> {
  await page.goto(url);
  await page.getByRole('button', { name: `Sign in as ${role} ` }).click();
  await expect(page.getByRole('navigation').getByText('Live')).toBeVisible();
  await page.goto(url + path);
  return page;
}

test.describe('time at the exchange', () => {
  test('TD-11 TD-16 WH-04 an approval of the last millisecond counts, one of the first millisecond after it does not, and what was approved is all that goes out', async ({
    newTrusted,
    newSite,
    newPage,
    server,
  }) => {
    const owner = await newTrusted();
    const { page: phone, app, customer } = owner;
    const site = await newSite(owner);
    const staff = await enterConsole(await newPage(), server.url, 'Agent', '/approvals');

    /** Approves, and has time stand still at a moment that is counted from the end of the request when the answer arrives. */
    const approveAt = async (fromEnd: number) => {
      const number = await numberOn(site);
      await openWaiting(phone);
      await typeNumber(phone, number);
      const { expiresAt } = (await openRequest(owner)) as unknown as { readonly expiresAt: number };
      await phone.route(/\/answer$/u, async (route) => {
        await server.stopAt(expiresAt + fromEnd);
        await route.continue();
      });
      await phone.getByRole('button', { name: 'Approve' }).click();
    };

    const address = await withdrawOn(site);
    const row = staff.getByRole('row').filter({ hasText: address });
    await approveAt(0);
    await expect(phone.getByRole('heading', { name: 'Timed out' })).toBeVisible();
    await phone.unroute(/\/answer$/u);
    await server.runFrom();
    await expect(row).toContainText('Timed out');
    await phone.getByRole('button', { name: 'Done' }).click();
    // Nobody is asked again by itself: pushes that nobody started are how people are worn down.
    await expect(site.getByText('The request has timed out')).toBeVisible();
    await expect(site.getByTestId('match-number')).toHaveCount(0);
    await site.getByRole('button', { name: 'Ask the device again' }).click();
    await approveAt(-1);
    await expect(phone.getByRole('heading', { name: 'Approved' })).toBeVisible();
    await phone.unroute(/\/answer$/u);
    await server.runFrom();
    await expect(row.filter({ hasText: 'Approved' })).toHaveCount(1);

    // A platform that was broken into asks for other things than were signed, just before the right one.
    const platform = new PlatformApi(server.url, server.key);
    const refusals: unknown[] = [];
    await site.route(/\/api\/operations\/op_\w+\/execute$/u, async (route) => {
      const id = /op_\w+/u.exec(route.request().url())?.[0];
      const signed = { amount: '25', asset: 'USDT', destination: { address, network: 'Tron' } };
      const others = [
        { ...signed, amount: '26' },
        { ...signed, destination: { address: newAddress(), network: 'Tron' } },
        { ...signed, destination: { address, network: 'Ethereum' } },
      ];
      for (const other of others) refusals.push((await platform.call('POST', `/operations/${id}/execute`, other)).ok);
      await route.continue();
    });
    await typeAuthenticatorCode(site, app);
    await customer.typeCode(site, 'mail');
    await expect(site.getByText('25 USDT are on their way.')).toBeVisible();
    expect(refusals).toEqual([false, false, false]);
  });

  test('RC-01 RC-03 RC-05 a reset that was asked for on the phone waits for a day, in which one tap stops it, and takes effect after it', async ({
    newTrusted,
    newPage,
    server,
  }) => {
    const owner = await newTrusted();
    const { page: phone, customer, token } = owner;
    const staff = await enterConsole(await newPage(), server.url, 'Senior agent', `/customers/${customer.accountId}`);

    /** Asks on the phone, and confirms there that it is the customer who calls; a senior agent approves. */
    const askAndApprove = async () => {
      await phone.getByRole('navigation', { name: 'Places' }).getByRole('button', { name: 'Profile' }).click();
      await phone.getByRole('button', { name: /Lost a device/u }).click();
      await phone.getByRole('checkbox', { name: 'Authenticator app' }).check();
      await phone.getByLabel('What happened?').fill('The app was deleted');
      await phone.getByRole('button', { name: 'Ask support' }).click();
      await expect(phone.getByRole('heading', { name: 'Support has your request' })).toBeVisible();

      await staff.goto(`${server.url}/customers/${customer.accountId}`);
      await staff
        .getByRole('region', { name: 'Open cases' })
        .getByRole('link', { name: /Reset the authenticator/iu })
        .click();
      await expect(staff.locator('[aria-keyshortcuts="c"]')).toBeEnabled();
      await staff.keyboard.press('c');
      await staff.getByRole('button', { name: 'Ask the trusted device' }).click();
      const number = (await staff.getByText('Say this number to the caller').locator('..').locator('strong').textContent()) ?? '';
      await phone.getByRole('button', { name: 'Back' }).click();
      await home(phone);
      await phone.getByRole('button', { name: /Is it you on the phone with support/u }).click();
      await phone.getByLabel('Enter the number that the agent tells you').fill(number);
      await phone.getByRole('button', { name: 'It is me' }).click();
      await expect(phone.getByRole('heading', { name: 'Confirmed' })).toBeVisible();
      await phone.getByRole('button', { name: 'Done' }).click();
      await expect(staff.getByText('Confirmed: the caller is the customer')).toBeVisible();

      const caseUrl = staff.url();
      await expect(staff.locator('[aria-keyshortcuts="a"]')).toBeEnabled();
      await staff.keyboard.press('a');
      await expect(staff.getByRole('dialog').getByRole('textbox', { name: 'Reason' })).toBeFocused();
      await staff.keyboard.type('The caller is the customer');
      await staff.keyboard.press('Enter');
      await expect(staff.getByRole('dialog')).toHaveCount(0);
      await staff.goto(caseUrl);
      await expect(staff.getByText('Approved. It takes effect in')).toBeVisible({ timeout: 20_000 });
      await phone.getByRole('button', { name: /A device reset is open/u }).click();
      await expect(phone.getByRole('heading', { name: 'Approved' })).toBeVisible();
      await expect(phone.getByRole('timer')).toHaveText(/^(1d 00h|23:59:\d\d|24:00:00)$/u);
    };
    const factors = async () => {
      const { body } = await customer.call('GET', '/customer/v1/me', undefined, token);
      return body.factors?.map(({ kind }: { readonly kind: string }) => kind);
    };

    await askAndApprove();
    await phone.getByRole('button', { name: 'Stop the reset' }).click();
    await expect(staff.getByText('The reset was cancelled. Nothing has changed.')).toBeVisible();
    expect(await factors()).toContain('authenticator');
    await phone.getByRole('button', { name: 'Back' }).click();

    await askAndApprove();
    const { reset } = (await customer.call('GET', '/customer/v1/device-resets/current', undefined, token)).body;
    expect(reset.effectAt - server.now()).toBeGreaterThan(23 * HOUR);
    // Used once in between: what ends the session below is the reset, and not a day without activity.
    await server.runFrom(reset.effectAt - 12 * HOUR);
    expect(await factors()).toContain('authenticator');
    await server.stopAt(reset.effectAt - 1);
    expect(await factors()).toContain('authenticator');
    await server.runFrom(reset.effectAt);
    // Sessions end with it: whoever holds the phone logs in anew.
    await expect(phone.getByRole('heading', { name: 'Welcome' })).toBeVisible({ timeout: 20_000 });
    const { body } = await new PlatformApi(server.url, server.key).call('GET', `/accounts/${customer.accountId}`);
    expect(body.factors).not.toContain('authenticator');
    expect(body.holds.map(({ cause }: { readonly cause: string }) => cause)).toContain('device_reset');
  });

  test('ND-01 ND-08 a device that was silent for 30 days needs authorization again, which a minute earlier it does not', async ({
    newPage,
    newCustomer,
    server,
  }) => {
    const customer = newCustomer();
    await customer.register();
    const page = await newPage();
    await customer.logInOn(page);
    await customer.typeCode(page, 'sms');
    await customer.typeCode(page, 'mail');
    await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible();
    const loggedInAt = server.now();
    expect(await tokenOf(page)).not.toBe('');
    const logOut = async () => {
      await page.getByRole('button', { name: 'My account' }).click();
      await page.getByRole('menuitem', { name: 'Log out' }).click();
      await expect(page.getByRole('heading', { name: 'Log in' })).toBeVisible();
    };
    await logOut();
    await server.runFrom(loggedInAt + 30 * 24 * HOUR - 60_000);
    await customer.logInOn(page);
    const asksForEverything = page.getByText('Codes to everything that is bound to it confirm it.');
    await customer.typeCode(page, 'sms');
    await expect(asksForEverything).toHaveCount(0);
    await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible();
    await logOut();
    await server.runFrom(server.now() + 30 * 24 * HOUR);
    await customer.logInOn(page);
    await expect(asksForEverything).toBeVisible();
    await expect(page.getByText('Step 1 of 2')).toBeVisible();
  });
});

test.describe('time at the desk', () => {
  test('CQ-02 CQ-04 a claim lapses while its holder writes, a colleague takes the case, decides it and takes that back', async ({
    newPage,
    server,
  }) => {
    const platform = new PlatformApi(server.url, server.key);
    const accountId = `lapse-${randomUUID().slice(0, 8)}`;
    await platform.call('PUT', `/accounts/${accountId}`, { email: `${accountId}@example.com`, name: 'Lena Lapse' });
    const { body } = await platform.call('POST', '/operations', {
      accountId,
      kind: 'withdrawal',
      client: 'web',
      device: { id: `dev-${accountId}` },
      address: '198.51.100.7',
      amount: '1500.00',
      asset: 'USDT',
      referenceValue: '1500.00',
      destination: { address: `bc1q${accountId}`, network: 'Bitcoin' },
    });
    expect(body.operation.status).toBe('in_review');
    // Long enough for the colleague's hand to be seen, whatever this machine does meanwhile.
    await server.set('case.undo', 60_000);

    const analyst = await enterConsole(await newPage(), server.url, 'Risk analyst', `/customers/${accountId}`);
    await analyst.getByRole('region', { name: 'Open cases' }).getByRole('link').click();
    await expect(action(analyst, /^Claim/)).toBeEnabled();
    await analyst.keyboard.press('c');
    await expect(action(analyst, /^Deny/)).toBeEnabled();
    const lead = await enterConsole(await newPage(), server.url, 'Risk lead', new URL(analyst.url()).pathname);
    await expect(lead.getByText('Mei Tanaka has this case.')).toBeVisible();
    await expect(action(lead, /^Claim/)).toBeDisabled();
    await analyst.keyboard.press('r');
    await reason(analyst).fill('Nobody could explain it');

    await server.runFrom(server.now() + 11 * 60_000);
    await lead.reload();
    await expect(action(lead, /^Claim/)).toBeEnabled();
    await lead.keyboard.press('c');
    await expect(action(lead, /^Approve/)).toBeEnabled();
    // Between the lapse and the colleague's claim the dialog asks to read again, and sends nothing.
    await expect(analyst.getByText('Rafael Ortiz has this case.')).toBeVisible();
    await reason(analyst).press('Enter');
    const told = analyst.getByRole('dialog', { name: /Rafael Ortiz/ });
    await expect(told).toContainText('Nobody could explain it');
    await told.getByRole('button', { name: 'Show the case' }).click();
    await expect(analyst.getByText('Rafael Ortiz has this case.')).toBeVisible();
    await expect(action(analyst, /^Deny/)).toHaveCount(0);

    await lead.keyboard.press('a');
    await expect(reason(lead)).toBeFocused();
    await lead.keyboard.type('The customer called and explained it');
    await lead.keyboard.press('Enter');
    await expect(undoToast(lead)).toBeVisible();
    await expect(heading(analyst)).toContainText('Decided');
    await lead.keyboard.press('u');
    await expect(heading(analyst)).toContainText('Claimed');
    await expect(analyst.getByText('Rafael Ortiz has this case.')).toBeVisible();
    const { operation } = (await platform.call('GET', `/operations/${body.operation.id}`)).body;
    expect(operation.status).toBe('in_review');
    await server.set('case.undo', 1_000);
  });

  test('AU-02 a timeline of twenty thousand entries is read to its beginning, with no more of it on the page than is seen', async ({
    newPage,
    server,
  }) => {
    const accountId = `long-${randomUUID().slice(0, 8)}`;
    await new PlatformApi(server.url, server.key).call('PUT', `/accounts/${accountId}`, { name: 'Long Life' });
    await server.remember(accountId, 20_000);
    const page = await enterConsole(await newPage(), server.url, 'Agent', `/customers/${accountId}`);
    const timeline = page.getByRole('region', { name: 'Timeline' }).last();
    await expect(timeline.getByText('Entry 20000')).toBeVisible();

    const mostRows = await timeline.evaluate(async (scroller) => {
      let most = 0;
      while (!(scroller.querySelector('li:last-child')?.textContent ?? '').endsWith('Entry 1')) {
        scroller.scrollTop = scroller.scrollHeight;
        await new Promise((resolve) => requestAnimationFrame(resolve));
        most = Math.max(most, scroller.querySelectorAll('li').length);
      }
      return most;
    });
    expect(mostRows).toBeLessThan(60);
    const shown = async () =>
      (await timeline.getByRole('listitem').allTextContents()).map((text) => Number(/Entry (\d+)$/.exec(text)?.[1])).sort((a, b) => b - a);
    await timeline.evaluate((scroller) => {
      scroller.scrollTop = scroller.scrollHeight / 2;
    });
    await expect.poll(async () => Math.abs(((await shown())[0] ?? 0) - 10_000)).toBeLessThan(500);
    const middle = await shown();
    expect(middle).toEqual(middle.map((_, index) => (middle[0] ?? 0) - index));

    await page.getByRole('combobox', { name: 'What to show of the timeline' }).fill('account');
    await page.getByRole('option', { name: 'Account', exact: true }).click();
    await expect(timeline.getByText('Account: created')).toBeVisible();
    await expect(timeline.getByText(/Entry \d/)).toHaveCount(0);
  });
});

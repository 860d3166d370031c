import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expectAccessible } from './support/axe.ts';
import { DemoCustomer, PlatformApi } from './support/demo-customer.ts';
import { makePlatformKey } from './support/platform-key.ts';
import { openSetting } from './support/settings.ts';
import { expect, goTo, type RoleName, roleNames, test } from './support/shared-console.ts';
import { repository } from './support/workspace.ts';

const RECENT = { timeout: 20_000 };

/** Leaves whoever was signed in and signs in by the demo's one click. */
async function signInAs(page: Page, role: RoleName): Promise<void> {
  await page.evaluate(() => sessionStorage.clear());
  await page.goto(new URL('/', page.url()).href);
  await page.getByRole('button', { name: `Sign in as ${roleNames[role]} ` }).click();
  await expect(page.getByRole('navigation').getByText('Live')).toBeVisible();
}

/** Starts or stops the simulated traffic, and sets how long a decision can be undone, as an administrator does. */
async function set(page: Page, traffic: 'Stop' | 'Start', undoSeconds: number): Promise<void> {
  await signInAs(page, 'administrator');
  await page.getByRole('button', { name: `${traffic} traffic` }).click();
  await expect(page.getByRole('button', { name: traffic === 'Stop' ? 'Start traffic' : 'Stop traffic' })).toBeVisible();
  await goTo(page, '/settings');
  const dialog = await openSetting(page, 'case.undo');
  await dialog.getByRole('textbox', { name: 'Value' }).fill(String(undoSeconds));
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('Nobody waits in a test');
  await page.keyboard.press('Enter');
  await expect(page.getByText(`case.undo is now ${undoSeconds} s`)).toBeVisible();
}

/** Claims the case on screen and gives a verdict, by keyboard alone. */
async function decide(page: Page, key: 'a' | 'r', reason: string): Promise<void> {
  const verdict = page.locator(`[aria-keyshortcuts="${key}"]`);
  await expect(page.locator('[aria-keyshortcuts="c"]').or(verdict).first()).toBeEnabled();
  await page.keyboard.press('c');
  await expect(verdict).toBeEnabled();
  await page.keyboard.press(key);
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('textbox', { name: 'Reason' })).toBeFocused();
  await page.keyboard.type(reason);
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
}

/** A document's front: any picture with one person's face in it. */
const front = {
  side: 'front',
  image: readFileSync(join(repository, 'node_modules/@vladmandic/human/assets/screenshot-faceid.jpg')).toString('base64'),
};

/** Opens the newest open case of a customer from the customer's own page. */
async function openCase(page: Page, accountId: string, title: RegExp): Promise<void> {
  await goTo(page, `/customers/${accountId}`);
  await page.getByRole('region', { name: 'Open cases' }).getByRole('link', { name: title }).first().focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/cases\/case_/);
}

test.describe('a case’s page', () => {
  let api: PlatformApi;

  // The workspace is everybody's: time to undo is so short here that nobody waits for it, and as it was afterwards.
  test.beforeAll(async ({ shared }) => {
    const { page, close } = await shared.open();
    await set(page, 'Stop', 1);
    api = new PlatformApi(shared.url ?? '', await makePlatformKey(page));
    await close();
  });
  test.afterAll(async ({ shared }) => {
    const { page, close } = await shared.open();
    await set(page, 'Start', 10);
    await close();
  });
  test('FV-03 shows an identity update whole and is approved by two people, by keyboard', async ({ page }) => {
    const customer = await DemoCustomer.logIn(api, 1);
    const document = { kind: 'passport', country: 'DE', number: 'OLD4711', name: customer.person.name, birthDate: '1990-04-30' };
    const bound = await api.call('POST', `/accounts/${customer.id}/documents`, {
      ...document,
      verified: true,
      images: [front],
    });
    expect(bound.ok).toBe(true);
    const handed = await customer.call('POST', '/identity', {
      ...document,
      number: 'NEW4711',
      birthDate: '1991-04-30',
      operationId: await customer.authorize('security_setting_change', { details: { setting: 'identity_submit' } }),
      images: [front],
    });
    expect(handed.body).toMatchObject({ status: 'verified' });

    await signInAs(page, 'agent');
    await openCase(page, customer.id, /Identity update/);
    await expect(page.getByText('The birth date is another one')).toBeVisible();
    await expect(page.getByText('Two people have to approve this')).toBeVisible();
    const data = page.getByRole('region', { name: 'Old and new' }).first();
    await expect(data.getByRole('row', { name: /^Document number/ })).toContainText('Differs');
    await expect(data.getByRole('row', { name: /^Name/ })).toContainText('Same');
    await expect(page.getByText(/Withdrawals wait for 24 h: identity data updated/)).toBeVisible();
    await page.keyboard.press('v');
    await page.keyboard.type('Comparing both passports');
    await page.keyboard.press('Enter');
    await expect(data).toContainText('NEW4711');
    await expect(data).toContainText('1991-04-30');
    await expect(page.getByRole('img', { name: 'New document, Front' })).toBeVisible();
    await page.getByRole('button', { name: 'Turn the new image by a quarter' }).press('Enter');
    await page.getByRole('button', { name: 'Zoom in' }).press('Enter');
    await page.getByRole('radio', { name: 'Side by side' }).press('ArrowRight');
    await page.getByRole('slider', { name: 'How much of the new image covers the bound one' }).press('ArrowRight');
    await expectAccessible(page);

    await decide(page, 'a', 'Both documents are genuine');
    await signInAs(page, 'senior_agent');
    await expect(async () => {
      await openCase(page, customer.id, /Identity update/);
      await expect(page.getByText(/It takes somebody else now/)).toBeVisible({ timeout: 2_000 });
    }).toPass(RECENT);
    await decide(page, 'a', 'Seen by a second pair of eyes');
    await expect
      .poll(async () => (await api.call('GET', `/accounts/${customer.id}`)).body.holds.map((hold: { cause: string }) => hold.cause), RECENT)
      .toContain('identity_updated');
  });

  test('RC-03 RC-05 takes a device reset from a call to its cancel by the customer', async ({ page }) => {
    const customer = await DemoCustomer.logIn(api, 2);

    await signInAs(page, 'agent');
    await goTo(page, `/customers/${customer.id}`);
    await expect(page.getByRole('button', { name: 'Start device reset' })).toBeVisible();
    await page.keyboard.press('t');
    const form = page.getByRole('dialog', { name: 'Start a device reset' });
    await form.getByRole('checkbox', { name: 'Authenticator app' }).focus();
    await page.keyboard.press('Space');
    await form.getByLabel('What happened, in the customer’s words').fill('The app was deleted with the old phone');
    await form.getByRole('button', { name: 'Start device reset' }).press('Enter');
    await expect(page).toHaveURL(/\/cases\/case_/);

    await expect(page.getByText('Nothing speaks for the customer yet')).toBeVisible();
    await page.getByRole('button', { name: 'Ask the trusted device' }).press('Enter');
    await expect(page.getByText('Waiting for the customer')).toBeVisible();
    const number = (await page.getByText('Say this number to the caller').locator('..').locator('strong').textContent()) ?? '';
    expect(number).toMatch(/^\d\d$/);
    expect(await customer.confirmCall(number)).toBe(true);
    await expect(page.getByText('Confirmed: the caller is the customer')).toBeVisible(RECENT);
    await expect(page.getByText('Everything that an approval needs is there.')).toBeVisible();
    await expect(page.getByText('You wrote or approved this')).toBeVisible();
    await expectAccessible(page);

    await signInAs(page, 'senior_agent');
    await openCase(page, customer.id, /Reset the authenticator/i);
    await expect(page.getByText(/Then 24 h pass, in which the customer can cancel/)).toBeVisible();
    await decide(page, 'a', 'The caller is the customer');
    await expect(async () => {
      await openCase(page, customer.id, /Reset the authenticator/i);
      await expect(page.getByText('Approved. It takes effect in')).toBeVisible({ timeout: 2_000 });
    }).toPass(RECENT);
    await expectAccessible(page);

    const { reset } = (await customer.call('GET', '/device-resets/current')).body;
    expect((await customer.call('POST', `/device-resets/${reset.id}/cancel`)).ok).toBe(true);
    await expect(page.getByText('The reset was cancelled. Nothing has changed.')).toBeVisible(RECENT);
  });

  test('CQ-01 denies a risk review, and the platform reads it at once', async ({ page }) => {
    await signInAs(page, 'risk_analyst');
    await goTo(page, '/cases?queue=risk_review');
    await expect(page.getByRole('grid', { name: 'Cases' }).getByRole('row').nth(1)).toBeVisible();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/\/cases\/case_/);
    await expect(page.getByRole('heading', { name: 'Why it waits' })).toBeVisible();
    await expect(page.getByRole('heading', { name: 'Signals' })).toBeVisible();
    await expect(page.getByRole('heading', { name: 'Linked accounts' })).toBeVisible();
    const operationId =
      (await page
        .getByText(/^op_\w{26}$/)
        .first()
        .textContent()) ?? '';
    expect((await api.call('GET', `/operations/${operationId}`)).body.operation.status).toBe('in_review');
    await expectAccessible(page);
    await decide(page, 'r', 'A mule’s destination');
    await expect.poll(async () => (await api.call('GET', `/operations/${operationId}`)).body.operation.status, RECENT).toBe('denied');
  });
});

import { generateSync } from 'otplib';
import { expectAccessibleInBothThemes } from './support/axe.ts';
import { expect, test } from './support/exchange-test.ts';
import { newAddress } from './support/phone-test.ts';

test.describe('an account at the exchange', () => {
  test('SI-02 SI-05 WH-02 WH-04 binds an authenticator by its code, and after a change of address withdrawals wait with a countdown', async ({
    newPage,
    newCustomer,
  }) => {
    const customer = newCustomer();
    await customer.register();
    await customer.enter();
    const page = await newPage();
    await customer.openPage(page, '/security/authenticator');
    await page.getByRole('button', { name: 'Add one' }).click();
    await customer.typeCode(page, 'sms');
    const secret = (await page.getByTestId('totp-secret').textContent()) ?? '';
    await page.getByRole('textbox', { name: 'Code from the app' }).fill(generateSync({ strategy: 'totp', secret }));
    await expect(page.getByText('An authenticator app is bound to your account.')).toBeVisible();

    await page.goto(`${customer.url}/security/contacts`);
    await page.getByRole('region', { name: 'E-mail address' }).getByRole('button', { name: 'Change' }).click();
    const address = `new.${customer.email}`;
    await page.getByLabel('New e-mail address').fill(address);
    await page.getByRole('button', { name: 'Go on' }).click();
    // The code of this half minute was taken already; the app's next one counts.
    const next = Math.floor(Date.now() / 1_000) + 30;
    await page
      .getByRole('textbox', { name: 'Code from your authenticator app' })
      .fill(generateSync({ strategy: 'totp', secret, epoch: next }));
    const proof = page.getByRole('textbox', { name: 'Code from the new address or number' });
    await expect(proof).toBeVisible();
    await proof.fill(await customer.code('mail'));
    await expect(page.getByText('Withdrawals are on hold', { exact: true })).toBeVisible();
    await expect(page.getByRole('timer')).toHaveText(/^(23|24):\d\d:\d\d$/u);

    await page.goto(`${customer.url}/withdraw`);
    await page.getByLabel('Address', { exact: true }).fill(newAddress());
    await page.getByLabel('Amount').fill('10');
    await page.getByRole('button', { name: 'Withdraw' }).click();
    await expect(page.getByRole('dialog').getByText('They are possible again in')).toBeVisible();
  });

  test('IN-04 makes an API key after a step-up and shows its secret once', async ({ newPage, newCustomer }) => {
    const customer = newCustomer();
    await customer.register();
    await customer.enter();
    const page = await newPage();
    await customer.openPage(page, '/keys');
    await page.getByRole('button', { name: 'Create a key' }).click();
    await page.getByLabel('Name').fill('Tax export');
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    await customer.typeCode(page, 'sms');
    const second = page.getByRole('textbox', { name: 'Code from your e-mail' });
    await Promise.race([second.waitFor(), page.getByText('Your new key').waitFor()]);
    if (await second.isVisible()) await customer.typeCode(page, 'mail');
    await expect(page.getByText('The secret is shown once')).toBeVisible();
    await expect(page.getByRole('article', { name: 'Tax export' })).toBeVisible();
    await page.reload();
    await expect(page.getByRole('article', { name: 'Tax export' })).toBeVisible();
    await expect(page.getByText('The secret is shown once')).toHaveCount(0);
  });

  test('lists where it is logged in, and ends what is not wanted', async ({ newPage, newCustomer }) => {
    const customer = newCustomer();
    await customer.register();
    const other = await customer.enter('ios');
    await customer.enter();
    const page = await newPage();
    await customer.openPage(page, '/security/devices');
    await expect(page.getByRole('article')).toHaveCount(2);
    await expect(page.getByRole('article').filter({ hasText: 'This one' })).toContainText('Web');
    await page.getByRole('button', { name: 'End it' }).click();
    await expect(page.getByRole('article')).toHaveCount(1);
    expect((await customer.call('GET', '/customer/v1/me', undefined, other)).status).toBe(401);
  });

  test('can be used by everybody (WCAG 2.2 AA), in light and in dark', async ({ newPage, newCustomer }) => {
    const customer = newCustomer();
    const page = await newPage();
    await expect(page.getByRole('heading', { name: 'Log in' })).toBeVisible();
    await expectAccessibleInBothThemes(page);
    await customer.register();
    await customer.enter();
    for (const [path, heading] of [
      ['/', 'Overview'],
      ['/withdraw', 'Withdraw'],
      ['/security', 'Security centre'],
      ['/security/identity', 'Identity'],
      ['/security/passkeys', 'Passkeys'],
      ['/security/trusted-device', 'Trusted device'],
      ['/security/devices', 'Devices and sessions'],
    ] as const) {
      await customer.openPage(page, path);
      await expect(page.getByRole('heading', { name: heading, level: 1 })).toBeVisible();
      await expectAccessibleInBothThemes(page);
    }
    await page.context().setOffline(true);
    await expect(page.getByText('No connection')).toBeVisible();
    await page.context().setOffline(false);
    await expect(page.getByText('No connection')).toHaveCount(0);
  });
});

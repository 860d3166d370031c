import type { Page } from '@playwright/test';
import { generateSync } from 'otplib';
import { expectAccessible } from './support/axe.ts';
import { expect, test } from './support/console-test.ts';
import { pressTogether } from './support/keys.ts';

test.use({ demo: false });

const email = 'ingrid@example.com';
const password = 'kettle-orbit-swan-72';

/** A code that has not been accepted yet: the engine takes one step of drift, and each step once. */
const code = (secret: string, steps = 0) => generateSync({ secret, epoch: Math.floor(Date.now() / 1000) + 30 * steps });

async function createAdministrator(page: Page): Promise<string> {
  await page.getByRole('textbox', { name: 'Name' }).fill('Ingrid Holm');
  await page.getByRole('textbox', { name: 'Email' }).fill(email);
  await page.getByLabel(/^Password/).fill(password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('img', { name: /QR code/ })).toBeVisible();
  return (await page.locator('code').textContent()) ?? '';
}

test('ST-04 the first administrator is made with both factors, and signs in again with them', async ({ running: { page } }) => {
  await page.getByRole('textbox', { name: 'Name' }).fill('Ingrid Holm');
  await page.getByLabel(/^Password/).fill('ingridholm12');
  await expect(page.getByText('Password strength: weak. Leave out your name and address.')).toBeVisible();
  const secret = await createAdministrator(page);
  await expectAccessible(page);

  await page.getByRole('textbox', { name: '6-digit code' }).fill('000000');
  await page.keyboard.press('Enter');
  await expect(page.getByText(/This code is not right/)).toBeVisible();
  await page.getByRole('textbox', { name: '6-digit code' }).fill(code(secret));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible();
  await expect(page.getByText(/No decision in this time/)).toBeVisible();
  await expect(page.getByRole('link', { name: 'Connect the platform' })).toBeVisible();

  await page.getByRole('button', { name: /Account menu/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('textbox', { name: 'Email' }).fill(email);
  await page.getByLabel(/^Password/).fill('not the password');
  await page.getByRole('textbox', { name: /Code from/ }).fill('123456');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Email, password or code is not right.')).toBeVisible();
  await page.getByLabel(/^Password/).fill(password);
  await page.getByRole('textbox', { name: /Code from/ }).fill(code(secret, 1));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible();
});

/** Has the browser of a page keep passkeys, as a laptop does whose owner is there. */
async function withPlatformAuthenticator(page: Page): Promise<void> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const options = {
    protocol: 'ctap2',
    transport: 'internal',
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
  } as const;
  await cdp.send('WebAuthn.addVirtualAuthenticator', { options: { ...options, automaticPresenceSimulation: true } });
}

test('ST-02 a locked console opens by the password and by no other, and in a browser a passkey signs in beside it', async ({
  running: { page, url },
}) => {
  // A bare address has no passkeys.
  if (url !== null) await page.goto(url.replace('127.0.0.1', 'localhost'));
  const secret = await createAdministrator(page);
  await page.getByRole('textbox', { name: '6-digit code' }).fill(code(secret));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible();
  await pressTogether(page, 'g', 'l');
  const lock = page.getByRole('dialog', { name: 'Locked' });
  await expect(lock.getByText('Signed in as Ingrid Holm')).toBeVisible();
  await lock.getByLabel(/^Password/).fill('not the password');
  await page.keyboard.press('Enter');
  await expect(lock.getByText('This password is not right.')).toBeVisible();

  await page.reload();
  await expect(lock).toBeVisible();
  await lock.getByLabel(/^Password/).fill(password);
  await page.keyboard.press('Enter');
  await expect(lock).toHaveCount(0);
  await expect(page.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible();

  await page.getByRole('button', { name: /Account menu/ }).click();
  const own = page.getByRole('menuitem', { name: 'Your passkeys' });
  if (url === null) {
    await expect(page.getByRole('menuitem', { name: 'Sign out' })).toBeVisible();
    await expect(own).toHaveCount(0);
    return;
  }
  await withPlatformAuthenticator(page);
  await own.click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('You have no passkey yet.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Add a passkey' }).click();
  await dialog.getByLabel(/^Password/).fill(password);
  await dialog.getByRole('textbox', { name: /Code from/ }).fill(code(secret, 1));
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Laptop');
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('cell', { name: 'Laptop', exact: true })).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);

  await page.getByRole('button', { name: /Account menu/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('textbox', { name: 'Email' }).fill(email);
  await page.getByLabel(/^Password/).fill('not the password');
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await expect(page.getByText('Email, password or passkey is not right.')).toBeVisible();
  await page.getByLabel(/^Password/).fill(password);
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await expect(page.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible();
});

import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from './support/exchange-test.ts';
import { repository } from './support/workspace.ts';

test.describe('logging in at the exchange', () => {
  test('IN-04 ND-01 ND-03 ND-12 begins with an account, and the first device is confirmed by everything that is bound', async ({
    newPage,
    newCustomer,
  }) => {
    const customer = newCustomer();
    const page = await newPage();
    await page.getByRole('button', { name: 'Open an account' }).click();
    await page.getByLabel('Name').fill(customer.name);
    await page.getByLabel('E-mail address').fill(customer.email);
    await page.getByLabel('Mobile number').fill(customer.phone ?? '');
    await page.getByRole('textbox', { name: 'Password' }).fill(customer.password);
    await page.getByRole('button', { name: 'Open the account' }).click();

    await expect(page.getByText('Codes to everything that is bound to it confirm it.')).toBeVisible();
    await expect(page.getByRole('link', { name: 'App Store (iOS)' })).toHaveAttribute('href', /^https:/u);
    await expect(page.getByRole('link', { name: 'Google Play (Android)' })).toBeVisible();
    await expect(page.getByText('Step 1 of 2')).toBeVisible();
    await customer.typeCode(page, 'sms');
    await expect(page.getByText('Step 2 of 2')).toBeVisible();
    await customer.typeCode(page, 'mail');
    await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible();
  });

  test('ND-02 keeps the assigned method over a reload, and offers no other', async ({ newPage, newCustomer }) => {
    const customer = newCustomer({ withPhone: false });
    await customer.register();
    const page = await newPage();
    await customer.logInOn(page);
    const field = page.getByRole('textbox', { name: 'Code from your e-mail' });
    await expect(field).toBeVisible();
    await page.reload();
    await expect(field).toBeVisible();
    await expect(page.getByRole('button', { name: 'Use a passkey' })).toHaveCount(0);
    await expect(page.getByRole('button', { name: 'Start recording' })).toHaveCount(0);
  });

  test('ND-05 refuses a code from another network, and says to do everything in the app', async ({ newPage, newCustomer }) => {
    const customer = newCustomer({ withPhone: false });
    await customer.register();
    const page = await newPage();
    await customer.logInOn(page);
    const field = page.getByRole('textbox', { name: 'Code from your e-mail' });
    await expect(field).toBeVisible();
    const token = await page.evaluate(() => JSON.parse(localStorage.getItem('exchange.session') ?? '{}').token as string);
    const code = await customer.code('mail', token);
    await page.getByRole('button', { name: /Where I am/u }).click();
    await page.getByRole('menuitem', { name: /Hotel abroad/u }).click();
    await field.fill(code);
    await expect(page.getByText('This log-in was not authorized')).toBeVisible();
    await expect(page.getByText('Do everything in the app, on one network, and begin again.')).toBeVisible();
  });

  test('ND-07 ND-10 climbs from advice to advice, up to support', async ({ newPage, newCustomer }) => {
    const customer = newCustomer({ withPhone: false });
    await customer.register();
    const page = await newPage();
    await customer.logInOn(page);
    const field = page.getByRole('textbox', { name: 'Code from your e-mail' });
    const advice = page.getByRole('status').filter({ hasText: 'If it does not work' }).getByRole('listitem');
    await expect(field).toBeVisible();
    await expect(advice).toHaveCount(0);
    for (const [rung, left] of [4, 3, 2, 1].entries()) {
      await field.fill('000000');
      await expect(page.getByText(new RegExp(`${left} (tries|try) left`, 'u'))).toBeVisible();
      await expect(advice).toHaveCount(rung + 1);
    }
    await expect(advice).toHaveText([
      'Update the app to its newest version.',
      'Allow the app to use the camera and your photos.',
      'Restart your phone and clear the app’s cache.',
      'Change the network, for example from Wi-Fi to mobile data, and log in again.',
    ]);
    await expect(page.getByRole('button', { name: 'Ask support for help' })).toHaveCount(0);
    await field.fill('000000');
    await expect(page.getByText('This log-in was not authorized')).toBeVisible();

    await customer.logInOn(page);
    await expect(advice.last()).toContainText('Write to support from the e-mail address that is bound');
    await page.getByRole('button', { name: 'Ask support for help' }).click();
    await expect(page.getByText('Support has your case')).toBeVisible();
  });

  test('ND-04 ND-09 asks the app on another device, is told at once, and grants nothing for saying so', async ({
    newPage,
    newCustomer,
  }) => {
    const customer = newCustomer({ withPhone: false });
    await customer.register();
    const app = await customer.enter('ios');
    await customer.verify();

    const page = await newPage();
    await customer.logInOn(page);
    const number = page.getByTestId('match-number');
    await expect(number).toBeVisible();
    await page.getByRole('button', { name: 'I have completed verification' }).click();
    await expect(number).toBeVisible();
    await expect(page.getByRole('timer')).toBeVisible();

    const { body } = await customer.call('GET', '/customer/v1/verification-requests', undefined, app);
    const [request] = body.items;
    const answer = { answer: 'approve', number: await number.textContent() };
    expect((await customer.call('POST', `/customer/v1/verification-requests/${request.id}/answer`, answer, app)).status).toBe(200);
    await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible();
  });

  test('ND-06 ND-11 shows the warning before a document, and says before the camera what to mend', async ({ newPage, newCustomer }) => {
    const customer = newCustomer();
    await customer.register();
    await customer.enter();
    const page = await newPage();
    await customer.openPage(page, '/security/identity');
    await expect(page.getByText('Use your own document only.')).toBeVisible();
    await page.getByRole('button', { name: 'Use a sample card' }).click();
    // A man before a webcam, out of a picture that comes with the face model.
    const picture = join(repository, 'node_modules', '@vladmandic', 'human', 'assets', 'screenshot-faceid.jpg');
    const portrait = sharp(picture)
      .extract({ left: 14, top: 142, width: 139, height: 139 })
      .resize(340, 340)
      .extend({ top: 70, bottom: 70, left: 70, right: 70, extendWith: 'mirror' });
    const file = { name: 'front.jpg', mimeType: 'image/jpeg', buffer: await portrait.jpeg().toBuffer() };
    await page.locator('input[type=file]').first().setInputFiles(file);
    await page.getByRole('button', { name: 'Hand it in' }).click();
    await customer.typeCode(page, 'sms');
    await expect(page.getByRole('heading', { name: 'Being checked' })).toBeVisible({ timeout: 30_000 });

    await page.getByRole('button', { name: 'Enrol my face' }).click();
    await customer.typeCode(page, 'sms');
    await page.getByRole('button', { name: 'Start recording' }).click();
    // The browser's stand-in for a camera shows a moving pattern, and nobody.
    await expect(page.getByText('No face was seen. Look straight into the camera.')).toBeVisible({ timeout: 40_000 });
    await expect(page.getByRole('button', { name: 'Record again' })).toBeVisible();
  });
});

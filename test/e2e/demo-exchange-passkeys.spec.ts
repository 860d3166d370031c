import type { Page } from '@playwright/test';
import type { ExchangeCustomer } from './support/exchange-customer.ts';
import { addAuthenticator, createFirstPasskey, expect, test } from './support/exchange-test.ts';
import { newAddress } from './support/phone-test.ts';

/** Begins a withdrawal that the customer's passkey has to confirm first. */
async function askForWithdrawal(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/withdraw`);
  await page.getByLabel('Address', { exact: true }).fill(newAddress());
  await page.getByLabel('Amount').fill('25');
  await page.getByRole('button', { name: 'Withdraw' }).click();
  await expect(page.getByRole('button', { name: 'Use a passkey' })).toBeVisible();
}

const useIt = (page: Page) => page.getByRole('button', { name: 'Use a passkey' }).click();

/** A verified customer with one passkey on the page's own authenticator, in one browser. */
const withPasskey = async (newPage: () => Promise<Page>, customer: ExchangeCustomer) => {
  await customer.register();
  await customer.enter();
  await customer.verify();
  const page = await newPage();
  return { page, authenticator: await createFirstPasskey(page, customer) };
};

test.describe('passkeys at the exchange', () => {
  test('PK-01 PK-02 PK-04 PK-05 PK-06 PK-10 creates one on this device and one on a USB key, after two factors, and names and urges them', async ({
    newPage,
    newCustomer,
  }) => {
    const customer = newCustomer();
    await customer.register();
    await customer.enter();
    const page = await newPage();
    const key = await addAuthenticator(page, 'usb');
    const add = async (kind: RegExp) => {
      await page.getByRole('button', { name: 'Add a passkey' }).click();
      await page.getByRole('button', { name: kind }).click();
    };
    const addByCodes = async () => {
      await add(/This device/u);
      await customer.typeCode(page, 'sms');
      await customer.typeCode(page, 'mail');
      await page.getByRole('button', { name: 'Create the passkey' }).click();
    };

    await customer.openPage(page, '/security/passkeys');
    await addByCodes();
    await expect(page.getByText('Turn on its screen lock and its password manager')).toBeVisible();

    await key.cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId: key.id });
    const { cdp, id } = await addAuthenticator(page);
    await page.reload();
    await addByCodes();
    await expect(page.getByText('Verify your identity first.')).toBeVisible();

    await customer.verify();
    await page.reload();
    await addByCodes();
    const card = page.getByRole('article');
    await expect(card).toHaveCount(1);
    await expect(card).toContainText('On this device or key only');
    await expect(card).toContainText('never used');
    await expect(page.getByText('Add a second one')).toBeVisible();
    await page.getByRole('button', { name: /More about/u }).click();
    await page.getByRole('menuitem', { name: 'Rename' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('My laptop');
    await page.getByRole('button', { name: 'Save the name' }).click();
    await expect(page.getByRole('article', { name: 'My laptop' })).toBeVisible();

    // A security key is added by itself, confirmed with the passkey that is there.
    await add(/USB security key/u);
    await useIt(page);
    await customer.typeCode(page, 'sms');
    await expect(page.getByRole('button', { name: 'Create the passkey' })).toBeVisible();
    // The device's own authenticator steps aside for the key.
    await cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId: id, enabled: false });
    await addAuthenticator(page, 'usb');
    await page.getByRole('button', { name: 'Create the passkey' }).click();
    await expect(page.getByRole('article').filter({ hasText: 'Security key' })).toBeVisible();
    await expect(page.getByText('Add a second one')).toHaveCount(0);
    await expect(page.getByRole('article').filter({ hasText: 'last used' })).toHaveCount(1);
  });
});

test.describe('a passkey at the exchange is not accepted', () => {
  test('PK-08 with a signature that is not its own, without its user verified, or with a counter that went backwards, as a copy’s does', async ({
    newPage,
    newCustomer,
  }) => {
    const customer = newCustomer();
    const { page, authenticator } = await withPasskey(newPage, customer);
    const { cdp, id: authenticatorId } = authenticator;
    const refused = page.getByText('This passkey was not accepted');
    const [copy] = (await cdp.send('WebAuthn.getCredentials', { authenticatorId })).credentials;
    if (copy === undefined) throw new Error('the authenticator kept no passkey');

    await askForWithdrawal(page, customer.url);
    await cdp.send('WebAuthn.setResponseOverrideBits', { authenticatorId, isBogusSignature: true });
    await useIt(page);
    await expect(refused).toBeVisible();
    await cdp.send('WebAuthn.setResponseOverrideBits', { authenticatorId, isBogusSignature: false, isBadUV: true });
    await useIt(page);
    await expect(page.getByText('3 tries left')).toBeVisible();
    await cdp.send('WebAuthn.setResponseOverrideBits', { authenticatorId, isBadUV: false });
    await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
    await useIt(page);
    await expect(page.getByText('The passkey was not confirmed')).toBeVisible();
    await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true });
    await useIt(page);
    await customer.typeCode(page, 'sms');
    await expect(page.getByText('25 USDT are on their way.')).toBeVisible();

    await cdp.send('WebAuthn.removeCredential', { authenticatorId, credentialId: copy.credentialId });
    await cdp.send('WebAuthn.addCredential', { authenticatorId, credential: { ...copy, signCount: 0 } });
    await askForWithdrawal(page, customer.url);
    await useIt(page);
    await expect(refused).toBeVisible();
  });

  test('PK-08 from another origin, in the browser and, with what was changed on the way, on the server; nor a second time', async ({
    newPage,
    newCustomer,
  }) => {
    const customer = newCustomer();
    const { page } = await withPasskey(newPage, customer);
    const refused = page.getByText('This passkey was not accepted');
    await askForWithdrawal(page, customer.url);
    await page.route('**/steps/0/complete', async (route) => {
      const sent = route.request().postDataJSON();
      const client = JSON.parse(Buffer.from(sent.passkey.response.clientDataJSON, 'base64url').toString());
      client.origin = 'https://northgate.example.evil.test';
      sent.passkey.response.clientDataJSON = Buffer.from(JSON.stringify(client)).toString('base64url');
      await route.continue({ postData: JSON.stringify(sent) });
    });
    await useIt(page);
    await expect(refused).toBeVisible();
    await page.unroute('**/steps/0/complete');

    const taken = page.waitForRequest('**/steps/0/complete');
    await useIt(page);
    const request = await taken;
    await customer.typeCode(page, 'sms');
    await expect(page.getByText('25 USDT are on their way.')).toBeVisible();
    const token = (await request.headerValue('authorization'))?.replace('Bearer ', '') ?? '';
    const again = await customer.call('POST', new URL(request.url()).pathname, request.postDataJSON(), token);
    expect(again.status).not.toBe(200);
    await askForWithdrawal(page, customer.url);
    await page.route('**/steps/0/complete', (route) => route.continue({ postData: request.postData() ?? '' }));
    await useIt(page);
    await expect(refused).toBeVisible();

    const elsewhere = await newPage();
    await addAuthenticator(elsewhere);
    await elsewhere.goto(customer.url.replace('localhost', '127.0.0.1'));
    const given = await elsewhere.evaluate(() =>
      navigator.credentials.get({ publicKey: { challenge: new Uint8Array(32), rpId: 'localhost', userVerification: 'required' } }).then(
        () => 'given',
        (error: Error) => error.name,
      ),
    );
    expect(given).toBe('SecurityError');
  });
});

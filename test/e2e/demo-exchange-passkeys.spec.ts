import type { Page } from '@playwright/test';
import { addAuthenticator, createFirstPasskey, expect, test } from './support/exchange-test.ts';

/** Begins a withdrawal that the customer's passkey has to confirm first. */
async function askForWithdrawal(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/withdraw`);
  await page.getByLabel('Address', { exact: true }).fill('TQn9Y2khEsLJW1ChVWFMSMeRDow5KcbLSE');
  await page.getByLabel('Amount').fill('25');
  await page.getByRole('button', { name: 'Withdraw' }).click();
  await expect(page.getByRole('button', { name: 'Use a passkey' })).toBeVisible();
}

const useIt = (page: Page) => page.getByRole('button', { name: 'Use a passkey' }).click();

test.describe('passkeys at the exchange', () => {
  test('PK-01 PK-02 PK-05 PK-06 creates one on this device after two factors, and lists, names and urges a second', async ({
    newPage,
    newCustomer,
  }) => {
    const customer = newCustomer();
    await customer.register();
    await customer.enter();
    const page = await newPage();
    await addAuthenticator(page);

    await customer.openPage(page, '/security/passkeys');
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByRole('button', { name: /This device/u }).click();
    await customer.typeCode(page, 'sms');
    await customer.typeCode(page, 'mail');
    await page.getByRole('button', { name: 'Create the passkey' }).click();
    await expect(page.getByText('Verify your identity first.')).toBeVisible();

    await customer.verify();
    await page.reload();
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByRole('button', { name: /This device/u }).click();
    await customer.typeCode(page, 'sms');
    await customer.typeCode(page, 'mail');
    await page.getByRole('button', { name: 'Create the passkey' }).click();

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
  });

  test('PK-02 PK-10 adds a USB security key by itself, confirmed with the passkey that is there', async ({ newPage, newCustomer }) => {
    const customer = newCustomer();
    await customer.register();
    await customer.enter();
    await customer.verify();
    const page = await newPage();
    const { cdp, id } = await createFirstPasskey(page, customer);
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByRole('button', { name: /USB security key/u }).click();
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

  test('PK-04 says what to do on a device without a credential manager', async ({ newPage, newCustomer }) => {
    const customer = newCustomer();
    await customer.register();
    await customer.enter();
    await customer.verify();
    const page = await newPage();
    await addAuthenticator(page, 'usb');
    await customer.openPage(page, '/security/passkeys');
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByRole('button', { name: /This device/u }).click();
    await customer.typeCode(page, 'sms');
    await customer.typeCode(page, 'mail');
    await page.getByRole('button', { name: 'Create the passkey' }).click();
    await expect(page.getByText('Turn on its screen lock and its password manager')).toBeVisible();
  });

  test('PK-02 PK-03 another phone scans the code once, repeats the verification, and gets the passkey', async ({
    newPage,
    newCustomer,
  }) => {
    const customer = newCustomer();
    await customer.register();
    const app = await customer.enter('ios');
    await customer.enter();
    await customer.verify();
    const page = await newPage();
    await customer.openPage(page, '/security/passkeys');
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByRole('button', { name: /Another phone or tablet/u }).click();
    await customer.typeCode(page, 'sms');
    await customer.typeCode(page, 'mail');
    const link = (await page.getByTestId('transfer-link').textContent()) ?? '';
    await expect(page.getByRole('timer')).toHaveText(/^(2:\d\d|3:00)$/u);
    await expect(page.getByRole('img', { name: 'QR code for the other phone' })).toBeVisible();

    // The phone: a browser, an authenticator and a session of its own.
    const phone = await newPage('/notice');
    await addAuthenticator(phone);
    customer.token = app;
    const open = () => customer.call('POST', '/customer/v1/passkey-transfers/open', { link });
    const opened = await open();
    expect(opened.body).toMatchObject({ status: 'opened' });
    await expect(page.getByText('The other phone has opened it')).toBeVisible();
    expect((await open()).status).toBe(409);

    const asked = (await customer.call('POST', '/api/operations', { wish: { kind: 'passkey_add' } })).body.operation;
    const way = { operationId: asked.id, kind: 'other_device', credentialManager: true, transferId: opened.body.id };
    expect((await customer.call('POST', '/customer/v1/passkeys/begin', way)).status).not.toBe(200);
    await customer.passCodes(asked);
    const { options } = (await customer.call('POST', '/customer/v1/passkeys/begin', way)).body;
    const response = await phone.evaluate(async (json) => {
      const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(json);
      return ((await navigator.credentials.create({ publicKey })) as PublicKeyCredential).toJSON();
    }, options);
    expect((await customer.call('POST', '/customer/v1/passkeys', { operationId: asked.id, response })).status).toBe(201);

    await expect(page.getByText('Done: the passkey is on the other phone.')).toBeVisible();
    await page.getByRole('button', { name: 'Finish' }).click();
    await expect(page.getByRole('article')).toContainText('On another phone');
  });

  test('PK-07 MP-06 keeps the last one while passkeys are mandatory', async ({ newPage, newCustomer }) => {
    const customer = newCustomer();
    await customer.register();
    await customer.enter();
    await customer.verify();
    const page = await newPage();
    await createFirstPasskey(page, customer);
    await page.goto(`${customer.url}/security`);
    await page.getByRole('button', { name: 'Turn on' }).click();
    await useIt(page);
    await expect(page.getByText(/On since/u)).toBeVisible();
    await page.goto(`${customer.url}/security/passkeys`);
    await page.getByRole('button', { name: /More about/u }).click();
    await expect(page.getByRole('menuitem', { name: 'Cannot be removed: passkeys are mandatory' })).toBeDisabled();
  });
});

test.describe('a passkey at the exchange is not accepted', () => {
  test('PK-08 with a signature that is not its own', async ({ newPage, newCustomer }) => {
    const customer = newCustomer();
    await customer.register();
    await customer.enter();
    await customer.verify();
    const page = await newPage();
    const { cdp, id } = await createFirstPasskey(page, customer);
    await askForWithdrawal(page, customer.url);
    await cdp.send('WebAuthn.setResponseOverrideBits', { authenticatorId: id, isBogusSignature: true });
    await useIt(page);
    await expect(page.getByText('This passkey was not accepted')).toBeVisible();
    await cdp.send('WebAuthn.setResponseOverrideBits', { authenticatorId: id, isBogusSignature: false });
    await useIt(page);
    await customer.typeCode(page, 'sms');
    await expect(page.getByText('25 USDT are on their way.')).toBeVisible();
  });

  test('PK-08 where its user was not verified', async ({ newPage, newCustomer }) => {
    const customer = newCustomer();
    await customer.register();
    await customer.enter();
    await customer.verify();
    const page = await newPage();
    const { cdp, id } = await createFirstPasskey(page, customer);
    await askForWithdrawal(page, customer.url);
    await cdp.send('WebAuthn.setResponseOverrideBits', { authenticatorId: id, isBadUV: true });
    await useIt(page);
    await expect(page.getByText('This passkey was not accepted')).toBeVisible();
    await cdp.send('WebAuthn.setResponseOverrideBits', { authenticatorId: id, isBadUV: false });
    await cdp.send('WebAuthn.setUserVerified', { authenticatorId: id, isUserVerified: false });
    await useIt(page);
    await expect(page.getByText('The passkey was not confirmed')).toBeVisible();
  });

  test('PK-08 when its counter went backwards, as a copy’s does', async ({ newPage, newCustomer }) => {
    const customer = newCustomer();
    await customer.register();
    await customer.enter();
    await customer.verify();
    const page = await newPage();
    const { cdp, id } = await createFirstPasskey(page, customer);
    const [copy] = (await cdp.send('WebAuthn.getCredentials', { authenticatorId: id })).credentials;
    if (copy === undefined) throw new Error('the authenticator kept no passkey');
    await askForWithdrawal(page, customer.url);
    await useIt(page);
    await customer.typeCode(page, 'sms');
    await expect(page.getByText('25 USDT are on their way.')).toBeVisible();

    await cdp.send('WebAuthn.removeCredential', { authenticatorId: id, credentialId: copy.credentialId });
    await cdp.send('WebAuthn.addCredential', { authenticatorId: id, credential: { ...copy, signCount: 0 } });
    await askForWithdrawal(page, customer.url);
    await useIt(page);
    await expect(page.getByText('This passkey was not accepted')).toBeVisible();
  });

  test('PK-08 from another origin, in the browser and, with what was changed on the way, on the server', async ({
    newPage,
    newCustomer,
  }) => {
    const customer = newCustomer();
    await customer.register();
    await customer.enter();
    await customer.verify();
    const page = await newPage();
    await createFirstPasskey(page, customer);
    await askForWithdrawal(page, customer.url);
    await page.route('**/steps/0/complete', async (route) => {
      const sent = route.request().postDataJSON();
      const client = JSON.parse(Buffer.from(sent.passkey.response.clientDataJSON, 'base64url').toString());
      client.origin = 'https://northgate.example.evil.test';
      sent.passkey.response.clientDataJSON = Buffer.from(JSON.stringify(client)).toString('base64url');
      await route.continue({ postData: JSON.stringify(sent) });
    });
    await useIt(page);
    await expect(page.getByText('This passkey was not accepted')).toBeVisible();

    const elsewhere = await newPage();
    await addAuthenticator(elsewhere);
    await elsewhere.goto(customer.url.replace('localhost', '127.0.0.1'));
    const refused = await elsewhere.evaluate(() =>
      navigator.credentials.get({ publicKey: { challenge: new Uint8Array(32), rpId: 'localhost', userVerification: 'required' } }).then(
        () => 'given',
        (error: Error) => error.name,
      ),
    );
    expect(refused).toBe('SecurityError');
  });

  test('PK-08 a second time', async ({ newPage, newCustomer }) => {
    const customer = newCustomer();
    await customer.register();
    await customer.enter();
    await customer.verify();
    const page = await newPage();
    await createFirstPasskey(page, customer);
    await askForWithdrawal(page, customer.url);
    const taken = page.waitForRequest('**/steps/0/complete');
    await useIt(page);
    const request = await taken;
    await customer.typeCode(page, 'sms');
    await expect(page.getByText('25 USDT are on their way.')).toBeVisible();

    const token = (await request.headerValue('authorization'))?.replace('Bearer ', '') ?? '';
    const again = await customer.call('POST', new URL(request.url()).pathname, request.postDataJSON(), token);
    expect(again.status).not.toBe(200);
    await askForWithdrawal(page, customer.url);
    const begun = page.waitForRequest('**/steps/0/begin');
    await page.route('**/steps/0/complete', (route) => route.continue({ postData: request.postData() ?? '' }));
    await useIt(page);
    await begun;
    await expect(page.getByText('This passkey was not accepted')).toBeVisible();
  });
});

import { tokenOf } from './support/exchange-customer.ts';
import {
  AuthenticatorApp,
  expect,
  home,
  newAddress,
  numberOn,
  openPhone,
  openWaiting,
  test,
  typeAuthenticatorCode,
  typeNumber,
  withdrawal,
  withdrawOn,
} from './support/phone-test.ts';

test.describe('a phone as the trusted device', () => {
  test('TD-02 TD-06 TD-22 is set up step by step in the order of the API, from a fresh account', async ({ newPhone, newCustomer }) => {
    const customer = newCustomer({ withPhone: false });
    await customer.register();
    const phone = await newPhone();
    await phone.getByLabel('E-mail address').fill(customer.email);
    await phone.getByRole('textbox', { name: 'Password' }).fill(customer.password);
    await phone.getByRole('button', { name: 'Log in', exact: true }).click();
    const token = () => phone.evaluate(() => JSON.parse(localStorage.getItem('phone.session') ?? '{}').token as string);
    const codeField = phone.getByRole('textbox', { name: 'Code from your e-mail' });
    const typeCode = async () => {
      await expect(codeField).toBeVisible();
      await codeField.fill(await customer.code('mail', await token()));
    };
    await typeCode();

    // Profile → security centre → advanced settings → trusted device.
    await phone.getByRole('button', { name: 'Profile' }).click();
    await phone.getByRole('button', { name: /Security centre/u }).click();
    await phone.getByRole('button', { name: /Advanced settings/u }).click();
    await phone.getByRole('button', { name: /Trusted device/u }).click();
    const add = phone.getByRole('button', { name: 'Make this my trusted device' });
    await add.click();
    const missing = phone.getByRole('listitem');
    await expect(missing).toHaveText(['Verify your identity', 'Enrol your face', 'Add a passkey or an authenticator app']);

    await phone.getByRole('button', { name: /Verify your identity/u }).click();
    await phone.getByLabel('Number').fill(`L${Date.now()}`);
    await phone.getByLabel('Date of birth').fill('1990-04-30');
    await phone.getByRole('switch', { name: 'Enrol my face without a camera' }).click();
    await phone.getByRole('button', { name: 'Check my document' }).click();
    await expect(phone.getByText('Your identity is verified')).toBeVisible();
    await phone.getByRole('button', { name: 'Done' }).click();
    await add.click();
    await expect(missing).toHaveText(['Add a passkey or an authenticator app']);

    await phone.getByRole('button', { name: /Add a passkey or an authenticator app/u }).click();
    await phone.getByRole('button', { name: /Authenticator app/u }).click();
    await phone.getByRole('button', { name: 'Add an authenticator app' }).click();
    await typeCode();
    const secret = phone.getByTestId('totp-secret');
    await expect(secret).toBeVisible();
    const app = new AuthenticatorApp((await secret.textContent()) ?? '');
    await phone.getByRole('textbox', { name: 'Code that the app shows' }).fill(await app.code());
    await expect(phone.getByText('The authenticator app is added')).toBeVisible();
    await phone.getByRole('button', { name: 'Done' }).click();
    await phone.getByRole('button', { name: 'Back' }).click();

    await add.click();
    await typeAuthenticatorCode(phone, app);
    await expect(phone.getByText('This phone was added as your trusted device')).toBeVisible();
    await expect(phone.getByRole('button', { name: 'Delete' })).toBeVisible();
    const kept = await phone.evaluate(async () => {
      const database = await new Promise<IDBDatabase>((resolve) => {
        const open = indexedDB.open('portcullis-phone');
        open.onsuccess = () => resolve(open.result);
      });
      const pairs = await new Promise<CryptoKeyPair[]>((resolve) => {
        const all = database.transaction('device-keys').objectStore('device-keys').getAll();
        all.onsuccess = () => resolve(all.result as CryptoKeyPair[]);
      });
      return pairs.map(({ privateKey }) => privateKey.extractable);
    });
    expect(kept).toEqual([false]);
  });

  test('TD-05 TD-10 TD-17 another phone of the same customer neither becomes one nor opens what it asks', async ({
    newTrusted,
    newSite,
    newPhone,
  }) => {
    const owner = await newTrusted();
    const { page: phone, customer } = owner;
    const site = await newSite(owner);
    const { body } = await customer.logIn('ios', 'second-phone-of-mine');
    await openWaiting(phone);
    await typeNumber(phone, body.prompt.number);
    await phone.getByRole('button', { name: 'Approve' }).click();
    await expect(phone.getByRole('heading', { name: 'Approved' })).toBeVisible();
    await phone.getByRole('button', { name: 'Done' }).click();
    const second = await newPhone();
    await openPhone(second, customer, body.token, 'second-phone-of-mine');
    await second.getByRole('button', { name: /Make this your trusted device/u }).click();
    await expect(second.getByText('Another phone is your trusted device')).toBeVisible();
    await expect(second.getByRole('button', { name: 'Make this my trusted device' })).toHaveCount(0);

    await withdrawOn(site);
    await numberOn(site);
    const link = (await site.getByTestId('prompt-link').textContent()) ?? '';
    await second.getByRole('button', { name: 'Back' }).click();
    const scan = async (on: typeof phone) => {
      await on.getByRole('navigation', { name: 'Places' }).getByRole('button', { name: 'Scan' }).click();
      await on.getByLabel('Or paste the link').fill(link);
      await on.getByRole('button', { name: 'Open', exact: true }).click();
    };
    await scan(second);
    await expect(second.getByText('Only your trusted device can open this.')).toBeVisible();
    await scan(phone);
    await expect(phone.getByRole('button', { name: 'Approve' })).toBeVisible();
    await phone.getByRole('button', { name: 'Back' }).click();
    await scan(phone);
    await expect(phone.getByText('This code was scanned already.', { exact: false })).toBeVisible();
  });

  test('TD-10 reads the QR code of the exchange’s page through its camera', async ({ newTrusted, newSite }) => {
    const owner = await newTrusted();
    const { page: phone } = owner;
    const site = await newSite(owner);
    const address = await withdrawOn(site);
    const code = await site.getByRole('img', { name: /^QR code/u }).screenshot();
    await phone.evaluate((picture) => {
      const image = new Image();
      image.src = `data:image/png;base64,${picture}`;
      const canvas = document.createElement('canvas');
      canvas.width = 640;
      canvas.height = 480;
      const draw = () => {
        const pen = canvas.getContext('2d');
        if (pen === null) return;
        pen.fillStyle = '#9a9a9a';
        pen.fillRect(0, 0, 640, 480);
        pen.drawImage(image, 210, 120, 240, 240);
      };
      setInterval(draw, 50);
      navigator.mediaDevices.getUserMedia = async () => canvas.captureStream(20);
    }, code.toString('base64'));
    await phone.getByRole('navigation', { name: 'Places' }).getByRole('button', { name: 'Scan' }).click();
    await expect(phone.locator('pre')).toContainText(address);
  });

  test('TD-09 asks nobody for what starts on the trusted device itself', async ({ newTrusted }) => {
    const { page: phone, app, customer, token } = await newTrusted();
    await phone.getByRole('button', { name: 'Withdraw' }).click();
    await phone.getByLabel('Amount').fill('0.01');
    await phone.getByLabel(/^Address/u).fill(newAddress());
    await phone.getByRole('button', { name: 'Continue' }).click();
    await expect(phone.getByRole('textbox', { name: 'Code from your authenticator app' })).toBeVisible();
    expect((await customer.call('GET', '/customer/v1/verification-requests', undefined, token)).body.items).toEqual([]);
    await typeAuthenticatorCode(phone, app);
    const second = phone.getByRole('textbox', { name: 'Code from your e-mail' });
    await expect(second.or(phone.getByText('On its way'))).toBeVisible();
    if (await second.isVisible()) await second.fill(await customer.code('mail', token));
    await expect(phone.getByText('On its way')).toBeVisible();
  });

  test('TD-20 WH-02 its removal warns of the hold, cancels what waits, and leaves withdrawals held', async ({ newTrusted, newSite }) => {
    const owner = await newTrusted();
    const { page: phone, app, customer } = owner;
    const web = await tokenOf(await newSite(owner));
    const waiting = (await customer.call('POST', '/api/operations', withdrawal(), web)).body.operation;
    await phone.getByRole('button', { name: /Trusted device/u }).click();
    await phone.getByRole('button', { name: 'Delete' }).click();
    await expect(phone.getByText('Withdrawals will be on hold')).toBeVisible();
    await phone.getByRole('button', { name: 'Delete it' }).click();
    await typeAuthenticatorCode(phone, app);
    await expect(phone.getByText('The trusted device was deleted')).toBeVisible();
    await expect(phone.getByRole('timer')).toHaveText(/^(1d 00h|23:59:\d\d|24:00:00)$/u);
    await phone.getByRole('button', { name: 'Back' }).click();
    await expect(phone.getByText('Withdrawals are on hold', { exact: true })).toBeVisible();
    await home(phone);
    const { body } = await customer.call('GET', `/customer/v1/operations/${waiting.id}`, undefined, web);
    expect(body.prompt).toBeNull();
    expect((await customer.call('POST', '/api/operations', withdrawal(), web)).body.decision.outcome).toBe('hold');
  });
});

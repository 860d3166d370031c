import { randomUUID } from 'node:crypto';
import { addAuthenticator } from './support/exchange-test.ts';
import { expect, openPhone, test } from './support/phone-test.ts';

test.describe('a passkey for the exchange’s page', () => {
  test('PK-02 PK-03 is created on the phone that scans its code, after the identity is verified there once more', async ({
    newPage,
    newPhone,
    newCustomer,
  }) => {
    const customer = newCustomer();
    await customer.register();
    const deviceId = `phone-${randomUUID()}`;
    const app = await customer.enter('ios', deviceId);
    await customer.enter();
    await customer.verify();
    const site = await newPage();
    await customer.openPage(site, '/security/passkeys');
    const phone = await newPhone();
    await addAuthenticator(phone);
    await openPhone(phone, customer, app, deviceId);

    await site.getByRole('button', { name: 'Add a passkey' }).click();
    await site.getByRole('button', { name: /Another phone or tablet/u }).click();
    await customer.typeCode(site, 'sms');
    await customer.typeCode(site, 'mail');
    const link = (await site.getByTestId('transfer-link').textContent()) ?? '';
    await expect(site.getByRole('timer')).toHaveText(/^(2:\d\d|3:00)$/u);
    await expect(site.getByRole('img', { name: 'QR code for the other phone' })).toBeVisible();

    await phone.getByRole('navigation', { name: 'Places' }).getByRole('button', { name: 'Scan' }).click();
    await phone.getByLabel('Or paste the link').fill(link);
    const opened = phone.waitForResponse(/\/passkey-transfers\/open$/u);
    await phone.getByRole('button', { name: 'Open', exact: true }).click();
    await expect(phone.getByRole('heading', { name: 'Create a passkey on this phone?' })).toBeVisible();
    await phone.getByRole('button', { name: 'Continue' }).click();
    await expect(site.getByText('The other phone has opened it, and repeats the verification now.')).toBeVisible();
    // The code served its turn, and what it opened gives nothing before the verification was repeated.
    const again = await customer.call('POST', '/customer/v1/passkey-transfers/open', { link }, app);
    expect(again.status).toBe(409);
    const asked = (await customer.call('POST', '/api/operations', { wish: { kind: 'passkey_add' } }, app)).body.operation;
    const way = { operationId: asked.id, kind: 'other_device', credentialManager: true, transferId: (await (await opened).json()).id };
    expect((await customer.call('POST', '/customer/v1/passkeys/begin', way, app)).status).not.toBe(200);
    for (const channel of ['sms', 'mail'] as const) {
      const field = phone.getByRole('textbox', { name: channel === 'sms' ? 'Code from your SMS' : 'Code from your e-mail' });
      await expect(field).toBeVisible();
      await field.fill(await customer.code(channel, app));
    }
    await expect(phone.getByRole('heading', { name: 'The passkey is on this phone' })).toBeVisible();
    await expect(site.getByText('Done: the passkey is on the other phone.')).toBeVisible();
    await site.getByRole('button', { name: 'Finish' }).click();
    await expect(site.getByRole('article')).toContainText('On another phone');
  });
});

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
    const link = await site.getByTestId('transfer-link').textContent();

    await phone.getByRole('navigation', { name: 'Places' }).getByRole('button', { name: 'Scan' }).click();
    await phone.getByLabel('Or paste the link').fill(link ?? '');
    await phone.getByRole('button', { name: 'Open', exact: true }).click();
    await expect(phone.getByRole('heading', { name: 'Create a passkey on this phone?' })).toBeVisible();
    await phone.getByRole('button', { name: 'Continue' }).click();
    await expect(site.getByText('The other phone has opened it, and repeats the verification now.')).toBeVisible();
    for (const channel of ['sms', 'mail'] as const) {
      const field = phone.getByRole('textbox', { name: channel === 'sms' ? 'Code from your SMS' : 'Code from your e-mail' });
      await expect(field).toBeVisible();
      await field.fill(await customer.code(channel, app));
    }
    await expect(phone.getByRole('heading', { name: 'The passkey is on this phone' })).toBeVisible();
    await expect(site.getByText('Done: the passkey is on the other phone.')).toBeVisible();
  });
});

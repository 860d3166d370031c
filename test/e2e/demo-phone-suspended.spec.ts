import { addAuthenticatorApp, becomeTrusted, expect, type Owner, test, typeAuthenticatorCode } from './support/phone-test.ts';

/** Removes the authenticator app by the API: the last thing that the trusted device rests on beside identity and face. */
async function removeAuthenticator({ customer, token, app }: Owner): Promise<void> {
  const wish = { kind: 'security_setting_change', setting: 'authenticator_remove', change: 'Remove the authenticator app' };
  const { operation } = (await customer.call('POST', '/api/operations', { wish }, token)).body;
  for (const { factor, position } of operation.steps) {
    const path = `/customer/v1/operations/${operation.id}/steps/${position}`;
    if (factor !== 'authenticator') await customer.call('POST', `${path}/begin`, {}, token);
    const code = factor === 'authenticator' ? await app.code() : await customer.code('mail', token);
    expect((await customer.call('POST', `${path}/complete`, { code }, token)).body.passed).toBe(true);
  }
  const removal = { operationId: operation.id, item: 'authenticator' };
  expect((await customer.call('POST', '/customer/v1/security-items/remove', removal, token)).status).toBe(200);
}

test.describe('a trusted device that lost what it rests on', () => {
  test('TD-21 is suspended at once, and comes back by the key that never left it', async ({ newOwner }) => {
    const owner = await newOwner();
    const { page: phone, customer } = owner;
    await becomeTrusted(owner);
    await removeAuthenticator(owner);
    await expect(phone.getByRole('heading', { name: 'Your trusted device is suspended' })).toBeVisible();
    const restore = phone.getByRole('button', { name: 'Use it again' });
    await restore.click();
    const mail = phone.getByRole('textbox', { name: 'Code from your e-mail' });
    await expect(mail).toBeVisible();
    await mail.fill(await customer.code('mail', owner.token));
    await expect(phone.getByText('Something has to be set up first.')).toBeVisible();
    await phone.getByRole('button', { name: 'Done' }).click();

    const app = await addAuthenticatorApp(customer);
    await restore.click();
    await typeAuthenticatorCode(phone, app);
    await expect(phone.getByRole('heading', { name: /This phone (is|was added as) your trusted device/u })).toBeVisible();
  });
});

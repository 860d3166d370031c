import { randomUUID } from 'node:crypto';
import { tokenOf } from '../e2e/support/exchange-customer.ts';
import { expect, newAddress, openPhone, test, typeNumber, withdrawal } from '../e2e/support/phone-test.ts';

test.describe('an attacker with a stolen session', () => {
  test('TD-10 TD-11 TD-12 gains nothing by showing the victim the QR code of the attacker’s own withdrawal (QR relay)', async ({
    newTrusted,
    newSite,
  }) => {
    const owner = await newTrusted();
    const { page: phone, customer, token } = owner;
    const stolen = await tokenOf(await newSite(owner));
    const thief = newAddress();
    const { operation, prompt } = (await customer.call('POST', '/api/operations', withdrawal(thief), stolen)).body;

    // The victim scans what the attacker's page shows as “log in here”. Nothing is approved, and the thief's address is on the screen.
    await phone.getByRole('navigation', { name: 'Places' }).getByRole('button', { name: 'Scan' }).click();
    await phone.getByLabel('Or paste the link').fill(prompt.link);
    await phone.getByRole('button', { name: 'Open', exact: true }).click();
    await expect(phone.locator('pre')).toContainText(`To: ${thief}`);
    await expect(phone.locator('pre')).toContainText('Started on: web');
    const status = async () => (await customer.call('GET', `/customer/v1/operations/${operation.id}`, undefined, token)).body.operation;
    expect((await status()).steps[0].status).toBe('pending');

    // Without the number of the attacker's screen the victim cannot even approve by mistake, and three guesses end it.
    await expect(phone.getByRole('button', { name: 'Approve' })).toBeDisabled();
    const wrong = ['10', '11', '12', '13'].filter((guess) => guess !== prompt.number).slice(0, 3);
    for (const [tried, guess] of wrong.entries()) {
      await typeNumber(phone, guess);
      await phone.getByRole('button', { name: 'Approve' }).click();
      if (tried < 2) await expect(phone.getByText(new RegExp(`${2 - tried} (try|tries) left`, 'u'))).toBeVisible();
    }
    await expect(phone.getByRole('heading', { name: 'Cancelled' })).toBeVisible();
    expect((await status()).status).toBe('denied');
    expect((await customer.call('POST', `/api/operations/${operation.id}/execute`, {}, stolen)).status).toBe(409);
  });

  test('TD-04 TD-06 TD-22 cannot make their own phone the trusted device', async ({ newOwner, newPhone }) => {
    const { customer, token } = await newOwner();
    const { body } = await customer.call('POST', '/api/operations', { wish: { kind: 'trusted_device_add' } }, token);
    const operationId = body.operation.id;
    expect(body.operation.status).toBe('awaiting_step_up');
    // The session alone authorizes nothing: neither a challenge nor a key is taken before the step-up.
    const challenge = await customer.call('POST', '/customer/v1/trusted-device/challenge', { operationId }, token);
    expect(challenge).toMatchObject({ status: 409, body: { code: 'conflict' } });
    const guessed = await customer.call('POST', `/customer/v1/operations/${operationId}/steps/0/complete`, { code: '000000' }, token);
    expect(guessed.body).toMatchObject({ passed: false });

    // The app opened with the stolen session shows the same wall.
    const phone = await newPhone();
    await openPhone(phone, customer, token, `phone-${randomUUID()}`);
    await phone.getByRole('button', { name: /Make this your trusted device/u }).click();
    await phone.getByRole('button', { name: 'Make this my trusted device' }).click();
    const field = phone.getByRole('textbox', { name: 'Code from your authenticator app' });
    await expect(field).toBeVisible();
    await field.fill('111111');
    await expect(phone.getByText(/tries left/u)).toBeVisible();
    const me = (await customer.call('GET', '/customer/v1/me', undefined, token)).body;
    expect(me.factors.map(({ kind }: { kind: string }) => kind)).not.toContain('trusted_device');
  });
});

import { createFirstPasskey, expect, test } from './support/exchange-test.ts';
import { newAddress } from './support/phone-test.ts';

test.describe('passkeys only, at the exchange', () => {
  test('PK-07 PK-10 MP-01 MP-02 MP-03 MP-04 MP-05 MP-06 takes nothing else to log in, ends every other session, refuses pages inside other apps, shows staff, and ends by a passkey', async ({
    newPage,
    newCustomer,
    shared,
  }) => {
    const customer = newCustomer();
    await customer.register();
    const other = await customer.enter('ios');
    await customer.enter();
    await customer.verify();
    const page = await newPage();
    await createFirstPasskey(page, customer);
    const useIt = page.getByRole('button', { name: 'Use a passkey' });
    const staff = await newPage();
    await staff.goto(shared.console);
    await staff.getByRole('button', { name: 'Sign in as Agent ' }).click();
    await expect(staff.getByRole('navigation').getByText('Live')).toBeVisible();
    await staff.goto(`${shared.console}/customers/${customer.accountId}`);
    await expect(staff.getByRole('heading', { name: 'Factors' })).toBeVisible();
    const shown = staff.getByText(/Nothing but passkeys since/u);
    await expect(shown).toHaveCount(0);

    await page.goto(`${customer.url}/security`);
    await page.getByRole('button', { name: 'Turn on' }).click();
    await useIt.click();
    await expect(page.getByText(/On since/u)).toBeVisible();
    await expect(shown).toBeVisible();
    expect((await customer.call('GET', '/customer/v1/me', undefined, other)).status).toBe(401);
    await page.goto(`${customer.url}/security/passkeys`);
    await page.getByRole('button', { name: /More about/u }).click();
    await expect(page.getByRole('menuitem', { name: 'Cannot be removed: passkeys are mandatory' })).toBeDisabled();
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: 'My account' }).click();
    await page.getByRole('menuitem', { name: 'Log out' }).click();
    await customer.logInOn(page);
    await expect(useIt).toBeVisible();
    await expect(page.getByRole('textbox', { name: /Code from/u })).toHaveCount(0);
    await expect(page.getByText(/^Step \d of/u)).toHaveCount(0);

    // Nobody gets a code to begin with, and none is taken.
    const login = await customer.logIn('web', 'another-laptop');
    expect(login.body.operation.steps.map(({ factor }: { factor: string }) => factor)).toEqual(['passkey']);
    const step = `/customer/v1/operations/${login.body.operation.id}/steps/0`;
    expect((await customer.call('POST', `${step}/begin`)).body.sentTo).toBeNull();
    const refused = await customer.call('POST', `${step}/complete`, { code: '123456' });
    expect(refused.body.passed ?? false).toBe(false);
    expect((await customer.call('GET', '/customer/v1/me')).status).not.toBe(200);

    await useIt.click();
    await expect(page.getByRole('button', { name: 'My account' })).toBeVisible();

    const inside = await newPage();
    await inside.getByLabel('inside another app (H5)').check();
    await customer.logInOn(inside);
    await expect(inside.getByText('This log-in was refused')).toBeVisible();
    await expect(inside.getByText('Passkeys are mandatory, and this way of logging in cannot ask for one')).toBeVisible();

    await page.goto(`${customer.url}/withdraw`);
    await page.getByLabel('Address', { exact: true }).fill(newAddress());
    await page.getByLabel('Amount').fill('40');
    await page.getByRole('button', { name: 'Withdraw' }).click();
    await useIt.click();
    await customer.typeCode(page, 'sms');
    await expect(page.getByText('40 USDT are on their way.')).toBeVisible();

    await page.goto(`${customer.url}/security`);
    await page.getByRole('button', { name: 'Turn off' }).click();
    await expect(page.getByRole('textbox', { name: /Code from/u })).toHaveCount(0);
    await useIt.click();
    await expect(page.getByRole('button', { name: 'Turn on' })).toBeVisible();
    await expect(shown).toHaveCount(0);
  });
});

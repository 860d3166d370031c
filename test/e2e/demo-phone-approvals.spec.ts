import { createHash } from 'node:crypto';
import { tokenOf } from './support/exchange-customer.ts';
import {
  expect,
  newAddress,
  numberOn,
  openRequest,
  openWaiting,
  test,
  typeAuthenticatorCode,
  typeNumber,
  withdrawal,
  withdrawOn,
} from './support/phone-test.ts';

test.describe('approving on the phone', () => {
  test('IN-04 TD-08 TD-11 TD-12 TD-15 a withdrawal on the web waits for the phone, shows live in the console, and goes out', async ({
    newTrusted,
    newSite,
    newPage,
    shared,
  }) => {
    const owner = await newTrusted();
    const { page: phone, app, customer } = owner;
    const site = await newSite(owner);
    const staff = await newPage();
    await staff.goto(shared.console);
    await staff.getByRole('button', { name: 'Sign in as Agent ' }).click();
    await expect(staff.getByRole('navigation').getByText('Live')).toBeVisible();
    await staff.goto(`${shared.console}/approvals`);

    const address = await withdrawOn(site);
    const number = await numberOn(site);
    await openWaiting(phone);
    await expect(phone.getByText('Check the address and every detail')).toBeVisible();
    const shown = phone.locator('pre');
    await expect(shown).toHaveText((await openRequest(owner)).canonicalText, { useInnerText: false });
    for (const line of [`To: ${address}`, 'Amount: 25 USDT', 'Network: Tron']) await expect(shown).toContainText(line);
    const row = staff.getByRole('row').filter({ hasText: address });
    await expect(row).toContainText('Pending');

    const approve = phone.getByRole('button', { name: 'Approve' });
    await expect(approve).toBeDisabled();
    await typeNumber(phone, number === '10' ? '11' : '10');
    await approve.click();
    await expect(phone.getByText(/not the number.*2 tries left/u)).toBeVisible();
    await typeNumber(phone, number);
    await approve.click();
    await expect(phone.getByRole('heading', { name: 'Approved' })).toBeVisible();
    await expect(row).toContainText('Approved');

    await typeAuthenticatorCode(site, app);
    await customer.typeCode(site, 'mail');
    await expect(site.getByText('25 USDT are on their way.')).toBeVisible();
  });

  test('TD-14 “not me” stops everything that is pending, opens a case, and leads to the security settings', async ({
    newTrusted,
    newSite,
  }) => {
    const owner = await newTrusted();
    const { page: phone, customer, token } = owner;
    const site = await newSite(owner);
    const key = { wish: { kind: 'api_key_create', label: 'Bot', permissions: ['read'] } };
    const other = (await customer.call('POST', '/api/operations', key, await tokenOf(site))).body.operation;
    expect(other.status).toBe('awaiting_step_up');

    const address = await withdrawOn(site);
    await expect(site.getByTestId('match-number')).toBeVisible();
    await phone.getByRole('button', { name: /A withdrawal/u }).click();
    await expect(phone.locator('pre')).toContainText(address);
    await phone.getByRole('button', { name: 'Reject' }).click();
    await phone.getByRole('button', { name: 'It was not me' }).click();

    await expect(phone.getByRole('heading', { name: 'We have stopped it' })).toBeVisible();
    await expect(phone.getByText(/They wait until support has closed the case/u)).toBeVisible();
    // Whoever started it is out: the session ended with its log-in.
    await expect(site.getByRole('heading', { name: 'Log in' })).toBeVisible();
    const { body } = await customer.call('GET', `/customer/v1/operations/${other.id}`, undefined, token);
    expect(body.operation).toMatchObject({ status: 'denied', finishReason: expect.stringContaining('not me') });
    const again = (await customer.call('POST', '/api/operations', withdrawal(), token)).body;
    expect(again.decision.outcome).toBe('hold');
    await phone.getByRole('button', { name: 'Review security settings' }).click();
    await expect(phone.getByRole('heading', { name: 'Security centre' })).toBeVisible();
  });

  test('TD-18 TD-19 a newer request takes the older one’s place, and of two answers the second is told that it lost', async ({
    newTrusted,
    newSite,
  }) => {
    const owner = await newTrusted();
    const { page: phone, customer, token } = owner;
    const web = await tokenOf(await newSite(owner));
    await customer.call('POST', '/api/operations', withdrawal(), web);
    await openWaiting(phone);
    await expect(phone.getByRole('button', { name: 'Approve' })).toBeVisible();
    const address = newAddress();
    const newer = (await customer.call('POST', '/api/operations', withdrawal(address), web)).body;
    await expect(phone.getByRole('heading', { name: 'Replaced by a newer one' })).toBeVisible();
    await phone.getByRole('button', { name: 'Open the newer request' }).click();
    await expect(phone.locator('pre')).toContainText(address);

    await typeNumber(phone, newer.prompt.number);
    const sent = phone.waitForRequest(/\/answer$/u);
    await phone.getByRole('button', { name: 'Approve' }).click();
    await expect(phone.getByRole('heading', { name: 'Approved' })).toBeVisible();
    const first = await sent;
    const second = await customer.call('POST', new URL(first.url()).pathname, first.postDataJSON(), token);
    expect(second).toMatchObject({ status: 409, body: { data: { reason: 'already_answered', current: { status: 'approved' } } } });
  });

  test('TD-11 TD-13 the phone signs nothing that does not fit together, and the engine takes no signature over another address', async ({
    newTrusted,
    newSite,
  }) => {
    const owner = await newTrusted();
    const { page: phone, customer } = owner;
    const web = await tokenOf(await newSite(owner));
    const address = newAddress();
    const { prompt } = (await customer.call('POST', '/api/operations', withdrawal(address), web)).body;
    let alsoHash = false;
    await phone.route(/\/customer\/v1\/verification-requests(\/vr_\w+)?$/u, async (route) => {
      const response = await route.fetch();
      const swap = (request: { canonicalText: string; canonicalHash: string }) => {
        const canonicalText = request.canonicalText.replace(address, address.replace(/.{6}$/u, 'THIEF7'));
        const canonicalHash = alsoHash ? createHash('sha256').update(canonicalText).digest('hex') : request.canonicalHash;
        return { ...request, canonicalText, canonicalHash };
      };
      const json = await response.json();
      await route.fulfill({ response, json: json.items === undefined ? swap(json) : { items: json.items.map(swap) } });
    });
    await openWaiting(phone);
    await expect(phone.locator('pre')).toContainText('THIEF7');
    await typeNumber(phone, prompt.number);
    await phone.getByRole('button', { name: 'Approve' }).click();
    await expect(phone.getByText(/so it signs nothing/u)).toBeVisible();

    alsoHash = true;
    await phone.reload();
    await typeNumber(phone, prompt.number);
    await phone.getByRole('button', { name: 'Approve' }).click();
    await expect(phone.getByText(/is not what your account holds/u)).toBeVisible();
    expect((await openRequest(owner)).canonicalText).toContain(address);
  });
});

import { generateSync } from 'otplib';
import { expectAccessibleInBothThemes } from './support/axe.ts';
import { pressTogether } from './support/keys.ts';
import { openSetting } from './support/settings.ts';
import { expect, test } from './support/shared-console.ts';

test.describe('integration', () => {
  test('shows a new key once, and revokes it with a reason', async ({ page, signInAs }) => {
    await signInAs('administrator');
    await pressTogether(page, 'g', 'i');
    await expect(page.getByRole('button', { name: /New key/ })).toBeVisible();
    await page.keyboard.press('c');
    await page.getByLabel('Name').fill('Reconciliation job');
    await page.getByRole('checkbox', { name: /Read operations/ }).check();
    await page.keyboard.press('Enter');
    const once = page.getByRole('dialog', { name: /Reconciliation job/ });
    await expect(once.getByText(/^psk_/)).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(once).toBeVisible();
    await once.getByRole('button', { name: 'I have copied it' }).click();
    await expect(page.getByText(/^psk_\S{20,}$/)).toHaveCount(0);

    await page.getByRole('button', { name: 'Revoke: Reconciliation job' }).click();
    await page.getByLabel('Reason').fill('Not needed any more');
    await page.keyboard.press('Enter');
    await expect(page.getByText('Key revoked')).toBeVisible();
    await expect(page.getByRole('row', { name: /Reconciliation job/ })).toContainText('Revoked');

    // What a key is for is described beside it, the same in the desktop app.
    await page.getByRole('tab', { name: 'API reference' }).click();
    await expect(page.getByRole('heading', { name: 'Portcullis platform API' })).toBeVisible();
    await page.keyboard.press('/');
    await page.keyboard.type('referenceValue');
    const contents = page.getByRole('navigation', { name: 'Contents of the reference' });
    await expect(contents.getByRole('link')).toHaveText([/^POST.*Submit an operation/, 'OperationInput']);
    await page.keyboard.press('Enter');
    await expect(contents.getByRole('link').first()).toBeFocused();
    await page.keyboard.press('Enter');
    const route = page.getByRole('region', { name: 'Submit an operation and get the decision' });
    await expect(route.getByRole('region', { name: 'call with curl' })).toContainText('curl -sX POST "$PORTCULLIS/platform/v1/operations"');
    await expect(route.getByText('referenceValue', { exact: true })).toBeVisible();
    await page.keyboard.press('j');
    await expect(page.getByRole('heading', { name: 'OperationInput' })).toBeVisible();
    await expectAccessibleInBothThemes(page);
    await page.getByText('Customer API', { exact: true }).click();
    await expect(page.getByRole('heading', { name: 'Portcullis customer API' })).toBeVisible();
  });

  test('tells an endpoint of events and logs each delivery', async ({ page, signInAs }) => {
    await signInAs('administrator');
    await pressTogether(page, 'g', 'i');
    await page.getByRole('tab', { name: 'Webhooks' }).click();
    await page.getByRole('button', { name: /New endpoint/ }).click();
    await page.getByRole('textbox', { name: 'Address' }).fill('https://hooks.invalid/portcullis');
    await page.getByRole('button', { name: 'Create endpoint' }).click();
    const once = page.getByRole('dialog', { name: /secret/ });
    await expect(once.getByText(/^whsec_/)).toBeVisible();
    await once.getByRole('button', { name: 'I have copied it' }).click();
    await expect(page.getByRole('row', { name: /hooks.invalid/ })).toContainText('Active');

    await page.getByRole('tab', { name: 'Deliveries' }).click();
    const grid = page.getByRole('grid', { name: 'Webhook deliveries' });
    await expect(grid.getByRole('row').nth(1)).toContainText('hooks.invalid', { timeout: 45_000 });

    await page.getByRole('tab', { name: 'Webhooks' }).click();
    await page.getByRole('button', { name: /^Disable: https:\/\/hooks.invalid/ }).click();
    await page.getByRole('button', { name: 'Disable', exact: true }).click();
    await expect(page.getByText('Endpoint disabled')).toBeVisible();
  });
});

test.describe('settings', () => {
  test('are changed with a reason, and only within their range', async ({ page, signInAs }) => {
    await signInAs('administrator');
    await pressTogether(page, 'g', 's');
    const dialog = await openSetting(page, 'approval.ttl');
    await dialog.getByRole('textbox', { name: 'Value' }).fill('60');
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('Trying the range');
    await page.keyboard.press('Enter');
    await expect(dialog.getByRole('alert')).toBeVisible();
    await dialog.getByRole('textbox', { name: 'Value' }).fill('6');
    await page.keyboard.press('Enter');
    await expect(dialog).toHaveCount(0);
    await expect(page.getByText('approval.ttl is now 6 min')).toBeVisible();
    await expect(page.getByRole('listitem').filter({ hasText: 'approval.ttl' })).toContainText('Default 5 min');
  });
});

test.describe('staff', () => {
  test('ST-04 are invited, set password and second factor themselves, change roles, and are disabled and enabled', async ({
    page,
    signInAs,
  }) => {
    await signInAs('administrator');
    const email = `noor.${Date.now()}@example.com`;
    await pressTogether(page, 'g', 't');
    await expect(page.getByRole('heading', { name: 'Staff', level: 1 })).toBeVisible();
    await page.keyboard.press('c');
    await page.getByRole('textbox', { name: 'Name' }).fill('Noor Haddad');
    await page.getByRole('textbox', { name: 'Email' }).fill(email);
    await page.keyboard.press('Enter');
    // No mail leaves the demo, so the code is handed over.
    const once = page.getByRole('dialog', { name: /invitation of Noor Haddad/ });
    const code = /inv_[0-9a-z]{26}\.[0-9a-f]{64}/.exec((await once.textContent()) ?? '')?.[0] ?? '';
    await once.getByRole('button', { name: 'It has been handed over' }).click();

    // In the desktop app there is no second window for somebody else; the browser shows how they come in.
    const browser = page.context().browser();
    if (browser === null) {
      await page.getByRole('button', { name: 'Take back: Noor Haddad' }).click();
      await page.getByLabel('Reason').fill('Invited to try');
      await page.keyboard.press('Enter');
      await expect(page.getByText('Invitation taken back')).toBeVisible();
      return;
    }
    const context = await browser.newContext();
    const theirs = await context.newPage();
    await theirs.goto(`${new URL(page.url()).origin}/#invitation=${code}`);
    await expect(theirs.getByRole('heading', { name: 'Welcome, Noor Haddad' })).toBeVisible();
    expect(theirs.url()).not.toContain('invitation');
    await theirs.getByRole('textbox', { name: 'Password' }).fill('kettle-orbit-swan-72');
    await theirs.keyboard.press('Enter');
    await expect(theirs.getByRole('img', { name: /QR code/ })).toBeVisible();
    const secret = /[A-Z2-7]{32}/.exec((await theirs.getByRole('main').textContent()) ?? '')?.[0] ?? '';
    await theirs.getByRole('textbox', { name: '6-digit code' }).fill(generateSync({ secret }));
    await theirs.keyboard.press('Enter');
    await expect(theirs.getByRole('heading', { level: 1 })).not.toContainText('second factor');
    await context.close();

    const row = page.getByRole('region', { name: 'Staff accounts' }).getByRole('row', { name: new RegExp(email.replaceAll('.', '\\.')) });
    await row.getByRole('button', { name: 'Disable: Noor Haddad' }).click();
    await page.getByLabel('Reason').fill('Was added to try');
    await page.keyboard.press('Enter');
    await expect(page.getByText('Account disabled')).toBeVisible();
    await expect(row).toContainText('Disabled');
    await row.getByRole('button', { name: 'Enable: Noor Haddad' }).click();
    await page.getByLabel('Reason').fill('Tried enough');
    await page.keyboard.press('Enter');
    await expect(page.getByText('Account enabled')).toBeVisible();
    await row.getByRole('button', { name: 'Role: Noor Haddad' }).click();
    const dialog = page.getByRole('dialog', { name: /role of Noor Haddad/ });
    await dialog.getByRole('combobox', { name: 'Role' }).click();
    await page.getByRole('option', { name: 'Auditor' }).click();
    await expect(dialog).toContainText('May no longer:');
    await dialog.getByLabel('Reason').fill('Looks on from now on');
    await dialog.getByRole('button', { name: 'Change role' }).click();
    await expect(page.getByText('Noor Haddad is now Auditor')).toBeVisible();
    await expect(row).toContainText('Auditor');
  });
});

test.describe('import', () => {
  test('RT-09 takes a file, suggests what its columns mean, and reports each bad row with its line', async ({ page, signInAs }) => {
    const good = Array.from(
      { length: 200 },
      (_, index) => `2025-03-01T10:00:${10 + (index % 50)}Z,imp-${index % 7},203.0.113.${index},success`,
    );
    const file = ['time,user,ip,result', ...good, 'not a time,imp-1,203.0.113.9,success'].join('\n');

    await signInAs('risk_analyst');
    await pressTogether(page, 'g', 'm');
    await page.locator('input[type="file"]').setInputFiles({ name: 'logins.csv', mimeType: 'text/csv', buffer: Buffer.from(file) });
    await expect(page.getByText('What the columns mean: logins.csv')).toBeVisible();
    await expect(page.getByText('The mapping below was suggested')).toBeVisible();
    await page.reload();
    await expect(page.getByText('The mapping below was suggested')).toBeVisible();
    await page.getByRole('button', { name: 'Start import' }).click();

    await expect(page.getByRole('heading', { name: 'Import of logins.csv' })).toBeVisible();
    await expect(page.getByText('Finished').first()).toBeVisible({ timeout: 30_000 });
    await expect(page.getByRole('row', { name: /not a time/ })).toContainText('202');
    await page.reload();
    await expect(page.getByRole('row', { name: /not a time/ })).toBeVisible();
  });
});

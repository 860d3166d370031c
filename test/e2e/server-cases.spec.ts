import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { action, heading, inbox, openFirst, openQueue, reason, undoToast } from './support/cases.ts';
import { PlatformApi } from './support/demo-customer.ts';
import { makePlatformKey } from './support/platform-key.ts';
import { openSetting } from './support/settings.ts';
import { expect, goTo, type RoleName, roleNames, test } from './support/shared-console.ts';

async function enter(page: Page, role: RoleName): Promise<void> {
  await page.getByRole('button', { name: `Sign in as ${roleNames[role]} ` }).click();
  await expect(page.getByRole('navigation').getByText('Live')).toBeVisible();
}

test.describe('cases in several windows', () => {
  test('CQ-02 are won by one of two who claim, decide and lose in two windows', async ({ page, signInAs, shared }) => {
    await signInAs('risk_analyst');
    const path = await openFirst(page, 'suspicious_activity');
    const other = await shared.open();
    await enter(other.page, 'risk_lead');
    await goTo(other.page, path);
    await expect(action(other.page, /^Claim/)).toBeEnabled();
    // Each sees that the other is there.
    await expect(page.getByText(/is looking too/)).toBeVisible({ timeout: 30_000 });

    await page.keyboard.press('c');
    await expect(action(page, /^Confirm fraud/)).toBeEnabled();
    await expect(other.page.getByText('Mei Tanaka has this case.')).toBeVisible();
    await expect(action(other.page, /^Claim/)).toBeDisabled();

    // The reviewer opens it in another window too: the claim moves there, and the first window is told so.
    const again = await shared.open();
    await enter(again.page, 'risk_analyst');
    await goTo(again.page, path);
    await again.page.getByRole('button', { name: /^Claim here/ }).click();
    await expect(action(again.page, /^Confirm fraud/)).toBeEnabled();
    await page.keyboard.press('r');
    await reason(page).fill('It was the customer');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog', { name: 'You have it in another window' })).toContainText('It was the customer');
    await page.getByRole('button', { name: 'Show the case' }).click();

    // Given back, the colleague takes it and decides; whoever still holds the old claim is told who was first.
    await again.page.keyboard.press('l');
    await expect(action(other.page, /^Claim/)).toBeEnabled();
    await other.page.keyboard.press('c');
    await expect(action(other.page, /^Confirm fraud/)).toBeEnabled();
    await other.page.keyboard.press('a');
    await reason(other.page).fill('The address is known');
    // What a colleague adds meanwhile stands in the dialog, to be read before anything is sent.
    await page.getByRole('textbox', { name: 'Note' }).fill('She called: it was her');
    await page.getByRole('button', { name: 'Add note' }).click();
    await expect(other.page.getByRole('dialog')).toContainText('Note by Mei Tanaka: She called: it was her');
    await other.page.getByRole('button', { name: 'I have read it' }).click();
    await reason(other.page).press('Enter');
    await expect(undoToast(other.page)).toBeVisible();
    await expect(heading(page)).toContainText('Decided');
    await other.page.keyboard.press('u');
    await expect(heading(page)).toContainText('Claimed');
    await expect(page.getByText('Rafael Ortiz has this case.')).toBeVisible();
    await again.close();
    await other.close();
  });
});

test.describe('what two people do', () => {
  test('WH-03 lift a hold early once the setting allows it, and a hold that begins stands in the list by itself', async ({
    page,
    signInAs,
    shared,
  }) => {
    await signInAs('administrator');
    const api = new PlatformApi(new URL(page.url()).origin, await makePlatformKey(page));
    await goTo(page, '/settings');
    const dialog = await openSetting(page, 'hold.earlyLift');
    await expect(dialog.getByRole('switch')).toBeFocused();
    await page.keyboard.press('Space');
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('Two people may');
    await page.keyboard.press('Enter');
    await expect(dialog).toHaveCount(0);

    await signInAs('senior_agent');
    await goTo(page, '/holds?cause=password_reset');
    const holds = page.getByRole('grid', { name: 'Withdrawal holds' });
    await expect(holds.getByRole('row').nth(1)).toBeVisible();
    const accountId = `held-${randomUUID().slice(0, 8)}`;
    await api.call('PUT', `/accounts/${accountId}`, { email: `${accountId}@example.com` });
    await api.call('POST', `/accounts/${accountId}/security-changes`, { change: 'password_reset' });
    const row = holds.getByRole('row').filter({ hasText: accountId });
    await row.click();
    await page
      .getByRole('complementary')
      .getByRole('button', { name: /Lift hold/ })
      .click();
    await reason(page).fill('The customer proved who they are');
    await page.keyboard.press('Enter');
    await expect(page.getByText(/You asked to lift this hold/).first()).toBeVisible();
    await expect(page.getByRole('button', { name: 'Agree and lift' })).toHaveCount(0);

    const other = await shared.open();
    await enter(other.page, 'risk_lead');
    await goTo(other.page, `/customers/${accountId}`);
    const card = other.page.getByRole('region', { name: 'Withdrawal holds' });
    await expect(card).toContainText('asks to lift this hold: “The customer proved who they are”');
    await card.getByRole('button', { name: 'Agree and lift' }).click();
    await reason(other.page).fill('I called the customer myself');
    await other.page.keyboard.press('Enter');
    await expect(other.page.getByText('Hold lifted')).toBeVisible();
    await expect(card).toContainText('No hold.');
    await expect(page.getByRole('complementary')).toContainText('Two people lifted this hold before its time.');
    await other.close();
  });

  test('CQ-01 write a template with a link and send it as a reply, which goes out as it was shown', async ({ page, signInAs }) => {
    await signInAs('senior_agent');
    await goTo(page, '/settings/templates');
    await page.getByRole('button', { name: 'New template' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Title').fill('Where to go on');
    await dialog.getByLabel('Text').fill('About {{about}}: go on at https://help.example.com/reset. {{agent_name}}');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('Template saved')).toBeVisible();
    await openFirst(page, 'device_reset');
    await page.keyboard.press('c');
    const replies = page.getByRole('region', { name: 'Replies to the customer' });
    await replies.getByRole('combobox', { name: 'Insert a template' }).click();
    await page.getByRole('option', { name: 'Where to go on' }).click();
    const words = /^About .+: go on at https:\/\/help\.example\.com\/reset\. Jonas Lindqvist$/;
    await expect(replies.getByRole('status').getByText(words)).toBeVisible();
    await replies.getByRole('button', { name: 'Send' }).click();
    await expect(replies.getByRole('listitem').getByText(words)).toBeVisible();
    // Given back: the case is the first of its queue, and others work on that too.
    await page.locator('[aria-keyshortcuts="l"]').click();
    await expect(action(page, /^Claim/)).toBeEnabled();
  });
});

/** Withdrawals of customers with one method where the policy asks for two: each becomes a risk review. @param perSecond of them, for `seconds` */
async function fillQueue(api: PlatformApi, perSecond: number, seconds: number): Promise<number> {
  const flood = randomUUID().slice(0, 8);
  const one = async (number: number): Promise<boolean> => {
    const accountId = `${flood}-${number}`;
    await api.call('PUT', `/accounts/${accountId}`, { email: `${accountId}@example.com`, name: 'Flood' });
    const { body } = await api.call('POST', '/operations', {
      accountId,
      kind: 'withdrawal',
      client: 'web',
      device: { id: `dev-${accountId}` },
      address: '198.51.100.7',
      amount: '1500.00',
      asset: 'USDT',
      referenceValue: '1500.00',
      destination: { address: `bc1q${accountId}`, network: 'Bitcoin' },
    });
    return body.operation?.status === 'in_review';
  };
  const sent: Promise<boolean>[] = [];
  for (let tick = 0; tick < seconds * 10; tick += 1) {
    for (let i = 0; i < perSecond / 10; i += 1) sent.push(one(sent.length));
    await pause(100);
  }
  return (await Promise.all(sent)).filter(Boolean).length;
}

test.describe('a queue that fills while somebody works', () => {
  test('CQ-01 CQ-02 moves nothing under the hand at fifty cases a second, and loses none', async ({ page, signInAs }) => {
    await signInAs('administrator');
    const api = new PlatformApi(new URL(page.url()).origin, await makePlatformKey(page));
    await signInAs('risk_analyst');
    await openQueue(page, 'risk_review');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    const chosen = inbox(page).locator('[data-active]');
    const where = async () => ({ row: await chosen.getAttribute('id'), box: await chosen.boundingBox() });
    const before = await where();
    const count = async () => Number((await page.getByText(/^Risk reviews \d+$/).innerText()).replace(/\D/g, ''));
    const waitingBefore = await count();

    const flood = fillQueue(api, 50, 6);
    await expect(page.getByRole('button', { name: /^\d+\+? new$/ })).toBeVisible();
    expect(await where()).toEqual(before);

    await page.keyboard.press('Enter');
    await expect(action(page, /^Claim/)).toBeEnabled();
    await page.keyboard.press('c');
    await expect(action(page, /^Deny/)).toBeEnabled();
    const place = await action(page, /^Deny/).boundingBox();
    await page.keyboard.press('r');
    await expect(reason(page)).toBeFocused();
    await page.keyboard.type('Nobody could explain where the money goes', { delay: 20 });
    await expect(reason(page)).toHaveValue('Nobody could explain where the money goes');
    await page.keyboard.press('Escape');
    expect(await action(page, /^Deny/).boundingBox()).toEqual(place);
    await page.keyboard.press('r');
    await page.keyboard.type('Cannot be explained');
    await page.keyboard.press('Enter');
    await expect(undoToast(page)).toContainText('Denied');

    const reviews = await flood;
    expect(reviews).toBeGreaterThan(250);
    await openQueue(page, 'risk_review');
    await expect.poll(count, { timeout: 20_000 }).toBeGreaterThanOrEqual(waitingBefore + reviews - 1);
  });
});

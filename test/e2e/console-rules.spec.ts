import type { Page } from '@playwright/test';
import { pressTogether } from './support/keys.ts';
import { begin, press, reason, writeNumber } from './support/rules-by-keyboard.ts';
import { expect, goTo, test } from './support/shared-console.ts';

test('RT-01 RT-03 RT-05 a rule is written, replayed, reviewed by another person, rolled out and rolled back, by keyboard alone', async ({
  page,
  signInAs,
}) => {
  await signInAs('risk_analyst');
  await pressTogether(page, 'g', 'r');
  await expect(page.getByRole('heading', { name: 'Rules', level: 1 })).toBeVisible();
  await press(page, 'c');
  await expect(page.getByRole('textbox', { name: 'What it is for' })).toBeFocused();
  const name = `Larger amounts ${Date.now()}`;
  await page.keyboard.type(name);
  await press(page, 'Enter');
  await expect(page.getByRole('heading', { name: new RegExp(name) })).toBeVisible();
  await expect(page.getByText(/operations?, .* labelled fraud/)).toBeVisible({ timeout: 20_000 });

  await expect(page.getByRole('button', { name: /New rule/ })).toBeVisible();
  await expect(page.getByRole('dialog')).toHaveCount(0);

  // Written: the name leads on to the id and from there to the condition, whose fault is told with its place.
  await press(page, 'c');
  await expect(page.getByRole('textbox', { name: 'Name', exact: true })).toBeFocused();
  // What nobody has written yet is no fault before its field was left.
  await expect(page.getByText('Write something here.')).toHaveCount(0);
  await page.keyboard.type('Anything worth money');
  await expect(page.getByRole('textbox', { name: 'Id', exact: true })).toHaveValue('anything_worth_money');
  const condition = page.getByRole('textbox', { name: 'Condition' });
  await condition.focus();
  await page.keyboard.type('operation == "withdrawal" && amount_valve > 0.0');
  await expect(page.getByRole('list', { name: 'What is wrong with the condition' })).toContainText('did you mean "amount_value"');
  await press(page, 'Control+a');
  await page.keyboard.type('operation == "withdrawal" && known(amount_value) && amount_value > 0.0');
  await expect(page.getByText('Reads amount_value, operation')).toBeVisible();
  // The editor lets Tab lead out of it for two seconds after Escape.
  await expect(async () => {
    await press(page, 'Escape', 'Tab');
    await expect(condition).not.toBeFocused({ timeout: 500 });
  }).toPass();

  // Found in the report without another key, with an operation that it should not have hit.
  const hits = page.getByRole('button', { name: /hits of (Anything worth money|anything_worth_money)/ });
  await expect(hits).toBeVisible();
  await hits.focus();
  await press(page, 'Enter');
  const example = page.getByRole('button', { name: /^Open the decision about/ }).first();
  await expect(example).toBeVisible();
  await example.focus();
  await press(page, 'Enter');
  await expect(page.getByRole('complementary').getByText('Withdrawal').first()).toBeVisible();
  await press(page, 'Escape');
  await expect(page.getByRole('complementary').getByText('Withdrawal')).toHaveCount(0);

  // Fixed, tested and sent to review.
  await condition.focus();
  await press(page, 'Control+a');
  await page.keyboard.type('operation == "withdrawal" && known(amount_value) && amount_value > 100000.0');
  await page.getByRole('textbox', { name: 'Reason', exact: true }).focus();
  await page.keyboard.type('More money than customers usually move');
  // The tests' key comes while the draft is still being saved, and is answered after.
  await press(page, 'Control+s');
  await page.getByRole('tab', { name: /^Changes/ }).focus();
  await press(page, 't');
  await expect(page.getByText('All tests passed')).toBeVisible();
  await expect(page.getByRole('tab', { name: 'Changes (1)' })).toBeVisible();
  await press(page, 'v');
  await reason(page, 'Stops only what is out of the ordinary');
  await expect(page.getByRole('heading', { name: /In review/ })).toBeVisible();
  const path = await page.evaluate(() => location.pathname);

  // Approved by somebody else, run in shadow, rolled out to a part, then live, then back.
  await signInAs('risk_lead');
  await goTo(page, path);
  await expect(page.getByRole('heading', { name: /In review/ })).toBeVisible();
  await press(page, 'a');
  await reason(page, 'Read and understood');
  await expect(page.getByRole('heading', { name: /Approved/ })).toBeVisible();
  await press(page, 'h');
  await expect(page.getByText('Since shadow began')).toBeVisible();
  await press(page, 'o');
  await reason(page, 'Begin with a tenth');
  await expect(page.getByRole('button', { name: /Withdraw roll-out/ })).toBeVisible();
  await press(page, 'p');
  await reason(page, 'Nothing spoke against it');
  await expect(page.getByRole('heading', { name: 'Rules', level: 1 })).toBeVisible();
  // The newest of many rules stands below what fits on a screen.
  const search = page.getByRole('searchbox', { name: 'Find a rule' });
  await expect(search).toBeVisible();
  await press(page, '/');
  await expect(search).toBeFocused();
  await page.keyboard.type('Anything worth');
  await expect(page.getByRole('row', { name: /Anything worth money/ })).toBeVisible();
  await press(page, 'Enter');
  await press(page, 'z');
  await reason(page, 'Only to try the way back');
  await expect(page.getByRole('row', { name: /Anything worth money/ })).toHaveCount(0);
  await expect(page.getByRole('row', { name: /^\d+ Live .*brought back version/ })).toBeVisible();
});

/** Leads somewhere by the palette. */
const find = async (page: Page, text: string, found: string | RegExp) => {
  await press(page, 'Control+k');
  await expect(
    page
      .getByRole('dialog')
      .getByRole('searchbox')
      .or(page.getByPlaceholder(/Search|Go to/))
      .first(),
  ).toBeFocused();
  await page.keyboard.type(text);
  await expect(page.getByRole('dialog').getByText(found).first()).toBeVisible();
  await press(page, 'Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);
};

test('RT-04 what is published in an emergency is loud, and goes back in one action, by keyboard alone', async ({ page, signInAs }) => {
  await signInAs('risk_lead');
  await find(page, 'Thresholds', 'Thresholds');
  await expect(page.getByRole('heading', { name: 'Thresholds', level: 1 })).toBeVisible();
  await begin(page, `The quick one ${Date.now()}`);
  await writeNumber(page, 'Fewest signals for a risk', '5');
  await press(page, '!');
  await reason(page, 'It burns');
  await expect(page.getByRole('heading', { name: 'Thresholds', level: 1 })).toBeVisible();
  await expect(page.getByRole('alert').filter({ hasText: 'It burns' })).toBeVisible();

  // Pressed as soon as that is read: the earlier version may still be on its way, and the key waits for it.
  await press(page, 'z');
  await reason(page, 'Back to what was');
  await expect(page.getByRole('row', { name: /^\d+ Live .*brought back version/ })).toBeVisible();
});

test('RT-01 RT-08 a rule is found by its name, shows what it did, and leads to what its signals were', async ({ page, signInAs }) => {
  await signInAs('risk_analyst');
  await pressTogether(page, 'g', 'r');
  const grid = page.getByRole('grid', { name: 'Rules' });
  await expect(grid.getByRole('row').nth(1)).toBeVisible();
  await grid.focus();
  await press(page, 'ArrowDown', 'Enter');
  await expect(page.getByRole('heading', { name: 'What it says' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Hits per day' })).toBeVisible();
  await page.getByRole('region', { name: 'What it says' }).getByRole('link').first().focus();
  await press(page, 'Enter');
  await expect(page.getByRole('heading', { name: 'Signals', level: 1 })).toBeVisible();
  await expect(page.getByRole('complementary').getByText(/operations, .* without it/)).toBeVisible({ timeout: 20_000 });
  await expect(page.getByRole('complementary').getByRole('heading', { name: 'Read by' })).toBeVisible();
  await press(page, 'Escape');
  await expect(page.getByRole('complementary')).toHaveCount(0);
});

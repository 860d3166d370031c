import { begin, press, reason, writeNumber } from './support/rules-by-keyboard.ts';
import { expect, goTo, test } from './support/shared-console.ts';

test('RT-03 a draft learns that live moved on, is brought up to it, and a conflict is settled by a choice, by keyboard alone', async ({
  page,
  signInAs,
}) => {
  await signInAs('risk_lead');
  const begun = async (name: string, field: string, value: string): Promise<string> => {
    await goTo(page, '/rules/thresholds');
    await expect(page.getByRole('heading', { name: 'Thresholds', level: 1 })).toBeVisible();
    const path = await begin(page, `${name} ${Date.now()}`);
    await writeNumber(page, field, value);
    return path;
  };
  const apart = await begun('Elsewhere', 'risk is Critical', '95');
  const slow = await begun('The slow one', 'Fewest signals for a risk', '4');
  await begun('The quick one', 'Fewest signals for a risk', '5');
  await press(page, '!');
  await reason(page, 'It burns');
  await expect(page.getByRole('heading', { name: 'Thresholds', level: 1 })).toBeVisible();

  await goTo(page, apart);
  await expect(page.getByText(/went live since this draft began/)).toBeVisible();
  await press(page, 'b');
  await expect(page.getByText(/went live since this draft began/)).toHaveCount(0);
  await expect(page.getByRole('textbox', { name: 'Fewest signals for a risk' })).toHaveValue('5');
  await expect(page.getByRole('textbox', { name: 'risk is Critical' })).toHaveValue('95');

  await goTo(page, slow);
  await expect(page.getByText(/Both changed: minSignals/)).toBeVisible();
  await press(page, 'b');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('minSignals')).toBeVisible();
  await dialog.getByRole('radio', { name: 'Live' }).focus();
  await press(page, 'Space', 'Enter');
  await expect(dialog).toHaveCount(0);
  await expect(page.getByText(/went live since this draft began/)).toHaveCount(0);
  await expect(page.getByRole('textbox', { name: 'Fewest signals for a risk' })).toHaveValue('5');

  await goTo(page, '/rules/thresholds');
  await expect(page.getByRole('button', { name: 'Roll back', exact: true })).toBeEnabled();
  await press(page, 'z');
  await reason(page, 'Back to what was');
  await expect(page.getByRole('row', { name: /^\d+ Live .*brought back version/ })).toBeVisible();
});

test('RT-08 alerts of rules that drift show the first few, and one is snoozed, by keyboard alone', async ({ page, signInAs }) => {
  await signInAs('risk_analyst');
  await goTo(page, '/rules');
  const snoozes = page.getByRole('button', { name: /^Snooze: / });
  await expect(snoozes.first()).toBeVisible({ timeout: 15_000 });
  expect(await snoozes.count()).toBeLessThanOrEqual(3);
  const all = page.getByRole('button', { name: /^Show all \d+/ });
  if ((await all.count()) > 0) {
    await all.focus();
    await press(page, 'Enter');
    await expect(page.getByRole('button', { name: 'Show fewer' })).toBeFocused();
    expect(await snoozes.count()).toBeGreaterThan(3);
  }
  const name = (await snoozes.first().getAttribute('aria-label')) ?? '';
  const before = await page.getByRole('button', { name, exact: true }).count();
  await snoozes.first().focus();
  await press(page, 'Enter');
  await reason(page, 'A drill of the red team, over by tomorrow');
  await expect(page.getByRole('button', { name, exact: true })).toHaveCount(before - 1);
});

test('RT-02 a list takes 10,000 entries at once, is searched and saved, by keyboard alone', async ({ page, signInAs }) => {
  await signInAs('risk_analyst');
  await goTo(page, '/rules/lists');
  await expect(page.getByRole('heading', { name: 'Lists', level: 1 })).toBeVisible();
  await begin(page, `Many devices ${Date.now()}`);
  await page.getByRole('button', { name: 'New list' }).focus();
  await press(page, 'Enter');
  await page.getByRole('textbox', { name: 'Values' }).last().focus();
  await page.keyboard.insertText(Array.from({ length: 10_000 }, (_, index) => `dev-${String(index).padStart(5, '0')}`).join(' '));
  await page.getByRole('button', { name: 'Add', exact: true }).last().focus();
  await press(page, 'Enter');
  await expect(page.getByText('10,000 entries')).toBeVisible();
  await expect(page.getByRole('row', { name: /dev-00000/ })).toBeVisible();
  await page.getByRole('searchbox', { name: 'Find a value' }).last().focus();
  await page.keyboard.type('dev-09999');
  await expect(page.getByRole('row', { name: /dev-09999/ })).toBeVisible();
  await expect(page.getByRole('row', { name: /dev-00000/ })).toHaveCount(0);
  await press(page, 'Control+s');
  await expect(page.getByRole('tab', { name: 'Changes (1)' })).toBeVisible();
});

import { expect, type Page } from '@playwright/test';

export const press = async (page: Page, ...keys: readonly string[]): Promise<void> => {
  for (const key of keys) await page.keyboard.press(key);
};

/** Answers the dialog that asks why. */
export const reason = async (page: Page, text: string): Promise<void> => {
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);
};

/** Begins a draft of what is governed here, and gives the path of its page. */
export const begin = async (page: Page, name: string): Promise<string> => {
  await press(page, 'c');
  await expect(page.getByRole('textbox', { name: 'What it is for' })).toBeFocused();
  await page.keyboard.type(name);
  await press(page, 'Enter');
  await expect(page.getByRole('heading', { name: new RegExp(name) })).toBeVisible();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  return page.evaluate(() => location.pathname);
};

/** Writes a number into a field of a draft and saves it; the cursor ends where keys are shortcuts. */
export const writeNumber = async (page: Page, field: string, value: string): Promise<void> => {
  await page.getByRole('textbox', { name: field }).focus();
  await press(page, 'Control+a');
  await page.keyboard.type(value);
  await press(page, 'Control+s');
  await expect(page.getByRole('tab', { name: /^Changes \([1-9]/ })).toBeVisible();
  await page.getByRole('tab', { name: /^Changes/ }).focus();
};

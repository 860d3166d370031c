import type { Page } from '@playwright/test';
import { goTo } from './shared-console.ts';

/** Makes a key for the platform as an administrator makes one, on the console that is on screen. @returns its secret */
export async function makePlatformKey(page: Page): Promise<string> {
  await goTo(page, '/integration');
  await page.getByRole('button', { name: /New key/ }).click();
  await page.getByLabel('Name').fill('Platform');
  for (const box of await page.getByRole('dialog').getByRole('checkbox').all()) await box.check();
  await page.keyboard.press('Enter');
  const key = await page.getByText(/^psk_\S{20,}$/).textContent();
  await page.getByRole('button', { name: 'I have copied it' }).click();
  return key ?? '';
}

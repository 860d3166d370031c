import type { Locator, Page } from '@playwright/test';
import { expect } from './shared-console.ts';

/** Opens a setting by keyboard, on the view of settings that is on screen. @returns the dialog in which it is changed */
export async function openSetting(page: Page, name: string): Promise<Locator> {
  await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible();
  await page.keyboard.press('/');
  await expect(page.getByRole('searchbox', { name: 'Find a setting' })).toBeFocused();
  await page.keyboard.type(name);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: `Edit ${name}` })).toBeFocused();
  await page.keyboard.press('Enter');
  return page.getByRole('dialog', { name });
}

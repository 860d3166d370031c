import type { Locator, Page } from '@playwright/test';
import { pressTogether } from './keys.ts';
import { expect, goTo } from './shared-console.ts';

export const inbox = (page: Page): Locator => page.getByRole('grid', { name: 'Cases' });
export const heading = (page: Page): Locator => page.getByRole('heading', { level: 1 });
export const reason = (page: Page): Locator => page.getByRole('dialog').getByRole('textbox', { name: 'Reason' });
export const undoToast = (page: Page): Locator => page.getByRole('region', { name: 'Decision that can be undone' });
export const action = (page: Page, name: RegExp): Locator => page.getByRole('toolbar', { name: 'More' }).getByRole('button', { name });

const queues = {
  device_reset: 'Device resets',
  recovery: 'Recovery',
  risk_review: 'Risk reviews',
  suspicious_activity: 'Suspicious activity',
} as const;
type Queue = keyof typeof queues;

/** Opens a queue with the keyboard alone. */
export async function openQueue(page: Page, queue: Queue): Promise<void> {
  await pressTogether(page, 'g', 'e');
  await expect(inbox(page).getByRole('row').nth(1)).toBeVisible();
  await goTo(page, `/cases?queue=${queue}`);
  // Until the queue is there, the rows before it stay.
  await expect(inbox(page).getByRole('row').filter({ hasNotText: queues[queue] })).toHaveCount(1);
  await expect(inbox(page).getByRole('row').nth(1)).toBeVisible();
}

/** The address of a case of a queue that nobody has. */
export async function openFirst(page: Page, queue: Queue): Promise<string> {
  await openQueue(page, queue);
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await expect(action(page, /^Claim/)).toBeEnabled();
  return new URL(page.url()).pathname;
}

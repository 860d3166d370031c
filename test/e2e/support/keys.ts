import type { Page } from '@playwright/test';

/**
 * Presses keys that belong together, such as `g a`, right after each other as a hand does: whoever waited for the page between the two would be
 * too slow for it whenever it is busy.
 */
export async function pressTogether(page: Page, ...keys: readonly string[]): Promise<void> {
  await Promise.all(keys.map((key) => page.keyboard.press(key)));
}

import type { Browser, Page } from '@playwright/test';

const viewport = { width: 1280, height: 860 };

const spoilt = new WeakSet<Page>();

/** Says that a page's browser was changed in ways that cannot be taken back, so that nobody gets it after this test. */
export const spoil = (page: Page): void => void spoilt.add(page);

/**
 * Pages in a browser of their own each, lent to one test after the other: making one costs two seconds of processor time, and emptying
 * one a tenth of that. What is lent knows nothing of anybody who had it before.
 */
export class PagePool {
  readonly #browser: Browser;
  /** The origin whose pages are lent again. */
  readonly #origin: string;
  readonly #free: Page[] = [];

  constructor(browser: Browser, origin: string) {
    this.#browser = browser;
    this.#origin = origin;
  }

  async take(): Promise<Page> {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    const context = await this.#browser.newContext({ viewport, permissions: ['camera'] });
    return context.newPage();
  }

  async giveBack(page: Page): Promise<void> {
    const context = page.context();
    if (spoilt.has(page) || !page.url().startsWith(this.#origin) || context.pages().length !== 1) return context.close();
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await context.setOffline(false);
    // An answer of the API is a document without a script, and so keeps nothing while what was kept goes.
    await page.goto(`${this.#origin}/api/session`);
    const cdp = await context.newCDPSession(page);
    await cdp.send('Storage.clearDataForOrigin', { origin: this.#origin, storageTypes: 'all' });
    await cdp.detach();
    await page.emulateMedia({ colorScheme: null, reducedMotion: null });
    await page.setViewportSize(viewport);
    this.#free.push(page);
  }
}

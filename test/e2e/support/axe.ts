import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** axe would find a selector for every element that passed, and read all style sheets for a rule that is not among ours. */
const ONLY_FAULTS = { resultTypes: ['violations' as const], preload: { assets: ['media'] } };

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** Fails when axe finds a serious or critical fault against WCAG 2.2 AA on the page as it is now, and names each. */
export async function expectAccessible(page: Page): Promise<void> {
  await expectNoFaults(page, (axe) => axe.withTags(RULES));
}

/** The same in the light theme and then in the dark one, which differs by its colours and is looked at for these alone. */
export async function expectAccessibleInBothThemes(page: Page): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light' });
  await expectAccessible(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectNoFaults(page, (axe) => axe.withRules(['color-contrast', 'link-in-text-block']));
  await page.emulateMedia({ colorScheme: 'light' });
}

async function expectNoFaults(page: Page, choose: (axe: AxeBuilder) => AxeBuilder): Promise<void> {
  await atRest(page);
  // axe opens a page of its own to finish a run, which our windows refuse; legacy mode stays on the page at hand.
  const axe = new AxeBuilder({ page }).setLegacyMode(true).options(ONLY_FAULTS);
  const { violations } = await choose(axe).analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(serious.map(({ id, help, nodes }) => `${id}: ${help} at ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)).toEqual([]);
}

/** Lets fades end: halfway through one, a colour is neither what it was nor what it will be. What moves for ever is not waited for. */
async function atRest(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const ending = document.getAnimations().filter((animation) => animation.effect?.getTiming().iterations !== Number.POSITIVE_INFINITY);
    await Promise.race([
      Promise.allSettled(ending.map((animation) => animation.finished)),
      new Promise((resolve) => setTimeout(resolve, 2_000)),
    ]);
  });
}

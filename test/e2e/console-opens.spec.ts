import { expectAccessible } from './support/axe.ts';
import { expect, test } from './support/console-test.ts';

test.describe('the console opens', () => {
  test('and says in the demo that it is one, with nothing serious for axe to find', async ({ running: { page } }) => {
    await expect(page).toHaveTitle(/Portcullis/);
    await expect(page.getByText(/demo/i).first()).toBeVisible();
    await expectAccessible(page);
  });

  test('on a route of any depth', async ({ running: { page } }) => {
    await page.evaluate(() => window.history.pushState(null, '', '/decisions/dec_1'));
    await page.reload();
    await expect(page).toHaveTitle(/Portcullis/);
    await expect(page.locator('#app')).not.toBeEmpty();
  });
});

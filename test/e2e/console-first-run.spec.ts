import { expectAccessible } from './support/axe.ts';
import { expect, test } from './support/console-test.ts';

test.use({ demo: false });

test('a real workspace begins with its first administrator and says nothing of a demo', async ({ running: { page } }) => {
  await expect(page.getByText(/administrator/i).first()).toBeVisible();
  await expect(page.getByText(/demo/i)).toHaveCount(0);
  await expectAccessible(page);
});

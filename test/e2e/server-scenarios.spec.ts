import { expect, test } from '@playwright/test';
import { expectAccessible } from './support/axe.ts';
import { launchBrowser, startServer } from './support/server.ts';
import { goTo } from './support/shared-console.ts';
import { temporaryFolder } from './support/workspace.ts';

/** Each story with a line of its script and what staff then see. */
const stories = [
  { name: 'Push bombing', line: /“Not me”/, see: /Open cases/, path: /\/customers\// },
  { name: 'SIM swap', line: /Messages that came: 0/, see: /Open cases/, path: /\/customers\// },
  { name: 'Account takeover', line: /Decides: (Deny|Hold)/, see: /Withdrawal holds/, path: /\/customers\// },
  {
    name: 'Mule accounts',
    line: /Decides: (Review|Deny)/,
    see: /^(Review: the withdrawal waits until|Denied: the withdrawal does not go on)/,
    path: /\/decisions\//,
  },
  { name: 'Lost phone', line: /asks support for a device reset/, see: /Device reset/i, path: /\/cases\// },
  {
    name: 'Honest traveller',
    line: /The operation is now: (Authorized|Executed)/,
    see: /^Step-up: the log-in goes on only after/,
    path: /\/decisions\//,
  },
] as const;

// On a demo of its own: the people of these stories are those for whom other tests act.
test('IN-04 every story of the demo is played through the public APIs and ends where staff see what came of it', async () => {
  const folder = await temporaryFolder();
  const server = await startServer({ workspace: folder.path, demo: true });
  const browser = await launchBrowser();
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(`${server.url}/`);
  await page.getByRole('button', { name: 'Sign in as Administrator ' }).click();
  await expect(page.getByRole('navigation').getByText('Live')).toBeVisible();
  await goTo(page, '/demo');
  for (const { name } of stories) {
    await page.getByRole('button', { name: `Play: ${name}` }).click();
    await expect(page.getByRole('region', { name })).toBeVisible();
  }
  for (const { name, line, see, path } of stories) {
    await page.getByRole('button', { name, exact: true }).click();
    const script = page.getByRole('region', { name });
    await expect(script.getByText('Over', { exact: true })).toBeVisible({ timeout: 100_000 });
    await expect(script.getByText(line).first()).toBeVisible();
    await script.getByRole('link', { name: 'See what staff see' }).click();
    await expect(page).toHaveURL(path);
    await expect(page.getByText(see).first()).toBeVisible();
    await page.goBack();
    await expect(page.getByRole('heading', { name: 'Demo', level: 1 })).toBeVisible();
  }
  await expectAccessible(page);
  await browser.close();
  await server.close();
  await folder.remove();
});

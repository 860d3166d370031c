import { action, heading, inbox, openFirst, openQueue, reason, undoToast } from './support/cases.ts';
import { expect, goTo, test } from './support/shared-console.ts';

test.describe('cases', () => {
  test('CQ-01 CQ-04 are claimed, noted, decided and undone by keyboard alone, and the next one opens', async ({ page, signInAs }) => {
    await signInAs('risk_analyst');
    const path = await openFirst(page, 'risk_review');
    await page.keyboard.press('c');
    await expect(page.getByText('The case is yours.').first()).toBeVisible();
    await page.keyboard.press('n');
    await page.keyboard.type('Called the customer');
    await page.keyboard.press('Control+Enter');
    await expect(page.getByRole('listitem').filter({ hasText: 'Called the customer' }).first()).toBeVisible();
    await page.keyboard.press('Escape');

    await page.keyboard.press('r');
    await expect(reason(page)).toBeFocused();
    await page.keyboard.type('Cannot be explained');
    await page.keyboard.press('Enter');
    await expect(undoToast(page)).toContainText('Denied');
    await expect.poll(() => new URL(page.url()).pathname).not.toBe(path);
    await page.keyboard.press('u');
    await expect.poll(() => new URL(page.url()).pathname).toBe(path);
    await expect(action(page, /^Approve/)).toBeEnabled();

    await page.keyboard.press('r');
    await expect(reason(page)).toBeFocused();
    await page.keyboard.type('Cannot be explained');
    await page.keyboard.press('Enter');
    await expect(undoToast(page)).toBeVisible();
    await goTo(page, path);
    await expect(heading(page)).toContainText('Decided');
    // The effect comes by itself, and the page says so without being asked.
    await expect(heading(page)).toContainText('Denied', { timeout: 30_000 });
    await expect(undoToast(page)).toHaveCount(0);
  });

  test('CQ-05 are refused in bulk with a preview, a reason and an answer for each', async ({ page, signInAs }) => {
    await signInAs('risk_lead');
    await openQueue(page, 'recovery');
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await page.getByRole('button', { name: 'Escalate' }).click();
    await expect(page.getByText('It reaches 2 cases.')).toBeVisible();
    await reason(page).fill('Too old for the first line');
    await page.getByRole('dialog').getByRole('button', { name: 'Escalate' }).click();
    await expect(page.getByText('Done with 2 cases.')).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(inbox(page).getByRole('row').nth(1)).toContainText('High');
  });

  test('CQ-01 show an attached text as text, after a reason, in a frame that may do nothing', async ({ page, signInAs }) => {
    await signInAs('senior_agent');
    await openFirst(page, 'device_reset');
    const markup = '<script>parent.document.title = "broken"</script><b>not bold</b>';
    await page.locator('input[type=file]').setInputFiles({ name: 'mail.html', mimeType: 'text/html', buffer: Buffer.from(markup) });
    await page.getByRole('button', { name: 'Open mail.html' }).click();
    await reason(page).fill('Reading what the customer sent');
    await page.keyboard.press('Enter');
    const frame = page.getByTitle('Contents of mail.html');
    await expect(frame).toHaveAttribute('sandbox', '');
    await expect(page.frameLocator('iframe').locator('pre')).toHaveText(markup);
    expect(await page.title()).not.toContain('broken');
    await page.keyboard.press('Escape');

    const png = await page.evaluate(() => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 40, height: 30 });
      canvas.getContext('2d')?.fillRect(5, 5, 20, 20);
      return canvas.toDataURL('image/png').split(',')[1] ?? '';
    });
    await page.locator('input[type=file]').setInputFiles({ name: 'card.png', mimeType: 'image/png', buffer: Buffer.from(png, 'base64') });
    await page.getByRole('button', { name: 'Open card.png' }).click();
    await reason(page).fill('Looking at the picture');
    await page.keyboard.press('Enter');
    const picture = page.frameLocator('iframe').locator('img');
    await expect(picture).toHaveAttribute('src', /^data:image\/jpeg;base64,/);
    await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(40);
  });
});

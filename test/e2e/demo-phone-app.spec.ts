import type { Page } from '@playwright/test';
import { expectAccessibleInBothThemes } from './support/axe.ts';
import { expect, home, openWaiting, test, withdrawal } from './support/phone-test.ts';

/** What can be touched on the screen and is smaller than a fingertip: 44 CSS pixels, or its label is. */
const smallTargets = (page: Page): Promise<string[]> =>
  page.locator('[class*="display"]').evaluate((display) =>
    [...display.querySelectorAll<HTMLElement>('button, a, input, select, textarea, [role=switch], [role=checkbox]')]
      .filter((each) => each.checkVisibility() && each.closest('[aria-hidden=true]') === null)
      .filter((each) => {
        const areas = [each, ...((each as HTMLInputElement).labels ?? []), each.parentElement ?? each].map((area) =>
          area.getBoundingClientRect(),
        );
        return !areas.some(({ width, height }) => width >= 44 && height >= 44);
      })
      .map((each) => `${each.tagName} ${each.getAttribute('aria-label') ?? each.textContent}`),
  );

test.describe('the phone’s app', () => {
  test('can be installed, opens without a network, and says that there is none', async ({ newPhone }) => {
    const phone = await newPhone();
    await phone.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    const cdp = await phone.context().newCDPSession(phone);
    const { errors, data = '{}' } = await cdp.send('Page.getAppManifest');
    expect(errors).toEqual([]);
    const manifest = JSON.parse(data);
    expect(manifest).toMatchObject({ display: 'standalone', start_url: '/phone/', scope: '/phone/', orientation: 'portrait' });
    const { installabilityErrors } = await cdp.send('Page.getInstallabilityErrors');
    // A window without a profile of its own installs nothing, which says nothing of the app.
    expect(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito')).toEqual([]);
    for (const { src, sizes } of manifest.icons.filter(({ type }: { readonly type: string }) => type === 'image/png')) {
      const size = await phone.evaluate(async (url) => {
        const image = new Image();
        image.src = url;
        await image.decode();
        return `${image.naturalWidth}x${image.naturalHeight}`;
      }, src);
      expect(size).toBe(sizes);
    }

    await phone.context().setOffline(true);
    await expect(phone.getByText('No connection')).toBeVisible();
    await phone.reload();
    await expect(phone.getByRole('heading', { name: 'Welcome' })).toBeVisible();
    await expectAccessibleInBothThemes(phone);
    await phone.context().setOffline(false);
    await expect(phone.getByText('No connection')).toHaveCount(0);
  });

  test('can be used by everybody (WCAG 2.2 AA) in light and in dark, offline too, with targets for fingers, and without motion where none is wanted', async ({
    newTrusted,
    newSite,
    newPhone,
  }) => {
    const look = async (page: Page) => {
      await expectAccessibleInBothThemes(page);
      expect(await smallTargets(page)).toEqual([]);
    };
    await look(await newPhone());
    const owner = await newTrusted();
    const { page: phone, customer } = owner;
    const site = await newSite(owner);
    await phone.emulateMedia({ reducedMotion: 'reduce' });
    await look(phone);
    const token = await site.evaluate(() => JSON.parse(localStorage.getItem('exchange.session') ?? '{}').token as string);
    await customer.call('POST', '/api/operations', withdrawal(), token);
    await openWaiting(phone);
    await expect(phone.getByRole('button', { name: 'Approve' })).toBeVisible();
    const moving = await phone.evaluate(
      () => document.getAnimations().filter((each) => Number(each.effect?.getComputedTiming().duration ?? 0) > 1).length,
    );
    expect(moving).toBe(0);
    await look(phone);
    await phone.getByRole('button', { name: 'Reject' }).click();
    await look(phone);
    await phone.getByRole('button', { name: 'I changed my mind' }).click();
    await expect(phone.getByRole('heading', { name: 'Rejected' })).toBeVisible();
    await look(phone);
    await phone.getByRole('button', { name: 'Done' }).click();
    const places = phone.getByRole('navigation', { name: 'Places' });
    for (const place of ['Scan', 'Inbox', 'Profile']) {
      await places.getByRole('button', { name: place }).click();
      await look(phone);
    }
    for (const row of [/Security centre/u, /Advanced settings/u, /Trusted device/u]) {
      await phone.getByRole('button', { name: row }).click();
      await look(phone);
    }
    for (let back = 0; back < 3; back += 1) await phone.getByRole('button', { name: 'Back' }).click();
    await home(phone);
    await places.getByRole('button', { name: 'Profile' }).click();
    for (const row of [/Devices and sessions/u, /Lost a device/u]) {
      await phone.getByRole('button', { name: row }).click();
      await look(phone);
      await phone.getByRole('button', { name: 'Back' }).click();
    }

    // Reloaded where nobody answers, it says so and what it knows, reads nothing out that may be old, and goes on by itself.
    await phone.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await home(phone);
    await expect(phone.getByText('Your balances')).toBeVisible();
    await phone.context().setOffline(true);
    await phone.reload();
    await expect(phone.getByRole('heading', { name: 'You are offline' })).toBeVisible();
    for (const known of [customer.email, 'It holds the key of a trusted device', 'Last heard from the exchange']) {
      await expect(phone.getByText(known)).toBeVisible();
    }
    await expect(phone.getByText('Your balances')).toHaveCount(0);
    await look(phone);
    await phone.context().setOffline(false);
    await expect(phone.getByText('Your balances')).toBeVisible();

    await phone.route('**/api/session', (route) => route.abort());
    await phone.reload();
    await expect(phone.getByRole('heading', { name: 'The exchange does not answer' })).toBeVisible();
    await look(phone);
    await phone.unroute('**/api/session');
    await expect(phone.getByText('Your balances')).toBeVisible({ timeout: 20_000 });
  });
});

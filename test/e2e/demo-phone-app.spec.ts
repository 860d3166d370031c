import { expect, test } from './support/phone-test.ts';

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
    await phone.context().setOffline(false);
    await expect(phone.getByText('No connection')).toHaveCount(0);
  });
});

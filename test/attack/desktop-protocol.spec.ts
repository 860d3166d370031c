import { expect, test } from '../e2e/support/desktop-test.ts';

const TRAVERSALS = [
  '/..%2f..%2fpackage.json',
  '/%2e%2e/%2e%2e/package.json',
  '/assets/..%2f..%2f..%2fpackage.json',
  '/assets/%2e%2e%2f%2e%2e%2fmain%2findex.js',
  '/..%5c..%5cpackage.json',
  '/%252e%252e%252fpackage.json',
  '/%2fetc%2fhostname.json',
  '/assets/x%00.js',
  '/%',
  '/.sources.json',
];

test.describe('the console’s own scheme', () => {
  test('serves the page’s files', async ({ desktop }) => {
    const answers = await desktop.page.evaluate(async () => {
      const script = document.querySelector<HTMLScriptElement>('script[src]')?.src ?? '';
      const route = await fetch('app://console/decisions/dec_1/deeper');
      return { script: (await fetch(script)).status, route: route.status, type: route.headers.get('content-type') };
    });
    expect(answers).toEqual({ script: 200, route: 200, type: 'text/html; charset=utf-8' });
  });

  for (const path of TRAVERSALS) {
    test(`refuses to leave its folder by ${path}`, async ({ desktop }) => {
      const answer = await desktop.page.evaluate(async (address) => {
        const response = await fetch(address);
        return { status: response.status, text: await response.text() };
      }, `app://console${path}`);
      expect(answer).toEqual({ status: 404, text: '' });
    });
  }

  test('answers no other host and no other method, and opens no file address', async ({ desktop }) => {
    const outcomes = await desktop.page.evaluate(async () => {
      const reach = (address: string, init?: RequestInit) =>
        fetch(address, init).then(
          ({ status }) => status,
          () => 'refused',
        );
      return [await reach('app://elsewhere/'), await reach('app://console/', { method: 'POST' }), await reach('file:///etc/hostname')];
    });
    expect(outcomes).toEqual(['refused', 405, 'refused']);
  });
});

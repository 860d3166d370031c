import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deepLinkToRoute } from '../../src/main/desktop/deep-links.ts';
import { ConnectMessage } from '../../src/main/desktop/ipc/messages.ts';
import { isFromConsole } from '../../src/main/desktop/ipc/sender.ts';
import { readDesktopOptions } from '../../src/main/desktop/options.ts';
import { readWindowState, writeWindowState } from '../../src/main/desktop/window-state.ts';
import { contentSecurityPolicy } from '../../src/shared/content-security.ts';

describe('deep links', () => {
  it('lead to a view, or to one record of it', () => {
    expect(deepLinkToRoute('portcullis://approvals')).toBe('/approvals');
    expect(deepLinkToRoute('portcullis://approvals/')).toBe('/approvals');
    expect(deepLinkToRoute('portcullis://decisions/dec_01hzy')).toBe('/decisions/dec_01hzy');
  });

  it.each([
    'https://approvals',
    'portcullis:approvals',
    'portcullis://nowhere',
    'portcullis://approvals/a/b',
    'portcullis://approvals/../../etc',
    'portcullis://approvals/%2e%2e%2fetc',
    'portcullis://approvals?approve=all',
    'portcullis://approvals#approve',
    'portcullis://user@approvals',
    'portcullis://approvals:80',
    'portcullis://decisions/<script>',
    `portcullis://decisions/${'a'.repeat(300)}`,
    'portcullis://',
    'portcullis',
    '',
  ])('refuse %j', (link) => {
    expect(deepLinkToRoute(link)).toBeNull();
  });

  it('never make a route out of anything else', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const route = deepLinkToRoute(`portcullis://customers/${text}`);
        expect(route === null || /^\/customers(\/[A-Za-z0-9_-]{1,64})?$/.test(route)).toBe(true);
      }),
    );
  });
});

describe('the sender of a message', () => {
  const origin = 'app://console';
  const window = { id: 7 };
  const frame = { url: 'app://console/decisions', parent: null };

  it('is the console’s own top frame', () => {
    expect(isFromConsole({ sender: window, senderFrame: frame }, window, origin)).toBe(true);
  });

  it('is refused when its frame is null, a child, in another window or on another page', () => {
    const child = { ...frame, parent: {} as never };
    expect(isFromConsole({ sender: window, senderFrame: null }, window, origin)).toBe(false);
    expect(isFromConsole({ sender: window, senderFrame: child }, window, origin)).toBe(false);
    expect(isFromConsole({ sender: { id: 8 }, senderFrame: frame }, window, origin)).toBe(false);
    for (const url of ['app://other/', 'https://console/', 'file:///console', 'app://console.example.com/', 'about:blank', '']) {
      expect(isFromConsole({ sender: window, senderFrame: { ...frame, url } }, window, origin)).toBe(false);
    }
  });

  it('can say one thing only', () => {
    expect(ConnectMessage.safeParse({ portcullis: 'connect', purpose: 'engine' }).success).toBe(true);
    fc.assert(fc.property(fc.anything(), (message) => !ConnectMessage.safeParse(message).success));
  });
});

describe('the command line', () => {
  const source = { args: [], env: {}, packaged: false, appData: '/home/me/.config', cwd: '/work' } as const;

  it('opens the demo from a working copy and the person’s own workspace from an installed app', () => {
    expect(readDesktopOptions(source)).toMatchObject({ demo: true, workspace: join('/home/me/.config', 'Portcullis', 'demo') });
    expect(readDesktopOptions({ ...source, packaged: true })).toMatchObject({
      demo: false,
      workspace: join('/home/me/.config', 'Portcullis', 'workspace'),
    });
  });

  it('opens the workspace it names, as the demo only when told', () => {
    const args = ['--inspect=0', '.', '--workspace', 'mine', '--ozone-platform=x11'];
    expect(readDesktopOptions({ ...source, args })).toMatchObject({ demo: false, workspace: join('/work', 'mine') });
    expect(readDesktopOptions({ ...source, args: [...args, '--demo'] })).toMatchObject({ demo: true, workspace: join('/work', 'mine') });
  });

  it('hands on a deep link', () => {
    expect(readDesktopOptions({ ...source, args: ['portcullis://approvals'] }).deepLink).toBe('portcullis://approvals');
  });

  it('takes a page server on this machine only, and never in an installed app', () => {
    const env = { ELECTRON_RENDERER_URL: 'http://localhost:5173' };
    expect(readDesktopOptions({ ...source, env }).devServer).toBe('http://localhost:5173');
    expect(readDesktopOptions({ ...source, env, packaged: true }).devServer).toBeNull();
    for (const url of ['http://example.com', 'https://localhost.example.com', 'file:///tmp/x', 'nonsense']) {
      expect(readDesktopOptions({ ...source, env: { ELECTRON_RENDERER_URL: url } }).devServer).toBeNull();
    }
  });
});

describe('the window’s place', () => {
  const screens = [{ x: 0, y: 0, width: 1920, height: 1080 }];

  function inFolder(work: (file: string, folder: string) => Promise<void> | void): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), 'portcullis-window-'));
    return Promise.resolve(work(join(folder, 'window.json'), folder)).finally(() => rmSync(folder, { recursive: true }));
  }

  it('is kept, and nothing is left beside the file', () =>
    inFolder((file, folder) => {
      const state = { x: 40, y: 30, width: 1200, height: 700, maximized: true };
      writeWindowState(file, state);
      expect(readWindowState(file, screens)).toEqual(state);
      expect(readdirSync(folder)).toEqual(['window.json']);
    }));

  it('is forgotten when it is damaged, absurd or on a screen that is gone', () =>
    inFolder((file) => {
      expect(readWindowState(file, screens)).toBeNull();
      const place = { x: 0, y: 0, width: 1000, height: 700, maximized: false };
      for (const text of [
        '',
        '{',
        '[]',
        JSON.stringify({ ...place, x: '0' }),
        JSON.stringify({ ...place, width: 9e9 }),
        JSON.stringify({ ...place, more: 1 }),
      ]) {
        writeFileSync(file, text);
        expect(readWindowState(file, screens)).toBeNull();
      }
      for (const away of [{ x: 4000 }, { x: -990 }, { y: -200 }, { y: 1070 }]) {
        writeFileSync(file, JSON.stringify({ ...place, ...away }));
        expect(readWindowState(file, screens)).toBeNull();
      }
    }));
});

describe('the content security policy', () => {
  it('names no unsafe source and no wildcard, whatever is added to it', () => {
    const policy = contentSecurityPolicy({ nonce: 'bm9uY2U', connect: ['wss://console.example.com'] });
    expect(policy).not.toMatch(/unsafe|\*|data:(?!.*blob)/);
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("connect-src 'self' wss://console.example.com;");
  });
});

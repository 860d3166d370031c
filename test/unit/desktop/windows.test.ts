import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MenuItemConstructorOptions } from 'electron';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contextItems, recordItems } from '../../../src/main/desktop/context-items.ts';
import { ShellRequest } from '../../../src/main/desktop/ipc/messages.ts';
import { type OpenView, pickWindow } from '../../../src/main/desktop/pick-window.ts';
import { ownRoute, routeOfAddress, shareableLink } from '../../../src/main/desktop/routes.ts';
import { readZoom, zoomStep } from '../../../src/main/desktop/zoom-level.ts';

const hostile = [
  '',
  'cases',
  '//example.com',
  '/\\example.com',
  '/nowhere',
  '/cases/../settings',
  '/cases/%2e%2e/settings',
  '/cases/%2Fetc',
  '/cases/a%5Cb',
  '/cases/a.html',
  '/cases/a/b/c/d',
  '/cases#approve',
  '/cases?x=<script>',
  '/cases/<script>',
  '/cases/a b',
  '/cases/a\n',
  `/cases/${'a'.repeat(300)}`,
  'https://example.com/cases',
  'javascript:alert(1)',
  'file:///etc/passwd',
];

describe('routes that may be opened in a window', () => {
  it.each([
    '/',
    '/cases',
    '/cases/cas_01',
    '/customers/U1~2',
    '/rules/drafts/dft_01',
    '/decisions?outcome=%22deny%22',
    '/help/console/cases',
  ])('include %s', (route) => {
    expect(ownRoute(route)).toBe(route);
    expect(routeOfAddress(`app://console${route}`)).toBe(route);
  });

  it.each(hostile)('do not include %j', (path) => {
    expect(ownRoute(path)).toBeNull();
    expect(routeOfAddress(`app://console${path}`)).toBeNull();
  });

  it('come from our own origin alone', () => {
    for (const origin of ['app://other', 'app://console.example.com', 'https://console', 'app:/console', 'app://console@example.com']) {
      expect(routeOfAddress(`${origin}/cases`)).toBeNull();
    }
  });

  it('never lead out of the page’s origin, whatever they are made of', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const route = ownRoute(`/cases/${text}`);
        expect(route === null || new URL(route, 'https://console.example').pathname === route.split('?')[0]).toBe(true);
      }),
    );
  });

  it('can be sent to a colleague as a link of the server, or of the app where that has one', () => {
    const server = { address: 'https://risk.example.com', workspace: 'Team', version: '0.1.0' };
    expect(shareableLink('/cases/cas_01', server)).toBe('https://risk.example.com/cases/cas_01');
    expect(shareableLink('/cases/cas_01', null)).toBe('portcullis://cases/cas_01');
    expect(shareableLink('/decisions?outcome=deny', null)).toBeNull();
  });
});

describe('the window in which something is shown', () => {
  const view = (path: string, frontedAt: number, busy = false): OpenView => ({ path, frontedAt, busy });

  it('is the one that shows this very record, though another was used last or something is typed there', () => {
    const views = [view('/cases/a?tab=notes', 1, true), view('/overview', 2)];
    expect(pickWindow(views, '/cases/a')).toBe(views[0]);
  });

  it('is else the one used last that is not in the midst of something', () => {
    const views = [view('/overview', 1), view('/customers', 3, true), view('/cases', 2)];
    expect(pickWindow(views, '/approvals/x')).toBe(views[2]);
  });

  it('is a new one when something is typed in each', () => {
    expect(pickWindow([view('/overview', 1, true)], '/approvals/x')).toBeNull();
    expect(pickWindow([], '/approvals/x')).toBeNull();
  });
});

describe('the context menu', () => {
  const can = {
    canUndo: true,
    canRedo: true,
    canCut: true,
    canCopy: true,
    canPaste: true,
    canDelete: true,
    canSelectAll: true,
    canEditRichly: false,
  };
  const nothing = {
    linkURL: '',
    isEditable: false,
    selectionText: '',
    misspelledWord: '',
    dictionarySuggestions: [] as string[],
    editFlags: can,
    formControlType: 'none',
  } as const;

  function menu(params: Partial<Parameters<typeof contextItems>[0]>) {
    const done: string[] = [];
    const items = contextItems({ ...nothing, ...params }, 'app://console', {
      openWindow: (route) => done.push(`open ${route}`),
      copyText: (text) => done.push(`copy ${text}`),
      replaceMisspelling: (word) => done.push(`replace ${word}`),
      addToDictionary: (word) => done.push(`add ${word}`),
      server: () => null,
    });
    const choose = (label: string) => (items.find((item) => item.label === label)?.click as (() => void) | undefined)?.();
    return { labels: items.map(nameOf), items, done, choose };
  }
  const nameOf = ({ label, role, type, enabled }: MenuItemConstructorOptions) =>
    `${type === 'separator' ? '---' : (label ?? role ?? '')}${enabled === false ? ' (off)' : ''}`;

  it('is none where there is nothing to do', () => {
    expect(menu({}).labels).toEqual([]);
    expect(menu({ selectionText: '  ' }).labels).toEqual([]);
  });

  it('copies what is selected, and edits what can be edited', () => {
    expect(menu({ selectionText: 'text' }).labels).toEqual(['copy']);
    expect(menu({ isEditable: true }).labels).toEqual(['cut', 'copy', 'paste', 'selectAll']);
  });

  it('takes no password out of its field', () => {
    expect(menu({ isEditable: true, formControlType: 'input-password' }).labels).toEqual(['cut (off)', 'copy (off)', 'paste', 'selectAll']);
  });

  it('offers other spellings, of which only a few', () => {
    const { labels, choose, done } = menu({
      isEditable: true,
      misspelledWord: 'acount',
      dictionarySuggestions: ['account', 'a&b', 'c', 'd', 'e', 'f'],
    });
    expect(labels.slice(0, 7)).toEqual(['account', 'a&&b', 'c', 'd', 'e', 'Add to dictionary', '---']);
    choose('account');
    choose('Add to dictionary');
    expect(done).toEqual(['replace account', 'add acount']);
  });

  it('opens a link of ours in a new window and copies it as one for colleagues', () => {
    const { labels, choose, done } = menu({ linkURL: 'app://console/cases/cas_01' });
    expect(labels).toEqual(['Open in new window', 'Copy link']);
    choose('Open in new window');
    choose('Copy link');
    expect(done).toEqual(['open /cases/cas_01', 'copy portcullis://cases/cas_01']);
  });

  it('offers nothing for a link elsewhere but to copy one of those that the help leads to', () => {
    expect(menu({ linkURL: 'https://pages.nist.gov/800-63-4/' }).labels).toEqual(['Copy link']);
    for (const linkURL of [
      'https://example.com/',
      'file:///etc/passwd',
      'javascript:alert(1)',
      ...hostile.map((path) => `app://console${path}`),
    ]) {
      expect(menu({ linkURL }).labels).toEqual([]);
    }
  });

  it('is the same for a record in a list', () => {
    const actions = {
      openWindow: () => undefined,
      copyText: () => undefined,
      replaceMisspelling: () => undefined,
      addToDictionary: () => undefined,
      server: () => null,
    };
    expect(recordItems('/cases/cas_01', actions).map(nameOf)).toEqual(['Open in new window', 'Copy link']);
  });
});

describe('what a page may ask of the shell', () => {
  it('is one of a few things with nothing besides', () => {
    expect(ShellRequest.safeParse({ kind: 'open-window', path: '/cases' }).success).toBe(true);
    for (const message of [
      { kind: 'open-window', path: '/cases', also: 1 },
      { kind: 'open-window', path: 7 },
      { kind: 'open-window', path: 'a'.repeat(3_000) },
      { kind: 'session', token: 'a'.repeat(300) },
      { kind: 'check-server', id: -1, address: 'https://x' },
      { kind: 'check-server', id: 1, address: 'a'.repeat(400) },
      { kind: 'quit' },
      null,
    ]) {
      expect(ShellRequest.safeParse(message).success).toBe(false);
    }
    fc.assert(fc.property(fc.anything(), (message) => !ShellRequest.safeParse(message).success));
  });
});

describe('the zoom', () => {
  it('goes by steps and stays where the console can be used', () => {
    expect([zoomStep(0, 1), zoomStep(0.5, -1), zoomStep(3, 0), zoomStep(5, 1), zoomStep(-3, -1)]).toEqual([0.5, 0, 0, 5, -3]);
  });

  it('is the usual one when what was kept makes no sense', () => {
    const folder = mkdtempSync(join(tmpdir(), 'portcullis-zoom-'));
    const file = join(folder, 'zoom.json');
    expect(readZoom(file)).toBe(0);
    for (const text of ['', '{}', '{"level":99}', '{"level":"1"}', '{"level":1,"more":1}']) {
      writeFileSync(file, text);
      expect(readZoom(file)).toBe(0);
    }
    writeFileSync(file, '{"level":1.5}');
    expect(readZoom(file)).toBe(1.5);
    rmSync(folder, { recursive: true });
  });
});

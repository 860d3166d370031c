import { Menu, type MenuItemConstructorOptions } from 'electron';

export interface MenuActions {
  readonly go: (path: string) => void;
  readonly lock: () => void;
  readonly newWindow: () => void;
  readonly zoom: (direction: -1 | 0 | 1) => void;
  readonly chooseServer: () => void;
  /** Null while the console is on this computer's own workspace. */
  readonly leaveServer: (() => void) | null;
  readonly mac: boolean;
  readonly devTools: boolean;
}

const VIEWS = [
  { label: 'Customers', path: '/customers' },
  { label: 'Approvals', path: '/approvals' },
  { label: 'Decisions', path: '/decisions' },
  { label: 'Audit', path: '/audit' },
] as const;

/** The application's menu. Its shortcuts use Ctrl or ⌘ with a digit, which the console's own one-letter keys leave free. */
export function buildMenu({ go, lock, newWindow, zoom, chooseServer, leaveServer, mac, devTools }: MenuActions): Menu {
  const views: MenuItemConstructorOptions[] = VIEWS.map(({ label, path }, index) => ({
    label,
    accelerator: `CmdOrCtrl+${index + 1}`,
    click: () => go(path),
  }));
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const file: MenuItemConstructorOptions = {
    label: '&File',
    submenu: [
      { label: 'New window', accelerator: 'CmdOrCtrl+N', click: newWindow },
      separator,
      { label: 'Connect to a server…', click: chooseServer },
      { label: 'Disconnect from the server', enabled: leaveServer !== null, click: () => leaveServer?.() },
      separator,
      { label: 'Lock console', accelerator: 'CmdOrCtrl+L', click: lock },
      separator,
      { role: 'close' },
      ...(mac ? [] : [{ role: 'quit' } as const]),
    ],
  };
  const view: MenuItemConstructorOptions = {
    label: '&View',
    submenu: [
      ...zoomItems(zoom),
      separator,
      { role: 'togglefullscreen' },
      ...(devTools ? [separator, { role: 'reload' } as const, { role: 'toggleDevTools' } as const] : []),
    ],
  };
  return Menu.buildFromTemplate([
    ...(mac ? [{ role: 'appMenu' } as const] : []),
    file,
    { role: 'editMenu' },
    view,
    { label: '&Go', submenu: views },
    { role: 'windowMenu' },
    { label: '&Help', role: 'help', submenu: [{ role: 'about' }] },
  ]);
}

/** Each also by the keys beside the usual ones: `=` shares a key with `+`, and some keyboards have a block of numbers. */
function zoomItems(zoom: MenuActions['zoom']): MenuItemConstructorOptions[] {
  const items = [
    { label: 'Actual size', direction: 0, keys: ['0', 'num0'] },
    { label: 'Zoom in', direction: 1, keys: ['Plus', '=', 'numadd'] },
    { label: 'Zoom out', direction: -1, keys: ['-', 'numsub'] },
  ] as const;
  return items.flatMap(({ label, direction, keys }) =>
    keys.map((key, index) => ({
      label,
      accelerator: `CmdOrCtrl+${key}`,
      visible: index === 0,
      acceleratorWorksWhenHidden: true,
      click: () => zoom(direction),
    })),
  );
}

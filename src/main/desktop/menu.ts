import { Menu, type MenuItemConstructorOptions } from 'electron';

export interface MenuActions {
  readonly go: (path: string) => void;
  readonly lock: () => void;
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
export function buildMenu({ go, lock, mac, devTools }: MenuActions): Menu {
  const views: MenuItemConstructorOptions[] = VIEWS.map(({ label, path }, index) => ({
    label,
    accelerator: `CmdOrCtrl+${index + 1}`,
    click: () => go(path),
  }));
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const file: MenuItemConstructorOptions = {
    label: '&File',
    submenu: [{ label: 'Lock console', accelerator: 'CmdOrCtrl+L', click: lock }, separator, mac ? { role: 'close' } : { role: 'quit' }],
  };
  const view: MenuItemConstructorOptions = {
    label: '&View',
    submenu: [
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
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

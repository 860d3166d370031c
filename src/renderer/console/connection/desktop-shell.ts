import type { AsideActions } from '../../ui/grid/aside.ts';
import { Watched } from '../../ui/watched.ts';
import { session } from './session.ts';
import { inDesktop, listenToShell, openShellPort, tellShell } from './shell-port.ts';

/** Whether the person is choosing a server to connect to. */
export const choosingServer = new Watched<boolean>(false);

const TELL_AFTER_MS = 300;

/** The window's routes, as far as the main process has to do with them. */
export interface Routes {
  readonly navigate: (path: string) => void;
  readonly shownPath: () => string;
  readonly onNavigated: (listener: () => void) => void;
}

/** Obeys the desktop's main process: show a route that was validated there, lock, follow the other windows. Does nothing in a browser. */
export function listenToDesktop({ navigate, shownPath, onNavigated }: Routes): void {
  if (!inDesktop) return;
  listenToShell((message) => {
    switch (message.kind) {
      case 'navigate':
        return navigate(message.path);
      case 'lock':
        return void session.lock();
      case 'session':
        return session.follow(message.token);
      case 'choose-server':
        return choosingServer.set(true);
    }
  });
  openShellPort();
  tellWhatShows(shownPath, onNavigated);
}

/** The main process shows a record in a window where it disturbs nobody, for which it must know what each window shows. */
function tellWhatShows(shownPath: Routes['shownPath'], onNavigated: Routes['onNavigated']): void {
  let told = '';
  const tell = () => {
    const path = shownPath();
    const busy = isBusy();
    const now = `${busy} ${path}`;
    if (now === told) return;
    told = now;
    tellShell({ kind: 'showing', path, busy });
  };
  let due: ReturnType<typeof setTimeout> | undefined;
  const soon = () => {
    clearTimeout(due);
    due = setTimeout(tell, TELL_AFTER_MS);
  };
  onNavigated(soon);
  for (const name of ['input', 'click', 'keyup'] as const) document.addEventListener(name, soon, { capture: true, passive: true });
  soon();
}

/** Whether something is typed that leading the window elsewhere would lose. */
function isBusy(): boolean {
  if (document.querySelector('[role="dialog"][aria-modal="true"]') !== null) return true;
  return [...document.querySelectorAll('textarea')].some(({ value }) => value.trim() !== '');
}

/** Opens records beside: in a window of the desktop app, or in a tab of the browser, which begins with the same session. */
export const aside: AsideActions = {
  open(path) {
    if (inDesktop) tellShell({ kind: 'open-window', path });
    else window.open(path, '_blank');
  },
  menu(path) {
    if (inDesktop) tellShell({ kind: 'record-menu', path });
    return inDesktop;
  },
};

import { type App, shell, type WebContents } from 'electron';
import { mayOpenExternally } from './external-links.ts';
import { routeOfAddress } from './routes.ts';

export interface OwnPages {
  /** Where the console's pages come from. */
  readonly origin: string;
  /** Opens one of our own routes in a window of its own, made by us like every other. */
  readonly openWindow: (route: string) => void;
}

/**
 * Nothing in this app navigates: the console is one page and changes routes in place. Every attempt to leave it, open a window or
 * embed a web view is refused in every web contents, those that do not exist yet included. A link that a person opens with Ctrl or ⌘
 * gets a window that we make, when it leads to a route of ours; whatever the page asks for is still refused.
 */
export function denyNavigation(app: App, own: OwnPages): void {
  app.on('web-contents-created', (_event, contents) => deny(contents, own));
}

function deny(contents: WebContents, { origin, openWindow }: OwnPages): void {
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url, disposition }) => {
    const route = disposition === 'background-tab' ? routeOfAddress(url, origin) : null;
    if (route !== null) openWindow(route);
    else if (mayOpenExternally(url)) void shell.openExternal(url);
    return { action: 'deny' };
  });
}

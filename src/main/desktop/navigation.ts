import { type App, shell, type WebContents } from 'electron';

/** Places on the web that the console's help texts point to. They open in the person's browser, never in our window. */
const EXTERNAL_ORIGINS: ReadonlySet<string> = new Set([
  'https://pages.nist.gov',
  'https://www.w3.org',
  'https://cel.dev',
  'https://www.standardwebhooks.com',
]);

/** Whether `shell.openExternal` may have this address: https and an origin of the list, without credentials in it. */
export function mayOpenExternally(address: string, allowed: ReadonlySet<string> = EXTERNAL_ORIGINS): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  return url.protocol === 'https:' && url.username === '' && url.password === '' && allowed.has(url.origin);
}

/**
 * Nothing in this app navigates: the console is one page and changes routes in place. Every attempt to leave it, open a window or
 * embed a web view is refused in every web contents, those that do not exist yet included.
 */
export function denyNavigation(app: App): void {
  app.on('web-contents-created', (_event, contents) => deny(contents));
}

function deny(contents: WebContents): void {
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    if (mayOpenExternally(url)) void shell.openExternal(url);
    return { action: 'deny' };
  });
}

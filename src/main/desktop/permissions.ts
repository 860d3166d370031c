import type { Session, WebContents } from 'electron';
import { CONSOLE_ORIGIN } from '../../shared/desktop-bridge.ts';

/** The only thing the console may ask of the system: to put text that a person chose to copy on the clipboard. */
const ALLOWED: ReadonlySet<string> = new Set(['clipboard-sanitized-write']);

/** Denies every permission, asked for or merely looked up, but the few named above and those only to our own top frame. */
export function denyPermissions(session: Session, trustedOrigin: string = CONSOLE_ORIGIN): void {
  session.setPermissionRequestHandler((contents, permission, answer, details) => {
    answer(ALLOWED.has(permission) && details.isMainFrame && originOf(details.requestingUrl) === trustedOrigin && isWindow(contents));
  });
  session.setPermissionCheckHandler((contents, permission, requestingOrigin, details) => {
    return ALLOWED.has(permission) && details.isMainFrame && originOf(requestingOrigin) === trustedOrigin && isWindow(contents);
  });
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, answer) => answer({}));
}

function isWindow(contents: WebContents | null): boolean {
  return contents?.getType() === 'window';
}

/** `URL.origin` is "null" for our own scheme in Node, so the origin is put together from its parts. */
function originOf(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const { protocol, host } = new URL(address);
  return `${protocol}//${host}`;
}

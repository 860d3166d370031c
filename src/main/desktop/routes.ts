import { CONSOLE_ORIGIN, type KnownServer } from '../../shared/desktop-bridge.ts';
import { DEEP_LINK_SCHEME, deepLinkToRoute } from './deep-links.ts';

/**
 * A route of the console: a view, at most three parts below it, and a query of plain or encoded characters. Written out rather than
 * parsed as a URL, which would tidy up what we refuse. No part may begin with a dot, and a dot would look like a file's ending.
 */
const ROUTE =
  /^\/(?:(?:overview|customers|approvals|holds|cases|decisions|rules|audit|integration|import|settings|staff|demo|help)(?:\/(?:[A-Za-z0-9_~-]|%(?!2[EeFf]|5[Cc]|00)[0-9A-Fa-f]{2}){1,200}){0,3}\/?(?:\?[A-Za-z0-9_.~%=&+,:;!*'()$@/-]{0,1500})?)?$/;

/** The route, when it is one of our own; null for everything else. A route shows something, it never acts. */
export function ownRoute(path: string): string | null {
  return ROUTE.test(path) ? path : null;
}

/** The route behind an address of the console's page, or null. @param origin where the page comes from */
export function routeOfAddress(address: string, origin: string = CONSOLE_ORIGIN): string | null {
  return address.startsWith(`${origin}/`) ? ownRoute(address.slice(origin.length)) : null;
}

/** What a person can send to a colleague: an address of the team's server, or a link that opens the desktop app. Null when there is none. */
export function shareableLink(route: string, server: KnownServer | null): string | null {
  if (server !== null) return `${server.address}${route}`;
  const link = `${DEEP_LINK_SCHEME}://${route.slice(1)}`;
  return deepLinkToRoute(link) === null ? null : link;
}

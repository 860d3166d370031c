import { isIP } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { notFound, PortcullisError } from '../engine/errors.ts';

const loopbackNames = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Whether a listening address can be reached from this machine only. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

function hostname(hostHeader: string | undefined): string | null {
  if (hostHeader === undefined || !URL.canParse(`http://${hostHeader}`)) return null;
  return new URL(`http://${hostHeader}`).hostname;
}

/**
 * Whether a request was meant for this server. On a loopback address only loopback names are taken: a page of the Internet whose own
 * name was made to resolve to 127.0.0.1 (DNS rebinding) still sends that name.
 */
export function isHostAllowed(hostHeader: string | undefined, listeningOn: string): boolean {
  const name = hostname(hostHeader);
  if (name === null) return false;
  return isLoopback(listeningOn) ? loopbackNames.has(name) : true;
}

/**
 * Whether a WebSocket may be opened by whoever asks. Browsers say which page asks, and only a page of this very server is let in
 * (no cross-site WebSocket hijacking). Programs that are no browser send no Origin and carry no user's cookies.
 */
export function isOriginAllowed(origin: string | undefined, hostHeader: string | undefined): boolean {
  if (origin === undefined) return true;
  if (hostHeader === undefined || !URL.canParse(origin)) return false;
  const { protocol, host } = new URL(origin);
  return (protocol === 'http:' || protocol === 'https:') && host === new URL(`${protocol}//${hostHeader}`).host;
}

/** Headers of every answer. Pages add a policy of their own; everything else is data that no browser may run, frame or sniff. */
const commonHeaders = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

/** A path of the characters that RFC 3986 allows there; whatever is encoded stays encoded. */
const plainPath = /^\/(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/]|%[0-9A-Fa-f]{2})*$/;
/** `.`, `..` and nothing at all between two slashes. */
const oddSegment = /\/(?:(?:\.|%2[Ee]){1,2}(?:\/|$)|\/)/;

/** Whether everybody reads a path the same way. One with `.` or `..` in it, or with raw characters that URLs encode, could mean another to the next reader. */
function isPlain(url: string): boolean {
  const end = url.indexOf('?');
  const path = end === -1 ? url : url.slice(0, end);
  return plainPath.test(path) && !oddSegment.test(path);
}

/** Refuses requests for other hosts and ambiguous paths, and puts the security headers on every answer. */
export function addSecurity(app: FastifyInstance, listeningOn: string): void {
  // Nearly every request names the same host as the one before.
  let lastHost: string | undefined;
  let lastAllowed = false;
  const isAllowed = (host: string | undefined): boolean => {
    if (host === undefined || host !== lastHost) {
      lastAllowed = isHostAllowed(host, listeningOn);
      lastHost = host;
    }
    return lastAllowed;
  };
  app.addHook('onRequest', async (request, reply) => {
    void reply.headers(commonHeaders);
    if (!isAllowed(request.headers.host)) {
      throw new PortcullisError('forbidden', 'This server does not answer to that host name.');
    }
    if (!isPlain(request.raw.url ?? '/')) throw notFound('path');
  });
}

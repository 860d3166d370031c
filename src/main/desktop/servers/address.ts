import type { ServerProblem } from '../../../shared/desktop-bridge.ts';

export type ServerAddress =
  | { readonly ok: true /** Scheme, host and port, without a slash at the end. */; readonly origin: string }
  | { readonly ok: false; readonly problem: ServerProblem };

const refused = (kind: 'address' | 'https', detail: string): ServerAddress => ({ ok: false, problem: { kind, detail } });

const isLoopback = (host: string): boolean => host === 'localhost' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host);

/**
 * What a person typed as the address of a team's server. Without a scheme it is https; http is for this machine alone, where nobody stands
 * between. A server is the root of its origin: no path, no query, and no name or password that would end up in a list. Pure.
 */
export function parseServerAddress(typed: string): ServerAddress {
  const text = typed.trim();
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  if (text === '' || /\s|\\/.test(text) || !URL.canParse(address)) return refused('address', text);
  const url = new URL(address);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return refused('address', text);
  if (url.hostname === '' || url.username !== '' || url.password !== '') return refused('address', url.host);
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') return refused('address', text);
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) return refused('https', url.host);
  return { ok: true, origin: url.origin };
}

/** Where a server's console is connected. */
export const consoleSocketOf = (origin: string): string => `${origin.replace(/^http/, 'ws')}/console/ws`;

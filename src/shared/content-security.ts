/**
 * The content security policy of the console, the same whether the desktop's own scheme or the headless server delivers it.
 * Scripts come from files of our own origin only: nothing inline, nothing evaluated. Component styles are written into style
 * elements at run time, which carry a nonce that is fresh for each page.
 */

/** Stands in the built HTML wherever a nonce belongs; whoever delivers the page puts a fresh one in its place. */
export const NONCE_PLACEHOLDER = '__CSP_NONCE__';

export interface ContentSecurityOptions {
  /** Fresh random text for this page, at least 128 bits, in base64. */
  readonly nonce: string;
  /** Further origins to connect to, such as the server's own `wss:` origin for browsers that do not count it as 'self'. */
  readonly connect?: readonly string[];
}

export function contentSecurityPolicy({ nonce, connect = [] }: ContentSecurityOptions): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    ["connect-src 'self'", ...connect].join(' '),
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-src 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ].join('; ');
}

/** The built page with its nonce in place. */
export function withNonce(html: string, nonce: string): string {
  return html.replaceAll(NONCE_PLACEHOLDER, nonce);
}

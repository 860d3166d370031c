import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { protocol, type Session } from 'electron';
import { contentSecurityPolicy, withNonce } from '../../shared/content-security.ts';
import { CONSOLE_ORIGIN } from '../../shared/desktop-bridge.ts';

const SCHEME = 'app';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

/** Must run before the app is ready. The scheme gets an origin of its own and none of the privileges that weaken a policy. */
export function registerConsoleScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true } },
  ]);
}

/** Serves the built renderer in `folder` as `app://console/…` to one session. */
export function serveConsole(session: Session, folder: string): void {
  session.protocol.handle(SCHEME, (request) => respond(request, folder));
}

async function respond(request: Request, folder: string): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return plain(405);
  const file = fileFor(request.url, folder);
  if (file === null) return plain(404);
  try {
    const body = await readFile(file);
    return extname(file) === '.html' ? page(body.toString('utf8')) : asset(body, file);
  } catch {
    return plain(404);
  }
}

/**
 * The file that a URL of our scheme names, or null. Routes of the console have no extension and all lead to its page.
 *
 * The URL parser has already folded `..`, but not its encoded forms, so the path is decoded and checked as the file system
 * would read it.
 */
export function fileFor(address: string, folder: string): string | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  if (`${url.protocol}//${url.host}` !== CONSOLE_ORIGIN) return null;
  const path = decoded(url.pathname);
  if (path === null || /[\\\0]/.test(path)) return null;
  if (path.split('/').includes('..')) return null;
  if (extname(path) === '') return join(folder, 'console', 'index.html');
  const file = normalize(join(folder, path));
  return file.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`) ? file : null;
}

function decoded(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}

const COMMON_HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const;

function page(html: string): Response {
  const nonce = randomBytes(18).toString('base64');
  return new Response(withNonce(html, nonce), {
    headers: {
      ...COMMON_HEADERS,
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': contentSecurityPolicy({ nonce }),
      'cache-control': 'no-store',
    },
  });
}

function asset(body: Buffer<ArrayBuffer>, file: string): Response {
  const type = CONTENT_TYPES[extname(file)];
  return type === undefined ? plain(404) : new Response(body, { headers: { ...COMMON_HEADERS, 'content-type': type } });
}

function plain(status: number): Response {
  return new Response(null, { status, headers: { ...COMMON_HEADERS, 'content-security-policy': "default-src 'none'" } });
}

import { randomBytes } from 'node:crypto';
import { access, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { contentSecurityPolicy, withNonce } from '../../shared/content-security.ts';
import { PortcullisError } from '../engine/errors.ts';

/** Names of built assets carry a hash of their content, so they never change. */
const FOREVER = 'public, max-age=31536000, immutable';

/** What the build calls its files; an encoded character is in none of them, nor a hidden file. */
const plainName = /^(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/;

const notBuilt = 'The pages are not built. Run: npm run build\n';

/** The page's own WebSocket, for browsers that do not count it as 'self'. */
function socketOrigin(request: FastifyRequest): string[] {
  const { host } = request.headers;
  if (host === undefined || !/^[A-Za-z0-9.:[\]-]+$/.test(host)) return [];
  return [`${request.protocol === 'https' ? 'wss' : 'ws'}://${host}`];
}

export interface PagesOptions {
  /** What the build wrote (`out/renderer`). */
  readonly folder: string;
  /** The page that a path without an extension leads to, inside the folder; null where there is none. */
  readonly pageFor: (path: string) => string | null;
  /** Further headers of a page. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Paths of service workers, which fetch under the policy of their own file and not of the page that registers them. */
  readonly serviceWorkers?: readonly string[];
}

const serviceWorkerPolicy = "default-src 'none'; connect-src 'self'; frame-ancestors 'none'";

const nothingHere = (): PortcullisError => new PortcullisError('not_found', 'There is nothing at this path.');

/**
 * Serves built pages. Every path without an extension is a route of one of them and leads to it, with a fresh nonce under a policy without
 * inline or evaluated scripts.
 */
export async function addPages(app: FastifyInstance, { folder, pageFor, headers = {}, serviceWorkers = [] }: PagesOptions): Promise<void> {
  const isBuilt = await access(folder).then(
    () => true,
    () => false,
  );
  if (isBuilt) {
    await app.register(fastifyStatic, { root: folder, serve: false, index: false, dotfiles: 'deny', cacheControl: false });
  }

  async function sendPage(file: string, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const html = await readFile(join(folder, file), 'utf8').catch(() => null);
    if (html === null) return reply.status(503).type('text/plain; charset=utf-8').send(notBuilt);
    const nonce = randomBytes(18).toString('base64');
    return reply
      .headers(headers)
      .header('content-security-policy', contentSecurityPolicy({ nonce, connect: socketOrigin(request) }))
      .type('text/html; charset=utf-8')
      .send(withNonce(html, nonce));
  }

  app.get('/*', async (request, reply) => {
    const path = new URL(request.url, 'http://portcullis').pathname;
    if (path.includes('/.')) throw nothingHere();
    const extension = extname(path);
    if (extension === '') {
      const page = pageFor(path);
      if (page === null) throw nothingHere();
      return sendPage(page, request, reply);
    }
    if (!isBuilt || extension === '.html' || !plainName.test(path)) throw nothingHere();
    if (serviceWorkers.includes(path)) reply.header('content-security-policy', serviceWorkerPolicy);
    return reply.header('cache-control', path.startsWith('/assets/') ? FOREVER : 'no-cache').sendFile(path);
  });
}

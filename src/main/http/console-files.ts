import { randomBytes } from 'node:crypto';
import { access, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { contentSecurityPolicy, withNonce } from '../../shared/content-security.ts';
import { PortcullisError } from '../engine/errors.ts';

/** Paths that belong to the server itself; the console's routes are everything else without an extension. */
const reserved = /^\/(platform|customer|openapi|docs|console\/ws|metrics|healthz|readyz|demo)(\/|$)/;

/** Names of built assets carry a hash of their content, so they never change. */
const FOREVER = 'public, max-age=31536000, immutable';

/** What the build calls its files; an encoded character is in none of them, nor a hidden file. */
const plainName = /^(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/;

const notBuilt = 'The console is not built. Run: npm run build\n';

/** The page's own WebSocket, for browsers that do not count it as 'self'. */
function socketOrigin(request: FastifyRequest): string[] {
  const { host } = request.headers;
  if (host === undefined || !/^[A-Za-z0-9.:[\]-]+$/.test(host)) return [];
  return [`${request.protocol === 'https' ? 'wss' : 'ws'}://${host}`];
}

/**
 * Serves the built console. Every path without an extension is a route of the console and leads to its page, which carries a fresh
 * nonce under a policy without inline or evaluated scripts.
 *
 * @param folder what the build wrote (`out/renderer`)
 */
export async function addConsoleFiles(app: FastifyInstance, folder: string): Promise<void> {
  const pageFile = join(folder, 'console', 'index.html');
  const isBuilt = await access(pageFile).then(
    () => true,
    () => false,
  );
  if (isBuilt) {
    await app.register(fastifyStatic, {
      root: folder,
      serve: false,
      index: false,
      dotfiles: 'deny',
      cacheControl: false,
    });
  }

  async function sendPage(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    if (!isBuilt) return reply.status(503).type('text/plain; charset=utf-8').send(notBuilt);
    const nonce = randomBytes(18).toString('base64');
    const page = withNonce(await readFile(pageFile, 'utf8'), nonce);
    return reply
      .header('content-security-policy', contentSecurityPolicy({ nonce, connect: socketOrigin(request) }))
      .type('text/html; charset=utf-8')
      .send(page);
  }

  app.get('/*', async (request, reply) => {
    const path = new URL(request.url, 'http://portcullis').pathname;
    if (reserved.test(path) || path.includes('/.')) throw new PortcullisError('not_found', 'There is nothing at this path.');
    const extension = extname(path);
    if (extension === '') return sendPage(request, reply);
    if (!isBuilt || extension === '.html' || !plainName.test(path))
      throw new PortcullisError('not_found', 'There is nothing at this path.');
    return reply.header('cache-control', path.startsWith('/assets/') ? FOREVER : 'no-cache').sendFile(path);
  });
}

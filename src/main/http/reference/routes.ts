import type { FastifyInstance, FastifyReply } from 'fastify';
import { customerDocument, platformDocument } from '../../api/openapi.ts';
import { indexPage, referencePage } from './page.ts';
import { referenceStyle } from './style.ts';

/** The reference runs nothing and loads its own style sheet only. */
const policy = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const surfaces = [
  { name: 'platform', build: platformDocument },
  { name: 'customer', build: customerDocument },
] as const;

function page(reply: FastifyReply, text: string): FastifyReply {
  return reply.headers({ 'content-security-policy': policy, 'cache-control': 'no-cache' }).type('text/html; charset=utf-8').send(text);
}

/** Serves the OpenAPI documents at `/openapi/….json` and their readable form at `/docs`. Built when first asked for, then kept. */
export function addReference(app: FastifyInstance, version: string): void {
  const built = new Map<string, ReturnType<typeof platformDocument>>();
  const documentOf = ({ name, build }: (typeof surfaces)[number]) => {
    const known = built.get(name) ?? build(version);
    built.set(name, known);
    return known;
  };
  for (const surface of surfaces) {
    const url = `/openapi/${surface.name}.json`;
    app.get(url, async (_request, reply) => reply.header('cache-control', 'no-cache').send(await documentOf(surface)));
    app.get(`/docs/${surface.name}`, async (_request, reply) => page(reply, referencePage(await documentOf(surface), url)));
  }
  app.get('/docs', async (_request, reply) => {
    const documents = surfaces.map(async (surface) => ({ document: await documentOf(surface), url: `/docs/${surface.name}` }));
    return page(reply, indexPage(await Promise.all(documents)));
  });
  app.get('/docs/style.css', async (_request, reply) =>
    reply.header('cache-control', 'public, max-age=3600').type('text/css; charset=utf-8').send(referenceStyle),
  );
}

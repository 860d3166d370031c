import type { FastifyInstance, FastifyReply } from 'fastify';
import { apiNameSchema } from '../../../shared/contract/console/reference.ts';
import { describedApi } from '../../api/reference/describe.ts';
import { indexPage, referencePage } from './page.ts';
import { referenceStyle } from './style.ts';

/** The reference runs nothing and loads its own style sheet only. */
const policy = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

function page(reply: FastifyReply, text: string): FastifyReply {
  return reply.headers({ 'content-security-policy': policy, 'cache-control': 'no-cache' }).type('text/html; charset=utf-8').send(text);
}

/** Serves the OpenAPI documents at `/openapi/….json` and their readable form at `/docs`. */
export function addReference(app: FastifyInstance, version: string): void {
  for (const name of apiNameSchema.options) {
    const url = `/openapi/${name}.json`;
    app.get(url, async (_request, reply) => reply.header('cache-control', 'no-cache').send((await describedApi(name, version)).document));
    app.get(`/docs/${name}`, async (_request, reply) => page(reply, referencePage((await describedApi(name, version)).reference, url)));
  }
  app.get('/docs', async (_request, reply) => {
    const apis = apiNameSchema.options.map(async (name) => ({
      reference: (await describedApi(name, version)).reference,
      url: `/docs/${name}`,
    }));
    return page(reply, indexPage(await Promise.all(apis)));
  });
  app.get('/docs/style.css', async (_request, reply) =>
    reply.header('cache-control', 'public, max-age=3600').type('text/css; charset=utf-8').send(referenceStyle),
  );
}

import type { FastifyInstance } from 'fastify';
import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import { PortcullisError } from '../../engine/errors.ts';
import type { News } from './news.ts';

export const HOOK_PATH = '/hooks/portcullis';

const MOST_REMEMBERED = 500;

const messageSchema = z.object({
  type: z.string(),
  data: z.looseObject({ accountId: z.string(), operationId: z.string().optional(), status: z.string().optional() }),
});

/**
 * Takes Portcullis' webhooks (IN-03): verified by the reference library of Standard Webhooks, repeats dropped by their id, and passed on to
 * the pages of whom they are about.
 * @param secret of the endpoint; null until there is one
 */
export function addHook(app: FastifyInstance, news: News, secret: () => string | null): void {
  const seen = new Set<string>();
  void app.register((scope, _options, registered) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => done(null, body));
    scope.post(HOOK_PATH, async (request, reply) => {
      const key = secret();
      if (key === null) throw new PortcullisError('unavailable', 'This endpoint is not set up.');
      let message: unknown;
      try {
        message = new Webhook(key).verify(request.body as string, request.headers as Record<string, string>);
      } catch {
        throw new PortcullisError('forbidden', 'The signature is not Portcullis’.');
      }
      const id = String(request.headers['webhook-id']);
      if (!seen.has(id)) {
        seen.add(id);
        const [oldest] = seen;
        if (seen.size > MOST_REMEMBERED && oldest !== undefined) seen.delete(oldest);
        const told = messageSchema.safeParse(message);
        if (told.success) {
          const { type, data } = told.data;
          news.publish({
            topic: type,
            accountId: data.accountId,
            operationId: data.operationId ?? null,
            status: data.status ?? null,
            at: Date.now(),
          });
        }
      }
      return reply.status(204).send();
    });
    registered();
  });
}

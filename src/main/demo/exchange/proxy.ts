import type { FastifyInstance, FastifyRequest } from 'fastify';
import { request as call } from 'undici';
import { notFound, PortcullisError } from '../../engine/errors.ts';

const CUSTOMER_API = '/customer/v1/';

/** What is passed on from the page; everything else that a browser sends is the exchange's business. */
const forwarded = ['authorization', 'content-type', 'accept', 'last-event-id', 'user-agent'] as const;
const answered = ['content-type', 'retry-after', 'x-request-id'] as const;

export interface ProxyOptions {
  /** Where Portcullis listens. */
  readonly portcullis: string;
  /** Where a call seems to come from: the page does not get to say. */
  readonly addressOf: (request: FastifyRequest) => string;
}

/**
 * Where a call goes. Dots in a path lead out of the folder they begin in, and whoever reaches the exchange must not reach the rest of
 * Portcullis through it: what is looked at is the very address that is called.
 * @throws PortcullisError `not_found`
 */
function targetOf(request: FastifyRequest, portcullis: string): URL {
  const target = new URL(portcullis + request.url);
  if (!target.pathname.startsWith(CUSTOMER_API)) throw notFound('page');
  return target;
}

/**
 * Passes the customer API on from the exchange's own origin, so that its pages need no other one. Bodies and event streams flow through as
 * they are; Portcullis checks and limits them.
 */
export function addCustomerProxy(app: FastifyInstance, { portcullis, addressOf }: ProxyOptions): void {
  void app.register((scope, _options, registered) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    scope.route({
      method: ['GET', 'POST', 'PATCH', 'DELETE'],
      url: `${CUSTOMER_API}*`,
      exposeHeadRoute: false,
      handler: async (request, reply) => {
        const target = targetOf(request, portcullis);
        const gone = new AbortController();
        reply.raw.once('close', () => gone.abort());
        const headers: Record<string, string> = { 'x-forwarded-for': addressOf(request) };
        for (const name of forwarded) {
          const value = request.headers[name];
          if (typeof value === 'string') headers[name] = value;
        }
        const withBody = request.method !== 'GET' && request.headers['content-type'] !== undefined;
        const answer = await call(target, {
          method: request.method as 'GET',
          headers,
          body: withBody ? (request.body as NodeJS.ReadableStream as never) : null,
          signal: gone.signal,
          // An event stream is silent for as long as nothing happens.
          bodyTimeout: 0,
        }).catch((cause: unknown) => {
          throw new PortcullisError('unavailable', 'Portcullis does not answer.', { reason: String(cause).slice(0, 80) });
        });
        for (const name of answered) {
          const value = answer.headers[name];
          if (value !== undefined) void reply.header(name, value);
        }
        // A page that goes away in the middle of a stream is nobody's error.
        answer.body.on('error', () => undefined);
        return reply.status(answer.statusCode).send(answer.body);
      },
    });
    registered();
  });
}

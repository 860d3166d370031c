import type { AnyContractRouter } from '@orpc/contract';
import { OpenAPIHandler } from '@orpc/openapi/fastify';
import { type Context, type Router, traverseContractProcedures } from '@orpc/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Failures, refuse } from '../api/errors.ts';
import { notFound, PortcullisError } from '../engine/errors.ts';
import { addRetryAfter, requireObject } from './errors.ts';

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

/** One route of a contract as Fastify writes it. */
export interface ContractRoute {
  readonly method: string;
  /** Fastify's form: `/platform/v1/operations/:id`. */
  readonly url: string;
  /** The procedure's place in the contract: `operations.get`. */
  readonly name: string;
}

/** Every route of a contract, in the contract's order. */
export function routesOf(contract: AnyContractRouter): ContractRoute[] {
  const routes: ContractRoute[] = [];
  traverseContractProcedures({ router: contract, path: [] }, ({ contract: procedure, path }) => {
    const { method = 'POST', path: url } = procedure['~orpc'].route;
    if (url === undefined) throw new Error(`${path.join('.')} has no path`);
    routes.push({ method, url: url.replace(/\{([^}]+)\}/g, ':$1'), name: path.join('.') });
  });
  return routes;
}

export interface ApiRoutesOptions<C extends Context> {
  readonly contract: AnyContractRouter;
  // biome-ignore lint/suspicious/noExplicitAny: oRPC's own type of a router whose procedures are of many kinds
  readonly router: Router<any, C & HttpContext>;
  readonly failures: Failures;
  /** Largest body, in bytes. */
  readonly bodyLimit: number;
  /** Of procedures that take more, by their name. */
  readonly bodyLimits: Readonly<Record<string, number>>;
  /** Says who calls, before the body is read, and what the procedures get to know once it is. */
  readonly contextFor: (request: FastifyRequest, reply: FastifyReply) => Promise<ContextOf<C>>;
}

/**
 * @param waited whether a body was waited for. Its sender says how long, so that whoever may call no more by then must be refused: a request
 *   that was begun before a session ended would else be worth as much as the session.
 */
type ContextOf<C> = (waited: boolean) => Promise<C>;

/** What the transport adds to a procedure's context for its own use. */
export interface HttpContext {
  readonly reply: FastifyReply;
}

const contexts = new WeakMap<FastifyRequest, ContextOf<unknown>>();

/**
 * Adds a contract's routes. Fastify finds the route, reads the body and tells wrong methods; oRPC checks input and output against the
 * contract. Authentication comes before the body is read, so that strangers cannot make the server parse anything, and again after it.
 */
export function addApiRoutes<C extends Context>(app: FastifyInstance, options: ApiRoutesOptions<C>): void {
  const { contract, router, failures, bodyLimit, bodyLimits, contextFor } = options;
  const handler = new OpenAPIHandler<C & HttpContext>(router, {
    customErrorResponseBodyEncoder: ({ code, message, data }) => ({ code, message, data: data ?? {} }),
    clientInterceptors: [refuse<C & HttpContext>(failures, ({ data }, { reply }) => addRetryAfter(reply, data))],
    interceptors: [refuse<C & HttpContext>(failures)],
  });
  const routes = routesOf(contract);
  for (const { method, url, name } of routes) {
    app.route({
      method,
      url,
      bodyLimit: bodyLimits[name] ?? bodyLimit,
      exposeHeadRoute: false,
      config: { procedure: name },
      onRequest: async (request, reply) => {
        contexts.set(request, await contextFor(request, reply));
      },
      preHandler: async (request) => {
        if (method === 'GET' || method === 'DELETE') return;
        if (request.headers['content-type'] === undefined) request.body ??= {};
        requireObject(request.body, request.params);
      },
      handler: async (request, reply) => {
        const contextOf = contexts.get(request) as ContextOf<C>;
        const context = await contextOf(request.body !== undefined);
        const { matched } = await handler.handle(request, reply, { context: { ...context, reply } });
        if (!matched) throw notFound('path');
        return reply;
      },
    });
  }
  for (const [url, allowed] of Map.groupBy(routes, (route) => route.url)) {
    const allow = allowed.map(({ method }) => method);
    app.route({
      method: methods.filter((method) => !allow.includes(method)),
      url,
      handler: async (request, reply) => {
        void reply.header('allow', allow.join(', '));
        throw new PortcullisError('method_not_allowed', `This path does not take ${request.method}.`);
      },
    });
  }
}

import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type FastifyBaseLogger, fastify, LogController } from 'fastify';
import type { WebSocket } from 'ws';
import { customerContract } from '../../shared/contract/customer/index.ts';
import { platformContract } from '../../shared/contract/platform/index.ts';
import type { CustomerContext, PlatformContext } from '../api/context.ts';
import { customerRouter } from '../api/customer.ts';
import { type Failures, toWireError } from '../api/errors.ts';
import { platformRouter } from '../api/platform.ts';
import { OpenStreams } from '../api/stream.ts';
import type { Engine } from '../engine/engine.ts';
import type { PlatformKeys } from '../engine/integration/keys.ts';
import { addApiRoutes } from './api-routes.ts';
import { customerCaller, platformCaller } from './authenticate.ts';
import { pictureLimits } from './body-limits.ts';
import { addConsoleFiles } from './console-files.ts';
import { addConsoleSocket } from './console-socket.ts';
import { addDemoOutbox, type DemoMessages } from './demo-outbox.ts';
import { addErrorHandling, sendError, toRefusal } from './errors.ts';
import { addHealth } from './health.ts';
import { addLimits } from './limits.ts';
import { addMetrics, type Metrics, type Readings } from './metrics.ts';
import { addReference } from './reference/routes.ts';
import { addSecurity } from './security.ts';
import { addWellKnown } from './well-known.ts';

export interface HttpOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly engine: Engine;
  readonly keys: PlatformKeys;
  readonly failures: Failures;
  readonly logger: FastifyBaseLogger;
  readonly version: string;
  /** Folder of the built console. */
  readonly consoleFolder: string;
  readonly metrics: Metrics;
  readonly metricsToken: string | undefined;
  readonly readings: Omit<Readings, 'consoles'>;
  /** Whether the store answers with every migration in place. */
  readonly storeAnswers: () => Promise<boolean>;
  /** Serves the console contract on a WebSocket. */
  readonly connectConsole: (socket: WebSocket, address: string, origin: string | null) => () => boolean;
  /** What was sent by mail and SMS; on the demo workspace only. */
  readonly demoMessages: DemoMessages | undefined;
  /** Proxies whose X-Forwarded-For is believed; none by default. */
  readonly trustProxy: boolean | string;
}

export interface HttpServer {
  readonly url: string;
  /** Takes no new calls, lets those that run finish and those that wait go, and resolves when the last connection is gone. */
  close(): Promise<void>;
}

const KIB = 1_024;

/** Builds the headless server's HTTP side and listens. */
export async function listenHttp(options: HttpOptions): Promise<HttpServer> {
  const { host, port, engine, keys, failures, logger, metrics } = options;
  const stopping = new AbortController();
  const app = fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: options.trustProxy,
    requestIdHeader: false,
    genReqId: () => randomUUID(),
    // Lines name their request themselves; a logger of its own for each request would cost more than the rest of its handling.
    childLoggerFactory: (parent) => parent,
    bodyLimit: engine.settings.get('http.maxBody') * KIB,
    exposeHeadRoutes: true,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: false, caseSensitive: true },
    // What Fastify refuses before any hook runs, such as a URL that cannot be decoded.
    frameworkErrors: (error, _request, reply) => void sendError(reply, toWireError(toRefusal(error), failures)),
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    connectionTimeout: 0,
    requestTimeout: 30_000,
    keepAliveTimeout: 65_000,
  });
  app.removeContentTypeParser('text/plain');
  addErrorHandling(app, failures);
  addSecurity(app, host);
  app.addHook('onRequest', async (request, reply) => void reply.header('x-request-id', request.id));
  app.addHook('onResponse', async (request, reply) => {
    const { method, routeOptions, id, ip } = request;
    const fields = { requestId: id, method, route: routeOptions.url, status: reply.statusCode, ms: Math.round(reply.elapsedTime), ip };
    if (reply.statusCode >= 500) logger.warn(fields, 'request failed');
    else logger.debug(fields, 'request');
  });
  addMetrics(app, { metrics, token: options.metricsToken });
  addHealth(app, { storeAnswers: options.storeAnswers, isStopping: () => stopping.signal.aborted });
  addReference(app, options.version);
  addWellKnown(app, engine);

  const onDecision = (outcome: string, kind: string) => metrics.countDecision(outcome, kind);
  const limits = await addLimits(app, engine.settings);
  const bodyLimit = engine.settings.get('http.maxBody') * KIB;
  const larger = pictureLimits(engine.settings);
  const streams = new OpenStreams();
  addApiRoutes<PlatformContext>(app, {
    contract: platformContract,
    router: platformRouter,
    failures,
    bodyLimit,
    bodyLimits: larger.platform,
    async contextFor(request) {
      const { actor, again } = await platformCaller(keys, limits, request);
      return async (waited) => ({
        engine,
        actor: waited ? await again() : actor,
        stopping: stopping.signal,
        request: idempotentPart(request),
        onDecision,
      });
    },
  });
  addApiRoutes<CustomerContext>(app, {
    contract: customerContract,
    router: customerRouter,
    failures,
    bodyLimit,
    bodyLimits: larger.customer,
    async contextFor(request) {
      const { actor, again, now } = await customerCaller(engine, limits, request);
      return async (waited) => ({
        engine,
        actor: waited ? await again() : actor,
        now,
        streams,
        stopping: stopping.signal,
        request: idempotentPart(request),
      });
    },
  });
  if (options.demoMessages !== undefined) addDemoOutbox(app, options.demoMessages);
  await addConsoleFiles(app, options.consoleFolder);

  const unused = unusedConnections(app.server);
  const consoles = addConsoleSocket(app.server, { host, trustProxy: options.trustProxy, connect: options.connectConsole });
  // Before the readings are registered, which can be once only: where the port is taken, another is tried.
  await app.listen({ host, port });
  metrics.read({ ...options.readings, consoles: consoles.count });
  const { port: actualPort } = app.server.address() as AddressInfo;
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return {
    url: `http://${name}:${actualPort}`,
    async close() {
      stopping.abort(new Error('the server stops'));
      // A stream that ends now leaves a connection that its client would keep alive; nobody else would close it.
      const sweep = setInterval(() => {
        app.server.closeIdleConnections();
        for (const socket of unused()) socket.destroy();
      }, 50);
      await Promise.all([consoles.close(), app.close()]).finally(() => clearInterval(sweep));
    },
  };
}

/**
 * Connections that nothing came over yet, of which Node thinks that a call is on its way: browsers open some ahead of need, and a stop
 * would wait a minute for each. @returns those of the moment
 */
function unusedConnections(server: Server): () => readonly Socket[] {
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  return () => [...open].filter(({ bytesRead }) => bytesRead === 0);
}

function idempotentPart(request: {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
}) {
  return { method: request.method, path: request.url, header: request.headers['idempotency-key'], body: request.body };
}

import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type FastifyBaseLogger, fastify, LogController } from 'fastify';
import { exchangeContract, PLACE_HEADER, type Place, placeSchema } from '../../../shared/contract/exchange/index.ts';
import { pictureBodies } from '../../../shared/contract/identity.ts';
import type { Log } from '../../engine/engine.ts';
import { addApiRoutes } from '../../http/api-routes.ts';
import { bearerToken } from '../../http/authenticate.ts';
import { addErrorHandling } from '../../http/errors.ts';
import { addPages } from '../../http/pages.ts';
import { addSecurity } from '../../http/security.ts';
import type { Books } from './books.ts';
import type { Certificate } from './certificate.ts';
import { type ExchangeContext, hashOf } from './context.ts';
import { addHook, HOOK_PATH } from './hook.ts';
import { News } from './news.ts';
import { addressAt } from './places.ts';
import { platformClient } from './portcullis.ts';
import { addCustomerProxy } from './proxy.ts';
import { exchangeRouter } from './router.ts';
import { openSamples } from './samples.ts';

export interface ExchangeOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Serves HTTPS, which browsers ask for before they give a page from another machine its camera and its keys. */
  readonly tls: Certificate | null;
  /** Where the pages are opened, when it is not what the host and the port say. */
  readonly origin?: string | undefined;
  /** Where Portcullis listens, such as `http://127.0.0.1:8080`. */
  readonly portcullis: string;
  readonly platformKey: string;
  readonly books: Books;
  /** What the build wrote (`out/renderer`). */
  readonly pagesFolder: string;
  readonly logger: FastifyBaseLogger;
  readonly log: Log;
}

export interface DemoExchange {
  /** Where the exchange's site is opened. */
  readonly url: string;
  /** Where Portcullis sends its webhooks: always this machine, however the pages are reached. */
  readonly hookUrl: string;
  close(): Promise<void>;
}

const KIB = 1_024;
const SMALL_BODY = 64 * KIB;

/** The pages use the camera for faces and QR codes, and keep passkeys. */
const pageHeaders = {
  'permissions-policy':
    'camera=(self), publickey-credentials-create=(self), publickey-credentials-get=(self), microphone=(), geolocation=(), payment=()',
};

const isPhone = (path: string): boolean => path === '/phone' || path.startsWith('/phone/');
const reserved = /^\/(api|customer|hooks)(\/|$)/u;

function placeOf(header: string | string[] | undefined): Place {
  return placeSchema.safeParse(header).data ?? 'home';
}

/** Starts the demo's platform: an exchange with its site and its phone app, which knows Portcullis by its public APIs only (IN-04). */
export async function startExchange(options: ExchangeOptions): Promise<DemoExchange> {
  const { host, port, tls, portcullis, books, logger } = options;
  const stopping = new AbortController();
  const news = new News();
  const platform = platformClient(portcullis, options.platformKey);
  await openSamples(books, platform);

  const app = fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    serverFactory: (handler) => (tls === null ? createServer(handler) : (createTlsServer(tls, handler) as never)),
    bodyLimit: SMALL_BODY,
    forceCloseConnections: true,
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    requestTimeout: 60_000,
  });
  const failures = { log: options.log, isTransient: () => false };
  addErrorHandling(app, failures);
  addSecurity(app, host);

  let url = '';
  const exchange = { books, platform, portcullis, news, url: () => url };
  addApiRoutes<ExchangeContext>(app, {
    contract: exchangeContract,
    router: exchangeRouter,
    failures,
    bodyLimit: SMALL_BODY,
    bodyLimits: { checkIdentity: pictureBodies.images },
    async contextFor({ headers }) {
      const token = bearerToken(headers.authorization);
      const context = {
        exchange,
        token,
        place: placeOf(headers[PLACE_HEADER]),
        userAgent: headers['user-agent'],
        stopping: stopping.signal,
      };
      return async () => context;
    },
  });
  addCustomerProxy(app, {
    portcullis,
    addressOf({ headers }) {
      const session = books.sessionByTokenHash(hashOf(bearerToken(headers.authorization)));
      const user = session === undefined ? undefined : books.user(session.accountId);
      return addressAt(placeOf(headers[PLACE_HEADER]), user?.accountId ?? 'stranger', user?.country ?? 'DE');
    },
  });
  const secret = () => books.webhook?.secret ?? null;
  // Portcullis trusts no certificate that nobody vouches for, so beside HTTPS its webhooks have a plain entrance on this machine.
  const hooks = tls === null ? app : fastify({ loggerInstance: logger, logController: new LogController({ disableRequestLogging: true }) });
  if (hooks !== app) addErrorHandling(hooks, failures);
  addHook(hooks, news, secret);
  await addPages(app, {
    folder: options.pagesFolder,
    headers: pageHeaders,
    serviceWorkers: ['/phone/worker.js'],
    pageFor: (path) => (reserved.test(path) ? null : isPhone(path) ? 'demo/phone/index.html' : 'demo/exchange/index.html'),
  });

  await app.listen({ host, port });
  if (hooks !== app) await hooks.listen({ host: '127.0.0.1', port: 0 });
  const portOf = ({ server }: typeof app): number => (server.address() as AddressInfo).port;
  const actual = portOf(app);
  // Passkeys belong to a name, and `localhost` is the one that every browser trusts without a certificate.
  url = options.origin ?? `${tls === null ? 'http' : 'https'}://localhost:${actual}`;
  return {
    url,
    hookUrl: `http://127.0.0.1:${portOf(hooks)}${HOOK_PATH}`,
    async close() {
      stopping.abort(new Error('the exchange stops'));
      await Promise.all([app.close(), hooks === app ? null : hooks.close()]);
      await books.settled();
    },
  };
}

import { isIP } from 'node:net';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { scopes } from '../../shared/vocabulary/index.ts';
import type { Backend } from '../compose.ts';
import { Books } from '../demo/exchange/books.ts';
import { type Certificate, lanAddresses, readCertificate, selfSigned } from '../demo/exchange/certificate.ts';
import { EXCHANGE_NAME } from '../demo/exchange/router.ts';
import { type DemoExchange, startExchange } from '../demo/exchange/server.ts';
import { systemActor } from '../engine/actor.ts';
import type { Engine } from '../engine/engine.ts';
import { createKey, listKeys, revokeKey } from '../engine/integration/keys.ts';
import { createEndpoint, disableEndpoint, listEndpoints } from '../engine/integration/webhooks.ts';
import { setSetting } from '../engine/settings/manage.ts';
import { isLoopback } from '../http/security.ts';
import { programFolder } from './root.ts';

const actor = systemActor('demo');
const KEY_NAME = EXCHANGE_NAME;

/** Beside Portcullis' own default port. */
export const EXCHANGE_PORT = 7413;

export interface ExchangePlace {
  /** The demo workspace's folder, where the exchange keeps its own books. */
  readonly workspace: string;
  readonly host?: string | undefined;
  /** 0 takes any free port; without one its usual port, or any free one where that is taken. */
  readonly port?: number | undefined;
  /** PEM files for HTTPS. Beyond this machine it is always HTTPS, with a certificate made at start where none is given. */
  readonly tls?: { readonly cert: string; readonly key: string } | undefined;
  /** Where the pages are opened, such as `https://exchange.example.org:7413`; passkeys then belong to that name. */
  readonly origin?: string | undefined;
  readonly logger: Logger;
}

/** A key of its own, as every platform has; the one of the run before is revoked. */
async function newPlatformKey(engine: Engine): Promise<string> {
  const { items } = await listKeys(engine, actor);
  for (const { id, name, revokedAt } of items) {
    if (name === KEY_NAME && revokedAt === null) await revokeKey(engine, actor, { id, reason: 'replaced at the start of the demo' });
  }
  return (await createKey(engine, actor, { name: KEY_NAME, scopes })).token;
}

/** Has Portcullis tell the exchange of what happens. An endpoint of the run before is kept where the address is the same. */
async function connectWebhook(engine: Engine, books: Books, url: string): Promise<void> {
  const { items } = await listEndpoints(engine, actor);
  const known = books.webhook;
  const alive = known !== null && items.some(({ id, status }) => id === known.id && status === 'active');
  if (alive && known.url === url) return;
  if (alive) {
    const former = items.find(({ id }) => id === known.id);
    if (former !== undefined) await disableEndpoint(engine, actor, { id: former.id });
  }
  const { endpoint, secret } = await createEndpoint(engine, actor, { url, topics: ['operation.*', 'verification_request.*', 'account.*'] });
  books.webhook = { id: endpoint.id, url, secret };
}

/** Passkeys belong to the name under which the pages are opened; the demo workspace follows it. */
async function tellRelyingParty(engine: Engine, origin: string | undefined): Promise<void> {
  const named = origin === undefined ? null : new URL(origin);
  const isName = named !== null && isIP(named.hostname) === 0 && named.hostname !== 'localhost';
  const wanted = {
    'passkey.rpName': EXCHANGE_NAME,
    'passkey.rpId': isName ? named.hostname : 'localhost',
    'passkey.origins': isName ? [named.origin] : [],
    'app.downloadIos': 'https://northgate.example/app/ios',
    'app.downloadAndroid': 'https://northgate.example/app/android',
    'app.minVersionIos': '3.0.0',
    'app.minVersionAndroid': '3.0.0',
    // Links that are kept in mail have to lead where everybody can go.
    'app.linkPage': origin?.startsWith('https:') === true ? `${origin}/notice` : '',
  } as const;
  for (const [name, value] of Object.entries(wanted)) {
    const current: unknown = engine.settings.get(name as keyof typeof wanted);
    if (JSON.stringify(current) === JSON.stringify(value)) continue;
    await setSetting(engine, actor, { name, value, reason: 'as the demo’s exchange is opened' });
  }
}

async function certificateFor({ host = '127.0.0.1', tls, origin }: ExchangePlace): Promise<Certificate | null> {
  if (tls !== undefined) return readCertificate(tls.cert, tls.key);
  if (isLoopback(host)) return null;
  return selfSigned(['localhost', ...lanAddresses(), ...(origin === undefined ? [] : [new URL(origin).hostname])]);
}

/**
 * Starts the demo's exchange on the public APIs. It stops with the backend.
 * @param portcullis where the backend listens
 * @returns where the exchange and the phone are opened
 */
export async function startDemoExchange(backend: Backend, portcullis: string, place: ExchangePlace): Promise<DemoExchange> {
  const { engine } = backend;
  const { host = '127.0.0.1', workspace, origin, logger } = place;
  await tellRelyingParty(engine, origin);
  const books = await Books.open(join(workspace, 'demo-exchange.json'));
  const tls = await certificateFor(place);
  const platformKey = await newPlatformKey(engine);
  const start = (port: number) =>
    startExchange({
      host,
      port,
      tls,
      origin,
      portcullis,
      platformKey,
      books,
      pagesFolder: join(programFolder(), 'out', 'renderer'),
      logger,
      log: engine.log,
    });
  const exchange =
    place.port === undefined
      ? await start(EXCHANGE_PORT).catch((error: NodeJS.ErrnoException) => {
          if (error.code === 'EADDRINUSE') return start(0);
          throw error;
        })
      : await start(place.port);
  await connectWebhook(engine, books, exchange.hookUrl);
  await books.settled();
  backend.setExchange(exchange);
  return exchange;
}

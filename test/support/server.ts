import { randomUUID } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { createLogger, toLog } from '../../src/main/adapters/pino-log.ts';
import { assemble, type Backend } from '../../src/main/compose.ts';
import { systemActor } from '../../src/main/engine/actor.ts';
import type { Log } from '../../src/main/engine/engine.ts';
import { createKey } from '../../src/main/engine/integration/keys.ts';
import { openStore } from '../../src/main/store/open.ts';
import type { Dialect } from '../../src/main/store/store.ts';
import { type Scope, scopes } from '../../src/shared/vocabulary/index.ts';
import { createTestEngine, RecordedLog, type TestEngine } from './engine.ts';
import { ManualClock, SeededRandom } from './ports.ts';
import { type TemporaryTarget, temporaryTarget } from './store.ts';

/** An answer as a client sees it. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  readonly body: any;
  readonly text: string;
}

export interface CallOptions {
  readonly token?: string | undefined;
  readonly idempotencyKey?: string | null | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** The whole server on a real port, with a real store; time stands still until a test moves it. */
export interface TestServer {
  readonly backend: Backend;
  readonly engine: TestEngine;
  readonly url: string;
  /** A platform key with every scope. */
  readonly token: string;
  /** Every line that went to the log, at every level. */
  readonly log: string[];
  newKey(wanted?: readonly Scope[]): Promise<string>;
  /** One call; strings go out as they are, everything else as JSON. Changing calls get an Idempotency-Key unless it is null. */
  call(method: string, path: string, body?: unknown, options?: CallOptions): Promise<Answer>;
  /** Makes an account and a session of it. @returns the session's token */
  session(accountId: string, client?: string, deviceId?: string): Promise<string>;
  close(): Promise<void>;
}

/** Keeps entries for the test and hands them on to the real logger, which strikes secrets out. */
class ForwardingLog extends RecordedLog {
  readonly #to: Log;

  constructor(to: Log) {
    super();
    this.#to = to;
  }

  override info(fields: Readonly<Record<string, unknown>>, message: string): void {
    super.info(fields, message);
    this.#to.info(fields, message);
  }

  override warn(fields: Readonly<Record<string, unknown>>, message: string): void {
    super.warn(fields, message);
    this.#to.warn(fields, message);
  }

  override error(fields: Readonly<Record<string, unknown>>, message: string): void {
    super.error(fields, message);
    this.#to.error(fields, message);
  }
}

const DAY = 86_400_000;

export interface ServerOptions {
  readonly dialect?: Dialect;
  readonly demo?: boolean;
  /** Proxies whose X-Forwarded-For is believed. */
  readonly trustProxy?: string;
  /** Left open after each test; close it in `afterAll`. */
  readonly shared?: boolean;
  /** A database that several servers of the test share, and that the test removes. */
  readonly place?: TemporaryTarget;
}

/** Starts a server for one test; it is closed and its data removed afterwards by itself. */
export async function startServer({
  dialect = 'sqlite',
  demo = false,
  shared = false,
  trustProxy,
  place: given,
}: ServerOptions = {}): Promise<TestServer> {
  const place = given ?? (await temporaryTarget(dialect));
  const log: string[] = [];
  const logger = createLogger({ level: 'debug', destination: { write: (line) => void log.push(line) } });
  const store = await openStore(place.target);
  // Far enough back that a customer can grow old before today, which receivers of webhooks compare with.
  const clock = new ManualClock(Date.now() - 30 * DAY);
  // Servers that share a database make ids and tokens of their own.
  const random = new SeededRandom(given === undefined ? 'test' : randomUUID());
  const engine = await createTestEngine(async () => store, { clock, demo, random, log: new ForwardingLog(toLog(logger)) });
  const backend = await assemble({ engine, close: () => engine.close() }, { target: place.target, demo, shell: 'server', logger, env: {} });
  const { url } = await backend.listenHttp({ host: '127.0.0.1', port: 0, trustProxy: trustProxy ?? false });
  const actor = systemActor('test');
  const newKey = async (wanted: readonly Scope[] = scopes) => (await createKey(engine, actor, { name: 'test', scopes: wanted })).token;
  const token = await newKey();

  async function call(method: string, path: string, body?: unknown, options: CallOptions = {}): Promise<Answer> {
    const headers = new Headers(options.headers);
    const { idempotencyKey = randomUUID() } = options;
    headers.set('authorization', `Bearer ${options.token ?? token}`);
    if (method !== 'GET' && idempotencyKey !== null) headers.set('idempotency-key', idempotencyKey);
    if (body !== undefined && !headers.has('content-type')) headers.set('content-type', 'application/json');
    const response = await fetch(`${url}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    return { status: response.status, headers: response.headers, text, body: isJson && text !== '' ? JSON.parse(text) : undefined };
  }

  let closed = false;
  const server: TestServer = {
    backend,
    engine,
    url,
    token,
    log,
    newKey,
    call,
    async session(accountId, client = 'ios', deviceId = `phone-${accountId}`) {
      await call('PUT', `/platform/v1/accounts/${accountId}`, { name: `Customer ${accountId}`, email: `${accountId}@example.com` });
      const created = await call('POST', `/platform/v1/accounts/${accountId}/sessions`, { client, deviceId });
      if (created.status !== 201) throw new Error(`no session: ${created.text}`);
      return created.body.token;
    },
    async close() {
      if (closed) return;
      closed = true;
      await backend.close();
      if (given === undefined) await place.remove();
    },
  };
  if (!shared) onTestFinished(() => server.close());
  return server;
}

import { stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { RPCHandler as PortHandler } from '@orpc/server/message-port';
import { RPCHandler as SocketHandler } from '@orpc/server/ws';
import type { Logger } from 'pino';
import type { WebSocket } from 'ws';
import { toLog } from './adapters/pino-log.ts';
import { UploadFolder } from './adapters/upload-folder.ts';
import type { ConsoleContext, ConsoleHost, Scenarios, Traffic } from './api/console/context.ts';
import { consoleRouter } from './api/console/index.ts';
import { type Failures, refuse } from './api/errors.ts';
import { type EngineOptions, type OpenEngine, openEngine } from './compose/engine.ts';
import { startJobs } from './compose/jobs.ts';
import { sendsMail } from './compose/messages.ts';
import { programFolder, programVersion } from './compose/root.ts';
import { type Attention, watchAttention } from './engine/attention/attention.ts';
import type { Engine } from './engine/engine.ts';
import { webAuthn } from './engine/factors/passkey/library.ts';
import { pendingDeliveries } from './engine/integration/deliver.ts';
import { PlatformKeys } from './engine/integration/keys.ts';
import { queuedEffects } from './engine/outbox/relay.ts';
import { readSent } from './engine/outbox/sent.ts';
import type { Metrics } from './http/metrics.ts';
import type { HttpServer } from './http/server.ts';
import { StoreError } from './store/errors.ts';
import { DATABASE_FILE } from './store/sqlite/store.ts';

/** A message port as Electron's main process has it, with what is used of it. */
export type ConsolePort = Parameters<PortHandler<ConsoleContext>['upgrade']>[0];

export interface ComposeOptions extends Pick<EngineOptions, 'target' | 'demo' | 'rootKeys' | 'asnFile'> {
  readonly shell: 'desktop' | 'server';
  readonly logger: Logger;
  /** By default this process's. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export interface ListenOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly trustProxy?: boolean | string;
}

export interface DemoTraffic extends Traffic {
  close(): Promise<void>;
}

/** The demo's platform, as the program behind the shells knows it. */
export interface DemoExchange {
  /** Where the exchange's site is opened. */
  readonly url: string;
  close(): Promise<void>;
}

/** The program behind whatever shell it has. */
export interface Backend {
  readonly engine: Engine;
  /** Answers the console contract on this port until it closes. */
  connectConsole(port: ConsolePort): void;
  /** Serves the APIs, the console and the reference over HTTP. */
  listenHttp(options: ListenOptions): Promise<HttpServer>;
  /** Calls the listener at once with what waits for staff, then at every change. Returns how to stop. */
  onAttention(listener: (attention: Attention) => void): () => void;
  /** The simulated traffic, once there is one: the console controls it, and `close` ends it first. */
  setTraffic(traffic: Traffic): void;
  /** The console's demo view plays these; they stop with the backend. */
  setScenarios(scenarios: Scenarios): void;
  /** The demo's exchange, once there is one: the console leads to it, and `close` ends it. */
  setExchange(exchange: DemoExchange): void;
  /** Finishes what runs, stops listening, closes the database and releases the workspace. */
  close(): Promise<void>;
}

const transientCodes: ReadonlySet<string> = new Set([
  'contention',
  'outcome_unknown',
  'closed',
  'unavailable',
  'disk_full',
  'work_too_long',
]);

const isTransient = (error: unknown): boolean => error instanceof StoreError && transientCodes.has(error.code);

function workspaceName({ target }: ComposeOptions): string {
  if ('workspace' in target) return basename(target.workspace);
  // Not by the URL parser: a database behind a Unix socket has an address that it refuses.
  return /^[^?]*\/([^/?]+)(\?|$)/.exec(target.databaseUrl)?.[1] ?? 'PostgreSQL';
}

/** Bytes of the database with its write-ahead log; null-size where the database is elsewhere. */
async function databaseBytes({ target }: ComposeOptions): Promise<number> {
  if (!('workspace' in target)) return 0;
  const file = join(target.workspace, DATABASE_FILE);
  const sizes = [file, `${file}-wal`].map((each) =>
    stat(each).then(
      ({ size }) => size,
      () => 0,
    ),
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/**
 * Puts the program together, the same for the desktop app and the headless server: store, engine, background jobs and the console's
 * contract. Listening over HTTP is up to the shell.
 *
 * @throws StoreError when the workspace is in use, from a newer version, or not reachable; Error when its root keys are missing
 */
export async function compose(options: ComposeOptions): Promise<Backend> {
  const log = toLog(options.logger);
  const opened = await openEngine({ ...options, log, folder: programFolder(), env: options.env ?? process.env });
  // Before the jobs: they go by the clock of now and would end the past that is being played.
  if (options.demo) await (await import('./compose/demo-seed.ts')).prepareDemo(opened.engine);
  return assemble(opened, options);
}

/** The rest of {@link compose}, on an engine that is open already. The backend closes it. */
export async function assemble({ engine, close }: OpenEngine, options: ComposeOptions): Promise<Backend> {
  const { target, demo, shell, logger, env = process.env } = options;
  const folder = programFolder();
  const version = programVersion(folder);
  const { log } = engine;
  const uploads = new UploadFolder('workspace' in target ? join(target.workspace, 'uploads') : join(tmpdir(), 'portcullis-uploads'));
  await uploads.prepare();
  const keys = new PlatformKeys(engine);
  let counting: Promise<Metrics> | undefined;
  const metrics = (): Promise<Metrics> => {
    counting ??= import('./http/metrics.ts').then((counts) => new counts.Metrics());
    return counting;
  };
  const countWebhook = async (result: 'delivered' | 'failed' | 'dead') => (await metrics()).countWebhook(result);
  const jobs = await startJobs({ engine, env, onWebhook: (result) => void countWebhook(result) });

  let traffic: DemoTraffic | undefined;
  let scenarios: Scenarios | undefined;
  let exchange: DemoExchange | undefined;
  const host: ConsoleHost = {
    version,
    shell,
    workspace: demo ? 'Demo' : workspaceName(options),
    sendsMail: sendsMail(engine, env),
    uploads,
    get traffic() {
      return traffic;
    },
    get scenarios() {
      return scenarios;
    },
    get exchangeUrl() {
      return exchange?.url;
    },
  };
  const failures: Failures = { log, isTransient };
  const interceptors = { clientInterceptors: [refuse<ConsoleContext>(failures)], interceptors: [refuse<ConsoleContext>(failures)] };
  const ports = new PortHandler<ConsoleContext>(consoleRouter, interceptors);
  const sockets = new SocketHandler<ConsoleContext>(consoleRouter, interceptors);
  const stopping = new AbortController();
  const servers = new Set<HttpServer>();

  function contextOf(address: string | null, origin: string | null, closed: AbortSignal): ConsoleContext {
    return {
      engine,
      host,
      connection: { token: null, address, origin, ceremony: null },
      closed: AbortSignal.any([closed, stopping.signal]),
    };
  }

  function connectSocket(socket: WebSocket, address: string, origin: string | null): () => boolean {
    const closed = new AbortController();
    socket.once('close', () => closed.abort());
    const context = contextOf(address, origin, closed.signal);
    sockets.upgrade(socket, { context }).catch((error: unknown) => log.warn({ err: error }, 'a console could not be connected'));
    return () => context.connection.token !== null;
  }

  return {
    engine,
    connectConsole(port) {
      const closed = new AbortController();
      if ('on' in port) port.on('close', () => closed.abort());
      ports.upgrade(port, { context: contextOf(null, null, closed.signal) });
      if ('start' in port && typeof port.start === 'function') port.start();
    },
    // Simulated customers call from all over the world through this machine.
    async listenHttp({ host: address, port, trustProxy = demo ? 'loopback' : false }) {
      // The desktop app of one person listens to nobody, and starts without all that listening needs.
      const [{ listenHttp }, counts] = await Promise.all([import('./http/server.ts'), metrics(), webAuthn()]);
      const server = await listenHttp({
        host: address,
        port,
        trustProxy,
        engine,
        keys,
        failures,
        logger,
        version,
        metrics: counts,
        metricsToken: env.PORTCULLIS_METRICS_TOKEN,
        consoleFolder: join(folder, 'out', 'renderer'),
        readings: {
          outbox: () => queuedEffects(engine),
          deliveries: () => pendingDeliveries(engine),
          databaseBytes: () => databaseBytes(options),
        },
        storeAnswers: async () => {
          await queuedEffects(engine);
          return true;
        },
        connectConsole: connectSocket,
        demoMessages: demo
          ? async (to, since) => (await readSent(engine, to, since)).map(({ subject = null, ...rest }) => ({ ...rest, subject }))
          : undefined,
      });
      servers.add(server);
      return server;
    },
    onAttention: (listener) => watchAttention(engine, listener),
    setTraffic(control) {
      traffic = control;
    },
    setScenarios(player) {
      scenarios = player;
    },
    setExchange(started) {
      exchange = started;
    },
    async close() {
      await scenarios?.close();
      await traffic?.close();
      await exchange?.close();
      stopping.abort(new Error('the program stops'));
      await traffic?.close();
      await Promise.all([...servers].map((server) => server.close()));
      await jobs.stop();
      keys.close();
      await close();
    },
  };
}

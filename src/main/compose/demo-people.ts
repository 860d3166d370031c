import type { Logger } from 'pino';
import type { Backend } from '../compose.ts';
import { startDemoTraffic } from './demo.ts';
import { startDemoExchange } from './exchange.ts';

/** Where the demo's APIs are in the desktop app, when the port is free: the same place as without a window, so that guides can name it. */
const API_PORT = 7412;

/** The demo's people reach the engine as everybody does: over HTTP. They stop with the backend, which must not close while they arrive. */
export class DemoPeople {
  readonly #backend: Backend;
  readonly #workspace: string;
  readonly #logger: Logger;
  #arriving: Promise<void> = Promise.resolve();
  #over = false;

  constructor(backend: Backend, workspace: string, logger: Logger) {
    this.#backend = backend;
    this.#workspace = workspace;
    this.#logger = logger;
  }

  async start(): Promise<void> {
    if (this.#over) return;
    this.#arriving = this.#start();
    await this.#arriving;
  }

  /** Lets nobody arrive any more, and resolves when those on their way have. */
  async end(): Promise<void> {
    this.#over = true;
    await this.#arriving.catch(() => undefined);
  }

  async #start(): Promise<void> {
    const listen = (port: number) => this.#backend.listenHttp({ host: '127.0.0.1', port });
    const { url } = await listen(API_PORT).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') return listen(0);
      throw error;
    });
    console.info(`the platform API is on ${url}`);
    const exchange = await startDemoExchange(this.#backend, url, { workspace: this.#workspace, logger: this.#logger });
    console.info(`be a customer on ${exchange.url} and with the phone on ${exchange.url}/phone`);
    await startDemoTraffic(this.#backend, url);
  }
}

import type { Logger } from 'pino';
import type { Backend } from '../compose.ts';
import { startDemoTraffic } from './demo.ts';
import { startDemoExchange } from './exchange.ts';

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
    const { url } = await this.#backend.listenHttp({ host: '127.0.0.1', port: 0 });
    const exchange = await startDemoExchange(this.#backend, url, { workspace: this.#workspace, logger: this.#logger });
    console.info(`be a customer on ${exchange.url} and with the phone on ${exchange.url}/phone`);
    await startDemoTraffic(this.#backend, url);
  }
}

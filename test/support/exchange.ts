import { mkdtemp, rm } from 'node:fs/promises';
import { request as send } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { createLogger, toLog } from '../../src/main/adapters/pino-log.ts';
import { openEngine } from '../../src/main/compose/engine.ts';
import { startDemoExchange } from '../../src/main/compose/exchange.ts';
import { programFolder } from '../../src/main/compose/root.ts';
import { assemble } from '../../src/main/compose.ts';
import { testRootKey } from './engine.ts';
import { temporaryWorkspace } from './store.ts';

const PASSWORD = 'correct horse battery';

interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  readonly body: any;
}

/** The demo's exchange on a Portcullis of its own, and what somebody in front of it can do. */
export class RunningExchange {
  readonly url: string;
  /** Where Portcullis itself listens. */
  readonly portcullis: string;
  readonly close: () => Promise<void>;
  readonly #used = new Set<string>();

  private constructor(url: string, portcullis: string, close: () => Promise<void>) {
    this.url = url;
    this.portcullis = portcullis;
    this.close = close;
  }

  static async start(): Promise<RunningExchange> {
    const workspace = temporaryWorkspace();
    const folder = await mkdtemp(join(tmpdir(), 'exchange-'));
    const logger = createLogger({ level: 'silent' });
    const rootKeys = async () => [testRootKey];
    const { target } = workspace;
    const opened = await openEngine({ target, demo: true, log: toLog(logger), folder: programFolder(), env: {}, rootKeys });
    const backend = await assemble(opened, { target, demo: true, shell: 'server', logger, env: {} });
    const { url } = await backend.listenHttp({ host: '127.0.0.1', port: 0 });
    const exchange = await startDemoExchange(backend, url, { workspace: folder, port: 0, logger });
    return new RunningExchange(exchange.url, url, async () => {
      await backend.close();
      await rm(folder, { recursive: true, force: true });
      await workspace.remove();
    });
  }

  async call(method: string, path: string, body?: unknown, token = '', signal?: AbortSignal): Promise<Answer> {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : JSON.parse(text) };
  }

  /** A path exactly as it is written: `fetch` and browsers take its dots away. @returns the status and what was answered */
  raw(path: string, headers: Readonly<Record<string, string>> = {}): Promise<{ readonly status: number; readonly text: string }> {
    const { port, hostname } = new URL(this.url);
    return new Promise((resolve, reject) => {
      send({ host: '127.0.0.1', port, path, headers: { host: `${hostname}:${port}`, ...headers } }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      })
        .on('error', reject)
        .end();
    });
  }

  register(email: string, more: object = {}): Promise<Answer> {
    return this.call('POST', '/api/register', { name: 'Pia Tester', email, country: 'DE', password: PASSWORD, ...more });
  }

  logIn(email: string, device = 'laptop'): Promise<Answer> {
    return this.call('POST', '/api/log-in', { email, password: PASSWORD, client: 'web', device: { id: device } });
  }

  /** The newest code that came and was not taken before. */
  async code(token: string, channel = 'mail'): Promise<string> {
    let found = '';
    const look = async () => {
      const { items } = (await this.call('GET', '/api/inbox', undefined, token)).body;
      const fresh = items?.find(
        (message: { channel: string; text: string }) =>
          message.channel === channel && /\b\d{6}\b/u.test(message.text) && !this.#used.has(message.text),
      );
      if (fresh === undefined) return false;
      this.#used.add(fresh.text);
      found = /\b(\d{6})\b/u.exec(fresh.text)?.[1] ?? '';
      return true;
    };
    await expect.poll(look, { timeout: 20_000 }).toBe(true);
    return found;
  }

  /** Logs in and passes every code. @returns the session's token */
  async enter(email: string, device?: string): Promise<string> {
    const { token, operation } = (await this.logIn(email, device)).body;
    for (const { position, factor } of operation.steps) {
      const step = `/customer/v1/operations/${operation.id}/steps/${position}`;
      await this.call('POST', `${step}/begin`, {}, token);
      const proof = { code: await this.code(token, factor === 'phone_code' ? 'sms' : 'mail') };
      expect((await this.call('POST', `${step}/complete`, proof, token)).body).toMatchObject({ passed: true });
    }
    return token;
  }
}

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { compileCache } from './server.ts';
import { repository } from './workspace.ts';

/** A server whose time a test moves. Times are epoch milliseconds of the engine's clock. */
export interface ClockedServer {
  /** Where staff open the console and the platform calls. */
  readonly url: string;
  /** Where the exchange is opened. */
  readonly exchange: string;
  /** A platform's key with every scope. */
  readonly key: string;
  /** The engine's time; a little behind while it runs. */
  now(): number;
  /** Stands still at exactly this moment, which must not have passed. */
  stopAt(at: number): Promise<void>;
  /** Runs on from this moment; by default from where it stands. */
  runFrom(at?: number): Promise<void>;
  /** Changes a setting, as an administrator does. */
  set(name: string, value: number): Promise<void>;
  /** Gives an account this many entries of a past, `Entry 1` the oldest; the chain that they stand in is none that verifies. */
  remember(accountId: string, entries: number): Promise<void>;
  close(): Promise<void>;
}

/** Starts the headless server and the demo's exchange, without the seed's customers, on a clock of the test's own. */
export async function startClockedServer(workspace: string): Promise<ClockedServer> {
  const child = fork(join(repository, 'test', 'support', 'clocked-process.ts'), [workspace], {
    execArgv: [],
    env: { ...process.env, ...compileCache() },
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
  });
  let printed = '';
  child.stderr?.on('data', (text) => {
    printed += String(text);
  });
  const ended = once(child, 'exit');
  const heard = async (): Promise<unknown> => {
    const ears = new AbortController();
    const told = once(child, 'message', { signal: ears.signal }).then(([message]) => message);
    const early = ended.then(([code]) => Promise.reject(new Error(`the server ended with code ${code}\n${printed}`)));
    return Promise.race([told, early]).finally(() => ears.abort());
  };
  const { url, exchange, key } = (await heard()) as { url: string; exchange: string; key: string };
  let ahead = 0;
  let stopped: number | null = null;
  const tell = async (order: object) => {
    child.send(order);
    await heard();
  };
  const now = () => stopped ?? Date.now() + ahead;
  return {
    url,
    exchange,
    key,
    now,
    async stopAt(at) {
      await tell({ stopAt: at });
      stopped = at;
    },
    async runFrom(at = now()) {
      await tell({ runFrom: at });
      stopped = null;
      ahead = at - Date.now();
    },
    set: (name, value) => tell({ set: { name, value } }),
    remember: (accountId, entries) => tell({ remember: { accountId, entries } }),
    async close() {
      child.disconnect();
      await ended;
    },
  };
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { fused50 } from '../rules/fused-50.ts';
import type { Fused } from '../rules/fused-reference.ts';
import { loadEvents } from '../rules/pack.ts';
import type { Sample } from './samples.ts';

/**
 * The least that a durable decision can be: on the driver alone, six windows over one index, fifty rules as one function written by hand,
 * and two rows, sixteen such in a transaction. It has no audit, no outbox, no idempotency and nothing to explain itself by. How often it
 * goes into a second says how fast the machine is at this work, which two inserts that mostly wait for the disk do not.
 */
export interface Least {
  /** @returns the rate of decisions, and milliseconds of each group: so many groups, or fewer when they take longer in all */
  run(groups: number, longestMs: number): Sample;
  close(): void;
}

const together = 16;
const accounts = 2_000;
const history = 100_000;
const windowMs = 86_400_000;
const kinds = ['login', 'withdrawal', 'c2c_trade'] as const;
const operation = 'o'.repeat(600);
const decision = 'd'.repeat(2_000);

export async function openLeast(): Promise<Least> {
  const rules = fused50 as unknown as Fused;
  const events = await loadEvents(undefined, 2_000);
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-least-'));
  const database = new Database(join(folder, 'least.db'));
  for (const pragma of ['journal_mode = WAL', 'synchronous = FULL', 'cache_size = -32768']) database.pragma(pragma);
  database.exec(
    `CREATE TABLE operations (id INTEGER PRIMARY KEY, account_id TEXT NOT NULL, kind TEXT NOT NULL, created_at INTEGER NOT NULL,
       amount INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
     CREATE INDEX operations_by_account ON operations (account_id, kind, created_at, amount);
     CREATE TABLE decisions (id INTEGER PRIMARY KEY, account_id TEXT NOT NULL, score REAL NOT NULL, body TEXT NOT NULL) STRICT`,
  );
  const insertOperation = database.prepare('INSERT INTO operations (account_id, kind, created_at, amount, body) VALUES (?, ?, ?, ?, ?)');
  const insertDecision = database.prepare('INSERT INTO decisions (account_id, score, body) VALUES (?, ?, ?)');
  const window = database.prepare(
    'SELECT count(*) AS number, total(amount) AS sum FROM operations WHERE account_id = ? AND kind = ? AND created_at > ?',
  );
  let made = 0;
  const decide = (now: number): void => {
    const account = `account-${(made * 7_919) % accounts}`;
    const kind = kinds[made % kinds.length] ?? kinds[0];
    for (const each of kinds) {
      window.get(account, each, now - windowMs);
      window.get(account, each, now - 7 * windowMs);
    }
    const hits = new Uint32Array(64);
    const event = events[made % events.length];
    const score = event === undefined ? 0 : rules(event, hits);
    insertOperation.run(account, kind, now, made % 1_000, operation);
    insertDecision.run(account, score, decision);
    made += 1;
  };
  database.transaction(() => {
    const now = Date.now();
    for (let i = 0; i < history; i += 1) {
      const at = now - Math.floor(((history - i) / history) * 7 * windowMs);
      insertOperation.run(`account-${(i * 7_919) % accounts}`, kinds[i % kinds.length], at, i % 1_000, operation);
    }
  })();
  database.pragma('wal_checkpoint(TRUNCATE)');
  const group = database.transaction(() => {
    for (let i = 0; i < together; i += 1) decide(Date.now());
  });
  return {
    run(groups, longestMs) {
      const latencies: number[] = [];
      const begin = performance.now();
      for (let i = 0; i < groups && performance.now() - begin < longestMs; i += 1) {
        const start = performance.now();
        group();
        latencies.push(performance.now() - start);
      }
      return { perSecond: ((latencies.length * together) / (performance.now() - begin)) * 1_000, latencies };
    },
    close() {
      database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';

/** The yardstick: what the driver alone does when it writes two rows of a decision's size, each pair durable before the next. */
export interface Bare {
  /** @returns milliseconds of each transaction: so many, or fewer when they take longer in all */
  run(count: number, longestMs: number): number[];
  close(): void;
}

const operation = 'o'.repeat(600);
const decision = 'd'.repeat(2_000);

export function openBare(): Bare {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-bare-'));
  const database = new Database(join(folder, 'bare.db'));
  for (const pragma of ['journal_mode = WAL', 'synchronous = FULL']) database.pragma(pragma);
  for (const table of ['operations', 'decisions']) {
    database.exec(`CREATE TABLE ${table} (id INTEGER PRIMARY KEY, account_id TEXT NOT NULL, body TEXT NOT NULL) STRICT`);
  }
  const [first, second] = ['operations', 'decisions'].map((table) =>
    database.prepare(`INSERT INTO ${table} (account_id, body) VALUES (?, ?)`),
  );
  const both = database.transaction((account: string) => {
    first?.run(account, operation);
    second?.run(account, decision);
  });
  return {
    run(count, longestMs) {
      const times: number[] = [];
      const begin = performance.now();
      for (let i = 0; i < count; i += 1) {
        const start = performance.now();
        if (start - begin > longestMs) break;
        both(`account-${i % 2_000}`);
        times.push(performance.now() - start);
      }
      return times;
    },
    close() {
      database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

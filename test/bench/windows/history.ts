import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { measureDeclared } from '../../../src/main/engine/operations/declared-windows/store.ts';
import { openStore } from '../../../src/main/store/open.ts';
import type { ReadStore } from '../../../src/main/store/store.ts';

const operations = 1_000_000;
const accounts = 50_000;
const addresses = 40_000;
const destinations = 20_000;
const floodRows = 100_000;
const lengthMs = 90 * 86_400_000;

type Keys = Parameters<typeof measureDeclared>[2];

/** A workspace with a million operations of ninety days. */
export interface OpenHistory {
  readonly store: ReadStore;
  /** The moment after the last operation, epoch ms. */
  readonly now: number;
  /** Keys of the address from which passwords were guessed all of the last day. */
  readonly flooded: Keys;
  close(): Promise<void>;
}

/** Keys of somebody at random. @param next uniform in [0, 1) */
export const randomKeys = (next: () => number) => (): Keys => {
  const some = (prefix: string, count: number): string => `${prefix}-${Math.floor(next() * count)}`;
  return { account: some('c', accounts), device: some('d', accounts), address: some('a', addresses), destination: some('t', destinations) };
};

/** Makes the workspace in a temporary folder. */
export async function openHistory(): Promise<OpenHistory> {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-windows-'));
  const now = Date.UTC(2026, 0, 1);
  await (await openStore({ workspace: folder })).close();
  fill(join(folder, 'portcullis.db'), now);
  const store = await openStore({ workspace: folder });
  return {
    store,
    now,
    flooded: { account: 'c-0', device: 'd-0', address: 'a-flood', destination: 't-0' },
    async close() {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Spreads the operations over everybody by a fixed sequence; in the order of time, as they come in life. */
function fill(file: string, now: number): void {
  const database = new Database(file);
  database.pragma('synchronous = OFF');
  database.exec('BEGIN');
  database.exec(`
    WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${accounts - 1})
    INSERT INTO accounts (id, kind, status, identity_status, identity_level, opened_at, created_at, updated_at)
    SELECT 'c-' || i, 'main', 'active', 'verified', 1, 0, 0, 0 FROM n`);
  const insert = (
    rows: number,
    columns: { readonly address: string; readonly at: string; readonly kind: string; readonly id: string },
  ): void => {
    database.exec(`
      WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows - 1}),
        spread AS (SELECT i, (i * 7919 + 17) % ${accounts} AS who, (i * 104729) % 100 AS dice FROM n)
      INSERT INTO operations (id, account_id, kind, status, client, device_id, address, network, country, asset, destination, value_cents,
        credential_result, details, canonical_text, canonical_hash, source, created_at, expires_at)
      SELECT '${columns.id}' || printf('%012d', i), 'c-' || who, ${columns.kind}, 'executed', 'web', 'd-' || (who + (dice > 95)), ${columns.address},
        '198.51.100.0/24', 'CH', 'BTC',
        CASE WHEN dice >= 60 THEN 't-' || ((i * 31) % ${destinations}) END, CASE WHEN dice >= 60 THEN dice * 1000 END,
        CASE WHEN dice < 6 THEN 'wrong_password' WHEN dice < 60 THEN 'accepted' END,
        '{}', printf('%0400d', i), printf('%064d', i), 'platform', ${columns.at}, ${now}
      FROM spread`);
  };
  insert(operations, {
    id: 'op_a',
    kind: `CASE WHEN dice < 60 THEN 'login' ELSE 'withdrawal' END`,
    address: `'a-' || ((i * 13) % ${addresses})`,
    at: `${now - lengthMs} + i * ${lengthMs / operations}`,
  });
  insert(floodRows, { id: 'op_b', kind: `'login'`, address: `'a-flood'`, at: `${now - 86_400_000} + i * 800` });
  database.exec('COMMIT');
  database.close();
}

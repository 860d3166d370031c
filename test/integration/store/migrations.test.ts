import { join } from 'node:path';
import Database from 'better-sqlite3';
import { sql } from 'kysely';
import pg from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { windowKeysOf } from '../../../src/main/engine/risk/counted-as.ts';
import { MIGRATIONS } from '../../../src/main/store/migrations/index.ts';
import { ddl, type Migration, splitStatements } from '../../../src/main/store/migrations/kit.ts';
import { openReadStore, openStore, type StoreTarget } from '../../../src/main/store/open.ts';
import { DATABASE_FILE } from '../../../src/main/store/sqlite/store.ts';
import type { Dialect, Store } from '../../../src/main/store/store.ts';
import { bareDatabase, temporaryWorkspace } from '../../support/store.ts';

/** A place with nothing in it, gone after the test. */
async function emptyPlace(dialect: Dialect): Promise<StoreTarget> {
  const { target, remove } = dialect === 'sqlite' ? temporaryWorkspace() : await bareDatabase();
  onTestFinished(remove);
  return target;
}

/** Opens, does, closes. */
async function within<T>(target: StoreTarget, migrations: readonly Migration[], work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(target, { migrations, now: () => 1_700_000_000_000 });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

const record = (store: Store) =>
  store.write(async (tx) => {
    const { rows } = await sql<{ number: number; name: string; applied_at: number }>`
      SELECT number, name, applied_at FROM schema_migrations ORDER BY number`.execute(tx.db);
    return rows;
  });

const extra: Migration = {
  number: MIGRATIONS.length + 1,
  name: 'extra',
  statements: (dialect) => [
    ...ddl(dialect, 'CREATE TABLE extra (id TEXT PRIMARY KEY, amount INTEGER NOT NULL)'),
    "INSERT INTO extra SELECT name, updated_at FROM settings WHERE updated_by = 'before'",
  ],
};

describe.each<Dialect>(['sqlite', 'postgres'])('migrations on %s', (dialect) => {
  it('make a new database, and find nothing to do on the next start', async () => {
    const target = await emptyPlace(dialect);
    const expected = MIGRATIONS.map(({ number, name }) => ({ number, name, applied_at: 1_700_000_000_000 }));
    expect(await within(target, MIGRATIONS, record)).toEqual(expected);
    const again = await openStore(target, { now: () => 0 });
    expect(await record(again)).toEqual(expected);
    await again.close();
  });

  for (const migration of MIGRATIONS) {
    it(`number ${migration.number} (${migration.name}) brings a database from the version before it, data and all`, async () => {
      const target = await emptyPlace(dialect);
      const before = MIGRATIONS.slice(0, migration.number - 1);
      const seed = (store: Store) =>
        store.write(async (tx) => {
          if (before.length === 0) return;
          await sql`INSERT INTO settings (name, value, updated_at, updated_by) VALUES ('kept', '1', 1, 'test')`.execute(tx.db);
        });
      await within(target, before, seed);
      const kept = await within(target, MIGRATIONS.slice(0, migration.number), async (store) => {
        expect((await record(store)).map((row) => row.number)).toEqual(MIGRATIONS.slice(0, migration.number).map(({ number }) => number));
        return store.read((tx) => tx.db.selectFrom('settings').select('value').where('name', '=', 'kept').execute());
      });
      expect(kept).toEqual(before.length === 0 ? [] : [{ value: '1' }]);
    });
  }

  it('RT-02 number 27 lets windows count the operations that are there, destinations in one spelling', async () => {
    const target = await emptyPlace(dialect);
    const destinations = ['0x00AbC', 'DE89 3704 0044', 'BC1QEXAMPLE', 'Thief@Example.com', '3J98t1WpEZ73', null];
    await within(target, MIGRATIONS.slice(0, 26), (store) =>
      store.write(async (tx) => {
        const account = sql`'acc', 'main', 'active', 'verified', 1, 0, 0, 0`;
        await sql`INSERT INTO accounts (id, kind, status, identity_status, identity_level, opened_at, created_at, updated_at)
          VALUES (${account})`.execute(tx.db);
        for (const [index, destination] of destinations.entries()) {
          await sql`INSERT INTO operations (id, account_id, kind, status, client, address, destination, details, canonical_text, canonical_hash,
            source, created_at, expires_at) VALUES (${`op_${index}`}, 'acc', 'withdrawal', 'denied', 'web', '192.0.2.1', ${destination}, '{}',
            '', '', 'platform', 0, 0)`.execute(tx.db);
        }
      }),
    );
    const keys = await within(target, MIGRATIONS, (store) =>
      store.read((tx) => tx.db.selectFrom('operations').select(['address_key', 'destination_key', 'destination']).orderBy('id').execute()),
    );
    expect(keys).toEqual(
      destinations
        .map((destination) => ({ ...windowKeysOf({ destination, address: '192.0.2.1' }), destination }))
        .map(({ addressKey, destinationKey, destination }) => ({ address_key: addressKey, destination_key: destinationKey, destination })),
    );
  });

  it('carry data over when one is added', async () => {
    const target = await emptyPlace(dialect);
    await within(target, MIGRATIONS, (store) =>
      store.write((tx) => tx.db.insertInto('settings').values({ name: 'a', value: '', updated_at: 7, updated_by: 'before' }).execute()),
    );
    const rows = await within(target, [...MIGRATIONS, extra], (store) =>
      store.write(async (tx) => (await sql`SELECT id, amount FROM extra`.execute(tx.db)).rows),
    );
    expect(rows).toEqual([{ id: 'a', amount: 7 }]);
  });

  it('refuse a database from the future, for writing and for reading', async () => {
    const target = await emptyPlace(dialect);
    await within(target, [...MIGRATIONS, extra], async () => undefined);
    const refusal = { code: 'database_too_new', data: { database: extra.number, program: MIGRATIONS.length } };
    await expect(openStore(target)).rejects.toMatchObject(refusal);
    await expect(openReadStore(target)).rejects.toMatchObject(refusal);
  });

  it('refuse a database that was made by another text of the same number', async () => {
    const target = await emptyPlace(dialect);
    await within(target, [...MIGRATIONS, extra], async () => undefined);
    const edited: Migration = { ...extra, statements: (d) => [...extra.statements(d), 'DELETE FROM extra'] };
    await expect(openStore(target, { migrations: [...MIGRATIONS, edited] })).rejects.toMatchObject({
      code: 'migration_changed',
      data: { number: extra.number, name: 'extra' },
    });
  });

  it('leave the database as it was when one fails half way', async () => {
    const target = await emptyPlace(dialect);
    await within(target, MIGRATIONS, async () => undefined);
    const failing: Migration = { ...extra, statements: (d) => [...extra.statements(d), 'INSERT INTO nowhere VALUES (1)'] };
    await expect(openStore(target, { migrations: [...MIGRATIONS, failing] })).rejects.toMatchObject({ code: 'migration_failed' });
    await within(target, [...MIGRATIONS, extra], async (store) => {
      expect((await record(store)).map((row) => row.name)).toContain('extra');
    });
  });

  it('are not applied by who only reads', async () => {
    const target = await emptyPlace(dialect);
    await within(target, MIGRATIONS, async () => undefined);
    await expect(openReadStore(target, { migrations: [...MIGRATIONS, extra] })).rejects.toMatchObject({
      code: 'database_not_ready',
      data: { missing: 1 },
    });
  });
});

describe('migrations', () => {
  it('are applied once when several servers start together', async () => {
    const target = await emptyPlace('postgres');
    const stores = await Promise.all(Array.from({ length: 4 }, () => openStore(target)));
    const [first] = stores;
    if (first === undefined) throw new Error('no store');
    expect(await record(first)).toHaveLength(MIGRATIONS.length);
    await Promise.all(stores.map((store) => store.close()));
  });

  it('may rebuild a table that others refer to, and are refused when a reference is left broken', async () => {
    const target = await emptyPlace('sqlite');
    const parents: Migration = {
      number: MIGRATIONS.length + 1,
      name: 'parents',
      statements: (d) => [
        ...ddl(d, 'CREATE TABLE parents (id TEXT PRIMARY KEY); CREATE TABLE children (parent TEXT NOT NULL REFERENCES parents (id))'),
        "INSERT INTO parents VALUES ('p')",
        "INSERT INTO children VALUES ('p')",
      ],
    };
    const rebuild = (copied: string): Migration => ({
      number: parents.number + 1,
      name: 'rebuild',
      statements: (d) => [
        ...ddl(d, 'CREATE TABLE parents_new (id TEXT PRIMARY KEY, note TEXT)'),
        `INSERT INTO parents_new (id) SELECT id FROM parents WHERE ${copied}`,
        'DROP TABLE parents',
        'ALTER TABLE parents_new RENAME TO parents',
      ],
    });
    await within(target, [...MIGRATIONS, parents], async () => undefined);
    await expect(openStore(target, { migrations: [...MIGRATIONS, parents, rebuild('false')] })).rejects.toMatchObject({
      code: 'migration_failed',
    });
    await within(target, [...MIGRATIONS, parents, rebuild('true')], async () => undefined);
  });

  it('leave no checks to the commit, where one work would fail the others of its group', async () => {
    const target = await emptyPlace('sqlite');
    if (!('workspace' in target)) throw new Error('not a workspace');
    await within(target, MIGRATIONS, async () => undefined);
    const database = new Database(join(target.workspace, DATABASE_FILE), { readonly: true });
    const deferred = database.prepare(`SELECT name FROM sqlite_schema WHERE sql LIKE '%DEFERR%'`).all();
    const loose = database
      .prepare(`SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'`)
      .all();
    const statistics = database.prepare(`SELECT name FROM sqlite_schema WHERE name LIKE 'sqlite_stat%'`).all();
    database.close();
    expect({ deferred, loose, statistics }).toEqual({ deferred: [], loose: [], statistics: [] });
  });

  it('give PostgreSQL the same tables and columns as SQLite', async () => {
    const [workspace, server] = [await emptyPlace('sqlite'), await emptyPlace('postgres')];
    if (!('workspace' in workspace) || !('databaseUrl' in server)) throw new Error('mixed up');
    await within(workspace, MIGRATIONS, async () => undefined);
    await within(server, MIGRATIONS, async () => undefined);
    const database = new Database(join(workspace.workspace, DATABASE_FILE), { readonly: true });
    const onSqlite = database
      .prepare(
        `SELECT t.name || '.' || c.name || CASE c."notnull" OR c.pk > 0 WHEN 1 THEN ' NOT NULL' ELSE '' END AS "column"
         FROM pragma_table_list t, pragma_table_info(t.name) c WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite_%'`,
      )
      .pluck()
      .all() as string[];
    database.close();
    const client = new pg.Client({ connectionString: server.databaseUrl });
    await client.connect();
    const { rows } = await client.query<{ column: string }>(
      `SELECT table_name || '.' || column_name || CASE is_nullable WHEN 'NO' THEN ' NOT NULL' ELSE '' END AS column
       FROM information_schema.columns WHERE table_schema = 'public'`,
    );
    await client.end();
    expect(onSqlite.sort()).toEqual(rows.map((row) => row.column).sort());
  });
});

describe('portable DDL', () => {
  const text = `
    -- A comment; with a semicolon.
    CREATE TABLE a (
      id TEXT PRIMARY KEY, n INTEGER NOT NULL DEFAULT -1, ratio REAL, body BLOB,
      note TEXT DEFAULT 'INTEGER; --TEXT ''quoted''' -- the note
    ) WITHOUT ROWID;
    CREATE INDEX a_by_n ON a (n) WHERE n > 0;
    CREATE TABLE "TEXT" (seq INTEGER PRIMARY KEY AUTOINCREMENT);`;

  it('is strict on SQLite', () => {
    const [table = '', index, sequence] = ddl('sqlite', text);
    expect(table).toMatch(/note TEXT DEFAULT 'INTEGER; --TEXT ''quoted'''\s+\) WITHOUT ROWID, STRICT$/u);
    expect(index).toBe('CREATE INDEX a_by_n ON a (n) WHERE n > 0');
    expect(sequence).toBe('CREATE TABLE "TEXT" (seq INTEGER PRIMARY KEY AUTOINCREMENT) STRICT');
    expect(new Database(':memory:').exec([table, index, sequence].join(';'))).toBeDefined();
  });

  it('has wide types and bytewise text on PostgreSQL', () => {
    const [table = '', , sequence] = ddl('postgres', text);
    expect(table.replace(/\s+/gu, ' ')).toBe(
      `CREATE TABLE a ( id TEXT COLLATE "C" PRIMARY KEY, n BIGINT NOT NULL DEFAULT -1, ratio DOUBLE PRECISION, body BYTEA, note TEXT COLLATE "C" DEFAULT 'INTEGER; --TEXT ''quoted''' )`,
    );
    expect(sequence).toBe('CREATE TABLE "TEXT" (seq BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY)');
  });

  it('refuses what has no twin', () => {
    expect(() => ddl('sqlite', 'CREATE TABLE a (name TEXT COLLATE NOCASE)')).toThrow(/NOCASE/u);
  });

  it('knows statements from the semicolons in their strings', () => {
    expect(splitStatements(`INSERT INTO a VALUES (';', ";"); ; DELETE FROM a`)).toEqual([
      `INSERT INTO a VALUES (';', ";")`,
      'DELETE FROM a',
    ]);
  });
});

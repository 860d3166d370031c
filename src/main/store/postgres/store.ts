import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { StoreError } from '../errors.ts';
import { assertCurrent, migrate } from '../migrate.ts';
import { withDefaults } from '../options.ts';
import type { ReadStore, ReadTx, Store, WriteTx } from '../store.ts';
import { ReadTransaction } from '../transaction.ts';
import { PostgresConnection } from './connection.ts';
import { fromPostgres } from './errors.ts';
import { PostgresFeed } from './feed.ts';
import { appliedTo, postgresTarget, withMigrationLock } from './migrations.ts';
import { openReaders, openWriter, type PoolOptions } from './pools.ts';
import { PostgresWriter } from './writer.ts';

export interface PostgresOptions extends PoolOptions {
  /** Uniform in [0, 1), for the jitter between retries. */
  readonly random?: () => number;
  /** Waits that many milliseconds. */
  readonly sleep?: (ms: number) => Promise<unknown>;
}

const BEGIN_READ = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY';

/**
 * Opens a PostgreSQL database and brings it to the program's version. Several servers may have it open.
 *
 * @param url `postgres://user:password@host:port/database`; kept out of every error
 * @throws StoreError `unavailable`, `database_too_new`, `migration_changed`, `migration_failed`
 */
export async function openPostgres(url: string, options: PostgresOptions = {}): Promise<Store> {
  const { now, migrations, onDefect } = withDefaults(options);
  const readers = openReaders(url, options);
  const writer = openWriter(url, options);
  try {
    await withClient(readers, (client) => withMigrationLock(client, () => migrate(postgresTarget(client), migrations, now)));
    const feed = await PostgresFeed.open({ url, now, onDefect });
    return new PostgresStore({ readers, writer }, feed, options);
  } catch (error) {
    await Promise.all([readers.end(), writer.end()]);
    throw fromPostgres(error);
  }
}

/** Opens a PostgreSQL database for reading only. @throws StoreError `unavailable`, `database_not_ready`, `database_too_new` */
export async function openPostgresReader(url: string, options: PostgresOptions = {}): Promise<ReadStore> {
  const pool = openReaders(url, options);
  try {
    assertCurrent(await withClient(pool, appliedTo), withDefaults(options).migrations, 'postgres');
    return new PostgresReads(pool);
  } catch (error) {
    await pool.end();
    throw fromPostgres(error);
  }
}

async function withClient<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    return await work(client);
  } finally {
    client.release();
  }
}

class PostgresReads implements ReadStore {
  readonly dialect = 'postgres';
  protected readonly pool: pg.Pool;
  readonly #underWay = new Set<Promise<unknown>>();
  #closing: Promise<void> | undefined;

  constructor(pool: pg.Pool) {
    this.pool = pool;
  }

  read<T>(work: (tx: ReadTx) => Promise<T>): Promise<T> {
    return this.admit(() => this.#read(work));
  }

  async #read<T>(work: (tx: ReadTx) => Promise<T>): Promise<T> {
    const client = await this.connect();
    const connection = new PostgresConnection(client);
    const tx = new ReadTransaction(connection);
    try {
      const [, value] = await Promise.all([connection.control(BEGIN_READ), work(tx)]);
      const failure = tx.finish();
      if (failure !== undefined) throw failure.error;
      return value;
    } finally {
      tx.finish();
      await leave(client, connection);
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.end();
    return this.#closing;
  }

  protected async end(): Promise<void> {
    await this.idle();
    await this.pool.end();
  }

  /** Resolves when no work is under way or waiting for a connection, which the pool would never serve once it is ending. */
  protected async idle(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
  }

  /** Every work goes through here. @throws StoreError `closed` */
  protected async admit<T>(work: () => Promise<T>): Promise<T> {
    if (this.#closing !== undefined) throw new StoreError('closed', 'The store is closed.');
    const running = work();
    this.#underWay.add(running);
    try {
      return await running;
    } finally {
      this.#underWay.delete(running);
    }
  }

  protected async connect(): Promise<pg.PoolClient> {
    try {
      return await this.pool.connect();
    } catch (error) {
      throw fromPostgres(error);
    }
  }
}

class PostgresStore extends PostgresReads implements Store {
  readonly feed: PostgresFeed;
  readonly #writers: pg.Pool;
  readonly #writer: PostgresWriter;

  constructor(pools: { readonly readers: pg.Pool; readonly writer: pg.Pool }, feed: PostgresFeed, options: PostgresOptions) {
    super(pools.readers);
    const { workTimeoutMs, onDefect } = withDefaults(options);
    this.feed = feed;
    this.#writers = pools.writer;
    this.#writer = new PostgresWriter(pools.writer, {
      workTimeoutMs,
      onDefect,
      random: options.random ?? Math.random,
      sleep: options.sleep ?? delay,
    });
  }

  write<T>(work: (tx: WriteTx) => Promise<T>): Promise<T> {
    return this.admit(() => this.#writer.write(work));
  }

  async backup(): Promise<void> {
    throw new StoreError(
      'backup_unsupported',
      'Back up a PostgreSQL database with its own tools, such as pg_dump or continuous archiving.',
    );
  }

  protected override async end(): Promise<void> {
    await this.idle();
    await this.feed.close();
    await this.#writers.end();
    await super.end();
  }
}

/** Ends a transaction and gives the connection back; one that does not even roll back is thrown away. */
async function leave(client: pg.PoolClient, connection: PostgresConnection): Promise<void> {
  try {
    await connection.control('ROLLBACK');
    client.release();
  } catch (error) {
    client.release(error instanceof Error ? error : true);
  }
}

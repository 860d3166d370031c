import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { StoreError } from '../errors.ts';
import { assertCurrent, migrate } from '../migrate.ts';
import { type StoreOptions, withDefaults } from '../options.ts';
import type { ReadStore, ReadTx, Store, WriteTx } from '../store.ts';
import { ReadTransaction, WriteTransaction } from '../transaction.ts';
import { tooLong } from '../watchdog.ts';
import { PostgresConnection } from './connection.ts';
import { fromPostgres, isRetryable } from './errors.ts';
import { PostgresFeed } from './feed.ts';
import { appliedTo, postgresTarget, withMigrationLock } from './migrations.ts';
import { types } from './types.ts';

export interface PostgresOptions extends StoreOptions {
  /** Connections that may be open at once, besides the feed's own. Default 10. */
  readonly connections?: number;
  /** Uniform in [0, 1), for the jitter between retries. */
  readonly random?: () => number;
  /** Waits that many milliseconds. */
  readonly sleep?: (ms: number) => Promise<unknown>;
}

/** How often a work is run before its caller hears of the contention. */
const ATTEMPTS = 20;
/** After how many losses a work queues behind the others that lost: measured at 64 callers, one gives five times as many decisions as three. */
const FREE_ATTEMPTS = 1;
const FIRST_WAIT_MS = 2;
const LONGEST_WAIT_MS = 250;

/** After how long PostgreSQL itself ends a transaction whose server went silent and would otherwise keep its locks. */
const ABANDONED_MS = 60_000;

const BEGIN_WRITE = 'BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE';
const BEGIN_READ = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY';

/**
 * Opens a PostgreSQL database and brings it to the program's version. Several servers may have it open.
 *
 * @param url `postgres://user:password@host:port/database`; kept out of every error
 * @throws StoreError `unavailable`, `database_too_new`, `migration_changed`, `migration_failed`
 */
export async function openPostgres(url: string, options: PostgresOptions = {}): Promise<Store> {
  const { now, migrations, onDefect } = withDefaults(options);
  const pool = openPool(url, options);
  try {
    await withClient(pool, (client) => withMigrationLock(client, () => migrate(postgresTarget(client), migrations, now)));
    const feed = await PostgresFeed.open({ url, now, onDefect });
    return new PostgresStore(pool, feed, options);
  } catch (error) {
    await pool.end();
    throw fromPostgres(error);
  }
}

/** Opens a PostgreSQL database for reading only. @throws StoreError `unavailable`, `database_not_ready`, `database_too_new` */
export async function openPostgresReader(url: string, options: PostgresOptions = {}): Promise<ReadStore> {
  const pool = openPool(url, options);
  try {
    assertCurrent(await withClient(pool, appliedTo), withDefaults(options).migrations, 'postgres');
    return new PostgresReads(pool);
  } catch (error) {
    await pool.end();
    throw fromPostgres(error);
  }
}

function openPool(url: string, options: PostgresOptions): pg.Pool {
  const { onDefect } = withDefaults(options);
  const pool = new pg.Pool({
    connectionString: url,
    max: options.connections ?? 10,
    application_name: 'portcullis',
    connectionTimeoutMillis: 10_000,
    idle_in_transaction_session_timeout: ABANDONED_MS,
    keepAlive: true,
    pipeline: true,
    types,
  });
  // A connection that breaks while nobody uses it; the pool replaces it.
  pool.on('error', (error) => {
    if (!pool.ending) onDefect(error);
  });
  // One that breaks in use fails its queries, which is how its user learns; without a listener it would end the process as well.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
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

type Attempted<T> = { readonly value: T } | { readonly error: unknown; readonly retry: boolean };

class PostgresStore extends PostgresReads implements Store {
  readonly feed: PostgresFeed;
  readonly #random: () => number;
  readonly #sleep: (ms: number) => Promise<unknown>;
  readonly #workTimeoutMs: number;
  readonly #onDefect: (error: unknown) => void;
  #lastInTurn: Promise<unknown> = Promise.resolve();

  constructor(pool: pg.Pool, feed: PostgresFeed, options: PostgresOptions) {
    super(pool);
    const { workTimeoutMs, onDefect } = withDefaults(options);
    this.feed = feed;
    this.#random = options.random ?? Math.random;
    this.#sleep = options.sleep ?? delay;
    this.#workTimeoutMs = workTimeoutMs;
    this.#onDefect = onDefect;
  }

  write<T>(work: (tx: WriteTx) => Promise<T>): Promise<T> {
    return this.admit(() => this.#write(work));
  }

  async #write<T>(work: (tx: WriteTx) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await (attempt <= FREE_ATTEMPTS ? this.#attempt(work) : this.#inTurn(work));
      if ('value' in outcome) return outcome.value;
      if (!outcome.retry || attempt === ATTEMPTS) throw outcome.error;
      const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt);
      await this.#sleep(longest * this.#random());
    }
  }

  /** A hundred works on one row would keep each other from ever committing; those that lost a few times go one by one. */
  #inTurn<T>(work: (tx: WriteTx) => Promise<T>): Promise<Attempted<T>> {
    const turn = this.#lastInTurn.then(() => this.#attempt(work));
    this.#lastInTurn = turn.catch(() => undefined);
    return turn;
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
    await super.end();
  }

  async #attempt<T>(work: (tx: WriteTx) => Promise<T>): Promise<Attempted<T>> {
    const client = await this.connect();
    const connection = new PostgresConnection(client);
    const tx = new WriteTransaction(connection);
    let committing = false;
    try {
      const [, value] = await Promise.all([connection.control(BEGIN_WRITE), this.#watched(work, tx)]);
      const failure = tx.finish();
      if (failure !== undefined) throw failure.error;
      committing = true;
      if ((await connection.control('COMMIT')) !== 'COMMIT')
        throw new Error('A statement failed unnoticed; PostgreSQL rolled the work back.');
      client.release();
      tx.runHooks(this.#onDefect);
      return { value };
    } catch (error) {
      const cause = tx.finish()?.error ?? error;
      await leave(client, connection);
      if (committing && cause instanceof StoreError && cause.code === 'unavailable') {
        const unknown = 'The connection broke during COMMIT: whether the work is done is not known. Ask again, or repeat it idempotently.';
        return { error: new StoreError('outcome_unknown', unknown, {}, error), retry: false };
      }
      return { error, retry: isRetryable(cause) };
    }
  }

  async #watched<T>(work: (tx: WriteTx) => Promise<T>, tx: WriteTransaction): Promise<T> {
    let watchdog: NodeJS.Timeout | undefined;
    const expired = new Promise<never>((_, reject) => {
      watchdog = setTimeout(() => reject(tooLong(this.#workTimeoutMs)), this.#workTimeoutMs);
    });
    try {
      return await Promise.race([work(tx), expired]);
    } finally {
      clearTimeout(watchdog);
    }
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

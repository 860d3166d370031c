import type { CommonTableExpression, Kysely, QueryCreator, QueryCreatorWithCommonTableExpression } from 'kysely';
import type { ChangeFeed } from './feed.ts';
import type { Dialect } from './migrations/kit.ts';
import type { PreparedCommand, PreparedQuery } from './prepared.ts';
import type { Tables } from './tables.ts';

export type { Dialect } from './migrations/kit.ts';

type Selecting<DB> = Pick<QueryCreator<DB>, 'selectFrom' | 'selectNoFrom'>;

/**
 * Kysely without any way to write, and without `getExecutor`, so raw SQL can be part of a query but not be one. The database refuses
 * too: SQLite readers run with `query_only`, PostgreSQL ones in a READ ONLY transaction.
 */
export interface ReadDb extends Selecting<Tables>, Pick<Kysely<Tables>, 'fn' | 'dynamic' | 'case'> {
  with<N extends string, E extends CommonTableExpression<Tables, N>>(
    name: N,
    expression: E,
  ): Selecting<QueryCreatorWithCommonTableExpression<Tables, N, E> extends QueryCreator<infer DB> ? DB : never>;
}

/** Kysely inside a transaction that somebody else opens and closes. Only what both dialects understand. */
export type WriteDb = Pick<
  Kysely<Tables>,
  | 'selectFrom'
  | 'selectNoFrom'
  | 'insertInto'
  | 'updateTable'
  | 'deleteFrom'
  | 'with'
  | 'withRecursive'
  | 'fn'
  | 'dynamic'
  | 'case'
  | 'getExecutor'
>;

/** One consistent view of the data. Usable until the work it was handed to has settled; afterwards it throws `transaction_over`. */
export interface ReadTx {
  readonly dialect: Dialect;
  readonly db: ReadDb;
  /** Runs a prepared query and gives every row. */
  all<P, R>(query: PreparedQuery<P, R>, params: P): Promise<R[]>;
  /** Runs a prepared query and gives its first row, if any. Does not add a LIMIT. */
  first<P, R>(query: PreparedQuery<P, R>, params: P): Promise<R | undefined>;
  /**
   * Asks on PostgreSQL already now what `first` will be asked with the same parameters, along with what else is on its way. The answer is
   * forgotten when the work changes anything before. On SQLite, which answers at once, it does nothing.
   */
  expect<P, R>(query: PreparedQuery<P, R>, params: P): void;
}

/**
 * A transaction that may write. After a statement failed it refuses every further one and the work is rolled back even if it catches the
 * error, because PostgreSQL cannot go on either.
 */
export interface WriteTx extends ReadTx {
  readonly db: WriteDb;
  /** Runs a prepared command. @returns how many rows it changed; compare it with 1 for a conditional update. */
  run<P, R>(command: PreparedCommand<P, R>, params: P): Promise<number>;
  /**
   * Runs a prepared command that the work need not wait for: on PostgreSQL what comes next follows at once. Should it fail, so does the work,
   * with the command's error.
   */
  post<P, R>(command: PreparedCommand<P, R>, params: P): void;
  /** Runs a prepared command with a RETURNING clause. @returns the rows it returned. */
  returning<P, R>(command: PreparedCommand<P, R>, params: P): Promise<R[]>;
  /**
   * Calls `hook` once this work is durably committed, in the order registered; never if it is rolled back. Runs before the caller of
   * `write` resumes. A hook that throws is reported as a defect and does not undo anything.
   */
  afterCommit(hook: () => void): void;
}

/** A database that can be asked, not changed. */
export interface ReadStore {
  readonly dialect: Dialect;
  /** Runs `work` on one consistent snapshot. Work must await nothing but its transaction. */
  read<T>(work: (tx: ReadTx) => Promise<T>): Promise<T>;
  /** Waits for what is running, then lets go of every connection. Later calls throw `closed`. */
  close(): Promise<void>;
}

/** The database this process owns. */
export interface Store extends ReadStore {
  /**
   * Runs `work` in one serializable transaction and resolves after it is durably committed.
   *
   * Work must await nothing but its transaction: everybody else waits behind it (`work_too_long` ends it). It may be run again from its
   * start, on PostgreSQL after a serialization conflict and on SQLite after a work that shared its commit failed, so it must have no other
   * effect than through `tx`.
   *
   * @throws StoreError `contention` when every retry lost, `outcome_unknown` when the connection broke during COMMIT.
   */
  write<T>(work: (tx: WriteTx) => Promise<T>): Promise<T>;
  readonly feed: ChangeFeed;
  /** Copies the database to a new file while it is in use. @throws StoreError `backup_unsupported` on PostgreSQL, `file_exists`. */
  backup(toFile: string): Promise<void>;
}

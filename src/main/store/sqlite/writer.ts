import { StoreError } from '../errors.ts';
import { WriteTransaction } from '../transaction.ts';
import { tooLong } from '../watchdog.ts';
import type { SqliteConnection } from './connection.ts';

/** A piece of work waiting for its turn. */
interface Job {
  readonly work: (tx: WriteTransaction) => Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** A piece of work that ran and waits for COMMIT. */
interface Done {
  readonly job: Job;
  readonly tx: WriteTransaction;
  readonly value: unknown;
}

/** Works that share a transaction. */
interface Group {
  done: Done[];
  /** Whether each work has a savepoint of its own. */
  careful: boolean;
}

export interface WriterOptions {
  /** After how long a work that awaits something else than its transaction is ended, ms. */
  readonly workTimeoutMs: number;
  /** Told about every commit; must not throw. */
  readonly onCommit: () => void;
  /** Told about hooks that throw. */
  readonly onDefect: (error: unknown) => void;
}

/**
 * Works that share one COMMIT at most. One sync to disk costs as much as several decisions, so sharing is what gives throughput, and works
 * that touch the same pages write them once. Whoever waits is not made to wait longer by it: a second group would have to wait for the first.
 */
const GROUP = 64;

/**
 * Runs works in turn on the writer connection, in groups that share one transaction and one sync to disk.
 *
 * Works that fail have mostly written nothing, so works run without savepoints, which would copy every page that they touch. When one has
 * failed and left something behind, everything is rolled back, and the works before it run again, from here on each in its savepoint.
 *
 * A group starts on the next turn of the event loop: the requests that the loop has already read meet in it, and a lone caller waits for
 * nothing. While a group is being written, the next one gathers.
 */
export class SqliteWriter {
  readonly #connection: SqliteConnection;
  readonly #options: WriterOptions;
  readonly #queue: Job[] = [];
  #scheduled = false;
  #closed = false;
  #idle: (() => void)[] = [];
  /** Ends the work that is running, if it still is. */
  #expire: ((error: StoreError) => void) | undefined;

  constructor(connection: SqliteConnection, options: WriterOptions) {
    this.#connection = connection;
    this.#options = options;
  }

  write<T>(work: (tx: WriteTransaction) => Promise<T>): Promise<T> {
    if (this.#closed) return Promise.reject(new StoreError('closed', 'The store is closed.'));
    return new Promise<T>((resolve, reject) => {
      this.#queue.push({ work, resolve: resolve as (value: unknown) => void, reject });
      this.#schedule();
    });
  }

  /** Takes no more work and resolves when what was taken is done. */
  async close(): Promise<void> {
    this.#closed = true;
    if (!this.#scheduled) return;
    await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => void this.#turn());
  }

  async #turn(): Promise<void> {
    await this.#group();
    this.#scheduled = false;
    if (this.#queue.length > 0) this.#schedule();
    else {
      for (const resolve of this.#idle) resolve();
      this.#idle = [];
    }
  }

  async #group(): Promise<void> {
    try {
      this.#connection.control('BEGIN IMMEDIATE');
    } catch (error) {
      // Only the first in line learns why; the others have a turn of their own.
      this.#queue.shift()?.reject(error);
      return;
    }
    const watchdog = setTimeout(() => this.#expire?.(tooLong(this.#options.workTimeoutMs)), this.#options.workTimeoutMs);
    const group: Group = { done: [], careful: false };
    try {
      for (let taken = 0; taken < GROUP; taken += 1) {
        const job = this.#queue.shift();
        if (job === undefined) break;
        watchdog.refresh();
        if ((await this.#one(job, group)) === 'left something') await this.#startOver(group, () => watchdog.refresh());
      }
      this.#connection.control('COMMIT');
    } catch (error) {
      this.#rollBack();
      for (const { job } of group.done) job.reject(error);
      return;
    } finally {
      clearTimeout(watchdog);
    }
    this.#options.onCommit();
    for (const { job, tx, value } of group.done) {
      tx.runHooks(this.#options.onDefect);
      job.resolve(value);
    }
  }

  /** Runs one work and adds it to the group's, or refuses it. @throws when the whole transaction is lost. */
  async #one(job: Job, group: Group): Promise<'done' | 'refused' | 'left something'> {
    const connection = this.#connection;
    const { careful } = group;
    const tx = new WriteTransaction(connection);
    const before = connection.changes;
    try {
      if (careful) connection.control('SAVEPOINT work');
      const value = await this.#watched(job.work, tx);
      const failure = tx.finish();
      if (failure !== undefined) throw failure.error;
      if (careful) connection.control('RELEASE work');
      group.done.push({ job, tx, value });
      return 'done';
    } catch (error) {
      tx.finish();
      job.reject(tx.reasonOf(error));
      // SQLite itself gives the transaction up when the disk is full or fails; the works before this one are lost with it.
      if (!connection.database.inTransaction) throw error;
      if (!careful) return connection.changes === before ? 'refused' : 'left something';
      connection.control('ROLLBACK TO work');
      connection.control('RELEASE work');
      return 'refused';
    }
  }

  /** Undoes everything and runs the group's works again, which nobody was told about yet. @throws when the whole transaction is lost. */
  async #startOver(group: Group, beforeEach: () => void): Promise<void> {
    this.#connection.control('ROLLBACK');
    this.#connection.control('BEGIN IMMEDIATE');
    const again = group.done;
    group.done = [];
    group.careful = true;
    for (const [index, { job }] of again.entries()) {
      beforeEach();
      try {
        await this.#one(job, group);
      } catch (error) {
        for (const rest of again.slice(index + 1)) rest.job.reject(error);
        throw error;
      }
    }
  }

  #watched(work: Job['work'], tx: WriteTransaction): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#expire = reject;
      work(tx).then(resolve, reject);
    });
  }

  #rollBack(): void {
    try {
      if (this.#connection.database.inTransaction) this.#connection.control('ROLLBACK');
    } catch (error) {
      this.#options.onDefect(error);
    }
  }
}

import { StoreError } from '../errors.ts';
import { ReadTransaction } from '../transaction.ts';
import { openReader, type SqliteConnection } from './connection.ts';

/** Reads that may be under way at once. They share one thread, so more would only help reads that wait for something else. */
const READERS = 4;

/** Hands each read a connection of its own and, on it, one snapshot for all its queries. */
export class SqliteReaders {
  readonly #file: string;
  readonly #free: SqliteConnection[] = [];
  readonly #waiting: ((connection: SqliteConnection) => void)[] = [];
  #opened = 0;
  #busy = 0;
  #closed = false;
  #drained: (() => void) | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  async read<T>(work: (tx: ReadTransaction) => Promise<T>): Promise<T> {
    if (this.#closed) throw new StoreError('closed', 'The store is closed.');
    const connection = this.#take() ?? (await new Promise<SqliteConnection>((resolve) => this.#waiting.push(resolve)));
    const tx = new ReadTransaction(connection);
    try {
      connection.control('BEGIN');
      const value = await work(tx);
      const failure = tx.finish();
      if (failure !== undefined) throw failure.error;
      return value;
    } finally {
      tx.finish();
      if (connection.database.inTransaction) connection.control('ROLLBACK');
      this.#give(connection);
    }
  }

  /** Waits for the reads under way, then closes every connection. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#busy > 0) {
      await new Promise<void>((resolve) => {
        this.#drained = resolve;
      });
    }
    for (const connection of this.#free.splice(0)) connection.close();
  }

  #take(): SqliteConnection | undefined {
    const free = this.#free.pop() ?? (this.#opened < READERS ? this.#open() : undefined);
    if (free !== undefined) this.#busy += 1;
    return free;
  }

  #open(): SqliteConnection {
    const connection = openReader(this.#file);
    this.#opened += 1;
    return connection;
  }

  #give(connection: SqliteConnection): void {
    const next = this.#waiting.shift();
    if (next !== undefined) {
      next(connection);
      return;
    }
    this.#free.push(connection);
    this.#busy -= 1;
    if (this.#busy === 0) this.#drained?.();
  }
}

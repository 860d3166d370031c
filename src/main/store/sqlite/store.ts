import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { StoreError } from '../errors.ts';
import { LocalFeed } from '../feed.ts';
import { assertCurrent, migrate } from '../migrate.ts';
import { type StoreOptions, withDefaults } from '../options.ts';
import type { ReadStore, ReadTx, Store, WriteTx } from '../store.ts';
import { copyDatabase } from './backup.ts';
import { type Checkpointer, checkpointer } from './checkpointer.ts';
import { openReader, openWriter, type SqliteConnection } from './connection.ts';
import { createPrivately } from './files.ts';
import { lockWorkspace, type WorkspaceLock } from './lock.ts';
import { appliedTo, sqliteTarget } from './migrations.ts';
import { SqliteReaders } from './readers.ts';
import { SqliteWriter } from './writer.ts';

/** The database's name within a workspace folder. */
export const DATABASE_FILE = 'portcullis.db';

/**
 * Pages in the log at which the writer checkpoints by itself. While the thread does it, that is the rest that the thread left, and what lets
 * the log begin anew before it outgrows `journal_size_limit`; when it cannot, SQLite's own default.
 */
const AUTOCHECKPOINT = { besideThread: 16_000, alone: 1_000 };

/**
 * Opens a workspace for this process alone, creating it if there is none, and brings it to the program's version.
 *
 * @param folder the workspace
 * @throws StoreError `workspace_in_use`, `database_too_new`, `migration_changed`, `migration_failed`, `database_damaged`
 */
export async function openWorkspace(folder: string, options: StoreOptions = {}): Promise<Store> {
  const { now, onDefect, workTimeoutMs, migrations } = withDefaults(options);
  const lock = lockWorkspace(folder);
  const file = join(folder, DATABASE_FILE);
  let connection: SqliteConnection | undefined;
  try {
    createPrivately(file);
    connection = openWriter(file);
    await migrate(sqliteTarget(connection.database), migrations, now);
  } catch (error) {
    connection?.close();
    lock.release();
    throw error;
  }
  return new SqliteStore({ file, lock, connection, onDefect, workTimeoutMs });
}

/**
 * Opens a workspace for reading, beside the process that owns it: for worker threads and reports.
 *
 * @throws StoreError `unavailable` where there is no database, `database_not_ready`, `database_too_new`
 */
export async function openWorkspaceReader(folder: string, options: StoreOptions = {}): Promise<ReadStore> {
  const file = join(folder, DATABASE_FILE);
  if (!existsSync(file)) throw new StoreError('unavailable', `There is no Portcullis workspace in ${folder}.`, { folder });
  const probe = openReader(file);
  try {
    assertCurrent(appliedTo(probe.database), withDefaults(options).migrations, 'sqlite');
  } finally {
    probe.close();
  }
  const readers = new SqliteReaders(file);
  return { dialect: 'sqlite', read: (work) => readers.read(work), close: () => readers.close() };
}

interface Parts {
  readonly file: string;
  readonly lock: WorkspaceLock;
  readonly connection: SqliteConnection;
  readonly onDefect: (error: unknown) => void;
  readonly workTimeoutMs: number;
}

class SqliteStore implements Store {
  readonly dialect = 'sqlite';
  readonly feed: LocalFeed;
  readonly #file: string;
  readonly #lock: WorkspaceLock;
  readonly #connection: SqliteConnection;
  readonly #writer: SqliteWriter;
  readonly #readers: SqliteReaders;
  readonly #checkpointer: Checkpointer;
  #closing: Promise<void> | undefined;

  constructor({ file, lock, connection, onDefect, workTimeoutMs }: Parts) {
    this.#file = file;
    this.#lock = lock;
    this.#connection = connection;
    this.feed = new LocalFeed(onDefect);
    this.#readers = new SqliteReaders(file);
    connection.database.pragma(`wal_autocheckpoint = ${AUTOCHECKPOINT.besideThread}`);
    this.#checkpointer = checkpointer(file, (error) => {
      if (connection.database.open) connection.database.pragma(`wal_autocheckpoint = ${AUTOCHECKPOINT.alone}`);
      onDefect(error);
    });
    this.#writer = new SqliteWriter(connection, { workTimeoutMs, onDefect, onCommit: this.#checkpointer.committed });
  }

  read<T>(work: (tx: ReadTx) => Promise<T>): Promise<T> {
    return this.#readers.read(work);
  }

  write<T>(work: (tx: WriteTx) => Promise<T>): Promise<T> {
    return this.#writer.write(work);
  }

  async backup(toFile: string): Promise<void> {
    if (this.#closing !== undefined) throw new StoreError('closed', 'The store is closed.');
    await copyDatabase(this.#file, toFile);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await Promise.all([this.#writer.close(), this.#readers.close()]);
    await this.#checkpointer.stop();
    this.feed.clear();
    // The last connection to close empties the log into the database and removes it.
    this.#connection.close();
    this.#lock.release();
  }
}

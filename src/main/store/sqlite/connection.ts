import Database from 'better-sqlite3';
import type { CompiledQuery, QueryResult } from 'kysely';
import type { PreparedStatement } from '../prepared.ts';
import type { Connection } from '../transaction.ts';
import { fromSqlite } from './errors.ts';

type Statement = Database.Statement<unknown[], unknown>;

/** How long a statement waits for another connection's lock, ms. Only a checkpoint or a start-up can hold one that long. */
const BUSY_TIMEOUT_MS = 5_000;

/** Ordinary queries kept prepared per connection. Prepared ones are kept for ever: their number is that of the program's own text. */
const STATEMENTS_KEPT = 400;

/** Opens the one connection that writes. Creates the file if there is none. */
export function openWriter(file: string): SqliteConnection {
  const database = new Database(file, { timeout: BUSY_TIMEOUT_MS });
  // better-sqlite3 is built with NORMAL for WAL, which may lose acknowledged commits when power fails.
  for (const pragma of ['journal_mode = WAL', 'synchronous = FULL', 'foreign_keys = ON', 'fullfsync = ON']) database.pragma(pragma);
  for (const pragma of ['journal_size_limit = 67108864', 'cache_size = -32768', 'temp_store = MEMORY', 'trusted_schema = OFF']) {
    database.pragma(pragma);
  }
  return new SqliteConnection(database);
}

/** Opens a connection that cannot write, twice over: the file is opened read-only and `query_only` is set. */
export function openReader(file: string): SqliteConnection {
  const database = new Database(file, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
  for (const pragma of ['query_only = ON', 'cache_size = -32768', 'temp_store = MEMORY', 'trusted_schema = OFF']) database.pragma(pragma);
  return new SqliteConnection(database);
}

/**
 * One SQLite connection that keeps its statements prepared. Everything runs synchronously, in the calling thread. Values of prepared queries
 * are handed to the driver one by one, which it binds in three quarters of the time that it takes for an array.
 */
export class SqliteConnection implements Connection {
  readonly dialect = 'sqlite';
  readonly database: Database.Database;
  readonly #prepared = new Map<PreparedStatement, Statement>();
  readonly #recent = new Map<string, Statement>();
  readonly #controls = new Map<string, Statement>();
  readonly #writing = new WeakSet<Statement>();
  #changes = 0;

  constructor(database: Database.Database) {
    this.database = database;
  }

  /** Counts statements that may have changed something: not those of `control`, nor an insert, update or delete that changed no row. */
  get changes(): number {
    return this.#changes;
  }

  execute(query: CompiledQuery): QueryResult<unknown> {
    try {
      const statement = this.#statement(query.sql);
      if (!statement.readonly) this.#changes += 1;
      if (statement.reader) return { rows: statement.all(query.parameters) };
      const { changes, lastInsertRowid } = statement.run(query.parameters);
      return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
    } catch (error) {
      throw fromSqlite(error);
    }
  }

  all(statement: PreparedStatement, values: unknown[]): unknown[] {
    try {
      const kept = this.#keep(statement);
      if (this.#writing.has(kept)) this.#changes += 1;
      return kept.all(...values);
    } catch (error) {
      throw fromSqlite(error);
    }
  }

  first(statement: PreparedStatement, values: unknown[]): unknown {
    try {
      return this.#keep(statement).get(...values);
    } catch (error) {
      throw fromSqlite(error);
    }
  }

  run(statement: PreparedStatement, values: unknown[]): number {
    try {
      const { changes } = this.#keep(statement).run(...values);
      if (changes > 0) this.#changes += 1;
      return changes;
    } catch (error) {
      throw fromSqlite(error);
    }
  }

  /** Runs a statement of this folder's own, such as COMMIT. */
  control(sql: string): void {
    try {
      let statement = this.#controls.get(sql);
      if (statement === undefined) {
        statement = this.database.prepare(sql);
        this.#controls.set(sql, statement);
      }
      statement.run();
    } catch (error) {
      throw fromSqlite(error);
    }
  }

  close(): void {
    this.#prepared.clear();
    this.#recent.clear();
    this.#controls.clear();
    this.database.close();
  }

  #keep(prepared: PreparedStatement): Statement {
    const known = this.#prepared.get(prepared);
    if (known !== undefined) return known;
    const made = this.database.prepare(prepared.sql);
    if (!made.readonly) this.#writing.add(made);
    this.#prepared.set(prepared, made);
    return made;
  }

  /** By text, the least recently used one making room. */
  #statement(sql: string): Statement {
    const known = this.#recent.get(sql);
    if (known !== undefined) {
      this.#recent.delete(sql);
      this.#recent.set(sql, known);
      return known;
    }
    const made = this.database.prepare(sql);
    if (this.#recent.size >= STATEMENTS_KEPT) {
      const oldest = this.#recent.keys().next().value;
      if (oldest !== undefined) this.#recent.delete(oldest);
    }
    this.#recent.set(sql, made);
    return made;
  }
}

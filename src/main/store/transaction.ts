import type { CompiledQuery, DatabaseConnection, Kysely, QueryResult } from 'kysely';
import { kyselyOver } from './dialects.ts';
import { StoreError } from './errors.ts';
import type { PreparedCommand, PreparedQuery, PreparedStatement } from './prepared.ts';
import type { Dialect, ReadDb, ReadTx, WriteDb, WriteTx } from './store.ts';
import type { Tables } from './tables.ts';

/** One database connection as a transaction needs it. Errors come out as `StoreError` where the store knows them. */
export interface Connection {
  readonly dialect: Dialect;
  /** Runs what Kysely compiled. */
  execute(query: CompiledQuery): QueryResult<unknown> | Promise<QueryResult<unknown>>;
  all(statement: PreparedStatement, values: unknown[]): unknown[] | Promise<unknown[]>;
  first(statement: PreparedStatement, values: unknown[]): unknown;
  /** @returns rows changed */
  run(statement: PreparedStatement, values: unknown[]): number | Promise<number>;
}

/** How a statement is run on a connection; SQLite answers at once, PostgreSQL later. */
type Run<T> = (connection: Connection, statement: PreparedStatement, values: unknown[]) => T | Promise<T>;

const runAll: Run<unknown[]> = (connection, statement, values) => connection.all(statement, values);
const runFirst: Run<unknown> = (connection, statement, values) => connection.first(statement, values);
const runChanging: Run<number> = (connection, statement, values) => connection.run(statement, values);

/**
 * A handle on one transaction, for one piece of work. It goes dead when the work has settled, so a query somebody forgot to await can
 * never slip into the next work's transaction on the same connection.
 */
export class ReadTransaction implements ReadTx {
  readonly dialect: Dialect;
  readonly #connection: Connection;
  /** Answers on their way, each to be taken once. */
  #expected: { readonly statement: PreparedStatement; readonly values: readonly unknown[]; readonly answer: Promise<unknown> }[] = [];
  #kysely: Kysely<Tables> | undefined;
  #over = false;
  #failed = false;
  #failure: unknown;
  /** Whether nobody waited for the statement that failed, so that its error reaches the work by what comes after. */
  #unawaited = false;

  constructor(connection: Connection) {
    this.dialect = connection.dialect;
    this.#connection = connection;
  }

  get db(): ReadDb {
    return this.kysely;
  }

  all<P, R>(query: PreparedQuery<P, R>, params: P): Promise<R[]> {
    return this.attempt(runAll, query.statement(this.dialect), params) as Promise<R[]>;
  }

  first<P, R>(query: PreparedQuery<P, R>, params: P): Promise<R | undefined> {
    const statement = query.statement(this.dialect);
    const expected = this.#expected.length === 0 ? undefined : this.#take(statement, params);
    return (expected ?? this.attempt(runFirst, statement, params)) as Promise<R | undefined>;
  }

  expect<P, R>(query: PreparedQuery<P, R>, params: P): void {
    if (this.dialect === 'sqlite') return;
    const statement = query.statement(this.dialect);
    const answer = this.attempt(runFirst, statement, params);
    answer.catch(() => undefined);
    this.#expected.push({ statement, values: statement.bind(params), answer });
  }

  #take(statement: PreparedStatement, params: unknown): Promise<unknown> | undefined {
    const values = statement.bind(params);
    const index = this.#expected.findIndex((each) => each.statement === statement && each.values.every((value, i) => value === values[i]));
    return index === -1 ? undefined : this.#expected.splice(index, 1)[0]?.answer;
  }

  /** What was read ahead may not hold any more. */
  protected forgetExpected(): void {
    if (this.#expected.length > 0) this.#expected = [];
  }

  /** Ends the handle. @returns the first error a statement met, wrapped so that `undefined` means none. */
  finish(): { readonly error: unknown } | undefined {
    this.#over = true;
    return this.#failed ? { error: this.#failure } : undefined;
  }

  /** What a work failed for: the error it ended with, unless that only followed from a statement that it had not waited for. */
  reasonOf(error: unknown): unknown {
    return this.#unawaited ? this.#failure : error;
  }

  protected get kysely(): Kysely<Tables> {
    if (this.#kysely !== undefined) return this.#kysely;
    const connection: DatabaseConnection = {
      executeQuery: async <R>(query: CompiledQuery) => {
        this.assertUsable();
        this.forgetExpected();
        try {
          return (await this.#connection.execute(query)) as QueryResult<R>;
        } catch (error) {
          throw this.fail(error);
        }
      },
      // biome-ignore lint/correctness/useYield: Kysely wants a generator, and this one only refuses.
      async *streamQuery() {
        throw new Error('This store does not stream: a cursor would hold its connection. Read pages by key instead.');
      },
    };
    this.#kysely = kyselyOver(this.dialect, { provideConnection: (consumer) => consumer(connection) });
    return this.#kysely;
  }

  /** Not an async function: a decision runs two dozen statements, and SQLite has the answer before a second promise could be made. */
  protected attempt<T>(run: Run<T>, statement: PreparedStatement, params: unknown, unawaited = false): Promise<T> {
    const unusable = this.#unusable();
    if (unusable !== undefined) return Promise.reject(unusable);
    try {
      const result = run(this.#connection, statement, statement.bind(params));
      if (!(result instanceof Promise)) return Promise.resolve(result);
      return result.catch((error: unknown) => {
        throw this.fail(error, unawaited);
      });
    } catch (error) {
      return Promise.reject(this.fail(error, unawaited));
    }
  }

  protected assertUsable(): void {
    const unusable = this.#unusable();
    if (unusable !== undefined) throw unusable;
  }

  #unusable(): StoreError | undefined {
    if (this.#over) {
      return new StoreError(
        'transaction_over',
        'This transaction is over; a query was started after its work had settled, or not awaited.',
      );
    }
    if (!this.#failed) return undefined;
    const message = 'An earlier statement of this transaction failed, so it can only be rolled back.';
    return new StoreError('transaction_over', message, {}, this.#failure);
  }

  /** Remembers the first failure; the transaction is good for nothing else. */
  protected fail(error: unknown, unawaited = false): unknown {
    if (!this.#failed) {
      this.#failed = true;
      this.#failure = error;
      this.#unawaited = unawaited;
    }
    return error;
  }
}

/** A handle that may write. */
export class WriteTransaction extends ReadTransaction implements WriteTx {
  readonly #hooks: (() => void)[] = [];

  override get db(): WriteDb {
    return this.kysely;
  }

  run<P, R>(command: PreparedCommand<P, R>, params: P): Promise<number> {
    this.forgetExpected();
    return this.attempt(runChanging, command.statement(this.dialect), params);
  }

  post<P, R>(command: PreparedCommand<P, R>, params: P): void {
    this.assertUsable();
    this.forgetExpected();
    this.attempt(runChanging, command.statement(this.dialect), params, true).catch(() => undefined);
  }

  returning<P, R>(command: PreparedCommand<P, R>, params: P): Promise<R[]> {
    this.forgetExpected();
    return this.attempt(runAll, command.statement(this.dialect), params) as Promise<R[]>;
  }

  afterCommit(hook: () => void): void {
    this.assertUsable();
    this.#hooks.push(hook);
  }

  /** Calls the hooks in order; one that throws does not keep the others from running. */
  runHooks(onDefect: (error: unknown) => void): void {
    for (const hook of this.#hooks) {
      try {
        hook();
      } catch (error) {
        onDefect(error);
      }
    }
  }
}

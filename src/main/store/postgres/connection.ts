import type { CompiledQuery, QueryResult } from 'kysely';
import type pg from 'pg';
import type { PreparedStatement } from '../prepared.ts';
import type { Connection } from '../transaction.ts';
import { fromPostgres } from './errors.ts';

/**
 * A pooled connection. Queries are pipelined: one sent before another was answered does not wait for a round trip. Those of one turn of the
 * event loop go out together, because each writing to the socket costs as much as several queries.
 */
export class PostgresConnection implements Connection {
  readonly dialect = 'postgres';
  readonly #client: pg.PoolClient;
  #last: Promise<unknown> = Promise.resolve();
  #gathering = false;

  constructor(client: pg.PoolClient) {
    this.#client = client;
  }

  async execute(query: CompiledQuery): Promise<QueryResult<unknown>> {
    const { rows, rowCount, command } = await this.#query({ text: query.sql, values: [...query.parameters] });
    return command === 'SELECT' ? { rows } : { rows, numAffectedRows: BigInt(rowCount ?? 0) };
  }

  async all(statement: PreparedStatement, values: unknown[]): Promise<unknown[]> {
    return (await this.#query({ name: statement.name, text: statement.sql, values })).rows;
  }

  async first(statement: PreparedStatement, values: unknown[]): Promise<unknown> {
    return (await this.#query({ name: statement.name, text: statement.sql, values })).rows[0];
  }

  async run(statement: PreparedStatement, values: unknown[]): Promise<number> {
    return (await this.#query({ name: statement.name, text: statement.sql, values })).rowCount ?? 0;
  }

  /** Runs a statement of this folder's own. @returns the command PostgreSQL says it carried out: `ROLLBACK` for the COMMIT of a failed transaction. */
  async control(sql: string): Promise<string> {
    return (await this.#query({ text: sql })).command;
  }

  /** Resolves, never rejects, when everything that was sent is answered: answers come in the order of the questions. */
  async answered(): Promise<void> {
    await this.#last.catch(() => undefined);
  }

  #gather(): void {
    if (this.#gathering) return;
    this.#gathering = true;
    // The pool's clients are this class, whose connection the types of a pool leave out.
    const { stream } = (this.#client as pg.PoolClient & Pick<pg.Client, 'connection'>).connection;
    stream.cork();
    process.nextTick(() => {
      this.#gathering = false;
      stream.uncork();
    });
  }

  async #query(query: pg.QueryConfig): Promise<pg.QueryResult<Record<string, unknown>>> {
    try {
      this.#gather();
      const answer = this.#client.query<Record<string, unknown>>(query);
      this.#last = answer;
      return await answer;
    } catch (error) {
      throw fromPostgres(error);
    }
  }
}

import type { CompiledQuery, QueryResult } from 'kysely';
import type pg from 'pg';
import type { PreparedStatement } from '../prepared.ts';
import type { Connection } from '../transaction.ts';
import { fromPostgres } from './errors.ts';

/** A pooled connection. Queries are pipelined: one sent before another was answered does not wait for a round trip. */
export class PostgresConnection implements Connection {
  readonly dialect = 'postgres';
  readonly #client: pg.ClientBase;

  constructor(client: pg.ClientBase) {
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

  async #query(query: pg.QueryConfig): Promise<pg.QueryResult<Record<string, unknown>>> {
    try {
      return await this.#client.query(query);
    } catch (error) {
      throw fromPostgres(error);
    }
  }
}

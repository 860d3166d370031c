import { DuckDBInstance } from '@duckdb/node-api';
import type { Facts } from '../../../src/main/engine/risk/expression/catalogue.ts';
import type { Pack } from '../rules/pack.ts';
import { toSql } from './sql.ts';

const types = { string: 'VARCHAR', int: 'BIGINT', double: 'DOUBLE', bool: 'BOOLEAN' } as const;

export interface Duck {
  /** Hits of each rule over all events, in the order of the rules. */
  count(): Promise<number[]>;
  close(): void;
}

/** DuckDB in memory with two threads, over the same events and the same conditions. */
export async function openDuck(pack: Pack, events: Iterable<Facts>): Promise<Duck> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const connection = await instance.connect();
  const fields = [...pack.catalogue.signals.values()];
  await connection.run(`CREATE TABLE events (${fields.map(({ name, type }) => `"${name}" ${types[type]}`).join(', ')})`);
  const appender = await connection.createAppender('events');
  for (const event of events) {
    for (const { name, type } of fields) {
      const value = event[name];
      if (value == null) appender.appendNull();
      else if (type === 'string') appender.appendVarchar(String(value));
      else if (type === 'int') appender.appendBigInt(BigInt(value as number));
      else if (type === 'double') appender.appendDouble(Number(value));
      else appender.appendBoolean(value === true);
    }
    appender.endRow();
  }
  appender.closeSync();
  const sums = pack.rules.map(({ term }) => `count(*) FILTER (WHERE ${toSql(term)})`).join(', ');
  const query = `SELECT ${sums} FROM events`;
  return {
    async count() {
      const result = await connection.runAndReadAll(query);
      return (result.getRows()[0] ?? []).map(Number);
    },
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

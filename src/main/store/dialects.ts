import {
  type ConnectionProvider,
  DefaultQueryExecutor,
  type DialectAdapter,
  DummyDriver,
  Kysely,
  type Dialect as KyselyDialect,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryCompiler,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { Dialect } from './migrations/kit.ts';
import { Placeholder } from './placeholder.ts';
import type { Tables } from './tables.ts';

/**
 * Kysely's halves that know a dialect's words. Connections and transactions are this store's own, so Kysely is given a driver that does
 * nothing and, per transaction, an executor over that transaction's connection.
 */

interface Words {
  readonly dialect: KyselyDialect;
  readonly adapter: DialectAdapter;
  readonly compiler: () => QueryCompiler;
}

function wordsOf(adapter: DialectAdapter, compiler: () => QueryCompiler, introspector: KyselyDialect['createIntrospector']): Words {
  return {
    adapter,
    compiler,
    dialect: {
      createAdapter: () => adapter,
      createDriver: () => new DummyDriver(),
      createIntrospector: introspector,
      createQueryCompiler: compiler,
    },
  };
}

const words: Record<Dialect, Words> = {
  sqlite: wordsOf(
    new SqliteAdapter(),
    () => new SqliteQueryCompiler(),
    (db) => new SqliteIntrospector(db),
  ),
  postgres: wordsOf(
    new PostgresAdapter(),
    () => new PostgresQueryCompiler(),
    (db) => new PostgresIntrospector(db),
  ),
};

/**
 * What a prepared query says in its own text is written into the SQL, and only what callers give is a parameter: neither database's planner
 * uses an index on some of the rows (`WHERE status = 'pending'`) when it cannot see that this is what the query asks for.
 */
const isText = (value: unknown): value is string | number | null =>
  value === null || typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value));

/**
 * Writes parameters as `+?`, which means the same but keeps the planner from looking at their values. With STAT4, SQLite plans a statement
 * anew whenever a value that it once looked at changes, which costs ten times what a decision's statements cost themselves.
 */
class PreparedSqliteCompiler extends SqliteQueryCompiler {
  protected override appendValue(value: unknown): void {
    if (!(value instanceof Placeholder) && isText(value)) this.appendImmediateValue(value);
    else super.appendValue(value);
  }

  protected override getCurrentParameterPlaceholder(): string {
    return '+?';
  }
}

class PreparedPostgresCompiler extends PostgresQueryCompiler {
  protected override appendValue(value: unknown): void {
    if (!(value instanceof Placeholder) && isText(value)) this.appendImmediateValue(value);
    else super.appendValue(value);
  }
}

const builder = (dialect: Dialect, compiler: () => QueryCompiler): Kysely<Tables> =>
  new Kysely<Tables>({ dialect: { ...words[dialect].dialect, createQueryCompiler: compiler } });

/** Kysely that builds and compiles prepared queries but runs nothing. */
export const builders: Readonly<Record<Dialect, Kysely<Tables>>> = {
  sqlite: builder('sqlite', () => new PreparedSqliteCompiler()),
  postgres: builder('postgres', () => new PreparedPostgresCompiler()),
};

const config = { sqlite: { dialect: words.sqlite.dialect }, postgres: { dialect: words.postgres.dialect } };
const idle = new DummyDriver();

/** Kysely whose queries run on whatever `connections` provides. Cheap enough to make one per transaction. */
export function kyselyOver(dialect: Dialect, connections: ConnectionProvider): Kysely<Tables> {
  const { adapter, compiler, dialect: kyselyDialect } = words[dialect];
  return new Kysely<Tables>({
    config: config[dialect],
    dialect: kyselyDialect,
    driver: idle,
    executor: new DefaultQueryExecutor(compiler(), adapter, connections),
  });
}

import { type CompiledQuery, type Kysely, type KyselyPlugin, sql } from 'kysely';
import type { ReadTx } from '../../src/main/store/store.ts';

/** The reader's whole query builder, which use-cases do not get to see. */
const builderOf = (tx: ReadTx): Kysely<object> => tx.db as unknown as Kysely<object>;

/** Rows that PostgreSQL took from a table in this transaction so far. */
export async function rowsTaken(tx: ReadTx, table: string): Promise<number> {
  const { rows } = await sql<{ taken: number }>`
    SELECT (seq_tup_read + idx_tup_fetch)::int AS taken FROM pg_stat_xact_user_tables WHERE relname = ${table}`.execute(builderOf(tx));
  return Number(rows[0]?.taken ?? 0);
}

/** How SQLite goes about what `work` asks. */
export async function planOf(tx: ReadTx, work: (tx: ReadTx) => Promise<unknown>): Promise<string[]> {
  const builder = builderOf(tx);
  const asked: CompiledQuery[] = [];
  const listen: KyselyPlugin = {
    transformQuery({ node, queryId }) {
      asked.push(builder.getExecutor().compileQuery(node, queryId));
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  await work({ ...tx, dialect: tx.dialect, db: builder.withPlugin(listen) } as unknown as ReadTx);
  const plans: string[] = [];
  for (const { sql: text, parameters } of asked) {
    const plain = sql<{ detail: string }>`SELECT 1`.compile(builder);
    const { rows } = await builder.executeQuery<{ detail: string }>({ ...plain, sql: `EXPLAIN QUERY PLAN ${text}`, parameters });
    plans.push(...rows.map(({ detail }) => detail));
  }
  return plans;
}

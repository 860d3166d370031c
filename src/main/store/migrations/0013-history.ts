import { type Dialect, ddl, type Migration } from './kit.ts';

const statements = (dialect: Dialect): readonly string[] =>
  ddl(
    dialect,
    `
    CREATE TABLE history_segments (
      dataset TEXT NOT NULL, segment INTEGER NOT NULL, row_count INTEGER NOT NULL, last_id TEXT NOT NULL, created_at INTEGER NOT NULL,
      PRIMARY KEY (dataset, segment)
    );
    CREATE TABLE history_columns (
      dataset TEXT NOT NULL, segment INTEGER NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL, layout TEXT NOT NULL, missing INTEGER NOT NULL,
      texts INTEGER NOT NULL, data BLOB NOT NULL, added BLOB, PRIMARY KEY (dataset, name, segment)
    )`,
  );

/** Decisions as columns, for backtests. */
export const migration: Migration = { number: 13, name: 'history', statements };

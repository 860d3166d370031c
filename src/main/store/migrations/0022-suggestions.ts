import { type Dialect, ddl, type Migration } from './kit.ts';

const statements = (dialect: Dialect): readonly string[] =>
  ddl(
    dialect,
    `
    CREATE TABLE suggestion_dismissals (
      condition_hash TEXT PRIMARY KEY, condition TEXT NOT NULL, reason TEXT NOT NULL, dismissed_at INTEGER NOT NULL, dismissed_by TEXT NOT NULL
    )`,
  );

/** Suggested rules that somebody has said no to, and why. */
export const migration: Migration = { number: 22, name: 'suggestions', statements };

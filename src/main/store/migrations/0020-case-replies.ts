import { type Dialect, ddl, type Migration } from './kit.ts';

const statements = (dialect: Dialect): readonly string[] =>
  ddl(
    dialect,
    `
    CREATE TABLE case_replies (
      id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases (id), staff_id TEXT NOT NULL, sent_to TEXT NOT NULL,
      text_sealed BLOB NOT NULL, created_at INTEGER NOT NULL
    );
    CREATE INDEX case_replies_by_case ON case_replies (case_id, created_at)`,
  );

/** What staff wrote to customers about their cases. */
export const migration: Migration = { number: 20, name: 'case-replies', statements };

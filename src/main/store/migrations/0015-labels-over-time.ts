import { type Dialect, ddl, type Migration } from './kit.ts';

const statements = (dialect: Dialect): readonly string[] =>
  ddl(
    dialect,
    `
    CREATE TABLE label_events (
      id INTEGER PRIMARY KEY AUTOINCREMENT, operation_id TEXT NOT NULL REFERENCES operations (id), source TEXT NOT NULL, label TEXT,
      known_at INTEGER NOT NULL, recorded_at INTEGER NOT NULL, by_kind TEXT NOT NULL, by_id TEXT NOT NULL, reason TEXT, was TEXT, becomes TEXT
    );
    CREATE INDEX label_events_operation ON label_events (operation_id, source, id);
    INSERT INTO label_events (operation_id, source, label, known_at, recorded_at, by_kind, by_id, was, becomes)
      SELECT operation_id, source, label, known_at, created_at, 'system', 'migration', NULL, label FROM labels`,
  );

/** What was known of an operation's outcome at any time, and from whom. */
export const migration: Migration = { number: 15, name: 'labels-over-time', statements };

import { type Dialect, ddl, type Migration } from './kit.ts';

const statements = (dialect: Dialect): readonly string[] => [
  ...ddl(
    dialect,
    `
    CREATE TABLE overview_counts (
      topic TEXT NOT NULL CHECK (topic IN ('outcome', 'step', 'rule')), at INTEGER NOT NULL, name TEXT NOT NULL, count INTEGER NOT NULL,
      PRIMARY KEY (topic, at, name)
    ) WITHOUT ROWID;
    CREATE TABLE overview_marks (topic TEXT PRIMARY KEY, sealed_until INTEGER NOT NULL)`,
  ),
  // What runs now is found without looking at all that has ended.
  'CREATE INDEX holds_running ON holds (ends_at, cause) WHERE ended_at IS NULL',
  ...ddl(
    dialect,
    `
    CREATE TABLE saved_views (
      id TEXT PRIMARY KEY, staff_id TEXT NOT NULL REFERENCES staff (id), grid TEXT NOT NULL, name TEXT NOT NULL, content TEXT NOT NULL,
      updated_at INTEGER NOT NULL, UNIQUE (staff_id, grid, name)
    );
    CREATE TABLE factor_resets (
      id TEXT PRIMARY KEY, staff_id TEXT NOT NULL REFERENCES staff (id), requested_by TEXT NOT NULL REFERENCES staff (id),
      reason TEXT NOT NULL, content_hash TEXT NOT NULL, status TEXT NOT NULL CHECK (status IN ('requested', 'approved', 'denied', 'withdrawn')),
      created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, decided_by TEXT, decided_at INTEGER, decide_reason TEXT
    )`,
  ),
  `CREATE UNIQUE INDEX one_requested_factor_reset ON factor_resets (staff_id) WHERE status = 'requested'`,
  'CREATE INDEX factor_resets_by_time ON factor_resets (created_at, id)',
];

/** What the console's own work needs: counts for the overview, views that people saved, resets of staff's second factors. */
export const migration: Migration = { number: 12, name: 'console', statements };

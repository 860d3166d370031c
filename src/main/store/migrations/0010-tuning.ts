import { type Dialect, ddl, type Migration } from './kit.ts';

const statements = (dialect: Dialect): readonly string[] => [
  ...ddl(
    dialect,
    `
    ALTER TABLE governed_versions ADD COLUMN draft_id TEXT;
    ALTER TABLE governed_versions ADD COLUMN approved_by TEXT;
    ALTER TABLE governed_versions ADD COLUMN published_by TEXT;
    ALTER TABLE governed_versions ADD COLUMN emergency INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE governed_versions ADD COLUMN reviewed_by TEXT;
    ALTER TABLE governed_versions ADD COLUMN reason TEXT;
    ALTER TABLE governed_versions ADD COLUMN restored_version INTEGER;
    ALTER TABLE governed_versions ADD COLUMN rollout_percent REAL;
    ALTER TABLE governed_versions ADD COLUMN rollout_since INTEGER`,
  ),
  // One roll-out at a time, of whatever kind: two would decide together what nobody looked at together.
  `CREATE UNIQUE INDEX one_rollout ON governed_versions (status) WHERE status = 'rollout'`,
  ...ddl(
    dialect,
    `
    CREATE TABLE policy_drafts (
      id TEXT PRIMARY KEY, kind TEXT NOT NULL CHECK (kind IN ('rules', 'lists', 'matrix', 'thresholds')), name TEXT NOT NULL,
      status TEXT NOT NULL CHECK (status IN ('draft', 'tested', 'in_review', 'approved', 'live', 'discarded')),
      base_version INTEGER NOT NULL, revision INTEGER NOT NULL, content TEXT NOT NULL, content_hash TEXT NOT NULL,
      created_at INTEGER NOT NULL, created_by TEXT NOT NULL, updated_at INTEGER NOT NULL, updated_by TEXT NOT NULL,
      submitted_at INTEGER, submitted_by TEXT, approved_at INTEGER, approved_by TEXT, approved_hash TEXT, version INTEGER,
      shadow_since INTEGER, finished_at INTEGER
    );
    CREATE TABLE policy_draft_authors (
      draft_id TEXT NOT NULL REFERENCES policy_drafts (id), staff_id TEXT NOT NULL, PRIMARY KEY (draft_id, staff_id)
    );
    CREATE TABLE policy_comments (
      id INTEGER PRIMARY KEY AUTOINCREMENT, draft_id TEXT NOT NULL REFERENCES policy_drafts (id), at INTEGER NOT NULL, staff_id TEXT NOT NULL,
      revision INTEGER NOT NULL, verdict TEXT NOT NULL CHECK (verdict IN ('comment', 'submitted', 'approved', 'returned')), text TEXT NOT NULL
    );
    CREATE TABLE rule_snoozes (
      id TEXT PRIMARY KEY, account_id TEXT NOT NULL REFERENCES accounts (id), rule_id TEXT NOT NULL, reason TEXT NOT NULL,
      created_at INTEGER NOT NULL, created_by TEXT NOT NULL, expires_at INTEGER NOT NULL, ended_at INTEGER, ended_by TEXT
    )`,
  ),
  'CREATE INDEX policy_drafts_by_time ON policy_drafts (kind, updated_at, id)',
  'CREATE INDEX policy_comments_by_draft ON policy_comments (draft_id, id)',
  'CREATE UNIQUE INDEX one_open_snooze ON rule_snoozes (account_id, rule_id) WHERE ended_at IS NULL',
  // Windows that rules declare by device.
  'CREATE INDEX operations_by_device ON operations (device_id, kind, created_at) WHERE device_id IS NOT NULL',
];

/** Drafts of what decides, with their authors and comments; rules switched off for an account; windows by device. */
export const migration: Migration = { number: 10, name: 'tuning', statements };

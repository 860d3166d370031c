import { type Dialect, ddl, type Migration } from './kit.ts';

const statements = (dialect: Dialect): readonly string[] => [
  ...ddl(
    dialect,
    `
    ALTER TABLE cases ADD COLUMN priority TEXT NOT NULL DEFAULT 'normal' CHECK (priority IN ('low', 'normal', 'high', 'urgent'));
    ALTER TABLE cases ADD COLUMN closed_by TEXT;
    ALTER TABLE cases ADD COLUMN close_reason TEXT`,
  ),
  // A hold that waits for a case is found when the case closes.
  'CREATE INDEX holds_by_case ON holds (case_id) WHERE case_id IS NOT NULL',
  ...ddl(
    dialect,
    `
    CREATE TABLE hold_lifts (
      id TEXT PRIMARY KEY, hold_id TEXT NOT NULL REFERENCES holds (id), account_id TEXT NOT NULL,
      status TEXT NOT NULL CHECK (status IN ('requested', 'approved', 'denied', 'withdrawn')), reason TEXT NOT NULL, content_hash TEXT NOT NULL,
      requested_by TEXT NOT NULL, created_at INTEGER NOT NULL, decided_by TEXT, decided_at INTEGER, decide_reason TEXT
    )`,
  ),
  `CREATE UNIQUE INDEX one_requested_lift ON hold_lifts (hold_id) WHERE status = 'requested'`,
  'CREATE INDEX hold_lifts_by_account ON hold_lifts (account_id, created_at)',
  ...ddl(
    dialect,
    `
    CREATE TABLE device_resets (
      id TEXT PRIMARY KEY, account_id TEXT NOT NULL REFERENCES accounts (id), case_id TEXT NOT NULL REFERENCES cases (id),
      status TEXT NOT NULL CHECK (status IN ('requested', 'in_review', 'approved', 'effected', 'cancelled', 'denied', 'expired')),
      source TEXT NOT NULL CHECK (source IN ('session', 'login', 'email', 'call')), operation_id TEXT REFERENCES operations (id),
      requested_by TEXT NOT NULL, requested_in TEXT, author TEXT, targets TEXT NOT NULL, reason TEXT NOT NULL, evidence TEXT NOT NULL,
      revision INTEGER NOT NULL, content_hash TEXT NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
      expires_at INTEGER NOT NULL, approved_at INTEGER, effect_at INTEGER, finished_at INTEGER, finish_reason TEXT
    )`,
  ),
  // The database itself keeps a second request of one customer out, whatever raced to make it.
  `CREATE UNIQUE INDEX one_open_device_reset ON device_resets (account_id) WHERE status IN ('requested', 'in_review', 'approved')`,
  'CREATE INDEX device_resets_by_account ON device_resets (account_id, created_at)',
  'CREATE INDEX device_resets_by_time ON device_resets (created_at, id)',
  `CREATE INDEX device_resets_due ON device_resets (effect_at) WHERE status = 'approved'`,
  `CREATE INDEX device_resets_expiring ON device_resets (expires_at) WHERE status IN ('requested', 'in_review')`,
  ...ddl(
    dialect,
    `
    CREATE TABLE device_reset_approvals (
      reset_id TEXT NOT NULL REFERENCES device_resets (id), revision INTEGER NOT NULL, staff_id TEXT NOT NULL, content_hash TEXT NOT NULL,
      reason TEXT NOT NULL, approved_at INTEGER NOT NULL, PRIMARY KEY (reset_id, revision, staff_id)
    )`,
  ),
  ...ddl(
    dialect,
    `
    CREATE TABLE caller_verifications (
      id TEXT PRIMARY KEY, account_id TEXT NOT NULL REFERENCES accounts (id), reset_id TEXT REFERENCES device_resets (id),
      method TEXT NOT NULL CHECK (method IN ('trusted_device', 'authenticator', 'email', 'phone')),
      status TEXT NOT NULL CHECK (status IN ('pending', 'confirmed', 'denied', 'failed', 'expired', 'cancelled')),
      factor_id TEXT REFERENCES factors (id), sent_to TEXT, asked_by TEXT NOT NULL, canonical_text TEXT NOT NULL, canonical_hash TEXT NOT NULL,
      number TEXT NOT NULL, tries INTEGER NOT NULL, created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, answered_at INTEGER,
      answered_in TEXT, signature TEXT
    )`,
  ),
  `CREATE UNIQUE INDEX one_pending_caller_verification ON caller_verifications (account_id) WHERE status = 'pending'`,
  'CREATE INDEX caller_verifications_by_account ON caller_verifications (account_id, created_at)',
  'CREATE INDEX caller_verifications_by_reset ON caller_verifications (reset_id) WHERE reset_id IS NOT NULL',
  `CREATE INDEX caller_verifications_pending ON caller_verifications (expires_at) WHERE status = 'pending'`,
];

/** Device resets with their approvals, verifications of callers, early lifts of holds, and the end of cases. */
export const migration: Migration = { number: 8, name: 'recovery', statements };

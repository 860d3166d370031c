import { type Dialect, ddl, type Migration } from './kit.ts';

/**
 * A request may also go to an app device that holds no key, for log-ins from new devices: then there is no factor behind it. SQLite cannot
 * take a NOT NULL away, so the table is made anew (https://sqlite.org/lang_altertable.html#otheralter).
 */
const requests = (dialect: Dialect): string[] =>
  dialect === 'postgres'
    ? [
        'ALTER TABLE verification_requests ALTER COLUMN factor_id DROP NOT NULL',
        `ALTER TABLE verification_requests ADD COLUMN method TEXT COLLATE "C" NOT NULL DEFAULT 'trusted_device'`,
        `ALTER TABLE verification_requests ADD CHECK ((method = 'trusted_device') = (factor_id IS NOT NULL))`,
      ]
    : [
        `CREATE TABLE new_verification_requests (
          id TEXT PRIMARY KEY, operation_id TEXT NOT NULL REFERENCES operations (id), position INTEGER NOT NULL, account_id TEXT NOT NULL,
          kind TEXT NOT NULL, factor_id TEXT REFERENCES factors (id), device_id TEXT NOT NULL,
          status TEXT NOT NULL CHECK (status IN ('pending', 'approved', 'rejected', 'expired', 'superseded', 'cancelled')),
          number TEXT NOT NULL, number_required INTEGER NOT NULL, link_used_at INTEGER,
          canonical_hash TEXT NOT NULL, why TEXT NOT NULL,
          created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, answered_at INTEGER, answer_reason TEXT, signature TEXT,
          method TEXT NOT NULL DEFAULT 'trusted_device', CHECK ((method = 'trusted_device') = (factor_id IS NOT NULL))
        ) STRICT`,
        `INSERT INTO new_verification_requests (id, operation_id, position, account_id, kind, factor_id, device_id, status, number,
            number_required, link_used_at, canonical_hash, why, created_at, expires_at, answered_at, answer_reason, signature)
          SELECT id, operation_id, position, account_id, kind, factor_id, device_id, status, number,
            number_required, link_used_at, canonical_hash, why, created_at, expires_at, answered_at, answer_reason, signature
          FROM verification_requests`,
        'DROP TABLE verification_requests',
        'ALTER TABLE new_verification_requests RENAME TO verification_requests',
        'CREATE INDEX verification_requests_by_account ON verification_requests (account_id, created_at, status)',
        'CREATE INDEX verification_requests_by_operation ON verification_requests (operation_id)',
        `CREATE INDEX verification_requests_pending ON verification_requests (expires_at) WHERE status = 'pending'`,
        'CREATE INDEX verification_requests_by_time ON verification_requests (created_at, id)',
      ];

const statements = (dialect: Dialect): string[] => [
  ...requests(dialect),
  ...ddl(
    dialect,
    `
    CREATE TABLE login_attempts (
      operation_id TEXT PRIMARY KEY REFERENCES operations (id), attempt_id TEXT NOT NULL REFERENCES operations (id),
      account_id TEXT NOT NULL REFERENCES accounts (id), device_id TEXT NOT NULL, client TEXT NOT NULL,
      method TEXT NOT NULL CHECK (method IN ('device', 'face', 'items', 'person')), steps TEXT NOT NULL,
      address TEXT, began_at INTEGER NOT NULL, created_at INTEGER NOT NULL, case_id TEXT REFERENCES cases (id)
    )`,
  ),
  'CREATE INDEX login_attempts_by_device ON login_attempts (account_id, device_id, client, created_at)',
  ...ddl(
    dialect,
    `
    CREATE TABLE code_failures (
      account_id TEXT NOT NULL REFERENCES accounts (id), item TEXT NOT NULL, source TEXT NOT NULL,
      failures INTEGER NOT NULL, last_at INTEGER NOT NULL, locked_at INTEGER, PRIMARY KEY (account_id, item, source)
    )`,
  ),
  ...ddl(
    dialect,
    `
    CREATE TABLE code_sends (
      id INTEGER PRIMARY KEY AUTOINCREMENT, account_id TEXT NOT NULL REFERENCES accounts (id), destination_hash TEXT NOT NULL,
      source TEXT NOT NULL, sent_at INTEGER NOT NULL, confirmed_at INTEGER
    )`,
  ),
  'CREATE INDEX code_sends_by_account ON code_sends (account_id, sent_at)',
  'CREATE INDEX code_sends_by_destination ON code_sends (destination_hash, sent_at)',
  'CREATE INDEX code_sends_by_time ON code_sends (sent_at)',
  ...ddl(
    dialect,
    `
    CREATE TABLE contact_changes (
      id TEXT PRIMARY KEY, account_id TEXT NOT NULL REFERENCES accounts (id), operation_id TEXT NOT NULL REFERENCES operations (id),
      session_id TEXT NOT NULL, item TEXT NOT NULL CHECK (item IN ('email', 'phone')), former TEXT, destination TEXT NOT NULL,
      status TEXT NOT NULL CHECK (status IN ('pending', 'confirmed', 'abandoned')), data TEXT NOT NULL, tries INTEGER NOT NULL,
      created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, finished_at INTEGER
    )`,
  ),
  `CREATE UNIQUE INDEX one_pending_contact_change ON contact_changes (account_id, item) WHERE status = 'pending'`,
];

/** Log-ins from new devices with the method that each was assigned; what limits codes; and changes of contact data that wait for proof. */
export const migration: Migration = { number: 6, name: 'new-device', statements };

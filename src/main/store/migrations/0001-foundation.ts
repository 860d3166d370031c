import { type Dialect, ddl, type Migration } from './kit.ts';

const statements = (dialect: Dialect): string[] => [
  ...ddl(
    dialect,
    `
    CREATE TABLE accounts (
      id TEXT PRIMARY KEY, kind TEXT NOT NULL CHECK (kind IN ('main', 'sub')),
      main_account_id TEXT REFERENCES accounts (id), status TEXT NOT NULL CHECK (status IN ('active', 'frozen')),
      name TEXT, name_folded TEXT, email TEXT, phone TEXT, country TEXT,
      identity_status TEXT NOT NULL, identity_level INTEGER NOT NULL, identity_verified_at INTEGER, face_enrolled_at INTEGER,
      password_changed_at INTEGER, factor_changed_at INTEGER, contact_changed_at INTEGER,
      opened_at INTEGER NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
      CHECK ((kind = 'sub') = (main_account_id IS NOT NULL))
    )`,
  ),
  'CREATE INDEX accounts_by_main ON accounts (main_account_id) WHERE main_account_id IS NOT NULL',
  'CREATE INDEX accounts_by_phone ON accounts (phone) WHERE phone IS NOT NULL',
  'CREATE INDEX accounts_by_name_folded ON accounts (name_folded) WHERE name_folded IS NOT NULL',
  'CREATE INDEX accounts_by_created ON accounts (created_at, id)',
  ...ddl(
    dialect,
    `
    CREATE TABLE account_profiles (
      account_id TEXT PRIMARY KEY REFERENCES accounts (id), data TEXT NOT NULL, updated_at INTEGER NOT NULL
    )`,
  ),
  ...ddl(
    dialect,
    `
    CREATE TABLE devices (
      account_id TEXT NOT NULL REFERENCES accounts (id), id TEXT NOT NULL, client TEXT NOT NULL, name TEXT, os TEXT, app_version TEXT,
      first_seen_at INTEGER NOT NULL, last_seen_at INTEGER NOT NULL, first_login_at INTEGER, last_login_at INTEGER,
      PRIMARY KEY (account_id, id)
    )`,
  ),
  'CREATE INDEX devices_by_id ON devices (id)',
  ...ddl(
    dialect,
    `
    CREATE TABLE sessions (
      id TEXT PRIMARY KEY, account_id TEXT NOT NULL REFERENCES accounts (id), device_id TEXT NOT NULL, client TEXT NOT NULL, address TEXT,
      token_hash TEXT NOT NULL UNIQUE, created_at INTEGER NOT NULL, last_active_at INTEGER NOT NULL, expires_at INTEGER NOT NULL,
      ended_at INTEGER, end_reason TEXT
    )`,
  ),
  'CREATE INDEX sessions_by_account ON sessions (account_id, created_at)',
  ...ddl(
    dialect,
    `
    CREATE TABLE factors (
      id TEXT PRIMARY KEY, account_id TEXT NOT NULL REFERENCES accounts (id), kind TEXT NOT NULL,
      status TEXT NOT NULL CHECK (status IN ('pending', 'active', 'suspended', 'removed')),
      name TEXT, device_id TEXT, public_key BLOB, secret_sealed BLOB, data TEXT NOT NULL, last_time_step INTEGER,
      created_at INTEGER NOT NULL, activated_at INTEGER, last_used_at INTEGER, removed_at INTEGER
    )`,
  ),
  'CREATE INDEX factors_by_account ON factors (account_id, kind)',
  // TD-05: the database itself keeps a second trusted device out, whatever raced to add it.
  `CREATE UNIQUE INDEX one_trusted_device ON factors (account_id) WHERE kind = 'trusted_device' AND status IN ('active', 'suspended')`,
  `CREATE UNIQUE INDEX one_authenticator ON factors (account_id) WHERE kind = 'authenticator' AND status IN ('active', 'suspended')`,
  ...ddl(
    dialect,
    `
    CREATE TABLE operations (
      id TEXT PRIMARY KEY, account_id TEXT NOT NULL REFERENCES accounts (id), kind TEXT NOT NULL, status TEXT NOT NULL, client TEXT NOT NULL,
      device_id TEXT, session_id TEXT, address TEXT, network TEXT, country TEXT, asn INTEGER, user_agent TEXT,
      amount TEXT, asset TEXT, asset_network TEXT, destination TEXT, value_cents INTEGER, credential_result TEXT,
      details TEXT NOT NULL, canonical_text TEXT NOT NULL, canonical_hash TEXT NOT NULL, source TEXT NOT NULL,
      created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, authorized_at INTEGER, finished_at INTEGER, finish_reason TEXT
    )`,
  ),
  // The windows' indexes: (whose, what, when) plus the columns that a count, a sum or a failure count reads, so that no row is fetched.
  'CREATE INDEX operations_by_account ON operations (account_id, kind, created_at, value_cents, credential_result)',
  'CREATE INDEX operations_by_address ON operations (address, kind, created_at, credential_result, account_id) WHERE address IS NOT NULL',
  'CREATE INDEX operations_by_destination ON operations (destination, created_at, account_id) WHERE destination IS NOT NULL',
  `CREATE INDEX operations_open ON operations (expires_at) WHERE status IN ('awaiting_step_up', 'in_review')`,
  `CREATE INDEX operations_open_by_account ON operations (account_id) WHERE status IN ('awaiting_step_up', 'in_review', 'authorized')`,
  ...ddl(
    dialect,
    `
    CREATE TABLE decisions (
      id TEXT PRIMARY KEY, operation_id TEXT NOT NULL UNIQUE REFERENCES operations (id), account_id TEXT NOT NULL, kind TEXT NOT NULL,
      outcome TEXT NOT NULL, score INTEGER NOT NULL, band TEXT NOT NULL, steps TEXT NOT NULL, signals TEXT NOT NULL, hits TEXT NOT NULL,
      explanation TEXT NOT NULL, rules_version INTEGER NOT NULL, matrix_version INTEGER NOT NULL, created_at INTEGER NOT NULL,
      duration_us INTEGER NOT NULL
    )`,
  ),
  'CREATE INDEX decisions_by_time ON decisions (created_at, id)',
  'CREATE INDEX decisions_by_account ON decisions (account_id, created_at)',
  ...ddl(
    dialect,
    `
    CREATE TABLE operation_steps (
      operation_id TEXT NOT NULL REFERENCES operations (id), position INTEGER NOT NULL, account_id TEXT NOT NULL, factor TEXT NOT NULL,
      status TEXT NOT NULL CHECK (status IN ('pending', 'passed', 'failed')), attempts INTEGER NOT NULL, factor_id TEXT, data TEXT NOT NULL,
      started_at INTEGER, finished_at INTEGER, PRIMARY KEY (operation_id, position)
    )`,
  ),
  ...ddl(
    dialect,
    `
    CREATE TABLE verification_requests (
      id TEXT PRIMARY KEY, operation_id TEXT NOT NULL REFERENCES operations (id), position INTEGER NOT NULL, account_id TEXT NOT NULL,
      kind TEXT NOT NULL, factor_id TEXT NOT NULL REFERENCES factors (id), device_id TEXT NOT NULL,
      status TEXT NOT NULL CHECK (status IN ('pending', 'approved', 'rejected', 'expired', 'superseded', 'cancelled')),
      number TEXT NOT NULL, number_required INTEGER NOT NULL, link_used_at INTEGER,
      canonical_hash TEXT NOT NULL, why TEXT NOT NULL,
      created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, answered_at INTEGER, answer_reason TEXT, signature TEXT
    )`,
  ),
  'CREATE INDEX verification_requests_by_account ON verification_requests (account_id, created_at)',
  'CREATE INDEX verification_requests_by_operation ON verification_requests (operation_id)',
  `CREATE INDEX verification_requests_pending ON verification_requests (expires_at) WHERE status = 'pending'`,
  'CREATE INDEX verification_requests_by_time ON verification_requests (created_at, id)',
  ...ddl(
    dialect,
    `
    CREATE TABLE cases (
      id TEXT PRIMARY KEY, account_id TEXT NOT NULL REFERENCES accounts (id), kind TEXT NOT NULL, status TEXT NOT NULL, title TEXT NOT NULL,
      operation_id TEXT, data TEXT NOT NULL, created_at INTEGER NOT NULL, closed_at INTEGER
    )`,
  ),
  'CREATE INDEX cases_by_account ON cases (account_id, created_at)',
  ...ddl(
    dialect,
    `
    CREATE TABLE holds (
      id TEXT PRIMARY KEY, account_id TEXT NOT NULL REFERENCES accounts (id), cause TEXT NOT NULL, operation_id TEXT,
      case_id TEXT REFERENCES cases (id), starts_at INTEGER NOT NULL, ends_at INTEGER, ended_at INTEGER,
      CHECK (ends_at IS NOT NULL OR case_id IS NOT NULL)
    )`,
  ),
  'CREATE INDEX holds_by_account ON holds (account_id, starts_at)',
  ...ddl(
    dialect,
    `
    CREATE TABLE labels (
      operation_id TEXT NOT NULL REFERENCES operations (id), label TEXT NOT NULL CHECK (label IN ('fraud', 'legitimate')), source TEXT NOT NULL,
      known_at INTEGER NOT NULL, created_at INTEGER NOT NULL, PRIMARY KEY (operation_id, source)
    )`,
  ),
  ...ddl(
    dialect,
    `
    CREATE TABLE governed_versions (
      kind TEXT NOT NULL, version INTEGER NOT NULL, status TEXT NOT NULL, content TEXT NOT NULL, content_hash TEXT NOT NULL,
      created_at INTEGER NOT NULL, created_by TEXT NOT NULL, published_at INTEGER, PRIMARY KEY (kind, version)
    )`,
  ),
  `CREATE UNIQUE INDEX one_live_version ON governed_versions (kind) WHERE status = 'live'`,
  ...ddl(
    dialect,
    'CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL, updated_at INTEGER NOT NULL, updated_by TEXT NOT NULL)',
  ),
  ...ddl(
    dialect,
    `
    CREATE TABLE platform_keys (
      id TEXT PRIMARY KEY, name TEXT NOT NULL, token_hash TEXT NOT NULL UNIQUE, hint TEXT NOT NULL, scopes TEXT NOT NULL,
      created_at INTEGER NOT NULL, created_by TEXT NOT NULL, last_used_at INTEGER, revoked_at INTEGER
    )`,
  ),
  ...ddl(
    dialect,
    `
    CREATE TABLE idempotency_keys (
      owner TEXT NOT NULL, key TEXT NOT NULL, request_hash TEXT NOT NULL, response TEXT NOT NULL, created_at INTEGER NOT NULL,
      PRIMARY KEY (owner, key)
    )`,
  ),
  'CREATE INDEX idempotency_keys_by_time ON idempotency_keys (created_at)',
  ...ddl(
    dialect,
    `
    CREATE TABLE webhook_endpoints (
      id TEXT PRIMARY KEY, url TEXT NOT NULL, secret_sealed BLOB NOT NULL, topics TEXT NOT NULL,
      status TEXT NOT NULL CHECK (status IN ('active', 'disabled')), created_at INTEGER NOT NULL, created_by TEXT NOT NULL
    )`,
  ),
  ...ddl(
    dialect,
    `
    CREATE TABLE webhook_deliveries (
      id TEXT PRIMARY KEY, endpoint_id TEXT NOT NULL REFERENCES webhook_endpoints (id), event_id TEXT NOT NULL, topic TEXT NOT NULL,
      body TEXT NOT NULL, status TEXT NOT NULL CHECK (status IN ('pending', 'delivered', 'dead')), attempts INTEGER NOT NULL,
      next_attempt_at INTEGER NOT NULL, last_status INTEGER, last_error TEXT, created_at INTEGER NOT NULL, finished_at INTEGER,
      UNIQUE (endpoint_id, event_id)
    )`,
  ),
  `CREATE INDEX webhook_deliveries_due ON webhook_deliveries (next_attempt_at) WHERE status = 'pending'`,
  'CREATE INDEX webhook_deliveries_by_time ON webhook_deliveries (created_at, id)',
  ...ddl(
    dialect,
    `
    CREATE TABLE outbox (
      id INTEGER PRIMARY KEY AUTOINCREMENT, event_id TEXT NOT NULL UNIQUE, channel TEXT NOT NULL, topic TEXT NOT NULL, account_id TEXT,
      payload TEXT NOT NULL, created_at INTEGER NOT NULL, available_at INTEGER NOT NULL, attempts INTEGER NOT NULL, last_error TEXT
    )`,
  ),
  ...ddl(
    dialect,
    `
    CREATE TABLE staff (
      id TEXT PRIMARY KEY, email TEXT NOT NULL UNIQUE, name TEXT NOT NULL, role TEXT NOT NULL,
      status TEXT NOT NULL CHECK (status IN ('pending', 'active', 'disabled')), password_hash TEXT NOT NULL,
      totp_sealed BLOB NOT NULL, totp_last_step INTEGER,
      failed_attempts INTEGER NOT NULL, locked_until INTEGER, created_at INTEGER NOT NULL, last_sign_in_at INTEGER
    )`,
  ),
  ...ddl(
    dialect,
    `
    CREATE TABLE staff_sessions (
      id TEXT PRIMARY KEY, staff_id TEXT NOT NULL REFERENCES staff (id), token_hash TEXT NOT NULL UNIQUE, shell TEXT NOT NULL, address TEXT,
      created_at INTEGER NOT NULL, last_active_at INTEGER NOT NULL, locked_at INTEGER, expires_at INTEGER NOT NULL,
      ended_at INTEGER, end_reason TEXT
    )`,
  ),
  'CREATE INDEX staff_sessions_by_staff ON staff_sessions (staff_id, created_at)',
  ...ddl(
    dialect,
    `
    CREATE TABLE audit (
      chain INTEGER NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, actor_kind TEXT NOT NULL, actor_id TEXT NOT NULL, action TEXT NOT NULL,
      account_id TEXT, subject_kind TEXT NOT NULL, subject_id TEXT NOT NULL, reason TEXT, address TEXT, changes TEXT NOT NULL,
      previous_hash TEXT NOT NULL, hash TEXT NOT NULL, PRIMARY KEY (chain, seq)
    )`,
  ),
  'CREATE INDEX audit_by_time ON audit (at, chain, seq)',
  'CREATE INDEX audit_by_account ON audit (account_id, at) WHERE account_id IS NOT NULL',
  ...ddl(dialect, 'CREATE TABLE audit_heads (chain INTEGER PRIMARY KEY, seq INTEGER NOT NULL, hash TEXT NOT NULL)'),
  ...ddl(
    dialect,
    `
    CREATE TABLE audit_checkpoints (
      id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, heads TEXT NOT NULL, key_id TEXT NOT NULL, signature TEXT NOT NULL
    )`,
  ),
  ...ddl(
    dialect,
    `
    CREATE TABLE imports (
      id TEXT PRIMARY KEY, file_name TEXT NOT NULL, file_path TEXT NOT NULL, file_bytes INTEGER NOT NULL, file_hash TEXT NOT NULL, mapping TEXT NOT NULL, mapping_hash TEXT NOT NULL,
      status TEXT NOT NULL CHECK (status IN ('running', 'finished', 'cancelled', 'failed')), next_line INTEGER NOT NULL,
      byte_offset INTEGER NOT NULL, rows_accepted INTEGER NOT NULL, rows_rejected INTEGER NOT NULL, started_at INTEGER NOT NULL,
      updated_at INTEGER NOT NULL, finished_at INTEGER, started_by TEXT NOT NULL
    )`,
  ),
  ...ddl(
    dialect,
    `
    CREATE TABLE import_errors (
      import_id TEXT NOT NULL REFERENCES imports (id), line INTEGER NOT NULL, reason TEXT NOT NULL, row TEXT NOT NULL,
      PRIMARY KEY (import_id, line)
    )`,
  ),
  ...ddl(dialect, 'CREATE TABLE rate_limits (bucket TEXT PRIMARY KEY, tokens REAL NOT NULL, updated_at INTEGER NOT NULL)'),
  ...(dialect === 'sqlite'
    ? [
        `CREATE VIRTUAL TABLE accounts_by_name USING fts5 (name_folded, content='accounts', tokenize='trigram')`,
        `CREATE TRIGGER accounts_name_inserted AFTER INSERT ON accounts WHEN new.name_folded IS NOT NULL BEGIN
          INSERT INTO accounts_by_name (rowid, name_folded) VALUES (new.rowid, new.name_folded); END`,
        `CREATE TRIGGER accounts_name_changed AFTER UPDATE OF name_folded ON accounts WHEN old.name_folded IS NOT new.name_folded BEGIN
          INSERT INTO accounts_by_name (accounts_by_name, rowid, name_folded)
            SELECT 'delete', old.rowid, old.name_folded WHERE old.name_folded IS NOT NULL;
          INSERT INTO accounts_by_name (rowid, name_folded) SELECT new.rowid, new.name_folded WHERE new.name_folded IS NOT NULL; END`,
        `CREATE TRIGGER accounts_name_deleted AFTER DELETE ON accounts WHEN old.name_folded IS NOT NULL BEGIN
          INSERT INTO accounts_by_name (accounts_by_name, rowid, name_folded) VALUES ('delete', old.rowid, old.name_folded); END`,
        `CREATE INDEX accounts_by_id_nocase ON accounts (id COLLATE NOCASE)`,
        `CREATE INDEX accounts_by_email_nocase ON accounts (email COLLATE NOCASE) WHERE email IS NOT NULL`,
        // AU-01: whoever wants to rewrite the trail must first take these away, and the chain still tells.
        ...['audit', 'audit_checkpoints'].flatMap((table) =>
          ['UPDATE', 'DELETE'].map(
            (change) =>
              `CREATE TRIGGER ${table}_refuses_${change.toLowerCase()} BEFORE ${change} ON ${table} BEGIN
                SELECT RAISE(ABORT, 'the audit trail is append-only'); END`,
          ),
        ),
      ]
    : [
        'CREATE EXTENSION IF NOT EXISTS pg_trgm',
        'CREATE INDEX accounts_by_name ON accounts USING gin (name_folded gin_trgm_ops)',
        'CREATE INDEX accounts_by_id_nocase ON accounts (lower(id))',
        'CREATE INDEX accounts_by_email_nocase ON accounts (lower(email)) WHERE email IS NOT NULL',
        `CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN RAISE EXCEPTION 'the audit trail is append-only'; END $$`,
        ...['audit', 'audit_checkpoints'].map(
          (table) =>
            `CREATE TRIGGER ${table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ${table}
              FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`,
        ),
      ]),
];

/** Accounts, devices, operations, decisions, approvals, holds, staff, audit, outbox: the house that later migrations furnish. */
export const migration: Migration = { number: 1, name: 'foundation', statements };

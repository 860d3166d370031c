import { ddl, type Migration } from './kit.ts';

/** Passkeys with what WebAuthn wants remembered of each, the challenges of its ceremonies, and the wish to be asked for nothing else. */
export const migration: Migration = {
  number: 4,
  name: 'passkeys',
  statements: (dialect) => [
    `ALTER TABLE accounts ADD COLUMN passkey_user_handle ${dialect === 'sqlite' ? 'TEXT' : 'TEXT COLLATE "C"'}`,
    `ALTER TABLE accounts ADD COLUMN mandatory_passkey_at ${dialect === 'sqlite' ? 'INTEGER' : 'BIGINT'}`,
    'CREATE UNIQUE INDEX accounts_by_passkey_user_handle ON accounts (passkey_user_handle) WHERE passkey_user_handle IS NOT NULL',
    ...ddl(
      dialect,
      `
      CREATE TABLE passkeys (
        factor_id TEXT PRIMARY KEY REFERENCES factors (id), account_id TEXT NOT NULL REFERENCES accounts (id),
        credential_id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL CHECK (kind IN ('this_device', 'other_device', 'security_key')),
        aaguid TEXT NOT NULL, transports TEXT NOT NULL, counter INTEGER NOT NULL, backup_eligible INTEGER NOT NULL, backed_up INTEGER NOT NULL
      )`,
    ),
    'CREATE INDEX passkeys_by_account ON passkeys (account_id)',
    ...ddl(
      dialect,
      `
      CREATE TABLE passkey_challenges (
        challenge TEXT PRIMARY KEY, purpose TEXT NOT NULL CHECK (purpose IN ('registration', 'authentication')),
        account_id TEXT NOT NULL REFERENCES accounts (id), session_id TEXT NOT NULL, operation_id TEXT NOT NULL REFERENCES operations (id),
        position INTEGER NOT NULL, kind TEXT, transfer_id TEXT, created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, used_at INTEGER
      )`,
    ),
    'CREATE INDEX passkey_challenges_by_time ON passkey_challenges (created_at)',
    ...ddl(
      dialect,
      `
      CREATE TABLE passkey_transfers (
        id TEXT PRIMARY KEY, account_id TEXT NOT NULL REFERENCES accounts (id), operation_id TEXT NOT NULL REFERENCES operations (id),
        status TEXT NOT NULL CHECK (status IN ('waiting', 'opened', 'completed', 'superseded', 'expired')),
        opened_by TEXT, created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, opened_at INTEGER, finished_at INTEGER
      )`,
    ),
    `CREATE UNIQUE INDEX one_open_transfer ON passkey_transfers (operation_id) WHERE status IN ('waiting', 'opened')`,
  ],
};

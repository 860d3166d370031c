import { type Dialect, ddl, type Migration } from './kit.ts';

const statements = (dialect: Dialect): readonly string[] =>
  ddl(
    dialect,
    `
    CREATE TABLE staff_passkeys (
      id TEXT PRIMARY KEY, staff_id TEXT NOT NULL REFERENCES staff (id), credential_id TEXT NOT NULL UNIQUE,
      origin TEXT NOT NULL, rp_id TEXT NOT NULL, user_handle TEXT NOT NULL, name TEXT NOT NULL, public_key BLOB NOT NULL,
      aaguid TEXT NOT NULL, transports TEXT NOT NULL, counter INTEGER NOT NULL, backup_eligible INTEGER NOT NULL,
      backed_up INTEGER NOT NULL, created_at INTEGER NOT NULL, last_used_at INTEGER, removed_at INTEGER
    );
    CREATE INDEX staff_passkeys_by_staff ON staff_passkeys (staff_id, created_at)`,
  );

/** Passkeys with which staff sign in; one that was removed stays, so that its credential is never taken again. */
export const migration: Migration = { number: 26, name: 'staff-passkeys', statements };

import { type Dialect, ddl, type Migration } from './kit.ts';

const statements = (dialect: Dialect): readonly string[] => [
  ...ddl(
    dialect,
    `
    CREATE TABLE staff_invitations (
      id TEXT PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL, role TEXT NOT NULL, invited_by TEXT NOT NULL,
      status TEXT NOT NULL CHECK (status IN ('open', 'accepted', 'withdrawn', 'replaced')),
      created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, settled_at INTEGER, staff_id TEXT
    );
    CREATE INDEX staff_invitations_by_time ON staff_invitations (created_at)`,
  ),
  `CREATE UNIQUE INDEX one_open_invitation_per_address ON staff_invitations (email) WHERE status = 'open'`,
];

/** People who are invited to the staff, and set password and second factor themselves. */
export const migration: Migration = { number: 18, name: 'staff-invitations', statements };

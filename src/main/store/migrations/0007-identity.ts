import { type Dialect, ddl, type Migration } from './kit.ts';

const statements = (dialect: Dialect): readonly string[] => [
  ...ddl(
    dialect,
    `
    CREATE TABLE identity_documents (
      id TEXT PRIMARY KEY, account_id TEXT NOT NULL REFERENCES accounts (id), kind TEXT NOT NULL, country TEXT NOT NULL,
      number_hash TEXT NOT NULL, data_sealed BLOB NOT NULL, expires_on TEXT,
      status TEXT NOT NULL CHECK (status IN ('submitted', 'bound', 'superseded', 'refused')),
      portrait_sealed BLOB, source TEXT NOT NULL, created_at INTEGER NOT NULL, decided_at INTEGER
    )`,
  ),
  // ND-11: the database itself keeps one document from serving two accounts, whatever raced to bind it.
  `CREATE UNIQUE INDEX one_account_per_document ON identity_documents (number_hash) WHERE status = 'bound'`,
  `CREATE UNIQUE INDEX one_bound_document ON identity_documents (account_id) WHERE status = 'bound'`,
  'CREATE INDEX identity_documents_by_number ON identity_documents (number_hash)',
  'CREATE INDEX identity_documents_by_account ON identity_documents (account_id, created_at)',
  `CREATE INDEX identity_documents_expiring ON identity_documents (expires_on) WHERE status = 'bound' AND expires_on IS NOT NULL`,
  ...ddl(
    dialect,
    `
    CREATE TABLE identity_images (
      id TEXT PRIMARY KEY, document_id TEXT NOT NULL REFERENCES identity_documents (id), account_id TEXT NOT NULL, side TEXT NOT NULL,
      image_sealed BLOB NOT NULL, bytes INTEGER NOT NULL, width INTEGER NOT NULL, height INTEGER NOT NULL, created_at INTEGER NOT NULL,
      UNIQUE (document_id, side)
    )`,
  ),
  ...ddl(
    dialect,
    `
    CREATE TABLE identity_moves (
      account_id TEXT NOT NULL REFERENCES accounts (id), seq INTEGER NOT NULL, at INTEGER NOT NULL, event TEXT NOT NULL,
      from_status TEXT NOT NULL, to_status TEXT NOT NULL, level INTEGER NOT NULL, actor_kind TEXT NOT NULL, actor_id TEXT NOT NULL,
      reason TEXT, PRIMARY KEY (account_id, seq)
    )`,
  ),
  ...ddl(
    dialect,
    `
    CREATE TABLE identity_requests (
      id TEXT PRIMARY KEY, account_id TEXT NOT NULL REFERENCES accounts (id), kind TEXT NOT NULL CHECK (kind IN ('verification', 'update')),
      status TEXT NOT NULL CHECK (status IN ('open', 'awaiting_second', 'approved', 'rejected', 'replaced')),
      document_id TEXT NOT NULL REFERENCES identity_documents (id), content_hash TEXT NOT NULL, conflicts TEXT NOT NULL,
      risk TEXT NOT NULL CHECK (risk IN ('low', 'high')), created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
      first_approver TEXT, first_approved_at INTEGER, decided_at INTEGER, decided_by TEXT, reason TEXT
    )`,
  ),
  `CREATE UNIQUE INDEX one_open_identity_request ON identity_requests (account_id) WHERE status IN ('open', 'awaiting_second')`,
  'CREATE INDEX identity_requests_by_time ON identity_requests (created_at, id)',
  ...ddl(
    dialect,
    `
    CREATE TABLE face_frames (
      frame_hash TEXT PRIMARY KEY, account_id TEXT NOT NULL REFERENCES accounts (id), operation_id TEXT NOT NULL, frame_sealed BLOB,
      created_at INTEGER NOT NULL, sealed_until INTEGER NOT NULL, expires_at INTEGER NOT NULL
    )`,
  ),
  'CREATE INDEX face_frames_sealed ON face_frames (sealed_until) WHERE frame_sealed IS NOT NULL',
  'CREATE INDEX face_frames_expiring ON face_frames (expires_at)',
  `CREATE UNIQUE INDEX one_face ON factors (account_id) WHERE kind = 'face' AND status IN ('active', 'suspended')`,
];

/** Documents with their images, the moves of verification, requests that staff decide, and frames that must not pass twice. */
export const migration: Migration = { number: 7, name: 'identity', statements };

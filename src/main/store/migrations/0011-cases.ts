import { type Dialect, ddl, type Migration } from './kit.ts';

const HOUR = 3_600_000;

const statements = (dialect: Dialect): readonly string[] => [
  ...ddl(
    dialect,
    `
    ALTER TABLE cases ADD COLUMN updated_at INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE cases ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;
    ALTER TABLE cases ADD COLUMN level INTEGER NOT NULL DEFAULT 1;
    ALTER TABLE cases ADD COLUMN subject_kind TEXT NOT NULL DEFAULT 'task'
      CHECK (subject_kind IN ('identity_request', 'device_reset', 'operation', 'suspicion', 'task'));
    ALTER TABLE cases ADD COLUMN subject_id TEXT;
    ALTER TABLE cases ADD COLUMN features TEXT NOT NULL DEFAULT '[]';
    ALTER TABLE cases ADD COLUMN due_at INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE cases ADD COLUMN deadline_at INTEGER;
    ALTER TABLE cases ADD COLUMN ends_by INTEGER;
    ALTER TABLE cases ADD COLUMN sort_key INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE cases ADD COLUMN assignee TEXT;
    ALTER TABLE cases ADD COLUMN lease_hash TEXT;
    ALTER TABLE cases ADD COLUMN lease_until INTEGER;
    ALTER TABLE cases ADD COLUMN first_by TEXT;
    ALTER TABLE cases ADD COLUMN outcome TEXT`,
  ),
  `UPDATE cases SET updated_at = coalesce(closed_at, created_at), due_at = created_at + ${8 * HOUR}`,
  `UPDATE cases SET sort_key = due_at + 100000000000000 *
    (CASE priority WHEN 'urgent' THEN 0 WHEN 'high' THEN 1 WHEN 'normal' THEN 2 ELSE 3 END)`,
  `UPDATE cases SET subject_kind = 'suspicion' WHERE kind = 'suspicious_activity'`,
  `UPDATE cases SET subject_kind = 'device_reset', subject_id = (SELECT r.id FROM device_resets r WHERE r.case_id = cases.id)
    WHERE EXISTS (SELECT 1 FROM device_resets r WHERE r.case_id = cases.id)`,
  // Approved resets wait for their delay.
  `UPDATE cases SET status = 'scheduled'
    WHERE status = 'open' AND EXISTS (SELECT 1 FROM device_resets r WHERE r.case_id = cases.id AND r.status = 'approved')`,
  // The request's id is the end of the cause: {"cause":"identity_request:idr_…"}.
  `UPDATE cases SET subject_kind = 'identity_request', subject_id = substr(data, 28, 30) WHERE data LIKE '{"cause":"identity_request:idr%'`,
  // Operations in review had no case of their own.
  `INSERT INTO cases (id, account_id, kind, status, title, operation_id, data, created_at, updated_at, subject_kind, subject_id, due_at,
      deadline_at, ends_by, sort_key)
    SELECT 'case_' || substr(id, 4), account_id, 'risk_review', 'open', 'Review: ' || replace(kind, '_', ' '), id, '{"cause":"review"}',
      created_at, created_at, 'operation', id, created_at + ${HOUR}, expires_at, expires_at, 200000000000000 + created_at + ${HOUR}
    FROM operations WHERE status = 'in_review'`,
  `CREATE UNIQUE INDEX one_open_case_per_subject ON cases (subject_id) WHERE subject_id IS NOT NULL AND status <> 'closed'`,
  `CREATE INDEX cases_inbox ON cases (sort_key, id) WHERE status <> 'closed'`,
  `CREATE INDEX cases_inbox_by_queue ON cases (kind, sort_key, id) WHERE status <> 'closed'`,
  `CREATE INDEX cases_claimed ON cases (assignee, lease_until) WHERE status = 'claimed'`,
  'CREATE INDEX cases_by_deadline ON cases (deadline_at) WHERE deadline_at IS NOT NULL',
  `CREATE INDEX cases_closed ON cases (kind, closed_at, id) WHERE status = 'closed'`,
  ...ddl(
    dialect,
    `
    CREATE TABLE case_decisions (
      id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases (id), staff_id TEXT NOT NULL, session_id TEXT NOT NULL, address TEXT,
      verdict TEXT NOT NULL CHECK (verdict IN ('approve', 'deny', 'confirm', 'dismiss', 'resolve')), reason TEXT NOT NULL,
      content_hash TEXT NOT NULL, status TEXT NOT NULL CHECK (status IN ('pending', 'undone', 'applied', 'failed', 'overtaken')),
      problem TEXT, decided_at INTEGER NOT NULL, applies_at INTEGER NOT NULL, settled_at INTEGER
    )`,
  ),
  // Whatever races to decide, the database itself keeps a second decision out.
  `CREATE UNIQUE INDEX one_pending_case_decision ON case_decisions (case_id) WHERE status = 'pending'`,
  `CREATE INDEX case_decisions_due ON case_decisions (applies_at) WHERE status = 'pending'`,
  'CREATE INDEX case_decisions_by_case ON case_decisions (case_id, decided_at)',
  ...ddl(
    dialect,
    `
    CREATE TABLE case_notes (
      id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases (id), staff_id TEXT NOT NULL, text_sealed BLOB NOT NULL,
      created_at INTEGER NOT NULL
    );
    CREATE INDEX case_notes_by_case ON case_notes (case_id, created_at);
    CREATE TABLE case_attachments (
      id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases (id), staff_id TEXT NOT NULL, name_sealed BLOB NOT NULL,
      type TEXT NOT NULL CHECK (type IN ('image', 'text')), content_sealed BLOB NOT NULL, bytes INTEGER NOT NULL, created_at INTEGER NOT NULL
    );
    CREATE INDEX case_attachments_by_case ON case_attachments (case_id, created_at);
    CREATE TABLE case_watchers (
      case_id TEXT NOT NULL REFERENCES cases (id), staff_id TEXT NOT NULL, since INTEGER NOT NULL, PRIMARY KEY (case_id, staff_id)
    ) WITHOUT ROWID;
    CREATE INDEX case_watchers_by_staff ON case_watchers (staff_id, case_id);
    CREATE TABLE case_links (
      case_id TEXT NOT NULL REFERENCES cases (id), other_id TEXT NOT NULL REFERENCES cases (id), staff_id TEXT NOT NULL,
      created_at INTEGER NOT NULL, PRIMARY KEY (case_id, other_id), CHECK (case_id < other_id)
    ) WITHOUT ROWID;
    CREATE INDEX case_links_by_other ON case_links (other_id);
    CREATE TABLE case_templates (
      id TEXT PRIMARY KEY, kind TEXT NOT NULL CHECK (kind IN ('reason', 'reply')), queue TEXT, title TEXT NOT NULL, text TEXT NOT NULL,
      updated_at INTEGER NOT NULL, updated_by TEXT NOT NULL
    )`,
  ),
];

/** The inbox: leases, decisions that can be undone, notes, sealed files, watchers, links and templates. */
export const migration: Migration = { number: 11, name: 'cases', statements };

import type { Generated } from 'kysely';

export interface RootKeysTable {
  id: string;
  /** Of the keyring: the first one carries the look-up hashes, the last one seals. */
  position: number;
  check_value: string;
}

export interface SettingsTable {
  name: string;
  value: string;
  updated_at: number;
  updated_by: string;
}

export interface StaffTable {
  id: string;
  email: string;
  name: string;
  role: string;
  status: string;
  password_hash: string;
  totp_sealed: Uint8Array;
  totp_last_step: number | null;
  failed_attempts: number;
  locked_until: number | null;
  created_at: number;
  last_sign_in_at: number | null;
  /** Since when they have this role, or are back; null: since they came. */
  standing_since: Generated<number | null>;
}

export interface StaffSessionsTable {
  id: string;
  staff_id: string;
  token_hash: string;
  shell: string;
  address: string | null;
  created_at: number;
  last_active_at: number;
  locked_at: number | null;
  expires_at: number;
  ended_at: number | null;
  end_reason: string | null;
}

export interface AuditTable {
  chain: number;
  seq: number;
  at: number;
  actor_kind: string;
  actor_id: string;
  action: string;
  account_id: string | null;
  subject_kind: string;
  subject_id: string;
  reason: string | null;
  address: string | null;
  changes: string;
  previous_hash: string;
  hash: string;
}

export interface AuditHeadsTable {
  chain: number;
  seq: number;
  hash: string;
}

export interface AuditCheckpointsTable {
  id: Generated<number>;
  at: number;
  heads: string;
  key_id: string;
  signature: string;
}

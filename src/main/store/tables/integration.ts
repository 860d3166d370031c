import type { Generated } from 'kysely';

export interface PlatformKeysTable {
  id: string;
  name: string;
  token_hash: string;
  hint: string;
  scopes: string;
  created_at: number;
  created_by: string;
  last_used_at: number | null;
  revoked_at: number | null;
}

export interface IdempotencyKeysTable {
  owner: string;
  key: string;
  request_hash: string;
  response: string;
  created_at: number;
}

export interface WebhookEndpointsTable {
  id: string;
  url: string;
  secret_sealed: Uint8Array;
  topics: string;
  status: string;
  created_at: number;
  created_by: string;
  former_secret_sealed: Uint8Array | null;
  former_until: number | null;
}

export interface WebhookDeliveriesTable {
  id: string;
  endpoint_id: string;
  event_id: string;
  topic: string;
  body: string;
  status: string;
  attempts: number;
  next_attempt_at: number;
  last_status: number | null;
  last_error: string | null;
  created_at: number;
  finished_at: number | null;
}

export interface OutboxTable {
  id: Generated<number>;
  event_id: string;
  channel: string;
  topic: string;
  account_id: string | null;
  payload: string;
  created_at: number;
  available_at: number;
  attempts: number;
  last_error: string | null;
}

export interface ImportsTable {
  id: string;
  file_name: string;
  /** Where this machine reads it; an import that was interrupted goes on from there. */
  file_path: string;
  file_bytes: number;
  file_hash: string;
  mapping: string;
  mapping_hash: string;
  status: string;
  next_line: number;
  byte_offset: number;
  rows_accepted: number;
  rows_rejected: number;
  started_at: number;
  updated_at: number;
  finished_at: number | null;
  started_by: string;
}

export interface ImportErrorsTable {
  import_id: string;
  line: number;
  reason: string;
  row: string;
}

export interface RateLimitsTable {
  bucket: string;
  tokens: number;
  updated_at: number;
}

/** What the embedded outbox took in place of a provider; sealed, since it holds addresses and codes. */
export interface SentMessagesTable {
  event_id: string;
  channel: string;
  message_sealed: Uint8Array;
  sent_at: number;
}

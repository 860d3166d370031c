import type { Migration } from './kit.ts';

const statements = (): string[] => [
  'DROP INDEX operations_by_account',
  'CREATE INDEX operations_by_account ON operations (account_id, kind, created_at, value_cents, credential_result, device_id)',
  'DROP INDEX verification_requests_by_account',
  'CREATE INDEX verification_requests_by_account ON verification_requests (account_id, created_at, status)',
];

/** Every window of the decision path reads an index and nothing else. */
export const migration: Migration = { number: 5, name: 'window-indexes', statements };

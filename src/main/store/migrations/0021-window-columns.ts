import type { Migration } from './kit.ts';

const statements = (): readonly string[] => [
  'DROP INDEX operations_by_account',
  'CREATE INDEX operations_by_account ON operations (account_id, kind, created_at, value_cents, credential_result, device_id, country)',
  'DROP INDEX operations_by_device',
  'CREATE INDEX operations_by_device ON operations (device_id, kind, created_at, account_id) WHERE device_id IS NOT NULL',
  'DROP INDEX operations_by_destination',
  'CREATE INDEX operations_by_destination ON operations (destination, created_at, account_id, kind, value_cents) WHERE destination IS NOT NULL',
];

/** Counts and sums by destination, and who used a device or came from where, are read from the indexes alone. */
export const migration: Migration = { number: 21, name: 'window-columns', statements };

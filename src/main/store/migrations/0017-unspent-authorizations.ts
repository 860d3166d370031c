import type { Migration } from './kit.ts';

const statements = (): readonly string[] => [`CREATE INDEX operations_unspent ON operations (expires_at) WHERE status = 'authorized'`];

/** Authorizations by their end, so that those which nobody used are found and ended. */
export const migration: Migration = { number: 17, name: 'unspent-authorizations', statements };

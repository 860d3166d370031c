import { type Dialect, ddl, type Migration } from './kit.ts';

const statements = (dialect: Dialect): readonly string[] =>
  ddl(
    dialect,
    `
    ALTER TABLE webhook_endpoints ADD COLUMN former_secret_sealed BLOB;
    ALTER TABLE webhook_endpoints ADD COLUMN former_until INTEGER`,
  );

/** The secret before the last rotation, which signs beside the new one until its time is over. */
export const migration: Migration = { number: 14, name: 'webhook-rotation', statements };

import { type Dialect, ddl, type Migration } from './kit.ts';

const statements = (dialect: Dialect): string[] => [
  ...ddl(dialect, 'CREATE TABLE root_keys (id TEXT PRIMARY KEY, position INTEGER NOT NULL UNIQUE, check_value TEXT NOT NULL)'),
];

/** By which root keys of the same name but other bytes are recognized. */
export const migration: Migration = { number: 9, name: 'root-keys', statements };

import { type Dialect, ddl, type Migration } from './kit.ts';

const statements = (dialect: Dialect): readonly string[] => ddl(dialect, 'ALTER TABLE staff ADD COLUMN standing_since INTEGER');

/** Since when somebody has the role that they have, where it is not since they came. */
export const migration: Migration = { number: 25, name: 'staff-standing', statements };

import type { Migration } from './kit.ts';

const statements = (): readonly string[] => ['DROP INDEX operations_open_by_account', 'DROP INDEX decisions_by_account'];

/** What these found is found by `operations_by_account`, which every decision writes anyway. */
export const migration: Migration = { number: 24, name: 'fewer-indexes', statements };

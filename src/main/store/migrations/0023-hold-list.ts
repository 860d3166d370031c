import type { Migration } from './kit.ts';

const statements = (): readonly string[] => [
  'CREATE INDEX holds_by_end ON holds ((coalesce(ended_at, ends_at, 9007199254740991)), id)',
  'CREATE INDEX holds_by_cause ON holds (cause, (coalesce(ended_at, ends_at, 9007199254740991)), id)',
];

/** Holds across customers are listed by when they were or will be over; one without an end comes last. */
export const migration: Migration = { number: 23, name: 'hold-list', statements };

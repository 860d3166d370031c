import { type Dialect, ddl, type Migration } from './kit.ts';

const statements = (dialect: Dialect): string[] => [
  ...ddl(
    dialect,
    'CREATE TABLE sent_messages (event_id TEXT PRIMARY KEY, channel TEXT NOT NULL, message_sealed BLOB NOT NULL, sent_at INTEGER NOT NULL)',
  ),
  'CREATE INDEX sent_messages_by_time ON sent_messages (sent_at)',
];

/** What the embedded outbox took in place of a mail or SMS provider. */
export const migration: Migration = { number: 2, name: 'sent-messages', statements };

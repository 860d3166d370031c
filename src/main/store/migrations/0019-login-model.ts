import { type Dialect, ddl, type Migration } from './kit.ts';

const statements = (dialect: Dialect): readonly string[] =>
  ddl(
    dialect,
    `
    ALTER TABLE account_profiles ADD COLUMN logins TEXT;
    CREATE TABLE login_days (day INTEGER PRIMARY KEY, data TEXT NOT NULL)`,
  );

/** What an account's log-ins looked like, and everybody's by day, for the log-in model. */
export const migration: Migration = { number: 19, name: 'login-model', statements };

import type { Migration } from './kit.ts';

/** A session may be opened while its log-in still waits for the step-up; until that is done it serves the step-up alone. */
export const migration: Migration = {
  number: 3,
  name: 'login-sessions',
  statements: (dialect) => [
    `ALTER TABLE sessions ADD COLUMN login_operation_id ${dialect === 'sqlite' ? 'TEXT' : 'TEXT COLLATE "C"'}`,
    'CREATE UNIQUE INDEX one_session_per_login ON sessions (login_operation_id) WHERE login_operation_id IS NOT NULL',
  ],
};

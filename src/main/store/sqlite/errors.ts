import Database from 'better-sqlite3';
import { StoreError } from '../errors.ts';

/**
 * Says in the store's words what SQLite refused. What is not listed is a defect and passes unchanged.
 *
 * @see https://sqlite.org/rescode.html
 */
export function fromSqlite(error: unknown): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  const { code } = error;
  if (code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY' || code === 'SQLITE_CONSTRAINT_ROWID') {
    return new StoreError('unique_violation', 'A row with the same key exists.', whichKey(error.message), error);
  }
  if (code === 'SQLITE_CONSTRAINT_FOREIGNKEY') {
    return new StoreError('foreign_key_violation', 'The row refers to one that does not exist, or is referred to.', {}, error);
  }
  if (code === 'SQLITE_CONSTRAINT_CHECK') return new StoreError('check_violation', 'The row breaks a rule of its table.', {}, error);
  if (code === 'SQLITE_CONSTRAINT_NOTNULL') {
    return new StoreError('not_null_violation', 'A column that must have a value has none.', whichKey(error.message), error);
  }
  if (code.startsWith('SQLITE_READONLY')) return new StoreError('read_only', 'This connection cannot write.', {}, error);
  if (code.startsWith('SQLITE_BUSY')) return new StoreError('contention', 'The database stayed locked for too long.', {}, error);
  if (code === 'SQLITE_FULL') return new StoreError('disk_full', 'There is no room left on the disk.', {}, error);
  if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT')) {
    return new StoreError('database_damaged', 'The file is not a database, or it is damaged. Restore a backup.', {}, error);
  }
  if (code.startsWith('SQLITE_IOERR') || code.startsWith('SQLITE_CANTOPEN')) {
    return new StoreError('unavailable', 'The database file could not be read or written.', { reason: code }, error);
  }
  return error;
}

/** SQLite names the columns in the message only: `UNIQUE constraint failed: staff.email` or `…: index 'staff_by_lower_email'`. */
function whichKey(message: string): Record<string, string | string[]> {
  const subject = message.slice(message.indexOf(': ') + 2);
  const index = /^index '(.+)'$/u.exec(subject)?.[1];
  if (index !== undefined) return { constraint: index };
  const parts = subject.split(', ').map((part) => part.split('.'));
  const table = parts[0]?.[0];
  return table === undefined ? {} : { table, columns: parts.map((part) => part[1] ?? '') };
}

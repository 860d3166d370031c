import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { StoreError } from '../errors.ts';
import { createPrivately } from './files.ts';

/** The right to be the only process that writes a workspace. */
export interface WorkspaceLock {
  release(): void;
}

/**
 * Takes the workspace for this process, creating the folder (for its owner only) if there is none.
 *
 * The lock is an exclusive transaction on a database that holds nothing: the operating system lets go of it however the process ends,
 * so there is no stale lock to clean up after a kill, and no process id that another program may have got meanwhile.
 *
 * @throws StoreError `workspace_in_use`
 */
export function lockWorkspace(folder: string): WorkspaceLock {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'lock.db');
  createPrivately(file);
  const database = new Database(file, { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) {
      throw new StoreError(
        'workspace_in_use',
        `Another Portcullis has the workspace ${folder} open. Close it there first.`,
        { folder },
        error,
      );
    }
    throw error;
  }
  return { release: () => database.close() };
}

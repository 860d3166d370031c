import { chmodSync, constants, copyFileSync, existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { StoreError } from './errors.ts';
import { pending } from './migrate.ts';
import { MIGRATIONS } from './migrations/index.ts';
import type { Migration } from './migrations/kit.ts';
import type { StoreTarget } from './open.ts';
import { restoredMark } from './restored-mark.ts';
import { copyDatabase } from './sqlite/backup.ts';
import { syncFile, syncFolder } from './sqlite/files.ts';
import { lockWorkspace } from './sqlite/lock.ts';
import { appliedTo } from './sqlite/migrations.ts';
import { DATABASE_FILE } from './sqlite/store.ts';

/**
 * Backs a workspace up into one file, whether or not some process has it open. A process that has it open calls `Store.backup`.
 *
 * @throws StoreError `backup_unsupported` for PostgreSQL, `file_exists`, `unavailable` where there is no workspace
 */
export async function backUp(target: StoreTarget, toFile: string): Promise<void> {
  if (!('workspace' in target)) {
    throw new StoreError(
      'backup_unsupported',
      'Back up a PostgreSQL database with its own tools, such as pg_dump or continuous archiving.',
    );
  }
  const file = join(target.workspace, DATABASE_FILE);
  if (!existsSync(file)) throw new StoreError('unavailable', `There is no Portcullis workspace in ${target.workspace}.`);
  await copyDatabase(file, toFile);
}

export interface RestoreOptions {
  /** Replace the database that is there. Without it, a workspace with data is refused. */
  readonly overwrite?: boolean;
  /** Default: all that the program knows. */
  readonly migrations?: readonly Migration[];
}

/**
 * Puts a backup in the place of a workspace's database. The backup is copied in and checked from end to end first; the database that is
 * there changes in one rename or not at all. One from an older version is migrated when the workspace is opened next. It bears a mark that it was
 * put back, for whoever opens it.
 *
 * @returns the version of the restored database
 * @throws StoreError `workspace_in_use`, `file_exists`, `backup_invalid`, `database_too_new`, `migration_changed`
 */
export function restore(backupFile: string, folder: string, { overwrite = false, migrations = MIGRATIONS }: RestoreOptions = {}): number {
  if (!existsSync(backupFile)) throw new StoreError('backup_invalid', `There is no file ${backupFile}.`);
  const lock = lockWorkspace(folder);
  const file = join(folder, DATABASE_FILE);
  const incoming = `${file}.incoming`;
  try {
    if (existsSync(file) && !overwrite)
      throw new StoreError('file_exists', `${folder} holds a database already; ask for it to be overwritten.`);
    removeDatabase(incoming);
    copyFileSync(backupFile, incoming, constants.COPYFILE_EXCL);
    chmodSync(incoming, 0o600);
    const version = check(incoming, migrations);
    syncFile(incoming);
    settle(file);
    renameSync(incoming, file);
    syncFolder(folder);
    return version;
  } finally {
    removeDatabase(incoming);
    lock.release();
  }
}

/** @returns the version. @throws StoreError */
function check(file: string, migrations: readonly Migration[]): number {
  let database: Database.Database | undefined;
  try {
    database = new Database(file, { fileMustExist: true });
    database.pragma('journal_mode = DELETE');
    const damage = database.pragma('integrity_check(1)', { simple: true });
    if (damage !== 'ok') throw invalid(file, String(damage));
    const broken = database.pragma('foreign_key_check') as readonly unknown[];
    if (broken.length > 0) throw invalid(file, `${broken.length} rows refer to nothing`);
    const applied = appliedTo(database);
    if (applied.length === 0) throw invalid(file, 'it is not a Portcullis database');
    pending(applied, migrations, 'sqlite');
    database.pragma(`user_version = ${restoredMark}`);
    return applied.length;
  } catch (error) {
    throw error instanceof StoreError ? error : invalid(file, error instanceof Error ? error.message : String(error), error);
  } finally {
    database?.close();
  }
}

function invalid(file: string, why: string, cause?: unknown): StoreError {
  return new StoreError('backup_invalid', `The backup cannot be restored: ${why}.`, { file }, cause);
}

/** Empties and removes the log of the database to be replaced, or it would be taken for the new one's. */
function settle(file: string): void {
  if (!existsSync(file)) return;
  try {
    const database = new Database(file, { fileMustExist: true });
    database.pragma('wal_checkpoint(TRUNCATE)');
    database.close();
  } catch {
    // Too damaged to be opened, which may be why it is being replaced.
  }
  rmSync(`${file}-wal`, { force: true });
  rmSync(`${file}-shm`, { force: true });
}

function removeDatabase(file: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(`${file}${suffix}`, { force: true });
}

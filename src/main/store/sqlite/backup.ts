import { existsSync, linkSync, renameSync, rmSync, unlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { StoreError } from '../errors.ts';
import { fromSqlite } from './errors.ts';
import { createPrivately, syncFile, syncFolder } from './files.ts';

/** Pages copied per turn of the event loop: two megabytes, about a millisecond. */
const PAGES_PER_TURN = 512;

/**
 * Copies a database while it is being written. The copy is what a reader saw when it began: a read transaction holds the snapshot, so
 * writers neither wait for the copy nor make it start over.
 *
 * @param toFile a file that does not exist; it appears whole or not at all, readable by its owner only
 * @throws StoreError `file_exists`, `unavailable`, `disk_full`
 */
export async function copyDatabase(fromFile: string, toFile: string): Promise<void> {
  if (existsSync(toFile)) throw new StoreError('file_exists', `${toFile} exists; a backup never replaces a file.`, { file: toFile });
  const partial = `${toFile}.partial`;
  rmSync(partial, { force: true });
  const source = new Database(fromFile, { readonly: true, fileMustExist: true });
  try {
    createPrivately(partial);
    source.exec('BEGIN');
    source.prepare('SELECT count(*) FROM sqlite_schema').get();
    await source.backup(partial, { progress: () => PAGES_PER_TURN });
    makeSelfContained(partial);
    publish(partial, toFile);
  } catch (error) {
    rmSync(partial, { force: true });
    throw fromSqlite(error);
  } finally {
    source.close();
  }
}

/** A copy inherits write-ahead logging from its source; without it, it is one file that opens even where nothing can be written. */
function makeSelfContained(file: string): void {
  const copy = new Database(file, { fileMustExist: true });
  try {
    copy.pragma('journal_mode = DELETE');
  } finally {
    copy.close();
  }
}

/** Gives a finished file its name without ever replacing another. */
function publish(partial: string, toFile: string): void {
  syncFile(partial);
  try {
    linkSync(partial, toFile);
    unlinkSync(partial);
  } catch (error) {
    if (existsSync(toFile))
      throw new StoreError('file_exists', `${toFile} exists; a backup never replaces a file.`, { file: toFile }, error);
    // No hard links on this file system (exFAT sticks, some shares).
    renameSync(partial, toFile);
  }
  syncFolder(dirname(toFile));
}

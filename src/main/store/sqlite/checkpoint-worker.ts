import { workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { type CheckpointJob, COMMITS, STARTED, STOP } from './checkpoint-signal.ts';

/**
 * Moves committed pages from the write-ahead log into the database, on a thread and a connection of its own: done by the writer itself,
 * every thousandth page would make one unlucky decision wait for two syncs of the disk.
 *
 * Asleep without any timer until somebody commits; then a passive checkpoint (which waits for nobody and holds up nobody) per interval;
 * and when nothing was committed for a while, one that also empties the log.
 */
const INTERVAL_MS = 250;
const QUIET_INTERVALS = 4;

const { file, signal } = workerData as CheckpointJob;
Atomics.store(signal, STARTED, 1);
const database = new Database(file, { fileMustExist: true, timeout: 0 });
database.pragma('fullfsync = ON');

const stopped = (): boolean => Atomics.load(signal, STOP) !== 0;

let seen = 0;
while (!stopped()) {
  Atomics.wait(signal, COMMITS, seen);
  for (let quiet = 0; quiet < QUIET_INTERVALS && !stopped(); ) {
    Atomics.wait(signal, STOP, 0, INTERVAL_MS);
    const commits = Atomics.load(signal, COMMITS);
    quiet = commits === seen ? quiet + 1 : 0;
    seen = commits;
    if (quiet === 0) database.pragma('wal_checkpoint(PASSIVE)');
  }
  // Comes back at once, with nothing done, while a reader or the writer is at work.
  if (!stopped()) database.pragma('wal_checkpoint(TRUNCATE)');
}
database.close();

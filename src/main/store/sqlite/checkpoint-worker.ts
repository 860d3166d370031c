import { workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { type CheckpointJob, COMMITS, STARTED, STOP } from './checkpoint-signal.ts';

/**
 * Moves committed pages from the write-ahead log into the database, on a thread and a connection of its own: done by the writer itself,
 * every thousandth page would make one unlucky decision wait for two syncs of the disk.
 *
 * Asleep without any timer until somebody commits; then a passive checkpoint (which waits for nobody and holds up nobody) per interval;
 * and when nothing was committed for a while, one that also empties the log.
 *
 * The writer begins the log anew only when all of it is in the database, which under load it never is: there are always pages of the last
 * moment. So the thread hurries once the log is long, and the writer, where its own checkpoint comes due, finds next to nothing left to do.
 * A log that is written over again and again costs half of what one does that grows, so it is emptied only after a while without commits.
 */
const INTERVAL_MS = 250;
const HURRIED_INTERVAL_MS = 20;
/** Pages; half of where the writer's own checkpoint comes due. */
const LONG_LOG = 8_000;
const QUIET_INTERVALS = 20;

const { file, signal } = workerData as CheckpointJob;
Atomics.store(signal, STARTED, 1);
const database = new Database(file, { fileMustExist: true, timeout: 0 });
database.pragma('fullfsync = ON');

const stopped = (): boolean => Atomics.load(signal, STOP) !== 0;

/** @returns how many pages the log holds */
function checkpoint(): number {
  const [row] = database.pragma('wal_checkpoint(PASSIVE)') as { readonly log: number }[];
  return row?.log ?? 0;
}

let seen = 0;
let interval = INTERVAL_MS;
while (!stopped()) {
  Atomics.wait(signal, COMMITS, seen);
  for (let quiet = 0; quiet < QUIET_INTERVALS && !stopped(); ) {
    Atomics.wait(signal, STOP, 0, interval);
    const commits = Atomics.load(signal, COMMITS);
    quiet = commits === seen ? quiet + 1 : 0;
    seen = commits;
    interval = quiet === 0 && checkpoint() >= LONG_LOG ? HURRIED_INTERVAL_MS : INTERVAL_MS;
  }
  // Comes back at once, with nothing done, while a reader or the writer is at work.
  if (!stopped()) database.pragma('wal_checkpoint(TRUNCATE)');
}
database.close();

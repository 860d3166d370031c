/** What the writer and its checkpoint thread share: an Int32Array over shared memory with these places. */
export const COMMITS = 0;
export const STOP = 1;
/** Not 0 once the thread is up and will heed STOP by itself. */
export const STARTED = 2;
export const PLACES = 3;

export interface CheckpointJob {
  /** The database file. */
  readonly file: string;
  readonly signal: Int32Array<SharedArrayBuffer>;
}

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { type CheckpointJob, COMMITS, PLACES, STARTED, STOP } from './checkpoint-signal.ts';

/** The thread that checkpoints, as the writer sees it. */
export interface Checkpointer {
  /** Tells the thread that there is something in the log. Costs less than a microsecond. */
  committed(): void;
  /** Ends the thread and resolves when its connection is closed. */
  stop(): Promise<void>;
}

/**
 * Prepares the thread; it starts with the first commit, so that a store which is only read never has one. When it cannot run, or ends
 * unbidden, `onLost` is called once and the writer has to checkpoint for itself.
 *
 * @param file the database
 */
export function checkpointer(file: string, onLost: (error: unknown) => void): Checkpointer {
  const signal = new Int32Array(new SharedArrayBuffer(PLACES * Int32Array.BYTES_PER_ELEMENT));
  const job: CheckpointJob = { file, signal };
  let stopping = false;
  let started = false;
  let worker: Worker | undefined;
  let ended: Promise<void> = Promise.resolve();

  function start(): void {
    started = true;
    try {
      const thread = new Worker(workerFile(), { name: 'checkpoints', workerData: job });
      let problem: unknown = new Error('The checkpoint thread ended by itself.');
      ended = new Promise((resolve) => {
        thread.on('error', (error) => {
          problem = error;
        });
        thread.on('exit', () => {
          worker = undefined;
          if (!stopping) onLost(problem);
          resolve();
        });
      });
      thread.unref();
      worker = thread;
    } catch (error) {
      onLost(error);
    }
  }

  return {
    committed: () => {
      Atomics.add(signal, COMMITS, 1);
      Atomics.notify(signal, COMMITS);
      if (!started) start();
    },
    stop: async () => {
      stopping = true;
      Atomics.store(signal, STOP, 1);
      Atomics.notify(signal, STOP);
      Atomics.add(signal, COMMITS, 1);
      Atomics.notify(signal, COMMITS);
      worker?.ref();
      if (Atomics.load(signal, STARTED) === 0) await worker?.terminate();
      await ended;
    },
  };
}

/** Beside this file when Node runs the sources; under `workers/` of the build, seen from a program or from a shared chunk, when bundled. */
function workerFile(): URL {
  const places = ['./checkpoint-worker.ts', './workers/checkpoint-worker.js', '../workers/checkpoint-worker.js'];
  const found = places.map((place) => new URL(place, import.meta.url)).find((url) => existsSync(fileURLToPath(url)));
  if (found === undefined) throw new Error('The checkpoint worker is missing from this build.');
  return found;
}

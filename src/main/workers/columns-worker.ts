import { parentPort } from 'node:worker_threads';
import type { WorkerReply, WorkerRequest } from '../adapters/worker-queue.ts';
import { type ColumnJob, ColumnRunner } from '../engine/tuning/columns/jobs.ts';

/** One thread over shared columns: does one job after another. */
const runner = new ColumnRunner();

parentPort?.on('message', ({ id, job }: WorkerRequest<ColumnJob>) => {
  const reply = ((): WorkerReply => {
    try {
      return { id, value: runner.run(job) };
    } catch (error) {
      return { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error), refused: false };
    }
  })();
  parentPort?.postMessage(reply);
});

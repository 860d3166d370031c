import { availableParallelism } from 'node:os';
import type { ColumnAnswers, ColumnJob, ColumnWorkers } from '../engine/tuning/columns/jobs.ts';
import { WorkerQueue } from './worker-queue.ts';

/** More threads than this gain nothing that anybody would feel. */
const mostThreads = 4;
const longestJobMs = 60_000;
const mostWaiting = 256;

/** Threads of their own for work over columns. They start with the first job. */
export class ColumnThreads implements ColumnWorkers {
  readonly count: number;
  readonly #queues: readonly WorkerQueue<ColumnJob>[];

  constructor(onCrash: (error: unknown) => void, threads = Math.min(mostThreads, Math.max(1, availableParallelism()))) {
    this.count = threads;
    this.#queues = Array.from(
      { length: threads },
      () => new WorkerQueue<ColumnJob>({ file: 'columns-worker', most: mostWaiting, timeoutMs: longestJobMs, onCrash }),
    );
  }

  async run<K extends ColumnJob['kind']>(jobs: readonly (ColumnJob & { readonly kind: K })[]): Promise<ColumnAnswers[K][]> {
    const answers = jobs.map((job, index) => this.#queues[index % this.count]?.run(job));
    return (await Promise.all(answers)) as ColumnAnswers[K][];
  }

  async close(): Promise<void> {
    await Promise.all(this.#queues.map((queue) => queue.close()));
  }
}

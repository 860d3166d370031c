import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { PortcullisError } from '../engine/errors.ts';

/** What a worker is sent, and what it answers. */
export interface WorkerRequest<Job> {
  readonly id: number;
  readonly job: Job;
}
export type WorkerReply =
  | { readonly id: number; readonly value: unknown; readonly error?: undefined }
  | { readonly id: number; readonly error: string; readonly refused: boolean };

export interface WorkerQueueOptions {
  /** The worker's file without its ending: `face-worker`. */
  readonly file: string;
  readonly data?: unknown;
  /** Jobs that may wait behind the one that runs; more are refused at once instead of piling up. */
  readonly most: number;
  /** The longest one job may take, ms; then the thread is ended and a new one is started for the next job. */
  readonly timeoutMs: number;
  /** A thread that needs more heap than this ends, and only it. */
  readonly heapMb?: number;
  readonly onCrash?: (error: unknown) => void;
}

interface Waiting<Job> {
  readonly job: Job;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

const unavailable = (message: string, retryAfterMs = 1_000): PortcullisError =>
  new PortcullisError('unavailable', message, { retryAfterMs });

/** Thrown for a job that the worker refused for what was in it, in contrast to one that it could not do. */
export class JobRefused extends Error {}

/** Beside the sources when Node runs them; under `workers/` of the build, seen from a program or from a shared chunk, when bundled. */
function fileOf(name: string): URL {
  const places = [`../workers/${name}.ts`, `./workers/${name}.js`, `../workers/${name}.js`];
  const found = places.map((place) => new URL(place, import.meta.url)).find((url) => existsSync(fileURLToPath(url)));
  if (found === undefined) throw new Error(`The worker ${name} is missing from this build.`);
  return found;
}

/**
 * Runs jobs one after another on a thread of their own. The thread starts with the first job, is ended when a job takes too long, and is
 * replaced when it ended for any reason: whatever a hostile input does to it, the next job finds a fresh one.
 */
export class WorkerQueue<Job> {
  readonly #options: WorkerQueueOptions;
  readonly #waiting: Waiting<Job>[] = [];
  #current: (Waiting<Job> & { readonly id: number; readonly timer: NodeJS.Timeout }) | undefined;
  #worker: Worker | undefined;
  #lastId = 0;
  #closed = false;

  constructor(options: WorkerQueueOptions) {
    this.#options = options;
  }

  /**
   * @throws JobRefused when the worker says that the job itself is wrong, PortcullisError `unavailable` when it was not done: too many
   *   wait, it took too long, or the thread ended
   */
  run(job: Job): Promise<unknown> {
    if (this.#closed) return Promise.reject(unavailable('The program stops.'));
    if (this.#waiting.length >= this.#options.most)
      return Promise.reject(unavailable('Too many pictures wait; try again in a moment.', 5_000));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ job, resolve, reject });
      this.#next();
    });
  }

  /** Ends the thread; what waits is refused. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const { reject } of this.#waiting.splice(0)) reject(unavailable('The program stops.'));
    await this.#endThread(unavailable('The program stops.'));
  }

  #next(): void {
    if (this.#current !== undefined || this.#closed) return;
    const waiting = this.#waiting.shift();
    if (waiting === undefined) return;
    this.#lastId += 1;
    const id = this.#lastId;
    const timer = setTimeout(() => void this.#endThread(unavailable('This took too long.')), this.#options.timeoutMs);
    this.#current = { ...waiting, id, timer };
    try {
      this.#worker ??= this.#start();
      this.#worker.ref();
      this.#worker.postMessage({ id, job: waiting.job } satisfies WorkerRequest<Job>);
    } catch (error) {
      this.#settle(id, ({ reject }) => reject(error));
    }
  }

  #start(): Worker {
    const { file, data, heapMb, onCrash } = this.#options;
    const worker = new Worker(fileOf(file), {
      name: file,
      workerData: data,
      ...(heapMb === undefined ? {} : { resourceLimits: { maxOldGenerationSizeMb: heapMb } }),
    });
    worker.on('message', (reply: WorkerReply) => {
      this.#settle(reply.id, ({ resolve, reject }) => {
        if (reply.error === undefined) resolve(reply.value);
        else reject(reply.refused ? new JobRefused(reply.error) : new Error(reply.error));
      });
    });
    worker.on('error', (error) => onCrash?.(error));
    worker.on('exit', () => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      if (this.#current !== undefined) this.#settle(this.#current.id, ({ reject }) => reject(unavailable('This could not be finished.')));
    });
    return worker;
  }

  #settle(id: number, end: (waiting: Waiting<Job>) => void): void {
    const current = this.#current;
    if (current?.id !== id) return;
    clearTimeout(current.timer);
    this.#current = undefined;
    // An idle thread must not keep the program alive.
    this.#worker?.unref();
    end(current);
    this.#next();
  }

  async #endThread(why: PortcullisError): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    if (this.#current !== undefined) {
      const { id } = this.#current;
      await worker?.terminate();
      this.#settle(id, ({ reject }) => reject(why));
      return;
    }
    await worker?.terminate();
  }
}

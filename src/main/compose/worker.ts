import type { Log } from '../engine/engine.ts';
import type { Clock } from '../engine/ports.ts';

export interface WorkerOptions {
  readonly name: string;
  /** Does what there is to do. @returns when to run next by the clock, or null to wait for a wake */
  readonly run: () => Promise<number | null>;
  readonly clock: Clock;
  readonly log: Log;
  /** The longest sleep, ms: what a lost wake can cost. */
  readonly longestMs: number;
  /** The least time between two runs, ms: what comes in between is done together. */
  readonly gapMs?: number;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/** Runs one job, never twice at a time: when woken, when it asked for it, and at the latest after its longest sleep. */
export class Worker {
  readonly #options: WorkerOptions;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #woken = false;
  #stopped = false;
  #failures = 0;
  #endedAt = 0;

  constructor(options: WorkerOptions) {
    this.#options = options;
  }

  /** There is something to do. */
  readonly wake = (): void => {
    this.#woken = true;
    if (this.#running === undefined && this.#failures === 0) this.#schedule(0);
  };

  /** Starts nothing more and waits for what runs. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  #schedule(delayMs: number): void {
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    const gap = this.#endedAt + (this.#options.gapMs ?? 0) - performance.now();
    const delay = Math.min(Math.max(delayMs, gap, 0), this.#options.longestMs);
    this.#timer = setTimeout(() => {
      this.#running ??= this.#run();
    }, delay);
    this.#timer.unref();
  }

  async #run(): Promise<void> {
    const { name, run, clock, log, longestMs } = this.#options;
    this.#woken = false;
    let delay = longestMs;
    try {
      const next = await run();
      this.#failures = 0;
      if (next !== null) delay = next - clock.now();
    } catch (error) {
      delay = Math.min(FIRST_PAUSE_MS * 2 ** this.#failures, LONGEST_PAUSE_MS);
      this.#failures += 1;
      if (!this.#stopped) log.error({ err: error, job: name }, 'a background job failed and will be tried again');
    }
    this.#endedAt = performance.now();
    // In one breath with the look at #woken: a wake between the two would be lost for as long as the longest sleep.
    this.#running = undefined;
    this.#schedule(this.#woken && this.#failures === 0 ? 0 : delay);
  }
}

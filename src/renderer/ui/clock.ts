import { Watched } from './watched.ts';

/**
 * The engine's clock as seen from here. Countdowns and ages go by it, because this machine's clock may be wrong and every
 * deadline is judged by the engine's.
 */
export class EngineClock {
  #offsetMs = 0;
  readonly #local: () => number;

  constructor(local: () => number) {
    this.#local = local;
  }

  /** Learns from an answer of the engine: `engineNow` was its time somewhere between asking and hearing back (both local). */
  learn(engineNow: number, askedAt: number, heardAt: number): void {
    this.#offsetMs = engineNow - (askedAt + heardAt) / 2;
  }

  now(): number {
    return this.#local() + this.#offsetMs;
  }
}

export const engineClock = new EngineClock(Date.now);

/** A beat that many components share, so that a thousand countdowns need one timer. */
class Beat {
  readonly #value = new Watched(0);
  readonly #everyMs: number;
  #timer: ReturnType<typeof setInterval> | null = null;
  #listeners = 0;

  constructor(everyMs: number) {
    this.#everyMs = everyMs;
  }

  readonly watch = (watcher: () => void): (() => void) => {
    const stop = this.#value.watch(watcher);
    this.#listeners += 1;
    this.#timer ??= setInterval(() => this.#value.update((count) => count + 1), this.#everyMs);
    return () => {
      stop();
      this.#listeners -= 1;
      if (this.#listeners > 0 || this.#timer === null) return;
      clearInterval(this.#timer);
      this.#timer = null;
    };
  };

  readonly get = (): number => this.#value.get();
}

export const everySecond = new Beat(1000);
export const everyTenSeconds = new Beat(10_000);

import type { Clock, EpochMs } from '../engine/ports.ts';

/** The machine's two clocks; tests put others in their place. */
export interface TimeSources {
  /** Epoch milliseconds; jumps when somebody sets the machine's time. */
  readonly wall: () => number;
  /** Milliseconds since some moment; never jumps, and may stand still while the machine sleeps. */
  readonly steady: () => number;
}

const machine: TimeSources = { wall: () => Date.now(), steady: () => performance.now() };

/**
 * A clock that never goes back. It takes the wall clock once and counts on from there by the steady clock, so that setting the machine's
 * time back makes no expired code valid again. When the wall clock is ahead (the machine slept, or was behind and got corrected) the
 * count starts anew from there. The price: a wall clock that was wrongly far ahead for a moment is followed until the process restarts.
 */
export class SystemClock implements Clock {
  readonly #sources: TimeSources;
  #anchorWall: number;
  #anchorSteady: number;

  constructor(sources: TimeSources = machine) {
    this.#sources = sources;
    this.#anchorWall = sources.wall();
    this.#anchorSteady = sources.steady();
  }

  now(): EpochMs {
    const wall = this.#sources.wall();
    const steady = this.#sources.steady();
    const counted = this.#anchorWall + Math.max(0, steady - this.#anchorSteady);
    if (wall <= counted) return Math.floor(counted);
    this.#anchorWall = wall;
    this.#anchorSteady = steady;
    return Math.floor(wall);
  }
}

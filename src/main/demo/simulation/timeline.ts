import type { Clock, EpochMs } from '../../engine/ports.ts';

interface Sleeper {
  readonly at: EpochMs;
  readonly order: number;
  readonly wake: () => void;
}

/**
 * Simulated time: a clock that stands still while anybody is doing something and jumps to the next appointment when everybody waits, so
 * that two days pass as fast as the calls in them. What several people do at one moment runs side by side, as on a real server.
 */
export class Timeline implements Clock {
  readonly start: EpochMs;
  readonly end: EpochMs;
  readonly #grid: number;
  /** A binary heap, the earliest first; of the same moment whoever asked first. */
  readonly #sleepers: Sleeper[] = [];
  #now: EpochMs;
  #busy = 0;
  #order = 0;
  #moves = 0;
  #idle: (() => void) | undefined;

  /** @param grid to what {@link pause} rounds up, ms: the coarser, the more people act at one moment */
  constructor(start: EpochMs, hours: number, grid: number) {
    this.#now = start;
    this.start = start;
    this.end = start + hours * 3_600_000;
    this.#grid = grid;
  }

  now(): EpochMs {
    return this.#now;
  }

  /** How often the clock moved. */
  get moves(): number {
    return this.#moves;
  }

  /** Waits until a moment, to the millisecond. Only inside {@link live}, and never twice at a time in one life. */
  until(at: EpochMs): Promise<void> {
    return new Promise((wake) => {
      this.#push({ at: Math.max(at, this.#now), order: this.#order++, wake });
      this.#rest();
    });
  }

  /** Waits about so long; rounded up so that people meet. */
  pause(ms: number): Promise<void> {
    const at = this.#now + ms;
    return this.until(Math.ceil(at / this.#grid) * this.#grid);
  }

  /** Runs some lives from now on and resolves when the last has ended. What one throws is thrown, after all have ended. */
  async live(lives: readonly (() => Promise<void>)[]): Promise<void> {
    if (lives.length === 0) return;
    const failures: unknown[] = [];
    const over = new Promise<void>((resolve) => {
      this.#idle = resolve;
    });
    // Nobody moves the clock before everybody is there.
    this.#busy += 1;
    for (const life of lives) {
      this.#busy += 1;
      life()
        .catch((error: unknown) => failures.push(error))
        .finally(() => this.#rest());
    }
    this.#rest();
    await over;
    if (failures.length > 0) throw failures[0];
  }

  #rest(): void {
    this.#busy -= 1;
    if (this.#busy > 0) return;
    const first = this.#pop();
    if (first === undefined) {
      this.#idle?.();
      return;
    }
    if (first.at > this.#now) {
      this.#now = first.at;
      this.#moves += 1;
    }
    const due = [first];
    for (let next = this.#sleepers[0]; next !== undefined && next.at <= this.#now; next = this.#sleepers[0]) {
      this.#pop();
      due.push(next);
    }
    this.#busy += due.length;
    for (const { wake } of due) wake();
  }

  #push(sleeper: Sleeper): void {
    const heap = this.#sleepers;
    heap.push(sleeper);
    let child = heap.length - 1;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!this.#swapIfEarlier(child, parent)) break;
      child = parent;
    }
  }

  #pop(): Sleeper | undefined {
    const heap = this.#sleepers;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    heap[0] = last;
    for (let parent = 0; ; ) {
      const left = 2 * parent + 1;
      if (left >= heap.length) return first;
      const right = left + 1;
      const smaller = right < heap.length && isEarlier(heap[right], heap[left]) ? right : left;
      if (!this.#swapIfEarlier(smaller, parent)) return first;
      parent = smaller;
    }
  }

  #swapIfEarlier(a: number, b: number): boolean {
    const heap = this.#sleepers;
    const [first, second] = [heap[a], heap[b]];
    if (first === undefined || second === undefined || !isEarlier(first, second)) return false;
    heap[a] = second;
    heap[b] = first;
    return true;
  }
}

const isEarlier = (a: Sleeper | undefined, b: Sleeper | undefined): boolean =>
  a !== undefined && b !== undefined && (a.at < b.at || (a.at === b.at && a.order < b.order));

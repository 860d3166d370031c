/** How long a key waits after the work that took its button away, ms: beyond that nobody expects an answer. */
const patienceMs = 1_500;
/** More keys than these were not pressed on purpose. */
const mostKept = 4;

/** Keys pressed while something works and their buttons are off: they wait for its end, so that a key pressed too early is not lost. */
export class HeldKeys {
  #works = 0;
  #keys: string[] = [];
  #until = 0;

  /** Begins a piece of work. @returns how to end it */
  hold(now: () => number): () => void {
    this.#works += 1;
    return () => {
      this.#works -= 1;
      this.#until = now() + patienceMs;
    };
  }

  /** Keeps a key that nothing answers right now; does nothing while nothing works. */
  keep(key: string): void {
    if (this.#works > 0 && this.#keys.length < mostKept) this.#keys.push(key);
  }

  /** The next key that waits and is answered by now, if the work is done and not long ago; what was pressed before it is forgotten. */
  next(isAnswered: (key: string) => boolean, now: number): string | undefined {
    if (this.#works > 0) return undefined;
    if (now > this.#until) this.drop();
    const place = this.#keys.findIndex(isAnswered);
    if (place === -1) return undefined;
    const key = this.#keys[place];
    this.#keys = this.#keys.slice(place + 1);
    return key;
  }

  drop(): void {
    this.#keys = [];
  }
}

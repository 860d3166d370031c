/** Something changed and is committed. Small on purpose: receivers load what they need by id. */
export interface ChangeEvent {
  /** What happened, such as `operation.decided`. */
  readonly topic: string;
  readonly id: string;
  readonly accountId?: string;
  /** Epoch milliseconds of the engine's clock. */
  readonly at: number;
  readonly data?: Readonly<Record<string, string | number | boolean | null>>;
}

/**
 * The topic of the event a feed makes itself when events may have been lost (the connection to PostgreSQL was down, or too much was waiting):
 * whoever shows live data loads it anew. Its id is empty.
 */
export const FEED_GAP = 'feed.gap';

export type ChangeListener = (event: ChangeEvent) => void;

/** Where committed changes are told: within the process on SQLite, between all servers on PostgreSQL. */
export interface ChangeFeed {
  /** Tells everybody, the own process at once. Call it from `afterCommit`. Never throws. */
  publish(events: readonly ChangeEvent[]): void;
  /** @returns a function that ends the subscription; calling it again does nothing. */
  subscribe(listener: ChangeListener): () => void;
}

/** Listeners of one process. A listener that throws is reported and does not keep the others from hearing. */
export class LocalFeed implements ChangeFeed {
  readonly #listeners = new Set<{ readonly call: ChangeListener }>();
  readonly #onDefect: (error: unknown) => void;

  constructor(onDefect: (error: unknown) => void) {
    this.#onDefect = onDefect;
  }

  publish(events: readonly ChangeEvent[]): void {
    if (this.#listeners.size === 0) return;
    for (const event of events) {
      for (const listener of [...this.#listeners]) {
        try {
          listener.call(event);
        } catch (error) {
          this.#onDefect(error);
        }
      }
    }
  }

  subscribe(listener: ChangeListener): () => void {
    const entry = { call: listener };
    this.#listeners.add(entry);
    return () => {
      this.#listeners.delete(entry);
    };
  }

  clear(): void {
    this.#listeners.clear();
  }
}

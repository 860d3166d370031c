/** Something that Portcullis told the exchange by a webhook. */
export interface Told {
  readonly accountId: string;
  readonly topic: string;
  readonly operationId: string | null;
  readonly status: string | null;
  readonly at: number;
}

const MOST_WAITING = 100;

/** Hands what comes by webhooks on to the pages that listen (ND-09). Whoever is not listening reads the state when they come. */
export class News {
  readonly #listeners = new Set<(told: Told) => void>();

  publish(told: Told): void {
    for (const listener of this.#listeners) listener(told);
  }

  /** What is told of one account from now on, until the signal aborts. */
  of(accountId: string, signal: AbortSignal): AsyncGenerator<Told, void> {
    const waiting: Told[] = [];
    let wake = (): void => undefined;
    const listener = (told: Told) => {
      if (told.accountId !== accountId || waiting.length >= MOST_WAITING) return;
      waiting.push(told);
      wake();
    };
    this.#listeners.add(listener);
    const stop = () => {
      this.#listeners.delete(listener);
      wake();
    };
    signal.addEventListener('abort', stop, { once: true });
    const listeners = this.#listeners;

    async function* read(): AsyncGenerator<Told, void> {
      try {
        while (!signal.aborted) {
          yield* waiting.splice(0);
          if (waiting.length > 0 || signal.aborted) continue;
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      } finally {
        signal.removeEventListener('abort', stop);
        listeners.delete(listener);
      }
    }
    return read();
  }
}

import type { Engine } from '../engine/engine.ts';
import { PortcullisError } from '../engine/errors.ts';

type Feed = Engine['store']['feed'];
export type FeedEvent = Parameters<Parameters<Feed['subscribe']>[0]>[0];

/** Told instead of what was lost: whoever shows live data reads it anew. */
export const GAP_TOPIC = 'feed.gap';

/** A reader this far behind is told that there is a gap, rather than remembered for ever. */
const MOST_WAITING = 1_000;

/** An app needs one stream, and a second while the first breaks; every stream hears of every change of the whole server. */
const PER_LISTENER = 5;

/** Counts the streams that are open, so that nobody holds thousands with one session. */
export class OpenStreams {
  readonly #open = new Map<string, number>();

  /**
   * Takes a place for one more stream.
   * @param listener whose streams are counted together
   * @returns gives the place back
   * @throws PortcullisError `rate_limited`
   */
  take(listener: string): () => void {
    const open = this.#open.get(listener) ?? 0;
    if (open >= PER_LISTENER) throw new PortcullisError('rate_limited', 'Too many event streams are open. Close one first.');
    this.#open.set(listener, open + 1);
    return () => {
      const left = (this.#open.get(listener) ?? 1) - 1;
      if (left === 0) this.#open.delete(listener);
      else this.#open.set(listener, left);
    };
  }
}

/**
 * The committed changes that `wanted` lets through, as they happen, until the signal aborts. Subscribes when called, not when first
 * read, so that nothing between a first look and the stream is missed.
 */
export function changesFrom(feed: Feed, wanted: (event: FeedEvent) => boolean, signal: AbortSignal): AsyncGenerator<FeedEvent, void> {
  let waiting: FeedEvent[] = [];
  let wake = () => undefined as undefined;
  const unsubscribe = feed.subscribe((event) => {
    if (event.topic !== GAP_TOPIC && !wanted(event)) return;
    if (waiting.length < MOST_WAITING) waiting.push(event);
    else waiting = [{ topic: GAP_TOPIC, id: '', at: event.at }];
    wake();
  });
  const stop = () => {
    unsubscribe();
    wake();
  };
  signal.addEventListener('abort', stop, { once: true });

  async function* read(): AsyncGenerator<FeedEvent, void> {
    try {
      while (!signal.aborted) {
        const ready = waiting;
        waiting = [];
        yield* ready;
        if (waiting.length > 0 || signal.aborted) continue;
        await new Promise<void>((resolve) => {
          wake = () => void resolve();
        });
      }
    } finally {
      signal.removeEventListener('abort', stop);
      unsubscribe();
    }
  }
  return read();
}

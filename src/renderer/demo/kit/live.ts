import { useEffect } from 'react';
import { useWatched } from '../../ui/use-watched.ts';
import { type Kit, useKit } from './kit.ts';

/** Something happened: `customer` is Portcullis' own event stream, `exchange` what its webhooks told the exchange (ND-09). */
export interface LiveEvent {
  readonly from: 'customer' | 'exchange';
  readonly topic: string;
  readonly id: string | null;
  readonly status: string | null;
}

type Listener = (event: LiveEvent) => void;

/** Waits; a network that is back ends it early. */
const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const over = new AbortController();
    const end = () => {
      clearTimeout(timer);
      over.abort();
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end, { signal: over.signal });
    addEventListener('online', end, { signal: over.signal });
  });

/** Listens to both streams until the signal aborts, and comes back when one breaks. */
export function listen(kit: Kit, listener: Listener, signal: AbortSignal): void {
  const follow = async (open: () => Promise<void>) => {
    for (let tries = 0; !signal.aborted && kit.session.current.get() !== null; tries += 1) {
      if (tries > 0) {
        await pause(Math.min(10_000, 400 * 2 ** Math.min(tries, 5)), signal);
        // Whatever happened meanwhile is read anew.
        listener({ from: 'customer', topic: 'feed.gap', id: null, status: null });
      }
      await open().catch(() => undefined);
    }
  };
  void follow(async () => {
    for await (const { topic, id } of await kit.customer.events(undefined, { signal })) {
      listener({ from: 'customer', topic, id, status: null });
    }
  });
  void follow(async () => {
    for await (const { topic, operationId, status } of await kit.exchange.events(undefined, { signal })) {
      listener({ from: 'exchange', topic, id: operationId, status });
    }
  });
}

/** Keeps everything on the page as it is on the server, for as long as somebody is logged in. */
export function useLive(listener?: Listener): void {
  const kit = useKit();
  const token = useWatched(kit.session.current)?.token;
  useEffect(() => {
    if (token === undefined) return;
    const leaving = new AbortController();
    listen(
      kit,
      (event) => {
        void kit.queryClient.invalidateQueries();
        listener?.(event);
      },
      leaving.signal,
    );
    return () => leaving.abort();
  }, [kit, token, listener]);
}

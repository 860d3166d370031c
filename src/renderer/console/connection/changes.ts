import type { Change } from '../../../shared/contract/console/index.ts';
import { client, reportError } from './api.ts';

type Listener = (changes: readonly Change[]) => void;

const listeners = new Set<Listener>();
const gapListeners = new Set<() => void>();
const FRAME_MS = 16;
/** What one transaction changed is told in one breath. */
const TOGETHER_MS = 2;
/** Sent in place of notices that the engine had to drop because we did not keep up. */
const GAP = 'feed.gap';
const RESTART_MS = 1_000;

/** Calls `listener` with what changed since its last call, at most once a frame. */
export function listenToChanges(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Calls `listener` whenever notices may have been missed, so that whatever is shown has to be read anew. */
export function listenToGaps(listener: () => void): () => void {
  gapListeners.add(listener);
  return () => gapListeners.delete(listener);
}

/** Reads the one stream of change notices of a connection until `signal` ends it. Nobody knows what happened before it began. */
export async function readChanges(signal: AbortSignal): Promise<void> {
  const batch = new Batch();
  while (!signal.aborted) {
    try {
      const stream = await client.session.changes(undefined, { signal });
      tellGap();
      for await (const change of stream) {
        if (change.topic === GAP) tellGap();
        else batch.add(change);
      }
    } catch (error) {
      reportError(error);
    }
    if (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, RESTART_MS));
  }
}

function tellGap(): void {
  for (const listener of [...gapListeners]) listener();
}

/**
 * Collects what arrives within one frame, and tells what comes after a quiet frame at once. A timer, because a hidden window gets no
 * animation frames.
 */
class Batch {
  #changes: Change[] = [];
  #due = false;
  #toldAt = Number.NEGATIVE_INFINITY;

  add(change: Change): void {
    this.#changes.push(change);
    if (this.#due) return;
    this.#due = true;
    setTimeout(() => this.#flush(), Math.max(TOGETHER_MS, this.#toldAt + FRAME_MS - performance.now()));
  }

  #flush(): void {
    const changes = this.#changes;
    this.#changes = [];
    this.#due = false;
    this.#toldAt = performance.now();
    for (const listener of [...listeners]) listener(changes);
  }
}

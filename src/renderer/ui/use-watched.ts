import { useSyncExternalStore } from 'react';
import { engineClock, everySecond, everyTenSeconds } from './clock.ts';
import type { Watched } from './watched.ts';

export function useWatched<T>(watched: Watched<T>): T {
  return useSyncExternalStore(watched.watch, watched.get);
}

/** The engine's time in epoch milliseconds, anew on every beat. */
export function useEngineNow(beat: 'second' | 'ten-seconds'): number {
  const source = beat === 'second' ? everySecond : everyTenSeconds;
  useSyncExternalStore(source.watch, source.get);
  return engineClock.now();
}

import { countdown } from '../../ui/format.ts';
import { useEngineNow } from '../../ui/use-watched.ts';

/** The time left, such as “4:09”, and whether there is none. By the engine's clock, as all deadlines are. */
export function useCountdown(until: number): { readonly text: string; readonly over: boolean } {
  const left = until - useEngineNow('second');
  return { text: countdown(Math.max(0, left)), over: left <= 0 };
}

import type { QueryKey } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { queryClient } from '../../connection/api.ts';
import { listenToChanges } from '../../connection/changes.ts';

const TOPICS: ReadonlySet<string> = new Set(['decision', 'operation', 'verification_request', 'case', 'hold']);
/** Figures that change more often cannot be read. */
const AT_MOST_EVERY_MS = 3_000;
/** Time passes although nothing happens: what is due becomes overdue. */
const AT_LEAST_EVERY_MS = 30_000;

/** Reads a query again when what it counts changed, at most every three seconds however much happens. */
export function useFollowing(queryKey: QueryKey): void {
  const key = useRef(queryKey);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null;
    const read = () => {
      timer = null;
      void queryClient.invalidateQueries({ queryKey: key.current });
    };
    const silence = listenToChanges((changes) => {
      if (timer === null && changes.some(({ topic }) => TOPICS.has(topic))) timer = setTimeout(read, AT_MOST_EVERY_MS);
    });
    const beat = setInterval(read, AT_LEAST_EVERY_MS);
    return () => {
      silence();
      clearInterval(beat);
      if (timer !== null) clearTimeout(timer);
    };
  }, []);
}

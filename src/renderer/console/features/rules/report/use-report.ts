import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, skipToken, useQuery } from '@tanstack/react-query';
import type { PolicyKind } from '../../../../../shared/vocabulary/index.ts';
import { api, type Inputs, type Outputs } from '../../../connection/api.ts';
import type { Content, Issue } from '../policy.ts';

export type Report = Outputs['tuning']['backtest']['run'];
export type Subject = Inputs['tuning']['backtest']['run'];

const RUN_AFTER_MS = 60;
const KEPT_MS = 20_000;

/** What is replayed, a moment after the last key; a content with something missing is not. */
export function useSubject(kind: PolicyKind, content: Content, issues: readonly Issue[], from: number | null): Subject | null {
  const [typed] = useDebouncedValue(content, RUN_AFTER_MS);
  if (issues.length > 0) return null;
  return { kind, content: { ...typed }, ...(from === null ? {} : { from, refresh: true }) };
}

/** The report about a subject (RT-05). While the next one is on its way, and while there can be none, the last one stays. */
export function useReport(subject: Subject | null, everyMs: number | false) {
  return useQuery({
    ...api.tuning.backtest.run.queryOptions({ input: subject ?? skipToken }),
    placeholderData: keepPreviousData,
    gcTime: KEPT_MS,
    staleTime: KEPT_MS,
    refetchInterval: everyMs,
    retry: false,
  });
}

import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, skipToken, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { PolicyKind } from '../../../../../shared/vocabulary/index.ts';
import { api, type Inputs, type Outputs } from '../../../connection/api.ts';
import { type Content, type Contents, issuesOf } from '../policy.ts';

export type Report = Outputs['tuning']['backtest']['run'];
export type Subject = Inputs['tuning']['backtest']['run'];

const RUN_AFTER_MS = 60;
const KEPT_MS = 20_000;

/** What decides does not hang on words: a rule counts before it has a name and a reason, but not before it has a condition. */
function decisive(kind: PolicyKind, content: Content): Content {
  if (kind !== 'rules') return content;
  const { rules } = content as Contents['rules'];
  return {
    rules: rules
      .filter(({ when }) => when.trim() !== '')
      .map((rule) => ({ ...rule, name: rule.name || rule.id, reason: rule.reason || rule.id })),
  };
}

/** What is replayed, a moment after the last key; a content that could not decide is not. */
export function useSubject(kind: PolicyKind, content: Content, from: number | null, history: Subject['history']): Subject | null {
  const [typed] = useDebouncedValue(content, RUN_AFTER_MS);
  return useMemo(() => {
    const replayed = decisive(kind, typed);
    if (issuesOf(kind, replayed).length > 0) return null;
    const over = history === undefined ? {} : { history };
    return { kind, content: { ...replayed }, ...over, ...(from === null ? {} : { from, refresh: true }) };
  }, [kind, typed, from, history]);
}

/** The report about a subject (RT-05). While the next one is on its way, and while there can be none, the last one of the same history stays. */
export function useReport(subject: Subject | null, everyMs: number | false) {
  const [last, setLast] = useState<{ readonly report: Report; readonly history: Subject['history'] } | null>(null);
  const query = useQuery({
    ...api.tuning.backtest.run.queryOptions({ input: subject ?? skipToken }),
    placeholderData: keepPreviousData,
    gcTime: KEPT_MS,
    staleTime: KEPT_MS,
    refetchInterval: everyMs,
    retry: false,
  });
  const { data } = query;
  // A query that was refused has no data, not even of the one before: whatever stands below the report would vanish and come back.
  if (data !== undefined && !query.isPlaceholderData && data !== last?.report) setLast({ report: data, history: subject?.history });
  const kept = last !== null && (subject === null || last.history === subject.history) ? last.report : undefined;
  return { query, report: data ?? kept };
}

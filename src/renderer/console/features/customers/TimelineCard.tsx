import { Select } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AuditEntry } from '../../../../shared/contract/console/index.ts';
import type { AccountId } from '../../../../shared/vocabulary/index.ts';
import { Card, Nothing } from '../../../ui/Card.tsx';
import { Loading } from '../../../ui/Loading.tsx';
import { ErrorNotice } from '../../../ui/notices.tsx';
import { client } from '../../connection/api.ts';
import { actionArea, actionWords } from '../audit/audit-words.ts';
import classes from './CustomerView.module.css';
import { Timeline } from './Timeline.tsx';
import { joined, timelineAreas } from './timeline.ts';

const PAGE = 200;

interface TimelineCardProps {
  readonly accountId: AccountId;
  /** The newest entries, which follow the engine. */
  readonly newest: readonly AuditEntry[];
}

/** Everything that happened to this customer, newest first, as far back as somebody scrolls. */
export function TimelineCard({ accountId, newest }: TimelineCardProps) {
  const { t } = useTranslation();
  const [area, setArea] = useState<string | null>(null);
  const timeline = useInfiniteQuery({
    queryKey: ['customers', 'timeline', accountId, area],
    queryFn: ({ pageParam, signal }) =>
      client.customers.timeline(
        { id: accountId, limit: PAGE, ...(area === null ? {} : { area }), ...(pageParam === null ? {} : { cursor: pageParam }) },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    // Entries never change: comparing all of a long life with itself at every page would make each page slower than the one before.
    structuralSharing: false,
    meta: { live: 'own' },
  });
  const { data, fetchNextPage, isFetchingNextPage, hasNextPage, refetch } = timeline;
  const entries = useMemo(() => {
    const older = data?.pages.flatMap(({ items }) => items) ?? [];
    return joined(newest, older, (entry) => area === null || actionArea(entry.action) === area);
  }, [newest, data, area]);
  // More happened than the newest entries reach back: what is between is read too.
  const first = data?.pages[0]?.items[0];
  const missed = area === null && first !== undefined && newest.length > 0 && newest.every(({ at }) => at > first.at);
  useEffect(() => {
    if (missed) void refetch();
  }, [missed, refetch]);
  const more = useCallback(() => {
    if (!isFetchingNextPage) void fetchNextPage();
  }, [isFetchingNextPage, fetchNextPage]);
  return (
    <Card
      title={t('customers.detail.timeline')}
      className={classes.last}
      aside={
        <Select
          size="xs"
          w={190}
          aria-label={t('customers.detail.timelineFilter')}
          placeholder={t('customers.detail.timelineAll')}
          value={area}
          onChange={setArea}
          data={timelineAreas.map((value) => ({ value, label: actionWords(value) }))}
          clearable
          searchable
        />
      }
    >
      {timeline.isError && <ErrorNotice error={timeline.error} onRetry={() => void timeline.refetch()} />}
      {timeline.isPending && <Loading inLine />}
      {entries.length > 0 ? (
        <Timeline key={area ?? ''} label={t('customers.detail.timeline')} entries={entries} hasMore={hasNextPage} onMore={more} />
      ) : (
        !timeline.isPending && <Nothing>{t('customers.detail.noTimeline')}</Nothing>
      )}
    </Card>
  );
}

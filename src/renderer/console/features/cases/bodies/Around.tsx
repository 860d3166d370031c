import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { AuditEntry, CaseDetail } from '../../../../../shared/contract/console/index.ts';
import { locale } from '../../../../i18n/i18n.ts';
import { Card, Nothing } from '../../../../ui/Card.tsx';
import { duration } from '../../../../ui/format.ts';
import { ErrorNotice } from '../../../../ui/notices.tsx';
import { client } from '../../../connection/api.ts';
import { Timeline } from '../../customers/Timeline.tsx';
import classes from './bodies.module.css';

const AROUND_MS = 24 * 3_600_000;
const PAGE = 100;

/** What happened on the account shortly before and after a case was opened. */
export function Around({ case: shown }: { readonly case: CaseDetail }) {
  const { t } = useTranslation();
  const { accountId, createdAt } = shown;
  const timeline = useInfiniteQuery({
    queryKey: ['timeline', 'around', shown.id],
    queryFn: ({ pageParam, signal }) =>
      client.customers.timeline(
        {
          id: accountId,
          from: Math.max(0, createdAt - AROUND_MS),
          to: createdAt + AROUND_MS,
          limit: PAGE,
          ...(pageParam === null ? {} : { cursor: pageParam }),
        },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
  });
  const entries = timeline.data?.pages.flatMap(({ items }) => items);
  return (
    <Card
      title={t('caseBodies.suspicion.timeline')}
      aside={<span className={classes.soft}>{t('caseBodies.suspicion.around', { time: duration(AROUND_MS, locale()) })}</span>}
    >
      {timeline.isError && <ErrorNotice error={timeline.error} onRetry={() => void timeline.refetch()} />}
      {entries?.length === 0 && <Nothing>{t('customers.detail.noTimeline')}</Nothing>}
      {entries !== undefined && entries.length > 0 && (
        <Timeline
          label={t('caseBodies.suspicion.timeline')}
          entries={entries}
          hasMore={timeline.hasNextPage}
          onMore={() => void timeline.fetchNextPage()}
          isMarked={(entry: AuditEntry) => entry.subjectId === shown.id && entry.action === 'case.opened'}
        />
      )}
    </Card>
  );
}

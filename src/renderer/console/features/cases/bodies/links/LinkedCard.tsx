import { SegmentedControl } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Linked } from '../../../../../../shared/contract/console/index.ts';
import { Card, Nothing } from '../../../../../ui/Card.tsx';
import { ErrorNotice } from '../../../../../ui/notices.tsx';
import { LinkedGraph } from './LinkedGraph.tsx';
import { LinkedList } from './LinkedList.tsx';
import classes from './links.module.css';

interface LinkedCardProps {
  readonly query: UseQueryResult<Linked>;
  readonly className?: string | undefined;
}

/** Accounts that share something with one, as a graph or as a table that says the same. */
export function LinkedCard({ query, className }: LinkedCardProps) {
  const { t } = useTranslation();
  const [view, setView] = useState<'graph' | 'list'>('graph');
  const linked = query.data;
  const some = linked !== undefined && linked.links.length > 0;
  return (
    <Card
      title={t('caseBodies.links.title')}
      className={className}
      aside={
        some && (
          <SegmentedControl
            size="xs"
            aria-label={t('caseBodies.links.show')}
            value={view}
            onChange={setView}
            data={(['graph', 'list'] as const).map((value) => ({ value, label: t(`caseBodies.links.${value}`) }))}
          />
        )
      }
    >
      {query.isError && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
      {linked !== undefined && !some && <Nothing>{t('caseBodies.links.none')}</Nothing>}
      {some && (view === 'graph' ? <LinkedGraph linked={linked} /> : <LinkedList linked={linked} />)}
      {linked?.truncated === true && <p className={classes.soft}>{t('caseBodies.links.truncated')}</p>}
    </Card>
  );
}

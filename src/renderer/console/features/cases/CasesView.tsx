import { SegmentedControl, Select } from '@mantine/core';
import { IconInbox } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { CaseRow } from '../../../../shared/contract/console/index.ts';
import { type CaseKind, caseKinds } from '../../../../shared/vocabulary/index.ts';
import { locale } from '../../../i18n/i18n.ts';
import { FilterInput } from '../../../ui/FilterInput.tsx';
import { number } from '../../../ui/format.ts';
import type { DataGridHandle } from '../../../ui/grid/GridBody.tsx';
import { EmptyNotice } from '../../../ui/notices.tsx';
import { api, client } from '../../connection/api.ts';
import { LiveGrid } from '../../connection/LiveGrid.tsx';
import { useLiveList } from '../../connection/use-live-list.ts';
import { useMay } from '../../connection/use-me.ts';
import { BulkActions } from './BulkActions.tsx';
import classes from './cases.module.css';
import { caseColumns } from './columns.tsx';
import { inbox } from './queue.ts';
import { type CaseSearch, type CaseShow, caseShows } from './search.ts';

const PAGE = 100;
const rowId = (row: CaseRow) => row.id;
const ALL = 'all';

/** Everything that waits for a person, the most urgent first (CQ-01). */
export function CasesView() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { queue, list: show = 'open', account } = useSearch({ from: '/cases/' });
  const grid = useRef<DataGridHandle>(null);
  const mayBulk = useMay('cases.bulk');
  const columns = useMemo(() => caseColumns(t, show === 'closed'), [t, show]);

  const live = useLiveList<CaseRow>({
    key: ['cases', 'live', queue ?? null, show, account ?? null],
    fetchPage: (cursor, signal) =>
      client.cases.list(
        {
          show,
          limit: PAGE,
          ...(queue === undefined ? {} : { queue }),
          ...(account === undefined ? {} : { accountId: account }),
          ...(cursor === undefined ? {} : { cursor }),
        },
        signal ? { signal } : {},
      ),
    rowId,
    concerns: ({ topic }) => topic === 'case',
    fetchRow: (row) => client.cases.row({ id: row.id }),
    ranked: true,
  });
  const { rows } = live;
  useEffect(() => inbox.set(rows.map(rowId)), [rows]);

  const open = useCallback((row: CaseRow) => void navigate({ to: '/cases/$caseId', params: { caseId: row.id }, search: true }), [navigate]);
  const filter = (changed: CaseSearch) =>
    void navigate({ to: '/cases', search: (before: CaseSearch) => ({ ...before, ...changed }), replace: true });

  return (
    <LiveGrid
      list={live}
      grid={grid}
      title={t('cases.title')}
      name="cases"
      label={t('cases.list')}
      columns={columns}
      rowId={rowId}
      onOpen={open}
      addressOf={(row) => `/cases/${row.id}`}
      live
      isFaded={(row) => show !== 'closed' && (row.status === 'closed' || row.status === 'scheduled')}
      {...(mayBulk && show !== 'closed'
        ? { bulk: (chosen: readonly CaseRow[], clear: () => void) => <BulkActions chosen={chosen} onDone={clear} /> }
        : {})}
      filters={
        <>
          <QueueTabs chosen={queue} onChoose={(kind) => filter({ queue: kind })} />
          <Select
            size="xs"
            w={128}
            aria-label={t('cases.show')}
            value={show}
            allowDeselect={false}
            onChange={(value) => filter({ list: value === 'open' || value === null ? undefined : (value as CaseShow) })}
            data={caseShows.map((value) => ({ value, label: t(`cases.shows.${value}`) }))}
          />
          <FilterInput
            name={t('cases.ofCustomer')}
            value={account ?? ''}
            onChange={(value) => filter({ account: value === '' ? undefined : value })}
          />
        </>
      }
      empty={
        <EmptyNotice icon={IconInbox} title={t('cases.emptyTitle')}>
          {t(show === 'mine' ? 'cases.emptyMine' : show === 'watched' ? 'cases.emptyWatched' : 'cases.empty')}
        </EmptyNotice>
      }
    />
  );
}

/** The queues, each with how much waits there. */
function QueueTabs({
  chosen,
  onChoose,
}: {
  readonly chosen: CaseKind | undefined;
  readonly onChoose: (kind: CaseKind | undefined) => void;
}) {
  const { t } = useTranslation();
  const counts = useQuery(api.cases.counts.queryOptions());
  const of = (kind: CaseKind) => counts.data?.queues.find((each) => each.kind === kind);
  const total = counts.data?.queues.reduce((sum, each) => sum + each.open, 0);
  const label = (name: string, count: number | undefined) => (count === undefined ? name : `${name} ${number(count, locale())}`);
  return (
    <SegmentedControl
      className={classes.queues ?? ''}
      size="xs"
      aria-label={t('cases.queues')}
      value={chosen ?? ALL}
      onChange={(value) => onChoose(value === ALL ? undefined : (value as CaseKind))}
      data={[
        { value: ALL, label: label(t('cases.allQueues'), total) },
        ...caseKinds.map((kind) => ({ value: kind, label: label(t(`words.caseKind.${kind}`), of(kind)?.open) })),
      ]}
    />
  );
}

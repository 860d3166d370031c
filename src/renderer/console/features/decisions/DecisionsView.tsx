import { Button } from '@mantine/core';
import { IconGavel } from '@tabler/icons-react';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { DecisionRow } from '../../../../shared/contract/console/index.ts';
import { factorKinds, operationKinds, operationStatuses, outcomes, riskBands, stepStatuses } from '../../../../shared/vocabulary/index.ts';
import { engineClock } from '../../../ui/clock.ts';
import { FilterInput } from '../../../ui/FilterInput.tsx';
import { FilterMenu } from '../../../ui/FilterMenu.tsx';
import { FilterRange } from '../../../ui/FilterRange.tsx';
import { EmptyNotice } from '../../../ui/notices.tsx';
import { client } from '../../connection/api.ts';
import { LiveGrid } from '../../connection/LiveGrid.tsx';
import { useLiveList } from '../../connection/use-live-list.ts';
import { useRecordAside } from '../../connection/use-record-aside.ts';
import { ListWithPanel } from '../../shell/ListWithPanel.tsx';
import { StartHere } from '../../shell/StartHere.tsx';
import { decisionColumns } from './columns.tsx';
import { DecisionPanel } from './DecisionPanel.tsx';
import { type DecisionFilters, filtersOf, isFiltered, queryOf } from './filters.ts';

const PAGE = 100;
const rowId = (row: DecisionRow) => row.id;

/** Every decision there is, newest first; one of them explained beside the list. */
export function DecisionsView() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { decisionId = null } = useParams({ strict: false });
  const search = useSearch({ from: '/decisions' });
  const filters = useMemo(() => filtersOf(search), [search]);
  const columns = useMemo(() => decisionColumns(t), [t]);
  // A span begins when it was chosen: a list that slid along by itself would move under the eyes.
  const query = useMemo(() => queryOf(filters, engineClock.now()), [filters]);

  const list = useLiveList<DecisionRow>({
    key: ['decisions', 'live', query],
    fetchPage: (cursor, signal) =>
      client.decisions.list({ ...query, limit: PAGE, ...(cursor === undefined ? {} : { cursor }) }, signal ? { signal } : {}),
    rowId,
    rowKeys: (row) => [row.id, row.operationId],
    concerns: ({ topic }) => topic === 'decision' || topic === 'operation',
    fetchRow: async (row) => ({ ...row, status: (await client.decisions.get({ id: row.id })).operation.status }),
  });

  const go = useCallback(
    (id: string | null, replace: boolean) =>
      void (id === null
        ? navigate({ to: '/decisions', search: (before) => before })
        : navigate({ to: '/decisions/$decisionId', params: { decisionId: id }, search: (before) => before, replace })),
    [navigate],
  );
  const { close, aside } = useRecordAside({ openId: decisionId, rowId, go });

  return (
    <ListWithPanel panel={decisionId !== null && <DecisionPanel key={decisionId} id={decisionId} onClose={close} />}>
      <LiveGrid
        list={list}
        {...aside}
        title={t('decisions.title')}
        name="decisions"
        label={t('decisions.list')}
        columns={columns}
        addressOf={(row) => `/decisions/${row.id}`}
        live
        filters={<Filters filters={filters} />}
        empty={
          <EmptyNotice
            icon={IconGavel}
            title={isFiltered(filters) ? t('decisions.noMatchTitle') : t('decisions.emptyTitle')}
            action={!isFiltered(filters) && <StartHere />}
          >
            {isFiltered(filters) ? t('decisions.noMatch') : t('decisions.empty')}
          </EmptyNotice>
        }
      />
    </ListWithPanel>
  );
}

function Filters({ filters }: { readonly filters: DecisionFilters }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const set = (name: keyof DecisionFilters) => (value: string | readonly string[]) => {
    const text = typeof value === 'string' ? value : value.join(',');
    void navigate({ to: '.', search: (before) => ({ ...before, [name]: text === '' ? undefined : text }), replace: true });
  };
  return (
    <>
      <FilterMenu
        name={t('decisions.filter.outcome')}
        options={outcomes}
        chosen={filters.outcome}
        word={(value) => t(`words.outcome.${value}`)}
        onChange={set('outcome')}
      />
      <FilterMenu
        name={t('decisions.filter.kind')}
        options={operationKinds}
        chosen={filters.kind}
        word={(value) => t(`words.kind.${value}`)}
        onChange={set('kind')}
      />
      <FilterMenu
        name={t('decisions.filter.band')}
        options={riskBands}
        chosen={filters.band}
        word={(value) => t(`words.band.${value}`)}
        onChange={set('band')}
      />
      <FilterMenu
        name={t('decisions.filter.status')}
        options={operationStatuses}
        chosen={filters.status}
        word={(value) => t(`words.operationStatus.${value}`)}
        onChange={set('status')}
      />
      <FilterMenu
        name={t('decisions.filter.factor')}
        options={factorKinds}
        chosen={filters.factor}
        word={(value) => t(`words.factor.${value}`)}
        onChange={set('factor')}
      />
      {filters.stepStatus.length > 0 && (
        <FilterMenu
          name={t('decisions.filter.stepStatus')}
          options={stepStatuses}
          chosen={filters.stepStatus}
          word={(value) => t(`words.stepStatus.${value}`)}
          onChange={set('stepStatus')}
        />
      )}
      <FilterInput
        name={t('decisions.filter.account')}
        placeholder={t('decisions.filterHint.account')}
        value={filters.account}
        onChange={set('account')}
      />
      <FilterInput
        name={t('decisions.filter.rule')}
        placeholder={t('decisions.filterHint.rule')}
        value={filters.rule}
        onChange={set('rule')}
      />
      <FilterRange name={t('decisions.filter.time')} value={filters.time} onChange={set('time')} />
      {isFiltered(filters) && (
        <Button size="compact-sm" variant="subtle" color="gray" onClick={() => void navigate({ to: '.', search: {}, replace: true })}>
          {t('ui.filter.clear')}
        </Button>
      )}
    </>
  );
}

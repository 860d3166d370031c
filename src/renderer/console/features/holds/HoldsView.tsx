import { SegmentedControl } from '@mantine/core';
import { IconHourglass } from '@tabler/icons-react';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { HoldRow } from '../../../../shared/contract/console/recovery.ts';
import { holdCauses, holdShows } from '../../../../shared/vocabulary/index.ts';
import { FilterMenu } from '../../../ui/FilterMenu.tsx';
import { EmptyNotice } from '../../../ui/notices.tsx';
import { client } from '../../connection/api.ts';
import { LiveGrid } from '../../connection/LiveGrid.tsx';
import { useLiveList } from '../../connection/use-live-list.ts';
import { useRecordAside } from '../../connection/use-record-aside.ts';
import { ListWithPanel } from '../../shell/ListWithPanel.tsx';
import { holdColumns } from './columns.tsx';
import { HoldPanel } from './HoldPanel.tsx';
import type { HoldSearch } from './search.ts';

const PAGE = 100;
const rowId = (row: HoldRow) => row.id;

/** Withdrawal holds of all customers, the next to end first; one of them beside the list, where two people may lift it. */
export function HoldsView() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { holdId = null } = useParams({ strict: false });
  const { stand: show = 'running', cause } = useSearch({ from: '/holds' });
  const columns = useMemo(() => holdColumns(t), [t]);

  const list = useLiveList<HoldRow>({
    key: ['holds', 'live', show, cause ?? null],
    fetchPage: (cursor, signal) =>
      client.holds.list(
        { show, limit: PAGE, ...(cause === undefined ? {} : { cause }), ...(cursor === undefined ? {} : { cursor }) },
        signal ? { signal } : {},
      ),
    rowId,
    concerns: ({ topic }) => topic === 'hold',
    fetchRow: (row) => client.holds.get({ id: row.id }),
    ranked: true,
  });

  const go = useCallback(
    (id: string | null, replace: boolean) =>
      void (id === null
        ? navigate({ to: '/holds', search: (before) => before })
        : navigate({ to: '/holds/$holdId', params: { holdId: id }, search: (before) => before, replace })),
    [navigate],
  );
  const { close, aside } = useRecordAside({ openId: holdId, rowId, go });
  const filter = (changed: HoldSearch) => void navigate({ to: '/holds', search: (before) => ({ ...before, ...changed }), replace: true });

  return (
    <ListWithPanel panel={holdId !== null && <HoldPanel key={holdId} id={holdId} onClose={close} />}>
      <LiveGrid
        list={list}
        {...aside}
        title={t('holds.title')}
        name="holds"
        label={t('holds.title')}
        columns={columns}
        addressOf={(row) => `/holds/${row.id}`}
        live
        isFaded={(row) => row.status === 'ended'}
        filters={
          <>
            <SegmentedControl
              size="xs"
              aria-label={t('holds.show')}
              value={show}
              onChange={(value) => filter({ stand: value })}
              data={holdShows.map((value) => ({ value, label: t(`holds.shows.${value}`) }))}
            />
            <FilterMenu
              name={t('holds.column.cause')}
              options={holdCauses}
              chosen={cause === undefined ? [] : [cause]}
              word={(value) => t(`words.holdCause.${value}`)}
              onChange={(chosen) => filter({ cause: chosen.at(-1) })}
            />
          </>
        }
        empty={
          <EmptyNotice icon={IconHourglass} title={t(`holds.empty.${show}`)}>
            {t('holds.empty.text')}
          </EmptyNotice>
        }
      />
    </ListWithPanel>
  );
}

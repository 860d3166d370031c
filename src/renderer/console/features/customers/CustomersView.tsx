import { useDebouncedValue } from '@mantine/hooks';
import { IconUsers } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CustomerRow } from '../../../../shared/contract/console/index.ts';
import { FilterText } from '../../../ui/FilterText.tsx';
import type { DataGridHandle } from '../../../ui/grid/GridBody.tsx';
import { EmptyNotice } from '../../../ui/notices.tsx';
import { client } from '../../connection/api.ts';
import { LiveGrid } from '../../connection/LiveGrid.tsx';
import { useLiveList } from '../../connection/use-live-list.ts';
import { StartHere } from '../../shell/StartHere.tsx';
import { accountInAddress } from './address.ts';
import { customerColumns } from './columns.tsx';

/** A search takes the engine a few milliseconds, so that a long pause would be most of what a person waits. */
const SEARCH_AFTER_MS = 30;
const PAGE = 100;
const TOPICS = new Set(['account', 'hold', 'factor']);

const rowId = (row: CustomerRow) => row.id;

/** Finds a customer as one types. */
export function CustomersView() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { q = '' } = useSearch({ from: '/customers' });
  const [text, setText] = useState(q);
  const [searched] = useDebouncedValue(text.trim(), SEARCH_AFTER_MS, { leading: true });
  const grid = useRef<DataGridHandle>(null);
  const columns = useMemo(() => customerColumns(t), [t]);

  useEffect(() => {
    if (searched === q) return;
    void navigate({ to: '/customers', search: searched === '' ? {} : { q: searched }, replace: true });
  }, [searched, q, navigate]);

  const list = useLiveList<CustomerRow>({
    key: ['customers', 'live', searched],
    fetchPage: (cursor, signal) =>
      client.customers.search({ text: searched, limit: PAGE, ...(cursor === undefined ? {} : { cursor }) }, signal ? { signal } : {}),
    rowId,
    concerns: (change) => TOPICS.has(change.topic),
    fetchRow: async (row) => (await client.customers.get({ id: row.id })).customer,
    takesNew: false,
  });

  const open = useCallback((row: CustomerRow) => void navigate({ to: '/customers/$accountId', params: { accountId: row.id } }), [navigate]);

  return (
    <LiveGrid
      list={list}
      grid={grid}
      title={t('customers.title')}
      name="customers"
      label={t('customers.list')}
      columns={columns}
      rowId={rowId}
      onOpen={open}
      addressOf={(row) => `/customers/${encodeURIComponent(accountInAddress(row.id))}`}
      live
      filters={
        <FilterText
          label={t('customers.search')}
          placeholder={t('customers.placeholder')}
          value={text}
          onChange={setText}
          onLeave={(to) => grid.current?.enter(to)}
          settled={list.settled && searched === text.trim()}
        />
      }
      empty={
        <EmptyNotice
          icon={IconUsers}
          title={searched === '' ? t('customers.emptyTitle') : t('customers.noMatchTitle')}
          action={searched === '' && <StartHere />}
        >
          {searched === '' ? t('customers.empty') : t('customers.noMatch', { text: searched })}
        </EmptyNotice>
      }
    />
  );
}

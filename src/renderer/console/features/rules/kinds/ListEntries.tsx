import { ActionIcon, TextInput } from '@mantine/core';
import { IconSearch, IconTrash } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Nothing } from '../../../../ui/Card.tsx';
import type { GridColumn } from '../../../../ui/grid/columns.ts';
import { DataGrid } from '../../../../ui/grid/DataGrid.tsx';
import { MiniTable } from '../../../../ui/MiniTable.tsx';
import { Moment } from '../../../../ui/Moment.tsx';
import type { RiskList } from '../policy.ts';
import classes from './kinds.module.css';

type Entry = RiskList['entries'][number];

/** So many stand one under the other; more are searched and scrolled. */
const FEW = 20;

interface ListEntriesProps {
  readonly list: RiskList;
  /** Null where nothing can be changed. */
  readonly onRemove: ((value: string) => void) | null;
}

/** What stands in a list, however much it is. */
export function ListEntries({ list, onRemove }: ListEntriesProps) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const wanted = text.trim().toLowerCase();
  const rows = useMemo(
    () => list.entries.filter(({ value, note }) => `${value} ${note}`.toLowerCase().includes(wanted)),
    [list.entries, wanted],
  );
  const remove = (value: string) => (
    <ActionIcon size="sm" aria-label={t('rules.lists.removeEntry', { value })} onClick={() => onRemove?.(value)}>
      <IconTrash size={14} aria-hidden />
    </ActionIcon>
  );
  const end = ({ expiresAt }: Entry) => (expiresAt === null ? t('rules.lists.never') : <Moment at={expiresAt} />);
  if (list.entries.length <= FEW) {
    return (
      <MiniTable
        label={list.name}
        rows={list.entries}
        rowId={({ value }) => value}
        columns={[
          { name: t('rules.lists.value'), cell: ({ value }) => <code>{value}</code> },
          { name: t('rules.lists.note'), wide: true, cell: (entry) => entry.note },
          { name: t('rules.lists.expires'), cell: end },
          ...(onRemove === null ? [] : [{ name: t('rules.lists.removing'), cell: ({ value }: Entry) => remove(value) }]),
        ]}
      />
    );
  }
  const columns: readonly GridColumn<Entry>[] = [
    {
      id: 'value',
      header: t('rules.lists.value'),
      width: 200,
      grow: 1,
      always: true,
      cell: ({ value }) => <code>{value}</code>,
      text: ({ value }) => value,
      sort: ({ value }) => value,
    },
    { id: 'note', header: t('rules.lists.note'), width: 160, grow: 1, cell: ({ note }) => note, text: ({ note }) => note },
    {
      id: 'expires',
      header: t('rules.lists.expires'),
      width: 130,
      cell: end,
      text: ({ expiresAt }) => (expiresAt === null ? '' : new Date(expiresAt).toISOString()),
      sort: ({ expiresAt }) => expiresAt ?? Number.MAX_SAFE_INTEGER,
    },
    ...(onRemove === null
      ? []
      : [{ id: 'remove', header: t('rules.lists.removing'), width: 90, cell: ({ value }: Entry) => remove(value), text: () => '' }]),
  ];
  return (
    <div className={classes.entries}>
      <DataGrid
        name={`list-${list.id}`}
        label={list.name}
        columns={columns}
        rows={rows}
        rowId={({ value }) => value}
        loading={false}
        empty={<Nothing>{t('rules.lists.noneFound')}</Nothing>}
        filters={
          <TextInput
            size="xs"
            w={240}
            type="search"
            aria-label={t('rules.lists.find')}
            placeholder={t('rules.lists.find')}
            leftSection={<IconSearch size={14} aria-hidden />}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        }
      />
    </div>
  );
}

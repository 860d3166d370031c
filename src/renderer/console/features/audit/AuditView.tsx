import { Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconHistory } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AuditEntry } from '../../../../shared/contract/console/index.ts';
import { engineClock } from '../../../ui/clock.ts';
import { FilterInput } from '../../../ui/FilterInput.tsx';
import { FilterRange } from '../../../ui/FilterRange.tsx';
import { FilterText } from '../../../ui/FilterText.tsx';
import type { DataGridHandle } from '../../../ui/grid/GridBody.tsx';
import { EmptyNotice } from '../../../ui/notices.tsx';
import { client } from '../../connection/api.ts';
import { LiveGrid } from '../../connection/LiveGrid.tsx';
import { useLiveList } from '../../connection/use-live-list.ts';
import { useMay } from '../../connection/use-me.ts';
import { ListWithPanel } from '../../shell/ListWithPanel.tsx';
import { AuditPanel } from './AuditPanel.tsx';
import { auditColumns } from './columns.tsx';
import { ExportButton, ExportStrip } from './Export.tsx';
import { type AuditSearch, auditQuery } from './filters.ts';
import { VerificationStrip, VerifyButton } from './Verification.tsx';

const PAGE = 100;
const SEARCH_AFTER_MS = 150;
const rowId = (row: AuditEntry) => `${row.chain}:${row.seq}`;

/** Who did what, when and why; and whether the trail is whole. */
export function AuditView() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const search = useSearch({ from: '/audit' });
  const { q = '', actor, action, account, time, entry = null } = search;
  const query = useMemo(() => auditQuery({ q, actor, action, account, time }, engineClock.now()), [q, actor, action, account, time]);
  const grid = useRef<DataGridHandle>(null);
  const columns = useMemo(() => auditColumns(t), [t]);
  const mayVerify = useMay('audit.verify');
  const mayExport = useMay('audit.export');

  const list = useLiveList<AuditEntry>({
    key: ['audit', 'live', query],
    fetchPage: (cursor, signal) =>
      client.audit.list({ ...query, limit: PAGE, ...(cursor === undefined ? {} : { cursor }) }, signal ? { signal } : {}),
    rowId,
    // Every change leaves an entry, so every notice may mean a new one.
    concerns: () => true,
  });

  const set = useCallback(
    (changed: AuditSearch) => void navigate({ to: '/audit', search: (before) => ({ ...before, ...changed }), replace: true }),
    [navigate],
  );
  const open = useCallback((row: AuditEntry) => set({ entry: rowId(row) }), [set]);
  const opened = entry === null ? undefined : list.rows.find((row) => rowId(row) === entry);
  const filtered = Object.keys(query).length > 0;

  return (
    <>
      <VerificationStrip />
      <ExportStrip />
      <ListWithPanel
        panel={
          opened && (
            <AuditPanel
              key={entry}
              entry={opened}
              onClose={() => {
                set({ entry: undefined });
                grid.current?.focus();
              }}
            />
          )
        }
      >
        <LiveGrid
          list={list}
          grid={grid}
          title={t('audit.title')}
          actions={
            <>
              {mayVerify && <VerifyButton />}
              {mayExport && <ExportButton filter={query} />}
            </>
          }
          name="audit"
          label={t('audit.list')}
          columns={columns}
          rowId={rowId}
          onOpen={open}
          onMove={(row) => entry !== null && open(row)}
          openId={opened === undefined ? null : entry}
          filters={
            <>
              <SearchField
                text={q}
                onChange={(text) => set({ q: text === '' ? undefined : text })}
                onLeave={(to) => grid.current?.enter(to)}
                settled={list.settled}
              />
              <FilterInput
                name={t('audit.filter.actor')}
                placeholder={t('audit.filterHint.actor')}
                value={actor ?? ''}
                onChange={(value) => set({ actor: value === '' ? undefined : value })}
              />
              <FilterInput
                name={t('audit.filter.action')}
                placeholder={t('audit.filterHint.action')}
                value={action ?? ''}
                onChange={(value) => set({ action: value === '' ? undefined : value })}
              />
              <FilterInput
                name={t('audit.filter.account')}
                placeholder={t('audit.filterHint.account')}
                value={account ?? ''}
                onChange={(value) => set({ account: value === '' ? undefined : value })}
              />
              <FilterRange
                name={t('audit.filter.time')}
                value={time ?? ''}
                onChange={(value) => set({ time: value === '' ? undefined : value })}
              />
              {filtered && (
                <Button
                  size="compact-sm"
                  variant="subtle"
                  color="gray"
                  onClick={() => void navigate({ to: '/audit', search: {}, replace: true })}
                >
                  {t('ui.filter.clear')}
                </Button>
              )}
            </>
          }
          empty={
            <EmptyNotice icon={IconHistory} title={filtered ? t('audit.noMatchTitle') : t('audit.emptyTitle')}>
              {filtered ? t('audit.noMatch') : t('audit.empty')}
            </EmptyNotice>
          }
        />
      </ListWithPanel>
    </>
  );
}

interface SearchFieldProps {
  readonly text: string;
  readonly onChange: (text: string) => void;
  readonly onLeave: (to: 'first' | 'back') => void;
  /** What was found for `text` is there. */
  readonly settled: boolean;
}

/** Keeps what is typed to itself until a pause, so that typing stays smooth. */
function SearchField({ text, onChange, onLeave, settled }: SearchFieldProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(text);
  const [searched] = useDebouncedValue(typed.trim(), SEARCH_AFTER_MS);
  const [known, setKnown] = useState(text);
  if (known !== text) {
    setKnown(text);
    setTyped(text);
  }
  useEffect(() => {
    if (searched !== text && searched === typed.trim()) onChange(searched);
  }, [searched, text, typed, onChange]);
  return (
    <FilterText
      label={t('audit.search')}
      placeholder={t('audit.placeholder')}
      value={typed}
      onChange={setTyped}
      onLeave={onLeave}
      settled={settled && typed.trim() === text}
      width={240}
    />
  );
}

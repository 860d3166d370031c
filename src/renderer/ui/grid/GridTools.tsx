import { Button, Menu, Tooltip } from '@mantine/core';
import { IconArrowUp, IconColumns3, IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { locale } from '../../i18n/i18n.ts';
import { toCsv } from '../csv.ts';
import { number } from '../format.ts';
import { useLongOffline } from '../offline.ts';
import { saveFile } from '../save-file.ts';
import type { GridColumn } from './columns.ts';
import classes from './DataGrid.module.css';
import { ToolButton } from './ToolButton.tsx';
import type { GridTable } from './use-grid-table.ts';
import { ViewsMenu } from './ViewsMenu.tsx';

interface GridToolsProps<Row extends object> {
  readonly table: GridTable<Row>;
  readonly name: string;
  readonly columns: readonly GridColumn<Row>[];
  readonly hasMore: boolean;
  readonly loading: boolean;
  readonly waiting: { readonly count: number; readonly more: boolean; readonly show: () => void } | null;
}

/** How many rows there are, what waits, and what can be done with all of them. */
export function GridTools<Row extends object>({ table, name, columns, hasMore, loading, waiting }: GridToolsProps<Row>) {
  const { t } = useTranslation();
  const away = useLongOffline();
  const { ordered, rowId, visible, visibility, selection, selectedCount } = table;
  const rows = number(ordered.length, locale());

  const save = () => {
    const chosen = selectedCount > 0 ? ordered.filter((row) => selection[rowId(row)] === true) : ordered;
    const csv = toCsv(
      visible.map((column) => column.header),
      chosen.map((row) => visible.map((column) => column.text(row))),
    );
    // The mark at the beginning tells spreadsheets that the text is UTF-8.
    saveFile(`${name}.csv`, ['\uFEFF', csv], 'text/csv;charset=utf-8');
  };

  return (
    <div className={classes.tools}>
      <span className={classes.live} aria-live="polite">
        {waiting !== null && waiting.count > 0 && (
          <Button
            size="compact-xs"
            radius="xl"
            onClick={waiting.show}
            leftSection={<IconArrowUp size={13} aria-hidden />}
            title={t('ui.grid.showNew')}
          >
            {waiting.more ? t('ui.grid.newRowsMany', { count: waiting.count }) : t('ui.grid.newRows', { count: waiting.count })}
          </Button>
        )}
      </span>
      {selectedCount > 0 ? (
        <Button size="compact-xs" variant="light" onClick={table.clearSelection} title={t('ui.grid.clearSelection')}>
          {t('ui.grid.selected', { count: selectedCount })}
        </Button>
      ) : (
        <span className={classes.count}>
          {loading ? !away && t('ui.loading') : hasMore ? t('ui.grid.rowsMore', { rows }) : t('ui.grid.rows', { count: ordered.length })}
        </span>
      )}
      <ViewsMenu name={name} table={table} />
      <Menu position="bottom-end">
        <Menu.Target>
          <ToolButton label={t('ui.grid.columns')} icon={IconColumns3} title={t('ui.grid.columns')} />
        </Menu.Target>
        <Menu.Dropdown>
          {columns
            .filter((column) => column.always !== true)
            .map((column) => (
              <Menu.CheckboxItem
                key={column.id}
                checked={visibility[column.id] !== false}
                onChange={(shown) => table.showColumn(column.id, shown)}
              >
                {column.header}
              </Menu.CheckboxItem>
            ))}
          <Menu.Divider />
          <Menu.Item onClick={table.resetColumns}>{t('ui.grid.resetColumns')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Tooltip label={t('ui.grid.csvHint', { rows: selectedCount > 0 ? number(selectedCount, locale()) : rows })}>
        <ToolButton label={t('ui.grid.csv')} icon={IconDownload} onClick={save} disabled={ordered.length === 0} />
      </Tooltip>
    </div>
  );
}

import { useElementSize } from '@mantine/hooks';
import { type ReactNode, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { NotLoaded } from '../Loading.tsx';
import { ErrorNotice } from '../notices.tsx';
import { useLongOffline } from '../offline.ts';
import { PageHeader } from '../PageHeader.tsx';
import { useShortcut } from '../shortcuts.ts';
import { BulkBar } from './BulkBar.tsx';
import { CHECKBOX_TRACK, fitColumns, type GridColumn } from './columns.ts';
import classes from './DataGrid.module.css';
import { GridBody, type GridRowsProps } from './GridBody.tsx';
import { GridTools } from './GridTools.tsx';
import { useGridTable } from './use-grid-table.ts';

export interface DataGridProps<Row extends object> extends GridRowsProps<Row> {
  /** The heading over the grid, and of the page; left out where the page has one already. */
  readonly title?: string;
  /** What can be done beside what every grid offers. */
  readonly actions?: ReactNode;
  /** Under which a person's choice of columns is kept, and what the CSV file is called. */
  readonly name: string;
  /** Keep it stable: a new list makes every cell anew. */
  readonly columns: readonly GridColumn<Row>[];
  readonly rows: readonly Row[];
  readonly rowId: (row: Row) => string;
  readonly error?: unknown;
  readonly onRetry?: () => void;
  /** Shown instead of rows when there are none. */
  readonly empty: ReactNode;
  /** Rows that wait until the person asks for them. */
  readonly waiting?: { readonly count: number; readonly more: boolean; readonly show: () => void } | null;
  readonly filters?: ReactNode;
  /** What can be done with the chosen rows, in a bar of its own while there are any; with it the head chooses all loaded rows. */
  readonly bulk?: (chosen: readonly Row[], clear: () => void) => ReactNode;
}

const SCROLLBAR = 15;

/** A grid of any number of rows, of which only those in sight exist; moved through by keyboard as well as by mouse. */
export function DataGrid<Row extends object>(props: DataGridProps<Row>) {
  const { name, columns, rows, rowId, error, onRetry, empty, title, actions, waiting = null, filters, bulk, ...ofRows } = props;
  const { loading, hasMore = false } = ofRows;
  const { t } = useTranslation();
  const away = useLongOffline();
  const filterGroup = useRef<HTMLFieldSetElement>(null);
  const table = useGridTable({ name, columns, rows, rowId });
  const { ref: root, width } = useElementSize();
  // Before it has been measured all columns show.
  const visible = useMemo(
    () => (width === 0 ? table.visible : fitColumns(table.visible, width - CHECKBOX_TRACK - SCROLLBAR)),
    [table.visible, width],
  );

  const filter = () => {
    const found = firstFilter(filterGroup.current);
    found?.focus();
    if (found instanceof HTMLInputElement) found.select();
  };
  useShortcut({ keys: '/', label: t('shell.keys.filter'), group: 'list', run: filter }, filters !== undefined);

  const notice = (): ReactNode => {
    if (rows.length > 0) return null;
    if (error !== undefined && error !== null)
      return <ErrorNotice error={error} title={t('ui.error.loadTitle')} {...(onRetry ? { onRetry } : {})} />;
    if (loading) return away ? <NotLoaded /> : null;
    return empty ?? false;
  };
  const filterFields = (
    <fieldset ref={filterGroup} className={classes.filterGroup} aria-label={t('ui.filter.group')}>
      {filters}
    </fieldset>
  );
  const tools = (
    <>
      <GridTools table={table} name={name} columns={columns} hasMore={hasMore} loading={loading} waiting={waiting} />
      {actions}
    </>
  );

  return (
    <div ref={root} className={classes.root}>
      {title === undefined ? (
        <div className={classes.filters}>
          {filterFields}
          <span className={classes.gap} />
          {tools}
        </div>
      ) : (
        <>
          <PageHeader title={title} actions={tools} />
          {filters !== undefined && <div className={classes.filters}>{filterFields}</div>}
        </>
      )}
      {bulk !== undefined && table.selectedCount > 0 && (
        <BulkBar count={table.selectedCount} onClear={table.clearSelection}>
          {bulk(
            table.ordered.filter((row) => table.selection[rowId(row)] === true),
            table.clearSelection,
          )}
        </BulkBar>
      )}
      <GridBody {...ofRows} name={name} table={table} columns={visible} choosesAll={bulk !== undefined} notice={notice()} />
    </div>
  );
}

/** The search where there is one, else the first filter. */
function firstFilter(group: HTMLFieldSetElement | null): HTMLElement | null {
  return (
    group?.querySelector<HTMLElement>('input[type="search"]') ??
    group?.querySelector<HTMLElement>('input:checked, input:not([type="radio"]), button:not(:disabled)') ??
    null
  );
}

import {
  columnVisibilityFeature,
  createColumnHelper,
  createSortedRowModel,
  type RowSelectionState,
  rowSelectionFeature,
  rowSortingFeature,
  type SortingState,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { useCallback, useMemo, useState } from 'react';
import { readPreference, writePreference } from '../preferences.ts';
import { fitVisibility, type GridColumn, usualVisibility, type Visibility } from './columns.ts';
import { compareValues } from './order.ts';
import { createKeptRowModel } from './row-model.ts';
import type { ViewContent } from './saved-views.ts';

const features = tableFeatures({
  columnVisibilityFeature,
  rowSelectionFeature,
  rowSortingFeature,
  coreRowModel: createKeptRowModel(),
  sortedRowModel: createSortedRowModel(),
  sortFns: {},
});

export interface GridTableOptions<Row extends object> {
  /** Under which the choice of columns is kept. */
  readonly name: string;
  readonly columns: readonly GridColumn<Row>[];
  readonly rows: readonly Row[];
  readonly rowId: (row: Row) => string;
}

/** Order, choice of columns and selection of a grid. */
export function useGridTable<Row extends object>({ name, columns, rows, rowId }: GridTableOptions<Row>) {
  const preference = `columns.${name}`;
  const [visibility, setVisibility] = useState<Visibility>(() =>
    fitVisibility(
      columns,
      readPreference(preference, (value) => value),
    ),
  );
  const [sorting, setSorting] = useState<SortingState>([]);
  const [selection, setSelection] = useState<RowSelectionState>({});

  const definitions = useMemo(() => {
    const helper = createColumnHelper<typeof features, Row>();
    return columns.map((column) =>
      helper.accessor((row: Row): unknown => (column.sort ?? column.text)(row), {
        id: column.id,
        header: column.header,
        enableSorting: column.sort !== undefined,
        sortFn: (a, b, id) => compareValues(a.getValue(id), b.getValue(id)),
      }),
    );
  }, [columns]);

  const table = useTable({
    features,
    columns: definitions,
    data: rows,
    getRowId: rowId,
    enableMultiSort: false,
    enableSubRowSelection: false,
    state: { sorting, columnVisibility: visibility, rowSelection: selection },
    onSortingChange: setSorting,
    onColumnVisibilityChange: setVisibility,
    onRowSelectionChange: setSelection,
  });

  const model = table.getRowModel().rows;
  const ordered = useMemo(() => model.map(({ original }) => original), [model]);
  const visible = useMemo(() => columns.filter(({ id }) => visibility[id] !== false), [columns, visibility]);
  const selectedCount = useMemo(() => Object.keys(selection).length, [selection]);
  const toggleSelected = useCallback(
    (id: string) => setSelection(({ [id]: was, ...others }) => (was === true ? others : { ...others, [id]: true })),
    [],
  );
  const clearSelection = useCallback(() => setSelection({}), []);

  // The same object until something in it changes: what is drawn from it is not drawn again at every step of the scroll bar.
  return useMemo(() => {
    const choose = (next: Visibility) => {
      setVisibility(next);
      writePreference(preference, next);
    };
    return {
      /** The rows as they are shown. */
      ordered,
      rowId,
      visible,
      visibility,
      showColumn: (id: string, shown: boolean) => choose({ ...visibility, [id]: shown }),
      resetColumns: () => choose(usualVisibility(columns)),
      sorting: sorting[0] ?? null,
      /** Ascending, descending, then back to the server's order. */
      sortBy: (id: string) =>
        setSorting((before) => {
          const current = before[0];
          if (current?.id !== id) return [{ id, desc: false }];
          return current.desc ? [] : [{ id, desc: true }];
        }),
      selection,
      selectedCount,
      toggleSelected,
      clearSelection,
      /** Shows a saved view's columns, as far as there are such columns now, in its order. */
      apply: ({ columns: saved, sort }: Pick<ViewContent, 'columns' | 'sort'>) => {
        choose(fitVisibility(columns, saved));
        setSorting(sort !== null && columns.some((column) => column.id === sort.id && column.sort !== undefined) ? [sort] : []);
      },
      selectAll: () => setSelection(Object.fromEntries(ordered.map((row) => [rowId(row), true]))),
    };
  }, [ordered, rowId, visible, visibility, columns, preference, sorting, selection, selectedCount, toggleSelected, clearSelection]);
}

export type GridTable<Row extends object> = ReturnType<typeof useGridTable<Row>>;

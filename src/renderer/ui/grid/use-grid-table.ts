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
import type { ViewContent } from './saved-views.ts';

const features = tableFeatures({
  columnVisibilityFeature,
  rowSelectionFeature,
  rowSortingFeature,
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
        sortFn: (a, b, id) => compare(a.getValue(id), b.getValue(id)),
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

  const visible = useMemo(() => columns.filter(({ id }) => visibility[id] !== false), [columns, visibility]);
  const toggleSelected = useCallback(
    (id: string) => setSelection(({ [id]: was, ...others }) => (was === true ? others : { ...others, [id]: true })),
    [],
  );

  return {
    ordered: table.getRowModel().rows,
    visible,
    visibility,
    showColumn: (id: string, shown: boolean) => {
      const next = { ...visibility, [id]: shown };
      setVisibility(next);
      writePreference(preference, next);
    },
    resetColumns: () => {
      const next = usualVisibility(columns);
      setVisibility(next);
      writePreference(preference, next);
    },
    sorting: sorting[0] ?? null,
    /** Ascending, descending, then back to the server's order. */
    sortBy: (id: string) =>
      setSorting((before) => {
        const current = before[0];
        if (current?.id !== id) return [{ id, desc: false }];
        return current.desc ? [] : [{ id, desc: true }];
      }),
    selection,
    selectedCount: Object.values(selection).filter(Boolean).length,
    toggleSelected,
    clearSelection: () => setSelection({}),
    /** Shows a saved view's columns, as far as there are such columns now, in its order. */
    apply: ({ columns: saved, sort }: Pick<ViewContent, 'columns' | 'sort'>) => {
      const next = fitVisibility(columns, saved);
      setVisibility(next);
      writePreference(preference, next);
      setSorting(sort !== null && columns.some((column) => column.id === sort.id && column.sort !== undefined) ? [sort] : []);
    },
    selectAll: () => setSelection(Object.fromEntries(table.getRowModel().rows.map((row) => [row.id, true]))),
  };
}

export type GridTable<Row extends object> = ReturnType<typeof useGridTable<Row>>;

function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a).localeCompare(String(b));
}

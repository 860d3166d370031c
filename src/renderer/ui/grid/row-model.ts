import { constructRow, type Row, type RowData, type RowModel, type Table, type TableFeatures } from '@tanstack/react-table';

/** A table's rows before they are put in order. */
type CoreRowModel<F extends TableFeatures, D extends RowData> = RowModel<F, D>;

/**
 * The rows of a table by its data. A row is kept for as long as what it shows is the same object, so that a list which is read on, or whose
 * first row is new, makes rows for what is new only; the library's own model makes all of them anew, and a list of a hundred thousand rows is
 * read on a thousand times.
 */
export function createKeptRowModel<F extends TableFeatures, D extends RowData>() {
  return (table: Table<F, D>): (() => CoreRowModel<F, D>) => {
    let data: readonly D[] | undefined;
    let model: CoreRowModel<F, D> = { rows: [], flatRows: [], rowsById: {} };
    return () => {
      if (table.options.data !== data) {
        data = table.options.data;
        model = nextModel(table, model, data);
      }
      return model;
    };
  };
}

function nextModel<F extends TableFeatures, D extends RowData>(
  table: Table<F, D>,
  before: CoreRowModel<F, D>,
  data: readonly D[],
): CoreRowModel<F, D> {
  let same = 0;
  while (same < data.length && before.rows[same]?.original === data[same]) same += 1;
  const rows = before.rows.slice(0, same);
  const grown = same === before.rows.length;
  const rowsById: Record<string, Row<F, D>> = grown ? before.rowsById : {};
  if (!grown) for (const row of rows) rowsById[row.id] = row;
  for (let index = same; index < data.length; index += 1) {
    const original = data[index] as D;
    const id = table.getRowId(original, index);
    const known = before.rowsById[id];
    const row = known?.original === original ? known : constructRow(table, id, original, index, 0);
    row.index = index;
    rowsById[id] = row;
    rows.push(row);
  }
  return { rows, flatRows: rows, rowsById };
}

import type { ReactNode } from 'react';
import classes from './MiniTable.module.css';

export interface MiniColumn<Row> {
  readonly name: string;
  readonly cell: (row: Row) => ReactNode;
  readonly align?: 'end';
  /** Takes the room that others leave. */
  readonly wide?: boolean;
}

interface MiniTableProps<Row> {
  readonly label: string;
  readonly columns: readonly MiniColumn<Row>[];
  readonly rows: readonly Row[];
  readonly rowId: (row: Row) => string;
  readonly isFaded?: (row: Row) => boolean;
}

/** A plain table, for the handful of things that belong to one record. */
export function MiniTable<Row>({ label, columns, rows, rowId, isFaded }: MiniTableProps<Row>) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that may scroll sideways has to be reachable by keyboard
    <section className={classes.scroller} tabIndex={0} aria-label={label}>
      <table className={classes.table}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.name} scope="col" data-align={column.align}>
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowId(row)} data-faded={isFaded?.(row) || undefined}>
              {columns.map((column) => (
                <td key={column.name} data-align={column.align} data-wide={column.wide || undefined}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

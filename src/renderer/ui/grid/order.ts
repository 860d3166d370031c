import type { GridColumn } from './columns.ts';

/** By which column the loaded rows are put in order, instead of the server's. */
export interface GridOrder {
  readonly id: string;
  readonly desc: boolean;
}

/** The rows in this order; equal ones, and all without an order, as they came. Without an order it is the same list. */
export function inOrder<Row>(rows: readonly Row[], columns: readonly GridColumn<Row>[], order: GridOrder | null): readonly Row[] {
  const sort = columns.find(({ id }) => id === order?.id)?.sort;
  if (order === null || sort === undefined) return rows;
  const sign = order.desc ? -1 : 1;
  const valued = rows.map((row) => ({ row, value: sort(row) }));
  return valued.sort((a, b) => sign * compare(a.value, b.value)).map(({ row }) => row);
}

const words = new Intl.Collator();

function compare(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return words.compare(String(a), String(b));
}

import { describe, expect, it } from 'vitest';
import type { GridColumn } from '../../../src/renderer/ui/grid/columns.ts';
import { inOrder } from '../../../src/renderer/ui/grid/order.ts';

interface Row {
  readonly name: string;
  readonly score: number;
}

const column = (id: keyof Row, sort?: (row: Row) => string | number): GridColumn<Row> => ({
  id,
  header: id,
  width: 100,
  cell: (row) => row[id],
  text: (row) => String(row[id]),
  ...(sort === undefined ? {} : { sort }),
});

const columns = [column('name', ({ name }) => name), column('score', ({ score }) => score)];
const rows: readonly Row[] = [
  { name: 'Öz', score: 9 },
  { name: 'Ben', score: 10 },
  { name: 'Ada', score: 9 },
];
const names = (order: { readonly id: string; readonly desc: boolean } | null) => inOrder(rows, columns, order).map(({ name }) => name);

describe('the loaded rows of a grid', () => {
  it('keep the server’s order, and are the same list, until a person chose another', () => {
    expect(inOrder(rows, columns, null)).toBe(rows);
    expect(inOrder(rows, [column('name')], { id: 'name', desc: false })).toBe(rows);
  });

  it('go by the alphabet or by size, and equal ones as they came in either direction', () => {
    expect(names({ id: 'name', desc: false })).toEqual(['Ada', 'Ben', 'Öz']);
    expect(names({ id: 'score', desc: false })).toEqual(['Öz', 'Ada', 'Ben']);
    expect(names({ id: 'score', desc: true })).toEqual(['Ben', 'Öz', 'Ada']);
  });
});

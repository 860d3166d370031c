import { describe, expect, it } from 'vitest';
import { fitColumns, fitVisibility, type GridColumn, tracks, usualVisibility } from '../../../src/renderer/ui/grid/columns.ts';

type Row = Record<string, string>;

const column = (id: string, rest: Partial<GridColumn<Row>> = {}): GridColumn<Row> => ({
  id,
  header: id,
  width: 100,
  cell: (row) => row[id],
  text: (row) => row[id] ?? '',
  ...rest,
});

const columns = [
  column('name', { always: true }),
  column('email', { spare: 2 }),
  column('phone', { spare: 1 }),
  column('since', { extra: true }),
];

describe('the columns of a grid', () => {
  it('show as usual until a person chose', () => {
    expect(usualVisibility(columns)).toEqual({ name: true, email: true, phone: true, since: false });
  });

  it('keep a saved choice, drop columns that are gone, and never lose those that always show', () => {
    expect(fitVisibility(columns, { name: false, email: false, since: true, ghost: true })).toEqual({
      name: true,
      email: false,
      phone: true,
      since: true,
    });
  });

  it('survive a saved choice that is none', () => {
    expect(fitVisibility(columns, 'broken')).toEqual(usualVisibility(columns));
  });

  it('give way one after the other where there is not room for all', () => {
    const names = (width: number) => fitColumns(columns.slice(0, 3), width).map(({ id }) => id);
    expect(names(300)).toEqual(['name', 'email', 'phone']);
    expect(names(299)).toEqual(['name', 'email']);
    expect(names(150)).toEqual(['name']);
    expect(names(50)).toEqual(['name']);
  });

  it('share the room that is left by their weights', () => {
    expect(tracks([column('a'), column('b', { grow: 2 })])).toEqual({ template: '100px minmax(100px, 2fr)', minWidth: 200 });
  });
});

import { constructTable, createColumnHelper, createSortedRowModel, rowSortingFeature, tableFeatures } from '@tanstack/react-table';
import { storeReactivityBindings } from '@tanstack/table-core/store-reactivity-bindings';
import { describe, expect, it } from 'vitest';
import { compareValues } from '../../../src/renderer/ui/grid/order.ts';
import { createKeptRowModel } from '../../../src/renderer/ui/grid/row-model.ts';

interface Person {
  readonly name: string;
  readonly score: number;
}

const features = tableFeatures({
  coreReactivityFeature: storeReactivityBindings(),
  rowSortingFeature,
  coreRowModel: createKeptRowModel(),
  sortedRowModel: createSortedRowModel(),
  sortFns: {},
});
const helper = createColumnHelper<typeof features, Person>();
const column = (id: keyof Person) =>
  helper.accessor((row: Person): unknown => row[id], {
    id,
    header: id,
    sortFn: (a, b, by) => compareValues(a.getValue(by), b.getValue(by)),
  });

const oez = { name: 'Öz', score: 9 };
const ben = { name: 'Ben', score: 10 };
const ada = { name: 'Ada', score: 9 };

function tableOf(data: readonly Person[]) {
  const table = constructTable({ features, columns: [column('name'), column('score')], data, getRowId: ({ name }) => name });
  return {
    table,
    show: (next: readonly Person[]) => table.setOptions((before) => ({ ...before, data: next })),
    names: () => table.getRowModel().rows.map(({ original }) => original.name),
  };
}

describe('the loaded rows of a grid', () => {
  it('keep the server’s order until a person chose another', () => {
    expect(tableOf([oez, ben, ada]).names()).toEqual(['Öz', 'Ben', 'Ada']);
  });

  it('go by the alphabet or by size, and equal ones as they came in either direction', () => {
    const { table, names } = tableOf([oez, ben, ada]);
    const by = (id: keyof Person, desc: boolean) => {
      table.setSorting([{ id, desc }]);
      return names();
    };
    expect(by('name', false)).toEqual(['Ada', 'Ben', 'Öz']);
    expect(by('score', false)).toEqual(['Öz', 'Ada', 'Ben']);
    expect(by('score', true)).toEqual(['Ben', 'Öz', 'Ada']);
  });

  it('are the same for as long as what they show is, wherever it moves, and made anew where it changed', () => {
    const { table, show, names } = tableOf([ben, ada]);
    const [first, second] = table.getRowModel().rows;
    show([ben, ada, oez]);
    expect(table.getRowModel().rows.slice(0, 2)).toEqual([first, second]);
    expect(table.getRowModel().rows[0]).toBe(first);
    show([oez, ben, { ...ada, score: 11 }]);
    expect(names()).toEqual(['Öz', 'Ben', 'Ada']);
    expect(table.getRowModel().rows[1]).toBe(first);
    expect(table.getRowModel().rows.map(({ index }) => index)).toEqual([0, 1, 2]);
    expect(table.getRowModel().rows[2]).not.toBe(second);
    expect(table.getRow('Ada').original.score).toBe(11);
    show([ada]);
    expect(names()).toEqual(['Ada']);
    expect(table.getRowModel().rowsById).not.toHaveProperty('Ben');
    table.setSorting([{ id: 'name', desc: true }]);
    show([ada, oez, ben]);
    expect(names()).toEqual(['Öz', 'Ben', 'Ada']);
  });
});

import { describe, expect, it } from 'vitest';
import {
  firstPage,
  freshRows,
  type Pages,
  putByRank,
  putOnTop,
  replaceRows,
  rowsOf,
  rowsReader,
  rowsToRead,
} from '../../../src/renderer/console/connection/live-list.ts';

interface Row {
  readonly id: string;
  readonly status?: string;
}

const idOf = (row: Row) => row.id;
const row = (id: string, status?: string): Row => (status === undefined ? { id } : { id, status });

function pages(...ids: readonly (readonly string[])[]): Pages<Row> {
  return {
    pages: ids.map((page, index) => ({ items: page.map((id) => row(id)), nextCursor: index === ids.length - 1 ? null : String(index) })),
    pageParams: ids.map((_, index) => (index === 0 ? undefined : String(index - 1))),
  };
}

describe('rowsOf', () => {
  it('lists a row once though it came with two pages', () => {
    expect(rowsOf(pages(['c', 'b'], ['b', 'a']), idOf).map(idOf)).toEqual(['c', 'b', 'a']);
  });

  it('has no rows before anything was read', () => {
    expect(rowsOf(undefined, idOf)).toEqual([]);
  });
});

describe('rowsReader', () => {
  it('goes on where pages came after those it read, and begins anew where one is another', () => {
    const read = rowsReader(idOf);
    const first = pages(['d', 'c']);
    const both = { pages: [...first.pages, ...pages(['c', 'b']).pages], pageParams: [undefined, '0'] };
    expect(read(first).map(idOf)).toEqual(['d', 'c']);
    const rows = read(both);
    expect(rows.map(idOf)).toEqual(['d', 'c', 'b']);
    expect(read({ ...both })).toBe(rows);
    const changed = replaceRows(both, [row('c', 'approved')], idOf);
    expect(read(changed)).toEqual(rowsOf(changed, idOf));
    expect(read(first).map(idOf)).toEqual(['d', 'c']);
    expect(read(undefined)).toEqual([]);
  });
});

describe('replaceRows', () => {
  it('changes rows where they are and leaves the others the same objects, so that they are not drawn again', () => {
    const before = pages(['c', 'b'], ['a']);
    const after = replaceRows(before, [row('b', 'approved'), row('z', 'new')], idOf);
    expect(rowsOf(after, idOf)).toEqual([row('c'), row('b', 'approved'), row('a')]);
    expect(after.pages[0]?.items[0]).toBe(before.pages[0]?.items[0]);
  });
});

describe('putOnTop', () => {
  it('puts new rows above the first page, none twice', () => {
    const after = putOnTop(pages(['b'], ['a']), [row('d'), row('c'), row('b')], idOf);
    expect(rowsOf(after, idOf).map(idOf)).toEqual(['d', 'c', 'b', 'a']);
    expect(after.pageParams).toHaveLength(2);
  });
});

describe('putByRank', () => {
  const read = (...ids: readonly string[]) => ({ items: ids.map((id) => row(id)), nextCursor: null });
  const ids = (after: Pages<Row>) => rowsOf(after, idOf).map(idOf);

  it('CQ-04: puts a new row where the list’s own order has it, and moves none that is loaded', () => {
    expect(ids(putByRank(pages(['a', 'c'], ['e']), read('a', 'b', 'c', 'd'), idOf))).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(ids(putByRank(pages(['a', 'b', 'c']), read('c', 'new', 'a', 'b'), idOf))).toEqual(['a', 'b', 'c', 'new']);
  });

  it('puts what stands before every loaded row on top', () => {
    expect(ids(putByRank(pages(['b'], ['c']), read('a', 'b'), idOf))).toEqual(['a', 'b', 'c']);
    expect(ids(putByRank(pages([]), read('a', 'b'), idOf))).toEqual(['a', 'b']);
  });

  it('appends to the last page, and knows that there may be more below it', () => {
    const after = putByRank(pages(['a'], ['c']), { ...read('c', 'd'), nextCursor: 'more' }, idOf, true);
    expect(ids(after)).toEqual(['a', 'c', 'd']);
    expect(after.pages.map(({ nextCursor }) => nextCursor)).toEqual(['0', 'more']);
  });

  it('leaves pages without a new row the same objects', () => {
    const before = pages(['a'], ['c']);
    expect(putByRank(before, read('a'), idOf)).toBe(before);
    expect(putByRank(before, read('a', 'b'), idOf).pages[1]).toBe(before.pages[1]);
  });
});

describe('freshRows', () => {
  const loaded = [row('b'), row('a')];

  it('finds the rows that were not there before', () => {
    expect(freshRows(loaded, { items: [row('c'), row('b', 'changed')], nextCursor: 'x' }, idOf)).toEqual({ rows: [row('c')], gap: false });
  });

  it('sees a gap when the new first page does not reach down to what was loaded', () => {
    expect(freshRows(loaded, { items: [row('y'), row('x')], nextCursor: 'more' }, idOf).gap).toBe(true);
  });

  it('sees none when there is nothing below the new first page', () => {
    expect(freshRows(loaded, { items: [row('y')], nextCursor: null }, idOf).gap).toBe(false);
  });
});

describe('rowsToRead', () => {
  const keysOf = ({ id, status = '' }: Row) => [id, status];
  const limits = { idOf, keysOf, most: 2 };
  const rows = ['a', 'b', 'c', 'd', 'e'].map((id) => row(id, 'of one account'));

  it('CQ-04: reads every row that changed, however many at once, and each of them once', () => {
    const read: string[] = [];
    let putOff: ReadonlySet<string> = new Set();
    for (let turn = 0; turn < 3; turn += 1) {
      const { now, later } = rowsToRead(rows, new Set(turn === 0 ? ['of one account'] : []), putOff, limits);
      read.push(...now.map(idOf));
      putOff = later;
    }
    expect(read).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(putOff.size).toBe(0);
  });

  it('reads first what was put off, and no row that is not loaded any more', () => {
    const { now, later } = rowsToRead(rows, new Set(['a']), new Set(['d', 'e', 'gone']), limits);
    expect(now.map(idOf)).toEqual(['d', 'e']);
    expect([...later]).toEqual(['a']);
  });
});

describe('firstPage', () => {
  it('forgets what lies below', () => {
    expect(rowsOf(firstPage(pages(['c', 'b'], ['a'])), idOf).map(idOf)).toEqual(['c', 'b']);
  });
});

import { describe, expect, it } from 'vitest';
import { firstPage, freshRows, type Pages, putOnTop, replaceRows, rowsOf } from '../../../src/renderer/console/connection/live-list.ts';

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

describe('firstPage', () => {
  it('forgets what lies below', () => {
    expect(rowsOf(firstPage(pages(['c', 'b'], ['a'])), idOf).map(idOf)).toEqual(['c', 'b']);
  });
});

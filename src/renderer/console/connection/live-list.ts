import { type InfiniteData, replaceEqualDeep } from '@tanstack/react-query';

export interface Page<Row> {
  readonly items: readonly Row[];
  readonly nextCursor: string | null;
}

/** Pages of a list that the server orders. */
export type Pages<Row> = InfiniteData<Page<Row>, string | undefined>;

type IdOf<Row> = (row: Row) => string;

/** All rows of the pages, each once: a row can come again when rows were put above it between two pages. */
export function rowsOf<Row>(pages: Pages<Row> | undefined, idOf: IdOf<Row>): readonly Row[] {
  return rowsReader(idOf)(pages);
}

/**
 * Makes a {@link rowsOf} that remembers what it read last: where pages only came after those, it reads no more than them. A list of a
 * hundred thousand rows would else be gone through whole at each of its thousand pages.
 */
export function rowsReader<Row>(idOf: IdOf<Row>): (pages: Pages<Row> | undefined) => readonly Row[] {
  let read: readonly Page<Row>[] = [];
  let rows: readonly Row[] = [];
  let known = new Set<string>();
  return (pages) => {
    const all = pages?.pages ?? [];
    const goesOn = read.length <= all.length && read.every((page, index) => page === all[index]);
    if (goesOn && read.length === all.length) return rows;
    if (!goesOn) known = new Set();
    const fresh: Row[] = [];
    for (const row of all.slice(goesOn ? read.length : 0).flatMap(({ items }) => items)) {
      const id = idOf(row);
      if (known.has(id)) continue;
      known.add(id);
      fresh.push(row);
    }
    rows = goesOn ? [...rows, ...fresh] : fresh;
    read = all;
    return rows;
  };
}

/**
 * The pages with these rows in the places of their former selves. Rows that are not there are left out; a row that is no different
 * stays the same object, and so does a page without a change, so that nothing is drawn again for nothing.
 */
export function replaceRows<Row>(pages: Pages<Row>, rows: readonly Row[], idOf: IdOf<Row>): Pages<Row> {
  const newer = new Map(rows.map((row) => [idOf(row), row]));
  const replaced = pages.pages.map((page) => {
    let changed = false;
    const items = page.items.map((row) => {
      const next = newer.get(idOf(row));
      const kept = next === undefined ? row : replaceEqualDeep(row, next);
      changed ||= kept !== row;
      return kept;
    });
    return changed ? { ...page, items } : page;
  });
  return replaced.every((page, index) => page === pages.pages[index]) ? pages : { ...pages, pages: replaced };
}

export function putOnTop<Row>(pages: Pages<Row>, rows: readonly Row[], idOf: IdOf<Row>): Pages<Row> {
  const [first, ...others] = pages.pages;
  if (first === undefined || rows.length === 0) return pages;
  const known = new Set(first.items.map(idOf));
  const fresh = rows.filter((row) => !known.has(idOf(row)));
  return { ...pages, pages: [{ ...first, items: [...fresh, ...first.items] }, ...others] };
}

/**
 * The pages with the new rows of a page that was read anew, each behind the row that it follows there. Rows that are loaded stay where they
 * are, even where their rank is another by now. What was the list's last page may have more below it.
 */
export function putByRank<Row>(pages: Pages<Row>, read: Page<Row>, idOf: IdOf<Row>, isLast = false): Pages<Row> {
  const known = new Set(pages.pages.flatMap(({ items }) => items.map(idOf)));
  const following = new Map<string | null, Row[]>();
  let anchor: string | null = null;
  for (const row of read.items) {
    const id = idOf(row);
    if (known.has(id)) anchor = id;
    else following.set(anchor, [...(following.get(anchor) ?? []), row]);
  }
  if (following.size === 0) return pages;
  const first = isLast ? pages.pages.length - 1 : 0;
  const placed = pages.pages.map((page, index) => {
    const leading = index === first ? (following.get(null) ?? []) : [];
    const items = page.items.flatMap((row) => [row, ...(following.get(idOf(row)) ?? [])]);
    const nextCursor = isLast && index === first ? read.nextCursor : page.nextCursor;
    return leading.length + items.length === page.items.length ? page : { ...page, items: [...leading, ...items], nextCursor };
  });
  return { ...pages, pages: placed };
}

export interface Fresh<Row> {
  /** Rows of the new head that were not loaded before, in its order. */
  readonly rows: readonly Row[];
  /** The new head does not reach down to the rows that were loaded: there are more new rows than it holds. */
  readonly gap: boolean;
}

/** What a newly read first page has that the loaded rows have not. */
export function freshRows<Row>(loaded: readonly Row[], head: Page<Row>, idOf: IdOf<Row>): Fresh<Row> {
  const known = new Set(loaded.map(idOf));
  const rows = head.items.filter((row) => !known.has(idOf(row)));
  return { rows, gap: loaded.length > 0 && head.nextCursor !== null && rows.length > 0 && rows.length === head.items.length };
}

/**
 * Which rows to read anew now, those first that were put off before, and which to put off again.
 * @param changed ids that change notices named @param putOff ids of rows @param most rows that are read at once
 */
export function rowsToRead<Row>(
  loaded: readonly Row[],
  changed: ReadonlySet<string>,
  putOff: ReadonlySet<string>,
  { idOf, keysOf, most }: { readonly idOf: IdOf<Row>; readonly keysOf: (row: Row) => readonly string[]; readonly most: number },
): { readonly now: readonly Row[]; readonly later: ReadonlySet<string> } {
  const waiting = loaded.filter((row) => putOff.has(idOf(row)));
  const others = loaded.filter((row) => !putOff.has(idOf(row)) && keysOf(row).some((id) => changed.has(id)));
  const all = [...waiting, ...others];
  return { now: all.slice(0, most), later: new Set(all.slice(most).map(idOf)) };
}

/** Only the first page, for a list that is shown again after a while: what lies below may be old by now. */
export function firstPage<Row>(pages: Pages<Row>): Pages<Row> {
  return { pages: pages.pages.slice(0, 1), pageParams: pages.pageParams.slice(0, 1) };
}

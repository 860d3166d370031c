import { keepPreviousData, type QueryKey, useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Change } from '../../../shared/contract/console/index.ts';
import { queryClient } from './api.ts';
import { listenToChanges, listenToGaps } from './changes.ts';
import {
  type Fresh,
  firstPage,
  freshRows,
  type Page,
  type Pages,
  putByRank,
  putOnTop,
  replaceRows,
  rowsReader,
  rowsToRead,
} from './live-list.ts';

export interface LiveListOptions<Row> {
  /** Says what is listed, filters included. */
  readonly key: QueryKey;
  readonly fetchPage: (cursor: string | undefined, signal?: AbortSignal) => Promise<Page<Row>>;
  readonly rowId: (row: Row) => string;
  /** The ids in change notices that concern a row. */
  readonly rowKeys?: (row: Row) => readonly string[];
  /** Whether a notice may concern this list at all. */
  readonly concerns: (change: Change) => boolean;
  /** Reads one row anew, for rows that are no longer on the first page or in the filter; null when it is gone. */
  readonly fetchRow?: (row: Row) => Promise<Row | null>;
  /** Rows that come anew are put in, or wait. Lists that answer a search do not take them. */
  readonly takesNew?: boolean;
  /** The list has another order than by age, so that a new row stands where the server puts it, not on top. */
  readonly ranked?: boolean;
}

export interface LiveList<Row> {
  readonly rows: readonly Row[];
  readonly loading: boolean;
  /** The rows answer the key of now, and not the one before it whose rows stay until they are there. */
  readonly settled: boolean;
  readonly error: Error | null;
  readonly retry: () => void;
  readonly hasMore: boolean;
  readonly more: () => void;
  /** Rows that came while the person was busy; null in lists that take none. */
  readonly waiting: { readonly count: number; readonly more: boolean; readonly show: () => void } | null;
  readonly setBusy: (busy: boolean) => void;
}

const REFRESH_EVERY_MS = 100;
/** A list of a hundred thousand rows is read anew every two seconds, so that following it leaves time to scroll it. */
const PAUSE_PER_ROW_MS = 0.02;
const ROWS_AT_ONCE = 25;
const NOTHING_FRESH = { rows: [], gap: false } as const;
const nothing = { items: [], nextCursor: null } as const;

/** A list that follows the engine: rows change where they are, and new ones wait while the person is busy with others. */
export function useLiveList<Row>(options: LiveListOptions<Row>): LiveList<Row> {
  const { key, fetchPage, rowId, takesNew = true, ranked = false } = options;
  const newest = useRef(options);
  useEffect(() => {
    newest.current = options;
  });
  const busy = useRef(false);
  const [fresh, setFresh] = useState<Fresh<Row>>(NOTHING_FRESH);
  const keyText = JSON.stringify(key);

  const query = useInfiniteQuery<Page<Row>, Error, Pages<Row>, QueryKey, string | undefined>({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => fetchPage(pageParam, signal),
    initialPageParam: undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
    // The lists keep the identity of rows themselves: comparing all of a long list at every notice would take longer than a frame.
    structuralSharing: false,
    meta: { live: 'own' },
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: `keyText` stands for `key`, whose identity changes with every render
  useEffect(() => {
    setFresh(NOTHING_FRESH);
    const follower = new Follower<Row>(newest, () => busy.current, setFresh);
    follower.begin();
    return () => follower.end();
  }, [keyText]);

  const { data, fetchNextPage, isFetchingNextPage, hasNextPage, refetch } = query;
  const readRows = useMemo(() => rowsReader(rowId), [rowId]);
  // Rows that answer other filters stay while those of these are on their way; without a connection they are not.
  const others = query.isPlaceholderData && query.isPaused;
  const rows = useMemo(() => (others ? [] : readRows(data)), [others, data, readRows]);
  const more = useCallback(() => {
    if (!isFetchingNextPage) void fetchNextPage();
  }, [fetchNextPage, isFetchingNextPage]);
  const setBusy = useCallback((value: boolean) => {
    busy.current = value;
  }, []);
  const show = () => {
    setFresh(NOTHING_FRESH);
    if (fresh.gap || ranked) void queryClient.resetQueries({ queryKey: key, exact: true });
    else queryClient.setQueryData<Pages<Row>>(key, (pages) => pages && putOnTop(pages, fresh.rows, rowId));
  };

  return {
    rows,
    loading: query.isPending || others,
    settled: !query.isPending && !query.isPlaceholderData,
    error: query.error,
    retry: () => void refetch(),
    hasMore: hasNextPage,
    more,
    waiting: takesNew ? { count: fresh.rows.length, more: fresh.gap, show } : null,
    setBusy,
  };
}

/** Reads the list anew when notices say that something changed, at most ten times a second however many come. */
class Follower<Row> {
  readonly #options: { readonly current: LiveListOptions<Row> };
  readonly #isBusy: () => boolean;
  readonly #tellFresh: (fresh: Fresh<Row>) => void;
  readonly #changed = new Set<string>();
  /** Rows that changed and were too many to be read at once. */
  #putOff: ReadonlySet<string> = new Set();
  readonly #key: QueryKey;
  readonly #rowsOf: (pages: Pages<Row> | undefined) => readonly Row[];
  #timer: ReturnType<typeof setTimeout> | null = null;
  #reading = false;
  #readAt = 0;
  #ended = false;
  #stops: readonly (() => void)[] = [];

  constructor(options: { readonly current: LiveListOptions<Row> }, isBusy: () => boolean, tellFresh: (fresh: Fresh<Row>) => void) {
    this.#options = options;
    this.#key = options.current.key;
    this.#rowsOf = rowsReader(options.current.rowId);
    this.#isBusy = isBusy;
    this.#tellFresh = tellFresh;
  }

  begin(): void {
    if (this.#pages() !== undefined) {
      this.#write((pages) => firstPage(pages));
      this.#soon();
    }
    this.#stops = [listenToChanges((changes) => this.#hear(changes)), listenToGaps(() => this.#soon())];
  }

  end(): void {
    this.#ended = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    for (const stop of this.#stops) stop();
  }

  #hear(changes: readonly Change[]): void {
    const concerning = changes.filter((change) => this.#options.current.concerns(change));
    if (concerning.length === 0) return;
    for (const change of concerning) this.#changed.add(change.id);
    this.#soon();
  }

  /** At once after a quiet spell, so that one operation is on screen as soon as it is decided; in a stream of them, with pauses. */
  #soon(): void {
    if (this.#timer !== null || this.#ended) return;
    const pause = Math.max(REFRESH_EVERY_MS, this.#loaded().length * PAUSE_PER_ROW_MS);
    this.#timer = setTimeout(
      () => {
        this.#timer = null;
        void this.#read();
      },
      Math.max(0, this.#readAt + pause - performance.now()),
    );
  }

  async #read(): Promise<void> {
    if (this.#reading || this.#pages() === undefined) {
      this.#readAt = performance.now();
      return this.#soon();
    }
    this.#reading = true;
    this.#readAt = performance.now();
    const changed = new Set(this.#changed);
    this.#changed.clear();
    try {
      const { fetchPage, takesNew = true } = this.#options.current;
      const head = takesNew ? await fetchPage(undefined) : nothing;
      const tail = await this.#readTail();
      const others = await this.#readOthers(changed, { ...head, items: [...head.items, ...tail.items] });
      if (!this.#ended) this.#take(head, tail, others);
    } catch {
      // The connection is away or the session ended: a gap is announced when it is back, and everything is read then.
    } finally {
      this.#reading = false;
    }
  }

  /** The last page of a ranked list that was read to its end: a new row may belong there. */
  async #readTail(): Promise<Page<Row>> {
    const { fetchPage, ranked = false } = this.#options.current;
    const pages = this.#pages();
    const cursor = pages?.pageParams.at(-1);
    return ranked && cursor !== undefined && pages?.pages.at(-1)?.nextCursor === null ? fetchPage(cursor) : nothing;
  }

  /** Changed rows that are not among those read anew. */
  async #readOthers(changed: ReadonlySet<string>, { items }: Page<Row>): Promise<readonly Row[]> {
    const { rowId, rowKeys, fetchRow } = this.#options.current;
    if (fetchRow === undefined || changed.size + this.#putOff.size === 0) return [];
    const isRead = new Set(items.map(rowId));
    const unread = this.#loaded().filter((row) => !isRead.has(rowId(row)));
    const keysOf = rowKeys ?? ((row: Row) => [rowId(row)]);
    const { now, later } = rowsToRead(unread, changed, this.#putOff, { idOf: rowId, keysOf, most: ROWS_AT_ONCE });
    this.#putOff = later;
    if (later.size > 0) this.#soon();
    const read = await Promise.all(now.map(fetchRow));
    return read.filter((row) => row !== null);
  }

  #take(head: Page<Row>, tail: Page<Row>, others: readonly Row[]): void {
    const { rowId, takesNew = true, ranked = false } = this.#options.current;
    const { rows, gap } = freshRows(this.#loaded(), head, rowId);
    const fresh = { rows: [...rows, ...freshRows([...this.#loaded(), ...rows], tail, rowId).rows], gap };
    this.#write((pages) => replaceRows(pages, [...head.items, ...tail.items, ...others], rowId));
    if (!takesNew) return;
    const busy = this.#isBusy();
    this.#tellFresh(busy ? fresh : NOTHING_FRESH);
    if (busy) return;
    if (gap) this.#write(() => ({ pages: [head], pageParams: [undefined] }));
    else if (ranked) this.#write((pages) => putByRank(putByRank(pages, head, rowId), tail, rowId, true));
    else this.#write((pages) => putOnTop(pages, rows, rowId));
  }

  #pages(): Pages<Row> | undefined {
    return queryClient.getQueryData<Pages<Row>>(this.#key);
  }

  #loaded(): readonly Row[] {
    return this.#rowsOf(this.#pages());
  }

  #write(change: (pages: Pages<Row>) => Pages<Row>): void {
    queryClient.setQueryData<Pages<Row>>(this.#key, (pages) => pages && change(pages));
  }
}

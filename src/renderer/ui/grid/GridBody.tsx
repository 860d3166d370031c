// biome-ignore-all lint/a11y/useSemanticElements: a grid whose rows are not all there cannot be a table
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid itself has the focus and names its active row
import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type CSSProperties,
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  useCallback,
  useEffect,
  useId,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import { useShortcut } from '../shortcuts.ts';
import { useAside } from './aside.ts';
import { CHECKBOX_TRACK, type GridColumn, tracks } from './columns.ts';
import classes from './DataGrid.module.css';
import { GridHead } from './GridHead.tsx';
import { GridRow } from './GridRow.tsx';
import type { GridTable } from './use-grid-table.ts';

export interface DataGridHandle {
  focus(): void;
  /** Goes on from the search: to the first row, which Enter opens, or back to where the person was. */
  enter(to: 'first' | 'back'): void;
  toTop(): void;
}

/** What concerns the rows of a grid, rather than what stands above them. */
export interface GridRowsProps<Row extends object> {
  /** What the rows are, for screen readers. */
  readonly label: string;
  /** The first rows are on their way. */
  readonly loading: boolean;
  readonly hasMore?: boolean;
  readonly onMore?: () => void;
  readonly onOpen?: (row: Row) => void;
  /** The address of a row's record, by which it can be opened in a window of its own. */
  readonly addressOf?: (row: Row) => string;
  /** The keyboard moved to this row. A view whose panel is open shows the row there. */
  readonly onMove?: (row: Row) => void;
  /** The row that is open beside the grid. */
  readonly openId?: string | null;
  /** Rows flash when they change. */
  readonly live?: boolean;
  /** Told when the person is busy with certain rows, so that none may be put above them. */
  readonly onBusy?: (busy: boolean) => void;
  /** Rows of the past are shown less loudly. */
  readonly isFaded?: (row: Row) => boolean;
  readonly handle?: Ref<DataGridHandle>;
}

interface GridBodyProps<Row extends object> extends GridRowsProps<Row> {
  readonly name: string;
  readonly table: GridTable<Row>;
  /** The columns that there is room for. */
  readonly columns: readonly GridColumn<Row>[];
  /** The head's first cell chooses all loaded rows. */
  readonly choosesAll: boolean;
  /** Shown in place of the rows, where there are none. */
  readonly notice: ReactNode | null;
}

const ROW_HEIGHT = 34;
const rowHeight = () => ROW_HEIGHT;
const OVERSCAN = 12;
const LOAD_AHEAD = 30;
const SKELETON_ROWS = 14;

/** The row of each grid that was opened last: whoever comes back from its own page finds the list where it was left. */
const lastOpened = new Map<string, string>();

/** The rows of a grid with their head: all that is drawn again while it scrolls. */
export function GridBody<Row extends object>(props: GridBodyProps<Row>) {
  const { name, table, columns, choosesAll, notice, label, loading, hasMore = false, onMore, onOpen, addressOf, onMove } = props;
  const { openId = null, live = false, onBusy, isFaded, handle } = props;
  const { ordered, rowId } = table;
  const { t } = useTranslation();
  const gridId = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [activeId, setActiveId] = useState<string | null>(openId ?? lastOpened.get(name) ?? null);
  const [scrolled, setScrolled] = useState(false);
  const [focused, setFocused] = useState(false);

  // The virtualizer measures all rows anew whenever one of these is another function.
  const getItemKey = useCallback(
    (index: number) => {
      const row = ordered[index];
      return row === undefined ? index : rowId(row);
    },
    [ordered, rowId],
  );
  const virtual = useVirtualizer({
    count: ordered.length,
    getScrollElement: () => scroller.current,
    estimateSize: rowHeight,
    getItemKey,
    overscan: OVERSCAN,
    scrollPaddingStart: ROW_HEIGHT,
  });
  const items = virtual.getVirtualItems();
  const lastIndex = items.at(-1)?.index ?? -1;
  const activeIndex = useIndexOf(activeId, table);

  useEffect(() => {
    if (hasMore && !loading && lastIndex >= ordered.length - LOAD_AHEAD) onMore?.();
  }, [hasMore, loading, lastIndex, ordered.length, onMore]);

  const busy = scrolled || openId !== null || table.selectedCount > 0 || (focused && activeId !== null);
  useEffect(() => onBusy?.(busy), [busy, onBusy]);

  // A record opened by link or by its neighbour is brought into sight once; after that the person scrolls.
  const openIndex = useIndexOf(openId, table);
  const isThere = openIndex >= 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another record, or its arrival, may scroll; not its moving
  useEffect(() => {
    if (openId === null || !isThere) return;
    setActiveId(openId);
    virtual.scrollToIndex(openIndex, { align: 'auto' });
  }, [openId, isThere]);

  const moveTo = (index: number) => {
    const target = Math.max(0, Math.min(index, ordered.length - 1));
    const row = ordered[target];
    if (row === undefined) return;
    setActiveId(rowId(row));
    virtual.scrollToIndex(target, { align: 'auto' });
    scroller.current?.focus({ preventScroll: true });
    onMove?.(row);
  };
  const openRow = useLatest((row: Row) => {
    lastOpened.set(name, rowId(row));
    onOpen?.(row);
  });
  const { openAside, showMenu } = useAside(addressOf, openRow);
  const open = () => {
    const row = ordered[activeIndex];
    if (row !== undefined) openRow(row);
  };
  const isFilled = ordered.length > 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when rows have come; not when they move
  useEffect(() => {
    if (isFilled && openId === null && activeIndex >= 0) virtual.scrollToIndex(activeIndex, { align: 'auto' });
  }, [isFilled]);

  useImperativeHandle(handle, () => ({
    focus: () => scroller.current?.focus(),
    enter: (to) => (to === 'first' ? moveTo(0) : scroller.current?.focus()),
    toTop: () => scroller.current?.scrollTo({ top: 0 }),
  }));
  const toggle = () => activeId !== null && table.toggleSelected(activeId);

  useShortcut({ keys: 'j', label: t('shell.keys.next'), group: 'list', run: () => moveTo(activeIndex + 1) });
  useShortcut({ keys: 'k', label: t('shell.keys.previous'), group: 'list', run: () => moveTo(activeIndex - 1) });
  useShortcut({ keys: 'x', label: t('shell.keys.select'), group: 'list', run: toggle });

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== scroller.current || event.altKey) return;
    if (event.ctrlKey || event.metaKey) {
      const row = ordered[activeIndex];
      if (event.key === 'Enter' && row !== undefined) openAside(row);
      return;
    }
    const page = Math.max(1, Math.floor((scroller.current.clientHeight - ROW_HEIGHT) / ROW_HEIGHT) - 1);
    const targets: Readonly<Record<string, number>> = {
      ArrowDown: activeIndex + 1,
      ArrowUp: activeIndex - 1,
      PageDown: activeIndex + page,
      PageUp: activeIndex - page,
      Home: 0,
      End: ordered.length - 1,
    };
    const target = targets[event.key];
    if (target !== undefined) moveTo(target);
    else if (event.key === 'Enter') open();
    else if (event.key === ' ') toggle();
    else return;
    event.preventDefault();
  };

  const { template, minWidth } = useMemo(() => tracks(columns), [columns]);
  const style = { '--grid-tracks': `${CHECKBOX_TRACK}px ${template}`, '--grid-width': `${minWidth + CHECKBOX_TRACK}px` } as CSSProperties;
  const rowDomId = (id: string) => `${gridId}-${encodeURIComponent(id)}`;
  const activeIsRendered = items.some((item) => item.index === activeIndex);
  if (notice !== null) return <div className={classes.notice}>{notice}</div>;

  return (
    <div
      ref={scroller}
      className={classes.scroller}
      style={style}
      role="grid"
      aria-label={label}
      aria-rowcount={hasMore ? -1 : ordered.length + 1}
      aria-colcount={columns.length + 1}
      aria-multiselectable
      aria-busy={loading}
      aria-activedescendant={activeId !== null && activeIsRendered ? rowDomId(activeId) : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onContextMenu={(event) => {
        // By the keyboard's own key, on the grid as a whole: the row that is active is meant.
        const row = ordered[activeIndex];
        if (event.target === scroller.current && row !== undefined && showMenu(row)) event.preventDefault();
      }}
      onFocus={() => setFocused(true)}
      onBlur={() => setFocused(false)}
      onScroll={(event) => setScrolled(event.currentTarget.scrollTop > ROW_HEIGHT / 2)}
    >
      <GridHead columns={columns} table={table} choosesAll={choosesAll} />
      <div role="rowgroup" className={classes.body} style={{ height: loading ? SKELETON_ROWS * ROW_HEIGHT : virtual.getTotalSize() }}>
        {loading
          ? Array.from({ length: SKELETON_ROWS }, (_, index) => (
              <SkeletonRow key={rowDomId(String(index))} index={index} columns={columns} />
            ))
          : items.map((item) => {
              const row = ordered[item.index];
              if (row === undefined) return null;
              const id = rowId(row);
              return (
                <GridRow
                  key={id}
                  id={id}
                  domId={rowDomId(id)}
                  row={row}
                  index={item.index}
                  top={item.start}
                  columns={columns}
                  active={id === activeId}
                  open={id === openId}
                  selected={table.selection[id] === true}
                  faded={isFaded?.(row) === true}
                  live={live}
                  onActive={setActiveId}
                  onOpen={openRow}
                  onOpenAside={openAside}
                  onMenu={showMenu}
                  onToggle={table.toggleSelected}
                />
              );
            })}
      </div>
    </div>
  );
}

/** Where the row with this id stands; -1 where there is none. */
function useIndexOf<Row extends object>(id: string | null, { ordered, rowId }: GridTable<Row>): number {
  return useMemo(() => (id === null ? -1 : ordered.findIndex((row) => rowId(row) === id)), [id, ordered, rowId]);
}

/** The same function in every render, which calls the newest: so that rows need not be drawn again because a handler is new. */
function useLatest<Argument>(handler: ((argument: Argument) => void) | undefined): (argument: Argument) => void {
  const newest = useRef(handler);
  useEffect(() => {
    newest.current = handler;
  });
  return useCallback((argument) => newest.current?.(argument), []);
}

/** Only looks like a row: the grid says that it is busy, and an empty row would be read out as one. */
function SkeletonRow<Row>({ index, columns }: { readonly index: number; readonly columns: readonly GridColumn<Row>[] }) {
  return (
    <div aria-hidden="true" className={classes.row} style={{ transform: `translateY(${index * ROW_HEIGHT}px)` }}>
      <span className={classes.cell} />
      {columns.map((column, position) => (
        <span key={column.id} className={classes.cell}>
          <span className={classes.bone} style={{ width: `${45 + ((index * 7 + position * 13) % 45)}%` }} />
        </span>
      ))}
    </div>
  );
}

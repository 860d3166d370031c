// biome-ignore-all lint/a11y/useSemanticElements: a grid whose rows are not all there cannot be a table
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid itself has the focus and names its active row
import { useElementSize } from '@mantine/hooks';
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
import { ErrorNotice } from '../notices.tsx';
import { PageHeader } from '../PageHeader.tsx';
import { useShortcut } from '../shortcuts.ts';
import { useAside } from './aside.ts';
import { BulkBar } from './BulkBar.tsx';
import { fitColumns, type GridColumn, tracks } from './columns.ts';
import classes from './DataGrid.module.css';
import { GridHead } from './GridHead.tsx';
import { GridRow } from './GridRow.tsx';
import { GridTools } from './GridTools.tsx';
import { useGridTable } from './use-grid-table.ts';

export interface DataGridHandle {
  focus(): void;
  /** Goes on from the search: to the first row, which Enter opens, or back to where the person was. */
  enter(to: 'first' | 'back'): void;
  toTop(): void;
}

export interface DataGridProps<Row extends object> {
  /** The heading over the grid, and of the page; left out where the page has one already. */
  readonly title?: string;
  /** What can be done beside what every grid offers. */
  readonly actions?: ReactNode;
  /** Under which a person's choice of columns is kept, and what the CSV file is called. */
  readonly name: string;
  /** What the rows are, for screen readers. */
  readonly label: string;
  /** Keep it stable: a new list makes every cell anew. */
  readonly columns: readonly GridColumn<Row>[];
  readonly rows: readonly Row[];
  readonly rowId: (row: Row) => string;
  /** The first rows are on their way. */
  readonly loading: boolean;
  readonly error?: unknown;
  readonly onRetry?: () => void;
  readonly hasMore?: boolean;
  readonly onMore?: () => void;
  /** Shown instead of rows when there are none. */
  readonly empty: ReactNode;
  readonly onOpen?: (row: Row) => void;
  /** The address of a row's record, by which it can be opened in a window of its own. */
  readonly addressOf?: (row: Row) => string;
  /** The keyboard moved to this row. A view whose panel is open shows the row there. */
  readonly onMove?: (row: Row) => void;
  /** The row that is open beside the grid. */
  readonly openId?: string | null;
  /** Rows flash when they change. */
  readonly live?: boolean;
  /** Rows that wait until the person asks for them. */
  readonly waiting?: { readonly count: number; readonly more: boolean; readonly show: () => void } | null;
  /** Told when the person is busy with certain rows, so that none may be put above them. */
  readonly onBusy?: (busy: boolean) => void;
  readonly filters?: ReactNode;
  /** Rows of the past are shown less loudly. */
  readonly isFaded?: (row: Row) => boolean;
  readonly handle?: Ref<DataGridHandle>;
  /** What can be done with the chosen rows, in a bar of its own while there are any; with it the head chooses all loaded rows. */
  readonly bulk?: (chosen: readonly Row[], clear: () => void) => ReactNode;
}

const ROW_HEIGHT = 34;
const rowHeight = () => ROW_HEIGHT;
const OVERSCAN = 12;
const LOAD_AHEAD = 30;
const SKELETON_ROWS = 14;
const CHECKBOX_TRACK = 36;
const SCROLLBAR = 15;

/** The row of each grid that was opened last: whoever comes back from its own page finds the list where it was left. */
const lastOpened = new Map<string, string>();

/** A grid of any number of rows, of which only those in sight exist; moved through by keyboard as well as by mouse. */
export function DataGrid<Row extends object>(props: DataGridProps<Row>) {
  const { name, label, columns, rows, rowId, loading, error, onRetry, hasMore = false, onMore, empty, onOpen, onMove } = props;
  const { title, actions, openId = null, live = false, waiting = null, onBusy, filters, isFaded, handle, bulk, addressOf } = props;
  const { t } = useTranslation();
  const gridId = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const filterGroup = useRef<HTMLFieldSetElement>(null);
  const table = useGridTable({ name, columns, rows, rowId });
  const { ordered } = table;
  const { ref: root, width } = useElementSize();
  // Before it has been measured all columns show.
  const visible = useMemo(
    () => (width === 0 ? table.visible : fitColumns(table.visible, width - CHECKBOX_TRACK - SCROLLBAR)),
    [table.visible, width],
  );
  const [activeId, setActiveId] = useState<string | null>(openId ?? lastOpened.get(name) ?? null);
  const [scrolled, setScrolled] = useState(false);
  const [focused, setFocused] = useState(false);

  // The virtualizer measures all rows anew whenever one of these is another function.
  const getItemKey = useCallback((index: number) => ordered[index]?.id ?? index, [ordered]);
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
  const activeIndex = activeId === null ? -1 : ordered.findIndex((row) => row.id === activeId);

  useEffect(() => {
    if (hasMore && !loading && lastIndex >= ordered.length - LOAD_AHEAD) onMore?.();
  }, [hasMore, loading, lastIndex, ordered.length, onMore]);

  const busy = scrolled || openId !== null || table.selectedCount > 0 || (focused && activeId !== null);
  useEffect(() => onBusy?.(busy), [busy, onBusy]);

  // A record opened by link or by its neighbour is brought into sight once; after that the person scrolls.
  const openIndex = openId === null ? -1 : ordered.findIndex((row) => row.id === openId);
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
    setActiveId(row.id);
    virtual.scrollToIndex(target, { align: 'auto' });
    scroller.current?.focus({ preventScroll: true });
    onMove?.(row.original);
  };
  const openRow = useLatest((row: Row) => {
    lastOpened.set(name, rowId(row));
    onOpen?.(row);
  });
  const { openAside, showMenu } = useAside(addressOf, openRow);
  const open = () => {
    const row = ordered[activeIndex];
    if (row !== undefined) openRow(row.original);
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

  const filter = () => {
    const found = firstFilter(filterGroup.current);
    found?.focus();
    if (found instanceof HTMLInputElement) found.select();
  };

  useShortcut({ keys: '/', label: t('shell.keys.filter'), group: 'list', run: filter }, filters !== undefined);
  useShortcut({ keys: 'j', label: t('shell.keys.next'), group: 'list', run: () => moveTo(activeIndex + 1) });
  useShortcut({ keys: 'k', label: t('shell.keys.previous'), group: 'list', run: () => moveTo(activeIndex - 1) });
  useShortcut({ keys: 'x', label: t('shell.keys.select'), group: 'list', run: toggle });

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== scroller.current || event.altKey) return;
    if (event.ctrlKey || event.metaKey) {
      const row = ordered[activeIndex];
      if (event.key === 'Enter' && row !== undefined) openAside(row.original);
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

  const { template, minWidth } = useMemo(() => tracks(visible), [visible]);
  const style = { '--grid-tracks': `${CHECKBOX_TRACK}px ${template}`, '--grid-width': `${minWidth + CHECKBOX_TRACK}px` } as CSSProperties;
  const isEmpty = !loading && ordered.length === 0 && (error === undefined || error === null);
  const failed = error !== undefined && error !== null && ordered.length === 0;
  const rowDomId = (id: string) => `${gridId}-${encodeURIComponent(id)}`;
  const activeIsRendered = items.some((item) => item.index === activeIndex);

  const filterFields = (
    <fieldset ref={filterGroup} className={classes.filterGroup} aria-label={t('ui.filter.group')}>
      {filters}
    </fieldset>
  );
  const tools = (
    <>
      <GridTools table={table} name={name} columns={columns} hasMore={hasMore} loading={loading} waiting={waiting} />
      {actions}
    </>
  );

  return (
    <div ref={root} className={classes.root}>
      {title === undefined ? (
        <div className={classes.filters}>
          {filterFields}
          <span className={classes.gap} />
          {tools}
        </div>
      ) : (
        <>
          <PageHeader title={title} actions={tools} />
          {filters !== undefined && <div className={classes.filters}>{filterFields}</div>}
        </>
      )}
      {bulk !== undefined && table.selectedCount > 0 && (
        <BulkBar count={table.selectedCount} onClear={table.clearSelection}>
          {bulk(
            ordered.filter(({ id }) => table.selection[id] === true).map(({ original }) => original),
            table.clearSelection,
          )}
        </BulkBar>
      )}
      {failed && (
        <div className={classes.notice}>
          <ErrorNotice error={error} title={t('ui.error.loadTitle')} {...(onRetry ? { onRetry } : {})} />
        </div>
      )}
      {isEmpty && <div className={classes.notice}>{empty}</div>}
      {!failed && !isEmpty && (
        <div
          ref={scroller}
          className={classes.scroller}
          style={style}
          role="grid"
          aria-label={label}
          aria-rowcount={hasMore ? -1 : ordered.length + 1}
          aria-colcount={visible.length + 1}
          aria-multiselectable
          aria-busy={loading}
          aria-activedescendant={activeId !== null && activeIsRendered ? rowDomId(activeId) : undefined}
          tabIndex={0}
          onKeyDown={onKeyDown}
          onContextMenu={(event) => {
            // By the keyboard's own key, on the grid as a whole: the row that is active is meant.
            const row = ordered[activeIndex];
            if (event.target === scroller.current && row !== undefined && showMenu(row.original)) event.preventDefault();
          }}
          onFocus={() => setFocused(true)}
          onBlur={() => setFocused(false)}
          onScroll={(event) => setScrolled(event.currentTarget.scrollTop > ROW_HEIGHT / 2)}
        >
          <GridHead columns={visible} table={table} choosesAll={bulk !== undefined} />
          <div role="rowgroup" className={classes.body} style={{ height: loading ? SKELETON_ROWS * ROW_HEIGHT : virtual.getTotalSize() }}>
            {loading
              ? Array.from({ length: SKELETON_ROWS }, (_, index) => (
                  <SkeletonRow key={rowDomId(String(index))} index={index} columns={visible} />
                ))
              : items.map((item) => {
                  const row = ordered[item.index];
                  if (row === undefined) return null;
                  return (
                    <GridRow
                      key={row.id}
                      id={row.id}
                      domId={rowDomId(row.id)}
                      row={row.original}
                      index={item.index}
                      top={item.start}
                      columns={visible}
                      active={row.id === activeId}
                      open={row.id === openId}
                      selected={table.selection[row.id] === true}
                      faded={isFaded?.(row.original) === true}
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
      )}
    </div>
  );
}

/** The same function in every render, which calls the newest: so that rows need not be drawn again because a handler is new. */
function useLatest<Argument>(handler: ((argument: Argument) => void) | undefined): (argument: Argument) => void {
  const newest = useRef(handler);
  useEffect(() => {
    newest.current = handler;
  });
  return useCallback((argument) => newest.current?.(argument), []);
}

/** The search where there is one, else the first filter. */
function firstFilter(group: HTMLFieldSetElement | null): HTMLElement | null {
  return (
    group?.querySelector<HTMLElement>('input[type="search"]') ??
    group?.querySelector<HTMLElement>('input:checked, input:not([type="radio"]), button:not(:disabled)') ??
    null
  );
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

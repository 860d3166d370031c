// biome-ignore-all lint/a11y/useSemanticElements: a grid whose rows are not all there cannot be a table
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid itself has the focus and names its active row
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the grid itself handles the keys for its active row
import { IconCheck } from '@tabler/icons-react';
import { memo, type ReactNode, useEffect, useRef, useState } from 'react';
import type { GridColumn } from './columns.ts';
import classes from './DataGrid.module.css';

interface GridRowProps<Row> {
  readonly id: string;
  readonly domId: string;
  readonly row: Row;
  readonly index: number;
  readonly top: number;
  readonly columns: readonly GridColumn<Row>[];
  readonly active: boolean;
  readonly open: boolean;
  readonly selected: boolean;
  readonly faded: boolean;
  readonly live: boolean;
  readonly onActive: (id: string) => void;
  readonly onOpen: (row: Row) => void;
  /** Opens the record in a window of its own. */
  readonly onOpenAside: (row: Row) => void;
  /** Shows the menu of the record; false where there is none, and the system's own shows. */
  readonly onMenu: (row: Row) => boolean;
  readonly onToggle: (id: string) => void;
}

function PlainGridRow<Row>(props: GridRowProps<Row>) {
  const { id, domId, row, index, top, columns, active, open, selected, faded, live, onActive, onOpen, onOpenAside, onMenu, onToggle } =
    props;
  const flash = useFlash(row, live);
  return (
    <div
      id={domId}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      className={classes.row}
      style={{ transform: `translateY(${top}px)` }}
      data-active={active || undefined}
      data-open={open || undefined}
      data-faded={faded || undefined}
      onClick={(event) => {
        onActive(id);
        if (event.ctrlKey || event.metaKey) onOpenAside(row);
        else onOpen(row);
      }}
      onContextMenu={(event) => {
        // Text that was selected is to be copied.
        if (window.getSelection()?.isCollapsed === false) return;
        onActive(id);
        if (onMenu(row)) event.preventDefault();
      }}
    >
      {flash > 0 && <span key={flash} className={classes.flash} aria-hidden />}
      <span
        role="gridcell"
        className={classes.checkCell}
        onClick={(event) => {
          event.stopPropagation();
          onActive(id);
          onToggle(id);
        }}
      >
        <span className={classes.check} data-checked={selected || undefined} aria-hidden>
          {selected && <IconCheck size={12} stroke={3} />}
        </span>
      </span>
      <Cells row={row} columns={columns} />
    </div>
  );
}

function PlainCells<Row>({ row, columns }: Pick<GridRowProps<Row>, 'row' | 'columns'>): ReactNode {
  return columns.map((column) => (
    <span key={column.id} role="gridcell" className={classes.cell} data-align={column.align}>
      {column.cell(row)}
    </span>
  ));
}

/** A row that only moves down, because another came above it, keeps its cells as they are. */
const Cells = memo(PlainCells) as typeof PlainCells;

/** Rows keep their identity until something in them changes, so most of a live grid is not drawn again. */
export const GridRow = memo(PlainGridRow) as typeof PlainGridRow;

/** Counts how often `row` changed while it was in sight. */
function useFlash<Row>(row: Row, live: boolean): number {
  const shown = useRef(row);
  const [changes, setChanges] = useState(0);
  useEffect(() => {
    const before = shown.current;
    if (before === row) return;
    shown.current = row;
    // Another search brings the same row as another object.
    if (live && JSON.stringify(before) !== JSON.stringify(row)) setChanges((count) => count + 1);
  }, [row, live]);
  return changes;
}

import { useCallback, useRef } from 'react';
import type { DataGridHandle } from '../../ui/grid/GridBody.tsx';

interface RecordAsideOptions<Row> {
  /** The record that the address names, or null. */
  readonly openId: string | null;
  readonly rowId: (row: Row) => string;
  /** Goes to a record's address, or to the list's own, keeping the filters. Keep it stable: rows are drawn anew with a new one. */
  readonly go: (id: string | null, replace: boolean) => void;
}

/**
 * A list whose records open beside it, each at an address of its own: while one is open it follows the keyboard through the list without
 * leaving steps in the history, and when it is closed the list has the keyboard again. The grid takes all of it but `close`.
 */
export function useRecordAside<Row>({ openId, rowId, go }: RecordAsideOptions<Row>) {
  const grid = useRef<DataGridHandle>(null);
  const onOpen = useCallback((row: Row) => go(rowId(row), false), [go, rowId]);
  const onMove = (row: Row) => {
    if (openId !== null) go(rowId(row), true);
  };
  const close = () => {
    go(null, false);
    grid.current?.focus();
  };
  return { close, aside: { grid, rowId, openId, onOpen, onMove } };
}

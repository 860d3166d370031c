import type { RefObject } from 'react';
import { DataGrid, type DataGridProps } from '../../ui/grid/DataGrid.tsx';
import type { DataGridHandle } from '../../ui/grid/GridBody.tsx';
import type { LiveList } from './use-live-list.ts';

/** What a grid gets from the list it shows. */
type FromList = 'rows' | 'loading' | 'error' | 'onRetry' | 'hasMore' | 'onMore' | 'waiting' | 'onBusy' | 'handle';

interface LiveGridProps<Row extends object> extends Omit<DataGridProps<Row>, FromList> {
  readonly list: LiveList<Row>;
  readonly grid: RefObject<DataGridHandle | null>;
}

/** A grid that shows a list which follows the engine; what waits is shown from its top. */
export function LiveGrid<Row extends object>({ list, grid, ...props }: LiveGridProps<Row>) {
  const { waiting } = list;
  const show = () => {
    waiting?.show();
    grid.current?.toTop();
  };
  return (
    <DataGrid
      {...props}
      rows={list.rows}
      loading={list.loading}
      error={list.error}
      onRetry={list.retry}
      hasMore={list.hasMore}
      onMore={list.more}
      waiting={waiting && { ...waiting, show }}
      onBusy={list.setBusy}
      handle={grid}
    />
  );
}

// biome-ignore-all lint/a11y/useSemanticElements: a grid whose rows are not all there cannot be a table
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid itself has the focus and names its active row
import { IconArrowDown, IconArrowUp, IconCheck, IconMinus } from '@tabler/icons-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { GridColumn } from './columns.ts';
import classes from './DataGrid.module.css';
import type { GridTable } from './use-grid-table.ts';

interface GridHeadProps<Row extends object> {
  readonly columns: readonly GridColumn<Row>[];
  readonly table: Pick<GridTable<Row>, 'sorting' | 'sortBy' | 'ordered' | 'selectedCount' | 'selectAll' | 'clearSelection'>;
  /** The first cell chooses every loaded row. */
  readonly choosesAll: boolean;
}

function PlainGridHead<Row extends object>({ columns, table, choosesAll }: GridHeadProps<Row>) {
  const { t } = useTranslation();
  return (
    <div role="rowgroup" className={classes.head}>
      <div role="row" aria-rowindex={1} className={classes.headRow}>
        {choosesAll ? (
          <ChooseAll table={table} />
        ) : (
          <span role="columnheader" className={classes.headCell} aria-label={t('ui.grid.selectRow')} />
        )}
        {columns.map((column) => {
          const direction = table.sorting?.id === column.id ? (table.sorting.desc ? 'descending' : 'ascending') : undefined;
          return (
            <span
              key={column.id}
              role="columnheader"
              className={classes.headCell}
              data-align={column.align}
              {...(direction === undefined ? {} : { 'aria-sort': direction })}
            >
              {column.sort === undefined ? (
                <span className={classes.headWord}>{column.header}</span>
              ) : (
                <button
                  type="button"
                  className={classes.sort}
                  title={t('ui.grid.sortLoaded', { column: column.header })}
                  onClick={() => table.sortBy(column.id)}
                >
                  <span className={classes.headWord}>{column.header}</span>
                  {direction === 'ascending' && <IconArrowUp size={12} aria-hidden />}
                  {direction === 'descending' && <IconArrowDown size={12} aria-hidden />}
                </button>
              )}
            </span>
          );
        })}
      </div>
    </div>
  );
}

/** Not drawn again while its grid scrolls. */
export const GridHead = memo(PlainGridHead) as typeof PlainGridHead;

function ChooseAll<Row extends object>({ table }: Pick<GridHeadProps<Row>, 'table'>) {
  const { t } = useTranslation();
  const { ordered, selectedCount } = table;
  const all = selectedCount > 0 && selectedCount === ordered.length;
  return (
    <span role="columnheader" className={classes.checkCell} aria-label={t('ui.grid.selectRow')}>
      <button
        type="button"
        className={classes.headCheck}
        aria-pressed={all}
        aria-label={all ? t('ui.grid.clearSelection') : t('ui.grid.selectAll')}
        title={all ? t('ui.grid.clearSelection') : t('ui.grid.selectAll')}
        onClick={all ? table.clearSelection : table.selectAll}
      >
        <span className={classes.check} data-shown data-checked={selectedCount > 0 || undefined} aria-hidden>
          {selectedCount > 0 && (all ? <IconCheck size={12} stroke={3} /> : <IconMinus size={12} stroke={3} />)}
        </span>
      </button>
    </span>
  );
}

// biome-ignore-all lint/a11y/useSemanticElements: a grid whose rows are not all there cannot be a table
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid itself has the focus and names its active row
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { GridColumn } from './columns.ts';
import classes from './DataGrid.module.css';
import type { GridTable } from './use-grid-table.ts';

interface GridHeadProps<Row extends object> {
  readonly columns: readonly GridColumn<Row>[];
  readonly table: Pick<GridTable<Row>, 'sorting' | 'sortBy'>;
}

export function GridHead<Row extends object>({ columns, table }: GridHeadProps<Row>) {
  const { t } = useTranslation();
  return (
    <div role="rowgroup" className={classes.head}>
      <div role="row" aria-rowindex={1} className={classes.headRow}>
        <span role="columnheader" className={classes.headCell} aria-label={t('ui.grid.selectRow')} />
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

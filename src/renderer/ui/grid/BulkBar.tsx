import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './DataGrid.module.css';

interface BulkBarProps {
  readonly count: number;
  readonly onClear: () => void;
  readonly children: ReactNode;
}

/** What can be done with the chosen rows together. */
export function BulkBar({ count, onClear, children }: BulkBarProps) {
  const { t } = useTranslation();
  return (
    <div role="toolbar" aria-label={t('ui.grid.bulk')} className={classes.bulk}>
      <span className={classes.bulkCount} aria-live="polite">
        {t('ui.grid.selected', { count })}
      </span>
      {children}
      <Button size="compact-sm" variant="subtle" color="gray" onClick={onClear}>
        {t('ui.grid.clearSelection')}
      </Button>
    </div>
  );
}

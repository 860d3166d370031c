import { Button, Progress } from '@mantine/core';
import { type Icon, IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './audit.module.css';

interface RunStripProps {
  /** How the run stands; `good` and `bad` ends have colours of their own. */
  readonly result: 'running' | 'stopped' | 'good' | 'bad';
  readonly icon: Icon;
  /** What is running, for people who do not see the bar. */
  readonly label: string;
  readonly done: number;
  readonly total: number;
  readonly onStop: () => void;
  readonly onDismiss: () => void;
  readonly children: ReactNode;
}

/** Work on the whole trail: how far it is, or how it ended. */
export function RunStrip({ result, icon: RunIcon, label, done, total, onStop, onDismiss, children }: RunStripProps) {
  const { t } = useTranslation();
  const bad = result === 'bad';
  const Shown = bad ? IconAlertTriangle : RunIcon;
  return (
    <div className={classes.strip} data-result={result} role={bad ? 'alert' : 'status'}>
      <Shown size={17} aria-hidden />
      <span className={classes.stripText}>{children}</span>
      {result === 'running' ? (
        <>
          <Progress className={classes.progress ?? ''} value={total === 0 ? 0 : (100 * done) / total} aria-label={label} />
          <Button size="compact-xs" variant="default" onClick={onStop}>
            {t('audit.run.stop')}
          </Button>
        </>
      ) : (
        <Button size="compact-xs" variant="default" onClick={onDismiss}>
          {t('audit.run.dismiss')}
        </Button>
      )}
    </div>
  );
}

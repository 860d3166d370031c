import { Button, Progress } from '@mantine/core';
import { type Icon, IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useWatched } from '../../../ui/use-watched.ts';
import { WriteButton } from '../../../ui/WriteButton.tsx';
import classes from './audit.module.css';
import type { TrailRun } from './run.ts';

interface RunStripProps<Wish, End> {
  readonly run: TrailRun<Wish, End>;
  /** How it ended, where it has: both ends have colours of their own. */
  readonly result: 'good' | 'bad' | null;
  readonly icon: Icon;
  /** What is running, for people who do not see the bar. */
  readonly label: string;
  readonly words: string;
}

/** Work on the whole trail: how far it is, or how it ended. */
export function RunStrip<Wish, End>({ run, result, icon: RunIcon, label, words }: RunStripProps<Wish, End>) {
  const { t } = useTranslation();
  const standing = useWatched(run.standing);
  if (standing.kind === 'idle') return null;
  const bad = result === 'bad';
  const Shown = bad ? IconAlertTriangle : RunIcon;
  const running = standing.kind === 'running';
  return (
    <div className={classes.strip} data-result={result ?? standing.kind} role={bad ? 'alert' : 'status'}>
      <Shown size={17} aria-hidden />
      <span className={classes.stripText}>
        {words}
        {running && standing.again && ` ${t('audit.run.again')}`}
      </span>
      {running && (
        <Progress
          className={classes.progress ?? ''}
          value={standing.total === 0 ? 0 : (100 * standing.done) / standing.total}
          aria-label={label}
        />
      )}
      {standing.kind === 'interrupted' && (
        <WriteButton size="compact-xs" onClick={standing.goOn}>
          {t('audit.run.begin')}
        </WriteButton>
      )}
      <Button size="compact-xs" variant="default" onClick={() => (running ? run.stop() : run.dismiss())}>
        {t(running ? 'audit.run.stop' : 'audit.run.dismiss')}
      </Button>
    </div>
  );
}

import { useTranslation } from 'react-i18next';
import { locale } from '../i18n/i18n.ts';
import classes from './Countdown.module.css';
import { absoluteTime, countdown } from './format.ts';
import { useEngineNow } from './use-watched.ts';

interface CountdownProps {
  readonly from: number;
  readonly to: number;
  /** Draws how much of the time is left under the figures. */
  readonly withBar?: boolean;
  /** Fills its cell, so that the bars of a column stand under each other and stay there as the figures grow shorter. */
  readonly inColumn?: boolean;
}

const URGENT_MS = 60_000;

/** Time left by the engine's clock. */
export function Countdown({ from, to, withBar = false, inColumn = false }: CountdownProps) {
  const { t } = useTranslation();
  const now = useEngineNow('second');
  const left = to - now;
  const urgent = left < URGENT_MS;
  const share = Math.min(1, Math.max(0, left / Math.max(1, to - from)));
  return (
    <span
      className={classes.root}
      data-urgent={urgent || undefined}
      data-column={inColumn || undefined}
      title={absoluteTime(to, 'local', locale())}
    >
      <span role="timer">{left > 0 ? countdown(left, locale()) : t('ui.expired')}</span>
      {withBar && (
        <span className={classes.track} aria-hidden>
          <span className={classes.bar} style={{ transform: `scaleX(${share})` }} />
        </span>
      )}
    </span>
  );
}

import { Loader, UnstyledButton } from '@mantine/core';
import { IconAlertTriangle, IconChevronRight, IconCircleCheck, IconInfoCircle, IconShieldX, IconWifiOff } from '@tabler/icons-react';
import type { ComponentType, ReactNode } from 'react';
import { countdown } from '../../../ui/format.ts';
import { useEngineNow } from '../../../ui/use-watched.ts';
import { useOnline } from '../../kit/Offline.tsx';
import { texts } from '../texts.ts';
import classes from './parts.module.css';

export type Tone = 'info' | 'good' | 'warn' | 'bad';

const toneIcons = { info: IconInfoCircle, good: IconCircleCheck, warn: IconAlertTriangle, bad: IconShieldX } as const;

/** Something to know before going on. Bad news is read out at once. */
export function Note({ tone = 'info', title, children }: { readonly tone?: Tone; readonly title?: string; readonly children?: ReactNode }) {
  const Icon = toneIcons[tone];
  return (
    <div className={classes.note} data-tone={tone} role={tone === 'bad' ? 'alert' : undefined}>
      <Icon size={20} aria-hidden className={classes.noteIcon} />
      <div>
        {title !== undefined && <p className={classes.noteTitle}>{title}</p>}
        {children}
      </div>
    </div>
  );
}

/** Rows that belong together, on one card. */
export function Card({ title, children }: { readonly title?: string; readonly children: ReactNode }) {
  return (
    <div>
      {title !== undefined && <h2 className={classes.cardTitle}>{title}</h2>}
      <div className={classes.card}>{children}</div>
    </div>
  );
}

interface RowProps {
  readonly icon?: ComponentType<{ readonly size?: number }>;
  readonly title: string;
  readonly detail?: ReactNode;
  readonly right?: ReactNode;
  readonly tone?: Tone;
  readonly onClick?: () => void;
}

/** One line of a card; with something to do, the whole line is the button. */
export function Row({ icon: Icon, title, detail, right, tone, onClick }: RowProps) {
  const inside = (
    <>
      {Icon !== undefined && (
        <span className={classes.rowIcon} data-tone={tone} aria-hidden>
          <Icon size={20} />
        </span>
      )}
      <span className={classes.rowText}>
        <span className={classes.rowTitle}>{title}</span>
        {detail !== undefined && <span className={classes.rowDetail}>{detail}</span>}
      </span>
      {right != null && <span className={classes.right}>{right}</span>}
      {onClick !== undefined && <IconChevronRight size={18} aria-hidden className={classes.chevron} />}
    </>
  );
  if (onClick === undefined) return <div className={classes.row}>{inside}</div>;
  return (
    <UnstyledButton className={classes.row} data-button onClick={onClick}>
      {inside}
    </UnstyledButton>
  );
}

/** A large sign with a sentence under it: how something ended, or that it is being waited for. */
export function Hero({
  tone,
  icon: Icon,
  title,
  children,
}: {
  readonly tone?: Tone;
  readonly icon?: ComponentType<{ readonly size?: number }>;
  readonly title: string;
  readonly children?: ReactNode;
}) {
  return (
    <div className={classes.hero}>
      <span className={classes.heroIcon} data-tone={tone} aria-hidden>
        {Icon === undefined ? <Loader size="md" color="var(--ng-brand)" /> : <Icon size={34} />}
      </span>
      <h2 className={classes.heroTitle}>{title}</h2>
      {children !== undefined && <div className={classes.heroText}>{children}</div>}
    </div>
  );
}

/** Time left by the engine's clock, as a pill that changes its colour in the last minute. */
export function TimeLeft({ to }: { readonly to: number }) {
  const left = to - useEngineNow('second');
  return (
    <span className={classes.time} data-tone={left < 60_000 ? 'bad' : 'info'} role="timer">
      {countdown(left)}
    </span>
  );
}

/** Something is being read; without a network it says so, since nothing comes before there is one. */
export function Waiting({ children }: { readonly children: string }) {
  const online = useOnline();
  return (
    <div className={classes.waiting} role="status">
      {online ? <Loader size="sm" color="var(--ng-brand)" /> : <IconWifiOff size={20} aria-hidden />}
      {online ? children : texts.waitsForNetwork}
    </div>
  );
}

import { UnstyledButton } from '@mantine/core';
import { IconChevronLeft } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { texts } from '../texts.ts';
import { navigation } from './nav.ts';
import classes from './Screen.module.css';

interface ScreenProps {
  readonly title: string;
  /** At the upper right, where a page's own action belongs. */
  readonly action?: ReactNode;
  /** Kept at the lower edge, within the thumb's reach, while the rest scrolls. */
  readonly footer?: ReactNode;
  /** Leads back one screen by default; null where there is nowhere to go back to. */
  readonly onBack?: (() => void) | null;
  /** One of the places that the tabs lead to; they lie over its lower edge. */
  readonly withTabs?: boolean;
  readonly children: ReactNode;
}

/** A screen of the app: its title, what scrolls, and what stays. */
export function Screen({ title, action, footer, onBack = () => navigation.back(), withTabs = false, children }: ScreenProps) {
  return (
    <section className={classes.screen} aria-label={title} data-tabs={withTabs || undefined}>
      <header className={classes.head} data-plain={onBack === null || undefined}>
        {onBack !== null && (
          <UnstyledButton className={classes.back} onClick={onBack} aria-label={texts.back}>
            <IconChevronLeft size={24} aria-hidden />
          </UnstyledButton>
        )}
        <h1 className={classes.title}>{title}</h1>
        <div className={classes.action}>{action}</div>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard */}
      <div className={classes.body} tabIndex={0}>
        {children}
      </div>
      {footer !== undefined && <footer className={classes.foot}>{footer}</footer>}
    </section>
  );
}

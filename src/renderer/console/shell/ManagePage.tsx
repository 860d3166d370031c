import type { ReactNode } from 'react';
import { PageHeader } from '../../ui/PageHeader.tsx';
import classes from './ManagePage.module.css';

interface ManagePageProps {
  readonly title: string;
  readonly before?: ReactNode;
  readonly actions?: ReactNode;
  /** Uses the room that a large screen has. */
  readonly wide?: boolean;
  readonly children: ReactNode;
}

/** A page of cards and forms that scrolls as a whole. */
export function ManagePage({ title, before, actions, wide = false, children }: ManagePageProps) {
  return (
    <>
      <PageHeader title={title} before={before} actions={actions} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard */}
      <section className={classes.page} tabIndex={0} aria-label={title}>
        <div className={classes.content} data-wide={wide || undefined}>
          {children}
        </div>
      </section>
    </>
  );
}

import type { ReactNode } from 'react';
import classes from './PageHeader.module.css';

interface PageHeaderProps {
  readonly title: ReactNode;
  /** A sentence under the title. */
  readonly about?: ReactNode;
  readonly before?: ReactNode;
  readonly actions?: ReactNode;
}

export function PageHeader({ title, about, before, actions }: PageHeaderProps) {
  return (
    <header className={classes.header}>
      {before}
      <div className={classes.words}>
        <h1 className={classes.title}>{title}</h1>
        {about && <p className={classes.about}>{about}</p>}
      </div>
      {actions && <div className={classes.actions}>{actions}</div>}
    </header>
  );
}

import type { ReactNode } from 'react';
import classes from './ListWithPanel.module.css';

/** A list, and beside it the record that is open. */
export function ListWithPanel({ children, panel }: { readonly children: ReactNode; readonly panel: ReactNode }) {
  return (
    <div className={classes.split}>
      {children}
      {panel}
    </div>
  );
}

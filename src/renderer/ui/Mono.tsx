import type { ReactNode } from 'react';
import classes from './Mono.module.css';

/** Ids, hashes and addresses, whose characters one compares. */
export function Mono({ children }: { readonly children: ReactNode }) {
  return <span className={classes.mono}>{children}</span>;
}

import { Kbd } from '@mantine/core';
import classes from './Key.module.css';

/** The key of an action, shown where the action is. Read out by `aria-keyshortcuts` of the control instead. */
export function Key({ keys }: { readonly keys: string }) {
  return (
    <span className={classes.keys} aria-hidden>
      {keys.split(' ').map((key) => (
        <Kbd key={key} className={classes.key ?? ''}>
          {key}
        </Kbd>
      ))}
    </span>
  );
}

import type { ReactNode } from 'react';
import { useWatched } from '../../ui/use-watched.ts';
import { session } from '../connection/session.ts';
import { Mark } from '../shell/Mark.tsx';
import classes from './Entrance.module.css';
import { PlaceLine } from './PlaceLine.tsx';

/** The page around everything that is shown before somebody is signed in. */
export function Frame({ children }: { readonly children: ReactNode }) {
  const { console: state } = useWatched(session.view);
  return (
    <main className={classes.page}>
      <div className={classes.brand}>
        <Mark size={28} />
        <span>Portcullis</span>
      </div>
      {children}
      <PlaceLine />
      {state && <p className={classes.version}>{`Portcullis ${state.version}`}</p>}
    </main>
  );
}

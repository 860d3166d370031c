import type { Permission } from '../../../shared/vocabulary/index.ts';
import { useWatched } from '../../ui/use-watched.ts';
import { type ConsoleState, type Me, session } from './session.ts';

/** The person who is signed in. Only for what is shown to such a person. */
export function useMe(): Me {
  const { me } = useWatched(session.view);
  if (me === null) throw new Error('Nobody is signed in.');
  return me;
}

/** Whether to offer something. The engine checks again when it is done. */
export function useMay(permission: Permission): boolean {
  return useMe().permissions.includes(permission);
}

export function useConsoleState(): ConsoleState {
  const { console: state } = useWatched(session.view);
  if (state === null) throw new Error('The engine has not been asked yet.');
  return state;
}

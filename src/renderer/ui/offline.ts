import { useWatched } from './use-watched.ts';
import { Watched } from './watched.ts';

/** True while the engine cannot be reached: what is shown may be old, and nothing can be sent. */
export const offline = new Watched<boolean>(false);

export const useOffline = (): boolean => useWatched(offline);

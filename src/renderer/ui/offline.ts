import { useTranslation } from 'react-i18next';
import { useLasting } from './use-lasting.ts';
import { useWatched } from './use-watched.ts';
import { Watched } from './watched.ts';

/** True while the engine cannot be reached: what is shown may be old, and nothing can be sent. */
export const offline = new Watched<boolean>(false);

export const useOffline = (): boolean => useWatched(offline);

/** A connection that is away for less than this comes back unnoticed. */
export const GRACE_MS = 1_200;

/** Whether the engine has been away for so long that what is not loaded has to say so. */
export const useLongOffline = (): boolean => useLasting(useOffline(), GRACE_MS);

/** How every control that changes something stands: off without a connection, with the reason. Tests find such controls by their mark. */
export function useWriting(disabled: boolean | undefined) {
  const { t } = useTranslation();
  const away = useOffline();
  return { 'data-writes': true, disabled: disabled === true || away, ...(away ? { title: t('ui.offline') } : {}) };
}

import { useTranslation } from 'react-i18next';
import { useWatched } from './use-watched.ts';
import { Watched } from './watched.ts';

/** True while the engine cannot be reached: what is shown may be old, and nothing can be sent. */
export const offline = new Watched<boolean>(false);

export const useOffline = (): boolean => useWatched(offline);

/** How every control that changes something stands: off without a connection, with the reason. Tests find such controls by their mark. */
export function useWriting(disabled: boolean | undefined) {
  const { t } = useTranslation();
  const away = useOffline();
  return { 'data-writes': true, disabled: disabled === true || away, ...(away ? { title: t('ui.offline') } : {}) };
}

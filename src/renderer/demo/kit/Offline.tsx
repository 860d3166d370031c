import { useSyncExternalStore } from 'react';
import { Notice } from './Notice.tsx';

function watch(changed: () => void): () => void {
  addEventListener('online', changed);
  addEventListener('offline', changed);
  return () => {
    removeEventListener('online', changed);
    removeEventListener('offline', changed);
  };
}

/** Whether this device has a network at all; that anybody answers in it is another matter. */
export const useOnline = (): boolean => useSyncExternalStore(watch, () => navigator.onLine);

/** Says that there is no network: whoever is about to approve something must know that nothing here is of this moment. */
export function Offline() {
  const online = useOnline();
  return (
    <div role="status">
      {!online && (
        <Notice tone="warn" title="No connection">
          What you see may be old. Nothing is sent until the connection is back.
        </Notice>
      )}
    </div>
  );
}

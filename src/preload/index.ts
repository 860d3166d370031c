import { contextBridge, ipcRenderer } from 'electron';
import { CONNECT_CHANNEL, type ConnectRequest, DESKTOP_MARK } from '../shared/desktop-bridge.ts';

/**
 * The one bridge. It passes message ports from the page to the main process, which decides whether to accept them, and exposes
 * no function at all.
 */
window.addEventListener('message', (event: MessageEvent<unknown>) => {
  const fromThisPage = event.source === window && event.origin === window.location.origin;
  if (!fromThisPage || !isConnectRequest(event.data)) return;
  ipcRenderer.postMessage(CONNECT_CHANNEL, event.data, [...event.ports]);
});

contextBridge.exposeInMainWorld(DESKTOP_MARK, true);

function isConnectRequest(data: unknown): data is ConnectRequest {
  return typeof data === 'object' && data !== null && 'portcullis' in data && data.portcullis === 'connect';
}

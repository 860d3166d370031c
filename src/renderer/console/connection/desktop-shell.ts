import { connectRequest, type ShellMessage } from '../../../shared/desktop-bridge.ts';
import { session } from './session.ts';
import { inDesktop } from './start.ts';

/** Obeys the desktop's main process: show a route that was validated there, or lock. Does nothing in a browser. */
export function listenToDesktop(navigate: (path: string) => void): void {
  if (!inDesktop) return;
  const { port1, port2 } = new MessageChannel();
  port1.addEventListener('message', (event: MessageEvent<ShellMessage>) => {
    switch (event.data.kind) {
      case 'navigate':
        return navigate(event.data.path);
      case 'lock':
        return void session.lock();
    }
  });
  port1.start();
  window.postMessage(connectRequest('shell'), window.location.origin, [port2]);
}

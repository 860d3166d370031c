import {
  connectRequest,
  DESKTOP_MARK,
  type DesktopPlace,
  type PageMessage,
  type ServerProblem,
  type ShellMessage,
} from '../../../shared/desktop-bridge.ts';
import { Watched } from '../../ui/watched.ts';

export const inDesktop = DESKTOP_MARK in window;

/** Where the console's data is, as the desktop's main process says; null until it has said so, and in a browser. */
export const place = new Watched<DesktopPlace | null>(null);

/** Why the last attempt to reach a team's server failed, as the main process found. */
export const serverProblem = new Watched<ServerProblem | null>(null);

type Listener = (message: ShellMessage) => void;

const listeners = new Set<Listener>();
let port: MessagePort | null = null;

/** Opens the port to the desktop's main process; the first message on it is the place. Does nothing in a browser. */
export function openShellPort(): void {
  if (!inDesktop) return;
  const { port1, port2 } = new MessageChannel();
  port = port1;
  port1.addEventListener('message', (event: MessageEvent<ShellMessage>) => {
    if (event.data.kind === 'place') place.set(event.data.place);
    if (event.data.kind === 'problem') serverProblem.set(event.data.problem);
    for (const listener of [...listeners]) listener(event.data);
  });
  port1.start();
  window.postMessage(connectRequest('shell'), window.location.origin, [port2]);
}

/** Says something to the main process, which checks it. In a browser nobody listens. */
export function tellShell(message: PageMessage): void {
  port?.postMessage(message);
}

export function listenToShell(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Resolves once the place is known; at once in a browser. */
export function placeKnown(): Promise<void> {
  if (!inDesktop || place.get() !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const stop = place.watch(() => {
      stop();
      resolve();
    });
  });
}

import type { ClientLink } from '@orpc/client';
import { RPCLink as MessagePortLink } from '@orpc/client/message-port';
import { RPCLink as WebSocketLink } from '@orpc/client/websocket';
import { connectRequest } from '../../../shared/desktop-bridge.ts';

type Link = ClientLink<Record<never, never>>;

/** One open connection to an engine. Another is opened when it ends. */
export interface Channel {
  readonly link: Link;
  /** Resolves when nothing more can be sent or received. */
  readonly closed: Promise<void>;
  close(): void;
}

/** Opens a channel, or rejects. */
export type Transport = (signal: AbortSignal) => Promise<Channel>;

const OPEN_TIMEOUT_MS = 10_000;

/** To the engine in the desktop app's main process, over a port that the preload hands on. */
export const desktopTransport: Transport = async () => {
  const { port1, port2 } = new MessageChannel();
  const closed = new Promise<void>((resolve) => port1.addEventListener('close', () => resolve()));
  const link: Link = new MessagePortLink({ port: port1 });
  port1.start();
  window.postMessage(connectRequest('engine'), window.location.origin, [port2]);
  return { link, closed, close: () => port1.close() };
};

/** To the headless server that delivered this page. */
export function webSocketTransport(url: string): Transport {
  return (signal) =>
    new Promise((resolve, reject) => {
      const socket = new WebSocket(url);
      // oRPC sends its messages as text or bytes; a Blob would have to be read before each message could be handled in order.
      socket.binaryType = 'arraybuffer';
      const timer = setTimeout(() => socket.close(), OPEN_TIMEOUT_MS);
      const abort = () => socket.close();
      signal.addEventListener('abort', abort, { once: true });
      const closed = new Promise<void>((ended) => {
        socket.addEventListener('close', () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', abort);
          ended();
          reject(new Error('The server cannot be reached.'));
        });
      });
      socket.addEventListener('open', () => {
        clearTimeout(timer);
        resolve({ link: new WebSocketLink({ websocket: socket }), closed, close: () => socket.close() });
      });
    });
}

export function consoleSocketUrl(location: Location): string {
  return `${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}/console/ws`;
}

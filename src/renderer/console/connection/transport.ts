import type { ClientLink } from '@orpc/client';
import { RPCLink as WebSocketLink } from '@orpc/client/websocket';

export type Link = ClientLink<Record<never, never>>;

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
      // Before any listener of ours: by the time others hear that the socket closed, the link has ended its calls, and nobody gives up one
      // that still seems to run.
      const link: Link = new WebSocketLink({ websocket: sendingQuietly(socket) });
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
        resolve({ link, closed, close: () => socket.close() });
      });
    });
}

/**
 * The socket as oRPC sends over it. Of a call that is given up oRPC tells the server, and where the socket is closing by then it throws an
 * error that nobody can catch. A closing socket discards what it is given, and its calls end with it.
 */
function sendingQuietly(socket: WebSocket): ConstructorParameters<typeof WebSocketLink>[0]['websocket'] {
  return {
    addEventListener: socket.addEventListener.bind(socket),
    removeEventListener: socket.removeEventListener.bind(socket),
    send: (message) => socket.send(message),
    get readyState() {
      return socket.readyState === WebSocket.CLOSING ? WebSocket.OPEN : socket.readyState;
    },
  };
}

export function consoleSocketUrl(location: { readonly protocol: string; readonly host: string }): string {
  return `${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}/console/ws`;
}

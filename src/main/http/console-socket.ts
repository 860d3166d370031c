import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import proxyAddress from '@fastify/proxy-addr';
import { type WebSocket, WebSocketServer } from 'ws';
import { placeOf } from '../engine/place-of.ts';
import { isHostAllowed, isOriginAllowed } from './security.ts';

/** Where the console connects. */
export const CONSOLE_SOCKET_PATH = '/console/ws';

/** Largest message: one chunk of an uploaded file and what stands around it. */
const MAX_MESSAGE = 5 * 1024 * 1024;
/** What may come for one message before anybody has signed in: strangers must not have the server hold and read as much as staff. */
const MAX_OF_STRANGERS = 128 * 1024;
/** Of one address, or one IPv6 network: where a machine has as many addresses as it likes, it must not take everybody's place. */
const PER_PLACE = 50;
const IN_ALL = 2_000;
const PING_EVERY_MS = 30_000;

const GOING_AWAY = 1001;

export interface ConsoleSocketOptions {
  /** The address the server listens on. */
  readonly host: string;
  /** Proxies whose X-Forwarded-For is believed, as for the rest of the server: staff behind one are told apart by it. */
  readonly trustProxy: boolean | string;
  /**
   * Serves the console contract on an accepted connection, of a page of this origin; null for a program that is no browser.
   * @returns whether somebody has signed in on it by now
   */
  readonly connect: (socket: WebSocket, address: string, origin: string | null) => () => boolean;
}

export interface ConsoleSockets {
  /** Open connections. */
  readonly count: () => number;
  /** Asks every console to leave, and cuts those that do not within a second. */
  close(): Promise<void>;
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** How the address behind trusted proxies is found. */
function addressReader(trustProxy: boolean | string): (request: IncomingMessage) => string {
  const trusted =
    typeof trustProxy === 'string' ? proxyAddress.compile(trustProxy.split(',').map((each) => each.trim())) : () => trustProxy;
  return (request) => (proxyAddress(request, trusted) ?? '').replace(/^::ffff:(?=\d+\.)/, '');
}

/** Takes the consoles' WebSockets, after checking where the page that opens one comes from. Who speaks is settled by the session inside. */
export function addConsoleSocket(server: Server, { host, trustProxy, connect }: ConsoleSocketOptions): ConsoleSockets {
  const addressOf = addressReader(trustProxy);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE, perMessageDeflate: false, clientTracking: true });
  const perPlace = new Map<string, number>();
  const silent = new WeakSet<WebSocket>();

  function accept(socket: WebSocket, wire: Duplex, address: string, origin: string | null): void {
    const place = placeOf(address);
    perPlace.set(place, (perPlace.get(place) ?? 0) + 1);
    socket.on('close', () => {
      const left = (perPlace.get(place) ?? 1) - 1;
      if (left === 0) perPlace.delete(place);
      else perPlace.set(place, left);
    });
    socket.on('pong', () => silent.delete(socket));
    socket.on('error', () => socket.terminate());
    const isKnown = connect(socket, address, origin);
    let held = 0;
    socket.on('message', () => {
      held = 0;
    });
    wire.on('data', (bytes: Uint8Array) => {
      held += bytes.length;
      if (held > MAX_OF_STRANGERS && !isKnown()) socket.terminate();
    });
  }

  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const address = addressOf(request);
    socket.on('error', () => socket.destroy());
    if (request.url?.split('?')[0] !== CONSOLE_SOCKET_PATH) return refuse(socket, '404 Not Found');
    if (!isHostAllowed(request.headers.host, host)) return refuse(socket, '403 Forbidden');
    if (!isOriginAllowed(request.headers.origin, request.headers.host)) return refuse(socket, '403 Forbidden');
    if ((perPlace.get(placeOf(address)) ?? 0) >= PER_PLACE || sockets.clients.size >= IN_ALL)
      return refuse(socket, '503 Service Unavailable');
    sockets.handleUpgrade(request, socket, head, (accepted) => accept(accepted, socket, address, request.headers.origin ?? null));
  };
  server.on('upgrade', onUpgrade);

  const heartbeat = setInterval(() => {
    for (const socket of sockets.clients) {
      if (silent.has(socket)) socket.terminate();
      else {
        silent.add(socket);
        socket.ping();
      }
    }
  }, PING_EVERY_MS);
  heartbeat.unref();

  return {
    count: () => sockets.clients.size,
    async close() {
      clearInterval(heartbeat);
      server.off('upgrade', onUpgrade);
      const gone = [...sockets.clients].map((socket) => new Promise<void>((resolve) => socket.once('close', () => resolve())));
      for (const socket of sockets.clients) socket.close(GOING_AWAY, 'the server stops');
      const cut = setTimeout(() => {
        for (const socket of sockets.clients) socket.terminate();
      }, 1_000);
      await Promise.all(gone);
      clearTimeout(cut);
      sockets.close();
    },
  };
}

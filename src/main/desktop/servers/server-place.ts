import type { RawData, WebSocket } from 'ws';
import type { KnownServer, ServerProblem } from '../../../shared/desktop-bridge.ts';
import type { EnginePort } from '../ipc/port.ts';
import type { Place } from '../place.ts';
import { problemOf, reachServer, ServerRefused } from './reach.ts';
import { ServerAttention } from './server-attention.ts';

export interface ServerPlaceOptions {
  readonly server: KnownServer;
  readonly ourVersion: string;
  /** Told how the last attempt to reach the server went. */
  readonly problem: (problem: ServerProblem | null) => void;
  /** The session that the windows share. */
  readonly token: () => string | null;
}

/** Unsent bytes at which a connection is given up: the server does not take them any more. */
const MOST_UNSENT = 64 * 1024 * 1024;

/**
 * The console's data on a team's server. This process holds none of it: it passes the messages of each page on, over a connection of the
 * page's own, which is made only to the very server that was chosen.
 */
export class ServerPlace implements Place {
  readonly server: KnownServer;
  readonly #options: ServerPlaceOptions;
  readonly #sockets = new Set<WebSocket>();
  #closed = false;

  constructor(options: ServerPlaceOptions) {
    this.server = options.server;
    this.#options = options;
  }

  connect(port: EnginePort): void {
    void this.#relay(port);
  }

  onAttention: Place['onAttention'] = (listener) => {
    const attention = new ServerAttention({ reach: () => this.#reach(), token: this.#options.token, listener });
    return () => attention.close();
  };

  async close(): Promise<void> {
    this.#closed = true;
    for (const socket of this.#sockets) socket.terminate();
  }

  /** A checked connection. @throws ServerRefused also when another workspace answers than the one that was chosen */
  async #reach(): Promise<WebSocket> {
    if (this.#closed) throw new ServerRefused({ kind: 'unreachable', detail: 'left' });
    const { socket, server } = await reachServer(this.server.address, this.#options.ourVersion);
    if (server.workspace !== this.server.workspace || this.#closed) {
      socket.terminate();
      throw new ServerRefused({ kind: 'changed', detail: `${server.workspace} / ${this.server.workspace}` });
    }
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    return socket;
  }

  async #relay(port: EnginePort): Promise<void> {
    const early: unknown[] = [];
    let socket: WebSocket | null = null;
    let left = false;
    const send = (data: unknown) => {
      if (!isMessage(data)) return port.close();
      if (socket === null) return void early.push(data);
      if (socket.bufferedAmount > MOST_UNSENT) return socket.terminate();
      socket.send(data);
    };
    port.on('message', ({ data }) => send(data));
    port.once('close', () => {
      left = true;
      socket?.close();
    });
    port.start();
    try {
      socket = await this.#reach();
      this.#options.problem(null);
    } catch (error) {
      this.#options.problem(problemOf(error));
      return port.close();
    }
    if (left) return socket.close();
    socket.on('message', (data, isBinary) => port.postMessage(isBinary ? bytesOf(data) : data.toString()));
    socket.once('close', () => port.close());
    for (const data of early.splice(0)) send(data);
  }
}

const isMessage = (data: unknown): data is string | Uint8Array => typeof data === 'string' || data instanceof Uint8Array;

function bytesOf(data: RawData): Uint8Array {
  if (Array.isArray(data)) return new Uint8Array(Buffer.concat(data));
  return new Uint8Array(data);
}

import { createORPCClient, type InferClientErrors } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import type { ConsoleContract } from '../../src/shared/contract/console/index.ts';
import type { TestServer } from './server.ts';

export type ConsoleClient = ContractRouterClient<ConsoleContract>;
export type ConsoleError = InferClientErrors<ConsoleClient>;

export interface TestConsole {
  readonly client: ConsoleClient;
  /** Resolves when the connection has gone. */
  readonly closed: Promise<void>;
  close(): void;
}

/** Connects to a server's console socket as the browser does. */
export async function connectConsole(server: Pick<TestServer, 'url'>): Promise<TestConsole> {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/console/ws`);
  socket.binaryType = 'arraybuffer';
  const closed = new Promise<void>((resolve) => socket.addEventListener('close', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve());
    socket.addEventListener('error', () => reject(new Error('The console could not connect.')));
  });
  const client: ConsoleClient = createORPCClient(new RPCLink({ websocket: socket }));
  return { client, closed, close: () => socket.close() };
}

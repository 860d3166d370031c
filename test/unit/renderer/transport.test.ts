import { once } from 'node:events';
import { expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { webSocketTransport } from '../../../src/renderer/console/connection/transport.ts';

// An error that nobody catches fails the run.
it('ends the calls of a connection that closes, also those that are given up just then, with errors that their callers catch', async () => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  const address = server.address();
  if (typeof address === 'string' || address === null) throw new Error('The server has no port.');
  const channel = await webSocketTransport(`ws://127.0.0.1:${address.port}`)(new AbortController().signal);
  const givenUp = new AbortController();
  const calls = [
    channel.link.call(['session', 'changes'], undefined, { context: {}, signal: givenUp.signal }),
    channel.link.call(['session', 'state'], undefined, { context: {} }),
  ];
  const outcomes = Promise.allSettled(calls);
  for (const client of server.clients) await once(client, 'message');
  channel.close();
  givenUp.abort();
  expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await channel.closed;
  expect((await Promise.allSettled([channel.link.call(['session', 'state'], undefined, { context: {} })]))[0].status).toBe('rejected');
  server.close();
});

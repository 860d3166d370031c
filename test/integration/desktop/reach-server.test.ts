import { createServer as createHttpsServer, type Server as HttpsServer } from 'node:https';
import { type AddressInfo, connect as connectTcp, createServer as createTcpServer } from 'node:net';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { reachServer, ServerRefused } from '../../../src/main/desktop/servers/reach.ts';
import { makeCertificates, type TestCertificates } from '../../support/certificates.ts';
import { startServer } from '../../support/server.ts';

const VERSION = '0.1.0';

let own: TestCertificates;
beforeAll(async () => {
  own = await makeCertificates();
});

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const portOf = (server: { address(): unknown }): number => (server.address() as AddressInfo).port;

/** Puts TLS before a server, as a team's proxy does. */
async function behindTls(url: string, { cert, key }: TestCertificates): Promise<string> {
  const { port } = new URL(url);
  const server: HttpsServer = createHttpsServer({ cert, key });
  server.on('upgrade', (request, socket, head) => {
    const upstream = connectTcp(Number(port), '127.0.0.1', () => {
      const headers = Object.entries(request.headers).map(([name, value]) => `${name}: ${String(value)}`);
      upstream.write(`GET ${request.url} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`);
      upstream.write(head);
      socket.pipe(upstream).pipe(socket);
    });
    for (const end of [upstream, socket]) end.on('error', () => upstream.destroy());
    socket.on('close', () => upstream.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `https://localhost:${portOf(server)}`;
}

const refusal = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'REACHED',
    (error: unknown) => (error instanceof ServerRefused ? error.problem : error),
  );

describe.each(['sqlite', 'postgres'] as const)('a team’s server on %s, reached by the desktop app', (dialect) => {
  it('says who it is before anything else is said to it', async () => {
    const server = await startServer({ dialect });
    const { socket, server: found, demo } = await reachServer(server.url, VERSION);
    socket.terminate();
    expect(found).toMatchObject({ address: server.url, version: VERSION });
    expect(found.workspace).not.toBe('');
    expect(demo).toBe(false);
  });

  it('is used over TLS when its certificate is trusted, and refused when it is not, whatever the environment says', async () => {
    const server = await startServer({ dialect });
    const address = await behindTls(server.url, own);
    const { socket } = await reachServer(address, VERSION, [own.ca]);
    socket.terminate();
    expect(await refusal(reachServer(address, VERSION))).toMatchObject({ kind: 'certificate' });
    const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
    try {
      expect(await refusal(reachServer(address, VERSION))).toMatchObject({ kind: 'certificate' });
    } finally {
      if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
      else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before;
    }
  });

  it('is refused under a name that its certificate does not have', async () => {
    const server = await startServer({ dialect });
    const address = (await behindTls(server.url, own)).replace('localhost', '127.0.0.2');
    expect(await refusal(reachServer(address, VERSION, [own.ca]))).toMatchObject({
      kind: expect.stringMatching(/certificate|unreachable/),
    });
  });

  it('is refused when its version does not go with ours', async () => {
    const server = await startServer({ dialect });
    expect(await refusal(reachServer(server.url, '9.0.0'))).toEqual({ kind: 'version', detail: `${VERSION} / 9.0.0` });
  });
});

describe('what is no server of ours', () => {
  it('is said to be none when nothing, or something else, listens', async () => {
    const nothing = createTcpServer();
    await new Promise<void>((resolve) => nothing.listen(0, '127.0.0.1', resolve));
    const port = portOf(nothing);
    await new Promise((resolve) => nothing.close(resolve));
    expect(await refusal(reachServer(`http://127.0.0.1:${port}`, VERSION))).toEqual({ kind: 'unreachable', detail: 'ECONNREFUSED' });

    const page = createHttpsServer({ cert: own.cert, key: own.key }, (_request, response) => response.writeHead(200).end('hello'));
    await new Promise<void>((resolve) => page.listen(0, '127.0.0.1', resolve));
    closers.push(() => void page.close());
    expect(await refusal(reachServer(`https://localhost:${portOf(page)}`, VERSION, [own.ca]))).toEqual({
      kind: 'not_portcullis',
      detail: 'HTTP 200',
    });
  });

  it.each([
    ['closes at once', null],
    ['answers nonsense', 'hello'],
    ['answers a lie', '{"i":"0","p":{"b":{"json":{"product":"Other"}}}}'],
  ])('is said to be none when it %s', async (_how, answer) => {
    const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await new Promise((resolve) => sockets.once('listening', resolve));
    closers.push(() => {
      for (const client of sockets.clients) client.terminate();
      sockets.close();
    });
    sockets.on('connection', (socket) =>
      socket.on('message', () => {
        if (answer !== null) socket.send(answer);
        socket.close();
      }),
    );
    expect(await refusal(reachServer(`http://127.0.0.1:${portOf(sockets)}`, VERSION))).toMatchObject({
      kind: expect.stringMatching(/not_portcullis|unreachable/),
    });
  });
});

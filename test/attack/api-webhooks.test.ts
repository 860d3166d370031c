import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { isPublicAddress, type Resolve, WebhookHttp } from '../../src/main/adapters/webhook-http.ts';

const servers = new Set<Server>();
afterEach(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  servers.clear();
});

async function listen(handler: (request: IncomingMessage, response: ServerResponse) => void): Promise<number> {
  const server = createServer(handler).listen(0, '127.0.0.1');
  servers.add(server);
  await new Promise((resolve) => server.once('listening', resolve));
  return (server.address() as AddressInfo).port;
}

const transport = (resolve?: Resolve, allowPrivate = false, timeoutMs = 30_000) =>
  new WebhookHttp({ allowPrivate: () => allowPrivate, timeoutMs: () => timeoutMs, resolve });

const refused = { error: 'the address is not on the public Internet' };

describe('which addresses a webhook may go to', () => {
  it.each([
    '127.0.0.1',
    '127.9.9.9',
    '0.0.0.0',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '100.64.0.1',
    '169.254.169.254',
    '192.0.2.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:169.254.169.254',
    'fe80::1',
    'fc00::1',
    'fd00:ec2::254',
    'ff02::1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001:db8::1',
    '::127.0.0.1',
    '::7f00:1',
    '4000::1',
    'not an address',
  ])('IN-03 refuses %s', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(['8.8.8.8', '1.1.1.1', '2606:4700:4700::1111', '::ffff:8.8.8.8'])('IN-03 takes %s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it('IN-03 refuses every spelling of an address of our own that a URL can have', async () => {
    const spellings = [
      '127.0.0.1',
      '2130706433',
      '0x7f000001',
      '0177.0.0.1',
      '127.1',
      '0',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '[::ffff:7f00:1]',
    ];
    for (const host of spellings) expect(await transport().post(`http://${host}:9/`, {}, '{}'), host).toEqual(refused);
    expect(await transport().post('http://localhost:9/', {}, '{}')).toEqual(refused);
  });

  it('IN-03 refuses a name when any of its addresses is private, and one without an address', async () => {
    const both: Resolve = async () => [
      { address: '93.184.215.14', family: 4 },
      { address: '10.0.0.5', family: 4 },
    ];
    expect(await transport(both).post('https://example.com/', {}, '{}')).toEqual(refused);
    expect(await transport(async () => []).post('https://example.com/', {}, '{}')).toEqual({ error: 'the name has no address' });
  });

  it('IN-03 goes to the very address that was checked, whatever the name resolves to later', async () => {
    let asked = 0;
    const port = await listen((request, response) =>
      response.writeHead(request.headers.host === `hooks.example:${port}` ? 200 : 400).end(),
    );
    const changing: Resolve = async () => {
      asked += 1;
      return [{ address: asked === 1 ? '127.0.0.1' : '10.9.9.9', family: 4 }];
    };
    expect(await transport(changing, true).post(`http://hooks.example:${port}/`, {}, '{}')).toEqual({ status: 200 });
    expect(asked).toBe(1);
  });

  it('IN-03 refuses anything but http and https', async () => {
    for (const url of ['file:///etc/passwd', 'ftp://example.com/', 'gopher://example.com/']) {
      expect(await transport().post(url, {}, '{}')).toEqual({ error: 'the address is neither https nor http' });
    }
  });

  it('IN-03 never throws, whatever the URL', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.webUrl({ validSchemes: ['file', 'ftp', 'ws'] })), async (url) => {
        const result = await transport(async () => []).post(url, {}, '{}');
        expect('error' in result).toBe(true);
      }),
    );
  });
});

describe('endpoints that misbehave', () => {
  it('IN-03 does not follow a redirect', async () => {
    let inside = 0;
    const target = await listen((_request, response) => {
      inside += 1;
      response.end();
    });
    const port = await listen((_request, response) => response.writeHead(307, { location: `http://127.0.0.1:${target}/` }).end());
    expect(await transport(undefined, true).post(`http://127.0.0.1:${port}/`, {}, '{}')).toEqual({ status: 307 });
    expect(inside).toBe(0);
  });

  it('IN-03 gives up on one that never answers', async () => {
    const port = await listen(() => undefined);
    expect(await transport(undefined, true, 150).post(`http://127.0.0.1:${port}/`, {}, '{}')).toEqual({ error: 'no answer in time' });
  });

  it('IN-03 does not read an answer without end', async () => {
    const port = await listen((_request, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write('x'.repeat(65_536)), 1);
      response.on('close', () => clearInterval(timer));
    });
    expect(await transport(undefined, true).post(`http://127.0.0.1:${port}/`, {}, '{}')).toEqual({ status: 200 });
  });

  it('IN-03 tells a connection that fails by its code and nothing else', async () => {
    const port = await listen((request) => request.socket.destroy());
    const result = await transport(undefined, true).post(`http://127.0.0.1:${port}/`, {}, '{}');
    expect('error' in result && result.error).toMatch(/^(UND_ERR_SOCKET|ECONNRESET)$/);
  });
});

import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { bearerToken } from '../../src/main/http/authenticate.ts';
import { isHostAllowed, isOriginAllowed } from '../../src/main/http/security.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ shared: true });
});
afterAll(() => server.close());

interface Raw {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** A request as an attacker's page makes a browser send it: any Host, any path byte by byte. */
function raw(path: string, headers: Record<string, string> = {}): Promise<Raw> {
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    const request = httpRequest({ hostname, port, path, headers }, async (response) => {
      let text = '';
      for await (const chunk of response) text += chunk;
      resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
    });
    request.on('error', reject);
    request.end();
  });
}

/** @returns the status with which a WebSocket was refused, or 101 */
function upgrade(path: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}${path}`, { headers });
    socket.on('open', () => {
      resolve(101);
      socket.close();
    });
    socket.on('unexpected-response', (_request, response) => {
      resolve(response.statusCode ?? 0);
      response.resume();
    });
    socket.on('error', () => undefined);
  });
}

describe('what a hostile page in a browser can reach', () => {
  it('refuses a name that was made to resolve to this machine (DNS rebinding)', async () => {
    for (const host of ['attacker.example', 'attacker.example:8080', 'localhost.attacker.example', '127.0.0.1.nip.io']) {
      for (const path of ['/healthz', '/platform/v1/operations', '/', '/metrics', '/docs']) {
        expect((await raw(path, { host })).status, `${host} ${path}`).toBe(403);
      }
      expect(await upgrade('/console/ws', { host }), host).toBe(403);
    }
    expect(isHostAllowed('portcullis.example.com', '0.0.0.0')).toBe(true);
    expect(isHostAllowed('[::1]:8080', '127.0.0.1')).toBe(true);
    expect(isHostAllowed(undefined, '0.0.0.0')).toBe(false);
  });

  it('refuses a WebSocket from a page of another site', async () => {
    const own = new URL(server.url);
    for (const origin of [
      'https://attacker.example',
      'null',
      'http://localhost:1',
      `http://${own.host}.attacker.example`,
      'app://console',
      '',
    ]) {
      expect(await upgrade('/console/ws', { origin }), origin).toBe(403);
    }
    expect(await upgrade('/console/ws', { origin: own.origin })).toBe(101);
    expect(await upgrade('/other', {})).toBe(404);
    expect(isOriginAllowed('https://a.example', 'a.example:443')).toBe(true);
    expect(isOriginAllowed('https://a.example:444', 'a.example')).toBe(false);
  });

  it('gives no other site leave to read an answer', async () => {
    const { headers } = await raw('/healthz', { origin: 'https://attacker.example' });
    expect(headers['access-control-allow-origin']).toBeUndefined();
    const preflight = await server.call('OPTIONS', '/platform/v1/operations', undefined, {
      headers: { origin: 'https://attacker.example', 'access-control-request-method': 'POST' },
    });
    expect(preflight.status).toBe(405);
  });

  it('puts the security headers on every kind of answer', async () => {
    for (const path of [
      '/healthz',
      '/docs',
      '/docs/platform',
      '/openapi/platform.json',
      '/platform/v1/nope',
      '/metrics',
      '/',
      '/assets/x.js',
    ]) {
      const { headers } = await raw(path);
      expect(headers, path).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
      });
      const policy = String(headers['content-security-policy']);
      expect(policy, path).toContain("default-src 'none'");
      expect(policy, path).toContain("frame-ancestors 'none'");
      expect(policy, path).not.toMatch(/unsafe-(inline|eval)|\*/);
      expect(headers.server, path).toBeUndefined();
      expect(headers['x-powered-by'], path).toBeUndefined();
    }
  });

  it('serves no file outside the built console', async () => {
    const paths = [
      '/../package.json',
      '/..%2fpackage.json',
      '/%2e%2e/package.json',
      '/assets/../../package.json',
      '/assets/..%2f..%2fpackage.json',
      '/assets/..%5c..%5cpackage.json',
      '/.env',
      '/assets/%00.js',
      '//etc/passwd',
      '/console/index.html',
    ];
    for (const path of paths) {
      const answer = await raw(path);
      expect([400, 403, 404, 503], `${path}: ${answer.text.slice(0, 80)}`).toContain(answer.status);
      expect(answer.text).not.toMatch(/devDependencies|root:/);
    }
  });

  it('answers HEAD where it answers GET to a browser, and nowhere in the APIs', async () => {
    for (const path of ['/healthz', '/readyz', '/docs', '/openapi/platform.json']) {
      const answer = await server.call('HEAD', path);
      expect(answer, path).toMatchObject({ status: 200, text: '' });
    }
    expect((await server.call('HEAD', '/customer/v1/me')).status).toBe(405);
  });

  it('keeps the metrics from other machines unless they know the token', async () => {
    const { headers, status } = await raw('/metrics');
    expect(status).toBe(200);
    expect(headers['content-type']).toContain('text/plain');
  });

  it('reads a token from a well-formed header only', () => {
    expect(bearerToken('Bearer abc')).toBe('abc');
    for (const header of [undefined, '', 'abc', 'Basic abc', 'Bearer', 'Bearer a b', `Bearer ${'x'.repeat(201)}`, 'Bearer a\nb']) {
      expect(bearerToken(header)).toBe('');
    }
  });
});

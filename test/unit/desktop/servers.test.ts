import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { consoleSocketOf, parseServerAddress } from '../../../src/main/desktop/servers/address.ts';
import { KnownServers } from '../../../src/main/desktop/servers/known.ts';
import { problemOf, ServerRefused, speaksOurs } from '../../../src/main/desktop/servers/reach.ts';

const folder = mkdtempSync(join(tmpdir(), 'portcullis-servers-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the address of a server', () => {
  it.each([
    ['risk.example.com', 'https://risk.example.com'],
    ['  https://Risk.Example.com:8443/ ', 'https://risk.example.com:8443'],
    ['http://localhost:8080', 'http://localhost:8080'],
    ['http://127.0.0.1:8080/', 'http://127.0.0.1:8080'],
    ['http://[::1]:8080', 'http://[::1]:8080'],
  ])('%j is %s', (typed, origin) => {
    expect(parseServerAddress(typed)).toEqual({ ok: true, origin });
  });

  it.each(['http://risk.example.com', 'http://127.0.0.1.example.com', 'http://localhost.example.com', 'http://10.0.0.1', 'http://[::2]'])(
    'is refused without https: %s',
    (typed) => {
      expect(parseServerAddress(typed)).toMatchObject({ ok: false, problem: { kind: 'https' } });
    },
  );

  it.each([
    '',
    'a b',
    'ftp://risk.example.com',
    'file:///etc/passwd',
    'https://',
    'https://person:secret@risk.example.com',
    'https://risk.example.com/path',
    'https://risk.example.com?x',
    'https://risk.example.com/#x',
    'https:\\\\risk.example.com',
    'javascript:alert(1)',
  ])('is none: %j', (typed) => {
    expect(parseServerAddress(typed)).toMatchObject({ ok: false, problem: { kind: 'address' } });
  });

  it('never makes an unencrypted connection to another machine out of anything', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl(), fc.domain()), (typed) => {
        const parsed = parseServerAddress(typed);
        if (!parsed.ok) return;
        const socket = new URL(consoleSocketOf(parsed.origin));
        expect(socket.protocol === 'wss:' || ['localhost', '[::1]'].includes(socket.hostname) || socket.hostname.startsWith('127.')).toBe(
          true,
        );
      }),
    );
  });
});

describe('why a server cannot be used', () => {
  const withCode = (code: string) => Object.assign(new Error('failed'), { code });

  it.each([
    'CERT_HAS_EXPIRED',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'CERT_NOT_YET_VALID',
  ])('is its certificate for %s', (code) => {
    expect(problemOf(withCode(code))).toEqual({ kind: 'certificate', detail: code });
  });

  it('is else that it is not there, or not one', () => {
    expect(problemOf(withCode('ECONNREFUSED'))).toEqual({ kind: 'unreachable', detail: 'ECONNREFUSED' });
    expect(problemOf(new Error('Unexpected server response: 404'))).toEqual({ kind: 'not_portcullis', detail: 'HTTP 404' });
    expect(problemOf(new ServerRefused({ kind: 'version', detail: '1 / 2' }))).toEqual({ kind: 'version', detail: '1 / 2' });
  });

  it('is its version when the two do not speak the same contract', () => {
    expect(speaksOurs('0.1.0', '0.1.9')).toBe(true);
    expect(speaksOurs('0.2.0', '0.1.0')).toBe(false);
    expect(speaksOurs('1.4.0', '1.2.3')).toBe(true);
    expect(speaksOurs('2.0.0', '1.0.0')).toBe(false);
    expect(speaksOurs('', '0.1.0')).toBe(false);
  });
});

describe('the servers that are known', () => {
  const server = (n: number) => ({ address: `https://s${n}.example.com`, workspace: `W${n}`, version: '0.1.0' });

  it('are kept, the last used first, and no more than a few', async () => {
    const file = join(folder, 'kept.json');
    const known = new KnownServers(file);
    for (let n = 0; n < 12; n += 1) known.use(server(n));
    known.use(server(6));
    await known.settled();
    const again = new KnownServers(file);
    expect(again.current).toEqual(server(6));
    expect(again.recent.map(({ workspace }) => workspace)).toEqual(['W6', 'W11', 'W10', 'W9', 'W8', 'W7', 'W5', 'W4']);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).filter((name) => name.endsWith('.new'))).toEqual([]);
  });

  it('are left and forgotten, but for the one in use', async () => {
    const file = join(folder, 'left.json');
    const known = new KnownServers(file);
    known.use(server(1));
    known.use(server(2));
    known.forget(server(2).address);
    expect(known.recent).toHaveLength(2);
    known.leave();
    known.forget(server(2).address);
    await known.settled();
    expect(new KnownServers(file)).toMatchObject({ current: null, recent: [server(1)] });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ current: null, servers: [server(1)] });
  });

  it('are none when the file is damaged or names what we would not connect to', () => {
    const file = join(folder, 'damaged.json');
    for (const text of [
      '',
      '{',
      '[]',
      JSON.stringify({ current: null, servers: [{ ...server(1), address: 'http://risk.example.com' }] }),
      JSON.stringify({ current: null, servers: [{ ...server(1), address: 'https://risk.example.com/path' }] }),
      JSON.stringify({ current: 'x', servers: [{ ...server(1), token: 'x' }] }),
    ]) {
      writeFileSync(file, text);
      const known = new KnownServers(file);
      expect([known.current, known.recent]).toEqual([null, []]);
    }
  });
});

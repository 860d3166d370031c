import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { main } from '../../src/main/commands/main.ts';
import { systemActor } from '../../src/main/engine/actor.ts';
import { revokeKey } from '../../src/main/engine/integration/keys.ts';
import { endCustomerSessions } from '../../src/main/engine/sessions/end-all.ts';
import { seedDemoStaff } from '../../src/main/engine/staff/demo.ts';
import type { AccountId, PlatformKeyId } from '../../src/shared/vocabulary/index.ts';
import { type ConsoleClient, connectConsole } from '../support/console.ts';
import { staff } from '../support/customers.ts';
import { startServer } from '../support/server.ts';

it('IN-01 takes nothing that a proxy passed on for a call on this machine', async () => {
  for (const trustProxy of [undefined, '127.0.0.1']) {
    const { url: base } = await startServer({ demo: true, ...(trustProxy === undefined ? {} : { trustProxy }) });
    for (const path of ['/metrics', '/demo/messages']) {
      expect((await fetch(`${base}${path}`)).status, path).toBe(200);
      for (const header of ['x-forwarded-for', 'forwarded']) {
        const answer = await fetch(`${base}${path}`, { headers: { [header]: '203.0.113.9' } });
        expect(answer.status, `${path} with ${header}`).toBe(403);
      }
    }
  }
});

it('ST-02 tells staff behind a trusted proxy apart, so that one of them cannot lock the others out', async () => {
  const [behind, direct] = [await startServer({ trustProxy: '127.0.0.1' }), await startServer()];
  async function guess(base: string, from: string): Promise<string> {
    const socket = new WebSocket(`${base.replace('http', 'ws')}/console/ws`, { headers: { 'x-forwarded-for': from } });
    await new Promise((resolve) => socket.once('open', resolve));
    const client: ConsoleClient = createORPCClient(new RPCLink({ websocket: socket as unknown as globalThis.WebSocket }));
    const error = await client.session.signIn({ email: `${from}@example.com`, password: 'not the password', code: '000000' }).then(
      () => ({ code: 'let in' }),
      (refusal: { code: string }) => refusal,
    );
    socket.close();
    return error.code;
  }
  for (let tries = 0; tries < 30; tries += 1) await guess(behind.url, '203.0.113.9');
  expect(await guess(behind.url, '203.0.113.9')).toBe('rate_limited');
  expect(await guess(behind.url, '203.0.113.10')).toBe('credentials_refused');
  // Who is no trusted proxy cannot choose what address it is counted under.
  for (let tries = 0; tries < 30; tries += 1) await guess(direct.url, `198.51.100.${tries}`);
  expect(await guess(direct.url, '198.51.100.99')).toBe('rate_limited');
});

it('ST-02 cannot take every console’s place from one IPv6 network, whatever addresses it calls from', async () => {
  const { url: base } = await startServer({ trustProxy: '127.0.0.1' });
  const open = async (from: string): Promise<WebSocket | null> => {
    const socket = new WebSocket(`${base.replace('http', 'ws')}/console/ws`, { headers: { 'x-forwarded-for': from } });
    socket.on('error', () => undefined);
    return new Promise((resolve) => {
      socket.once('open', () => resolve(socket));
      socket.once('close', () => resolve(null));
    });
  };
  const taken = await Promise.all(Array.from({ length: 60 }, (_, i) => open(`2001:470:1:2::${(i + 1).toString(16)}`)));
  expect(taken.filter((socket) => socket !== null)).toHaveLength(50);
  const neighbour = await open('2001:470:1:3::1');
  expect(neighbour).not.toBeNull();
  for (const socket of [...taken, neighbour]) socket?.close();
});

it('ST-02 has the console’s socket hold no large message of somebody who has not signed in, whole or in pieces', async () => {
  const server = await startServer({ demo: true });
  const open = async (): Promise<WebSocket> => {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/console/ws`);
    socket.on('error', () => undefined);
    await new Promise((resolve) => socket.once('open', resolve));
    return socket;
  };
  for (const pieces of [1, 4, 1_024]) {
    const socket = await open();
    const gone = new Promise((resolve) => socket.once('close', resolve));
    const piece = 'x'.repeat((2 * 1_024 * 1_024) / pieces);
    for (let sent = 0; sent < pieces; sent += 1) socket.send(piece, { fin: false });
    await gone;
  }
  // Whoever has signed in goes on sending files, and a stranger's small messages are read one after the other without end.
  const { client, close } = await connectConsole(server);
  for (let i = 0; i < 20; i += 1) await client.session.invitation({ code: 'x'.repeat(20_000) }).catch(() => undefined);
  expect(await client.session.state()).toMatchObject({ product: 'Portcullis' });
  await seedDemoStaff(server.engine);
  await client.session.demoSignIn({ role: 'risk_lead' });
  const chunk = new Blob([new Uint8Array(1_024 * 1_024)]);
  expect(await client.imports.upload({ uploadId: null, fileName: 'history.csv', offset: 0, chunk })).toMatchObject({
    received: 1_024 * 1_024,
  });
  close();
});

it('IN-02 tells nothing more to a session that has run out, though its stream is still open', async () => {
  const server = await startServer();
  const token = await server.session('acc-1');
  const other = await server.session('acc-1', 'web', 'laptop');
  const listen = (bearer: string) =>
    fetch(`${server.url}/customer/v1/events`, { headers: { authorization: `Bearer ${bearer}` } }).then((answer) => answer.text());
  const heard = listen(token);
  await new Promise((resolve) => setTimeout(resolve, 100));
  server.engine.clock.advance(server.engine.settings.get('session.lifetime') + 1);
  const login = { accountId: 'acc-1', kind: 'login', client: 'web', credentialResult: 'accepted', device: { id: 'unknown' } };
  expect((await server.call('POST', '/platform/v1/operations', login)).status).toBe(201);
  const { operations } = await server.engine.store.read(async (tx) => ({
    operations: await tx.db.selectFrom('operations').select('id').execute(),
  }));
  await server.call('POST', `/platform/v1/operations/${operations[0]?.id}/cancel`, { reason: 'test' });
  expect(await heard).not.toContain(operations[0]?.id ?? 'nothing');
  expect((await server.call('GET', '/customer/v1/me', undefined, { token: other })).status).toBe(401);
});

it('IN-02 opens no end of streams for one session, and gives places back', async () => {
  const server = await startServer();
  const token = await server.session('acc-1');
  const gone = new AbortController();
  const open = (signal: AbortSignal) =>
    fetch(`${server.url}/customer/v1/events`, { headers: { authorization: `Bearer ${token}` }, signal });
  for (let streams = 0; streams < 5; streams += 1) await open(gone.signal);
  await expect.poll(async () => (await (await open(AbortSignal.timeout(2_000))).text()).includes('rate_limited')).toBe(true);
  gone.abort();
  await expect
    .poll(async () => {
      const one = new AbortController();
      const answer = await open(one.signal);
      const first = await Promise.race([
        (answer.body as ReadableStream<Uint8Array>).getReader().read(),
        new Promise<{ value?: Uint8Array }>((resolve) => setTimeout(resolve, 300, {})),
      ]);
      one.abort();
      return new TextDecoder().decode(first.value ?? new Uint8Array()).includes('rate_limited');
    })
    .toBe(false);
});

it('ST-04 does not serve the demo, which signs in whoever asks, to other machines', async () => {
  const said: string[] = [];
  const around = { out: () => undefined, err: (line: string) => void said.push(line), env: {}, cwd: '/', interrupted: AbortSignal.abort() };
  await expect(main(['serve', '--demo', '--host', '0.0.0.0', '--port', '0'], around)).rejects.toThrow('this machine only');
});

/** Begins a call and keeps its body back. @returns sends the body; the answer's status */
function heldBack(url: string, token: string, method: string, body: unknown): () => Promise<number | undefined> {
  const text = JSON.stringify(body);
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
  const call = request(url, { method, headers: { ...headers, 'idempotency-key': randomUUID() } });
  const status = new Promise<number | undefined>((resolve, reject) => {
    call.once('error', reject);
    call.once('response', (response) => resolve(response.resume().statusCode));
  });
  call.flushHeaders();
  return () => {
    call.end(text);
    return status;
  };
}

it('IN-02 IN-01 does nothing that was begun before a session ended, or a key was revoked, and whose body came after', async () => {
  const { engine, url, newKey, session } = await startServer();
  const [token, key] = [await session('victim'), await newKey()];
  const keys = await engine.store.read((tx) => tx.db.selectFrom('platform_keys').select('id').orderBy('id', 'desc').execute());
  const keyId = keys[0]?.id as PlatformKeyId;
  // Whoever shows a session or a key is noted down once a minute: that tells that it was looked at.
  engine.clock.advance(60_000);
  const now = engine.clock.now();
  const reset = heldBack(`${url}/customer/v1/device-resets`, token, 'POST', { targets: ['sessions'], reason: 'I lost my phone' });
  const account = heldBack(`${url}/platform/v1/accounts/late`, key, 'PUT', { name: 'Late' });
  await vi.waitFor(async () => {
    const seen = await engine.store.read(async (tx) => [
      ...(await tx.db.selectFrom('sessions').select('last_active_at as at').execute()),
      ...(await tx.db.selectFrom('platform_keys').select('last_used_at as at').where('id', '=', keyId).execute()),
    ]);
    expect(seen.map(({ at }) => at)).toEqual([now, now]);
  });
  await endCustomerSessions(engine, staff('senior_agent'), { id: 'victim' as AccountId, reason: 'a stranger was seen' });
  await revokeKey(engine, systemActor('test'), { id: keyId, reason: 'it leaked' });
  expect([await reset(), await account()]).toEqual([401, 401]);
  const made = await engine.store.read(async (tx) => [
    await tx.db.selectFrom('device_resets').select('id').execute(),
    await tx.db.selectFrom('accounts').select('id').where('id', '=', 'late').execute(),
  ]);
  expect(made).toEqual([[], []]);
});

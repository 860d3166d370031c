import { MessageChannel } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import { describe, expect, it } from 'vitest';
import type { Attention } from '../../../src/main/engine/attention/attention.ts';
import { submitOperation } from '../../../src/main/engine/operations/submit.ts';
import { seedDemoStaff } from '../../../src/main/engine/staff/demo.ts';
import { type ConsoleClient, connectConsole } from '../../support/console.ts';
import { makeCustomer, makeProtectedCustomer, once, platform, withdrawal } from '../../support/customers.ts';
import { startServer, type TestServer } from '../../support/server.ts';

/** Connects as the desktop's window does: over a message port. */
function connectPort(server: TestServer) {
  const { port1, port2 } = new MessageChannel();
  server.backend.connectConsole(port2);
  const client: ConsoleClient = createORPCClient(new RPCLink({ port: port1 }));
  port1.start();
  return { client, close: () => port1.close() };
}

describe('a console over a message port', () => {
  it('ST-02 signs in, streams changes and ends with its port', async () => {
    const server = await startServer({ demo: true });
    await seedDemoStaff(server.engine);
    const { client, close } = connectPort(server);
    await expect(client.customers.search({})).rejects.toMatchObject({ code: 'unauthenticated' });
    const { me } = await client.session.demoSignIn({ role: 'agent' });
    expect(me.role).toBe('agent');
    const stop = new AbortController();
    const changes = await client.session.changes(undefined, { signal: stop.signal });
    const first = changes.next();
    const customer = await makeCustomer(server.engine);
    expect((await first).value).toMatchObject({ topic: expect.any(String), accountId: expect.any(String) });
    const { items } = await client.customers.search({ text: customer.id });
    expect(items.map(({ id }) => id)).toEqual([customer.id]);
    stop.abort();
    close();
  });

  it('ST-01 tells a member of staff only of changes that they may read', async () => {
    const server = await startServer({ demo: true });
    await seedDemoStaff(server.engine);
    const { client, close } = connectPort(server);
    await client.session.demoSignIn({ role: 'agent' });
    const administrator = connectPort(server);
    await administrator.client.session.demoSignIn({ role: 'administrator' });
    const changes = await client.session.changes();
    const first = changes.next();
    await new Promise((resolve) => setTimeout(resolve, 20));
    await administrator.client.integration.keys.create({ name: 'hidden', scopes: ['labels:write'] });
    await administrator.client.settings.set({ name: 'approval.ttl', value: 60_000, reason: 'for the test' });
    const customer = await makeProtectedCustomer(server.engine);
    const { value } = await first;
    expect(value).toMatchObject({ accountId: customer.id });
    await changes.return?.();
    close();
    administrator.close();
  });

  it('ST-02 ends the stream of a session that was locked or signed out elsewhere', async () => {
    const server = await startServer({ demo: true });
    await seedDemoStaff(server.engine);
    const { client, close } = connectPort(server);
    const { token } = await client.session.demoSignIn({ role: 'agent' });
    const changes = await client.session.changes();
    const ended = (async () => {
      for await (const _ of changes);
    })().catch((error: { code?: unknown }) => error.code);
    await new Promise((resolve) => setTimeout(resolve, 20));
    const other = connectPort(server);
    await other.client.session.resume({ token });
    await other.client.session.signOut();
    expect(await ended).toBe('unauthenticated');
    await expect(client.customers.search({})).rejects.toMatchObject({ code: 'unauthenticated' });
    close();
    other.close();
  });

  it('reports errors with their data, the same as over HTTP', async () => {
    const server = await startServer({ demo: true });
    await seedDemoStaff(server.engine);
    const { client, close } = connectPort(server);
    await client.session.demoSignIn({ role: 'senior_agent' });
    await expect(client.customers.reveal({ id: 'nobody' as never, field: 'name', reason: 'x' })).rejects.toMatchObject({
      code: 'invalid_input',
      data: { issues: [{ path: 'reason' }] },
    });
    await expect(client.customers.get({ id: 'nobody' })).rejects.toMatchObject({ code: 'not_found', defined: true });
    close();
  });

  it('counts what waits for staff at once and at every change, without personal data', async () => {
    const server = await startServer();
    const heard: Attention[] = [];
    const stop = server.backend.onAttention((attention) => heard.push(attention));
    await expect.poll(() => heard.length).toBeGreaterThan(0);
    expect(heard[0]).toEqual({ waiting: 0, news: null });
    const customer = await makeProtectedCustomer(server.engine);
    const submitted = await submitOperation(server.engine, platform, withdrawal(customer), once());
    await expect.poll(() => heard.some(({ news }) => news !== null)).toBe(true);
    const told = heard.find(({ news }) => news !== null);
    expect(told).toMatchObject({ waiting: 1, news: { path: `/approvals/${submitted.prompt?.requestId}` } });
    expect(JSON.stringify(heard)).not.toContain(customer.id);
    stop();
  });
});

describe('uploads', () => {
  async function signedIn(server: TestServer, role: 'risk_analyst' | 'risk_lead') {
    const console = await connectConsole(server);
    await console.client.session.demoSignIn({ role });
    return console;
  }

  it('RT-09 takes a file in chunks, in order, and looks at it', async () => {
    const server = await startServer({ demo: true });
    await seedDemoStaff(server.engine);
    const { client, close } = await signedIn(server, 'risk_analyst');
    const head = 'user,time,ip,outcome\n';
    const rows = 'alice,2015-12-10T06:55:46Z,203.0.113.1,wrong_password\n'.repeat(50);
    const file = { fileName: 'history.csv' };
    const first = await client.imports.upload({ ...file, uploadId: null, offset: 0, chunk: new Blob([head]) });
    expect(first.received).toBe(head.length);
    const gap = client.imports.upload({ ...file, uploadId: first.uploadId, offset: 5, chunk: new Blob([rows]) });
    await expect(gap).rejects.toMatchObject({ code: 'conflict', data: { current: { received: head.length } } });
    const second = await client.imports.upload({ ...file, uploadId: first.uploadId, offset: head.length, chunk: new Blob([rows]) });
    expect(second.received).toBe(head.length + rows.length);
    const preview = await client.imports.preview({ uploadId: first.uploadId });
    expect(preview).toMatchObject({ format: 'csv', columns: ['user', 'time', 'ip', 'outcome'] });
    close();
  });

  it('RT-09 keeps one member of staff’s upload from another, and any path out of its name', async () => {
    const server = await startServer({ demo: true });
    await seedDemoStaff(server.engine);
    const mine = await signedIn(server, 'risk_analyst');
    const other = await signedIn(server, 'risk_lead');
    const chunk = new Blob(['a,b\n']);
    const { uploadId } = await mine.client.imports.upload({ uploadId: null, fileName: '../../../etc/passwd', offset: 0, chunk });
    await expect(other.client.imports.preview({ uploadId })).rejects.toMatchObject({ code: 'not_found' });
    const theft = other.client.imports.upload({ uploadId, fileName: 'x', offset: 4, chunk });
    await expect(theft).rejects.toMatchObject({ code: 'not_found' });
    await expect(mine.client.imports.preview({ uploadId: '../../portcullis.db' })).rejects.toMatchObject({ code: 'not_found' });
    await expect(mine.client.imports.preview({ uploadId })).resolves.toMatchObject({ columns: ['a', 'b'] });
    mine.close();
    other.close();
  });
});

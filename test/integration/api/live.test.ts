import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { createEndpoint } from '../../../src/main/engine/integration/webhooks.ts';
import { setSetting } from '../../../src/main/engine/settings/manage.ts';
import { connectConsole } from '../../support/console.ts';
import { type Customer, makeProtectedCustomer, staff } from '../../support/customers.ts';
import { startServer, type TestServer } from '../../support/server.ts';
import { codeOf, testPassword } from '../../support/staff.ts';

const administrator = staff('administrator');

/** Submits a withdrawal on the web over HTTP; its step-up asks the customer's phone. */
async function ask(server: TestServer, customer: Customer, sessionId: string = customer.web.sessionId) {
  const submitted = await server.call('POST', '/platform/v1/operations', {
    accountId: customer.id,
    kind: 'withdrawal',
    client: 'web',
    device: { id: customer.web.deviceId },
    sessionId,
    address: '198.51.100.7',
    amount: '0.5',
    asset: 'BTC',
    referenceValue: '100.00',
    destination: { address: 'bc1qexampledestination', network: 'Bitcoin' },
  });
  expect(submitted.status).toBe(201);
  expect(submitted.body.prompt).not.toBeNull();
  return submitted.body;
}

/** A session of the customer's, opened over HTTP as the platform does it. */
async function openSession(server: TestServer, { id }: Customer, client: string, deviceId: string) {
  const created = await server.call('POST', `/platform/v1/accounts/${id}/sessions`, { client, deviceId });
  expect(created.status).toBe(201);
  return { id: created.body.session.id as string, token: created.body.token as string };
}

const onPhone = (server: TestServer, customer: Customer) => openSession(server, customer, 'ios', customer.app.deviceId);
const onWeb = (server: TestServer, customer: Customer) => openSession(server, customer, 'web', customer.web.deviceId);

async function answer(server: TestServer, customer: Customer, token: string, requestId: string, number: string | null) {
  const request = await server.call('GET', `/customer/v1/verification-requests/${requestId}`, undefined, { token });
  expect(request.status).toBe(200);
  const { id, ...signed } = customer.phone.answer(
    { id: request.body.id, answer: 'approve', number: number ?? undefined },
    request.body.canonicalHash,
  );
  return server.call('POST', `/customer/v1/verification-requests/${id}/answer`, signed, { token });
}

/** Completes the steps that the initiator still has after the approval. */
async function completeOwnSteps(server: TestServer, customer: Customer, token: string, operationId: string): Promise<void> {
  for (;;) {
    const { body } = await server.call('GET', `/customer/v1/operations/${operationId}`, undefined, { token });
    const step = body.operation.steps.find((each: { status: string }) => each.status === 'pending');
    if (body.operation.status !== 'awaiting_step_up' || step === undefined) return;
    server.engine.clock.advance(31_000);
    const path = `/customer/v1/operations/${operationId}/steps/${step.position}`;
    await server.call('POST', `${path}/begin`, {}, { token });
    const completed = await server.call('POST', `${path}/complete`, { code: customer.code() }, { token });
    expect(completed.body).toMatchObject({ passed: true });
  }
}

describe.each(['sqlite', 'postgres'] as const)('what happens without a new call on %s', (dialect) => {
  it('IN-01 IN-02 TD-08 TD-13 wakes a long-poll when the trusted device has answered', async () => {
    const server = await startServer({ dialect });
    const customer = await makeProtectedCustomer(server.engine);
    const web = await onWeb(server, customer);
    const { token } = await onPhone(server, customer);
    const { operation, prompt } = await ask(server, customer, web.id);
    const waiting = server.call('GET', `/platform/v1/operations/${operation.id}/outcome?timeoutMs=20000`);
    const answered = await answer(server, customer, token, prompt.requestId, prompt.number);
    expect(answered).toMatchObject({ status: 200, body: { status: 'approved' } });
    await completeOwnSteps(server, customer, web.token, operation.id);
    expect(await waiting).toMatchObject({ status: 200, body: { changed: true, operation: { status: 'authorized' } } });
    const again = await answer(server, customer, token, prompt.requestId, prompt.number);
    expect(again).toMatchObject({ status: 409, body: { code: 'conflict', data: { current: { status: 'approved' } } } });
  });

  it('IN-02 tells a customer’s app by server-sent events, and only about its own account', async () => {
    const server = await startServer({ dialect });
    const customer = await makeProtectedCustomer(server.engine);
    const stranger = await makeProtectedCustomer(server.engine);
    const { token } = await onPhone(server, customer);
    const gone = new AbortController();
    const response = await fetch(`${server.url}/customer/v1/events`, {
      headers: { authorization: `Bearer ${token}` },
      signal: gone.signal,
    });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const reader = (response.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    const read = (async () => {
      while (!text.includes('verification_request')) text += (await reader.read()).value ?? '';
    })();
    await new Promise((resolve) => setTimeout(resolve, 50));
    await ask(server, stranger);
    const { prompt } = await ask(server, customer);
    await read;
    expect(text).toContain(prompt.requestId);
    const ids = [...text.matchAll(/"id":"(vr_[0-9a-z]+)"/g)].map(([, id]) => id);
    expect(new Set(ids)).toEqual(new Set([prompt.requestId]));
    gone.abort();
  });

  it('IN-03 sends a signed webhook that the reference library accepts', async () => {
    const server = await startServer({ dialect });
    const received: { readonly headers: Record<string, string>; readonly body: string }[] = [];
    const arrived = Promise.withResolvers<void>();
    const receiver = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        received.push({ headers: request.headers as Record<string, string>, body });
        response.writeHead(204).end();
        arrived.resolve();
      });
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => receiver.once('listening', resolve));
    try {
      await setSetting(server.engine, administrator, { name: 'webhook.allowPrivate', value: true, reason: 'test receiver' });
      const { port } = receiver.address() as AddressInfo;
      const url = `http://127.0.0.1:${port}/hook`;
      const { secret } = await createEndpoint(server.engine, administrator, { url, topics: ['operation.*'] });
      await server.call('PUT', '/platform/v1/accounts/acc-1', { name: 'Ada Example', email: 'ada@example.com' });
      server.engine.clock.moveTo(Math.max(Date.now(), server.engine.clock.now()));
      const submitted = await server.call('POST', '/platform/v1/operations', {
        accountId: 'acc-1',
        kind: 'login',
        client: 'web',
        credentialResult: 'accepted',
      });
      await arrived.promise;
      const [first] = received;
      const payload = new Webhook(secret).verify(first?.body ?? '', first?.headers ?? {}) as Record<string, unknown>;
      expect(payload).toMatchObject({ data: { operationId: submitted.body.operation.id } });
      expect(Object.keys(payload)).toEqual(['type', 'timestamp', 'data']);
      expect(first?.body).not.toMatch(/Ada|example\.com/);
      expect(() => new Webhook(secret).verify(`${first?.body} `, first?.headers ?? {})).toThrow();
    } finally {
      receiver.close();
    }
  });

  it('ST-02 shows a new approval at once on a console that signed in with password and code', async () => {
    const server = await startServer({ dialect });
    const { client, close } = await connectConsole(server);
    expect(await client.session.state()).toMatchObject({ needsFirstAdministrator: true, shell: 'server' });
    await expect(client.approvals.list({})).rejects.toMatchObject({ code: 'unauthenticated' });
    const enrolment = await client.session.createFirstAdministrator({ name: 'Root', email: 'root@example.com', password: testPassword });
    const code = codeOf(server.engine, enrolment.totpSecret);
    const { me, token } = await client.session.confirmFirstAdministrator({ staffId: enrolment.staffId, password: testPassword, code });
    expect(me.role).toBe('administrator');

    const customer = await makeProtectedCustomer(server.engine);
    await expect(client.session.state()).resolves.toMatchObject({ needsFirstAdministrator: false });
    await client.session.unlock({ token, password: testPassword }).catch(() => undefined);
    server.engine.clock.advance(31_000);
    const again = await client.session.signIn({
      email: 'root@example.com',
      password: testPassword,
      code: codeOf(server.engine, enrolment.totpSecret),
    });
    expect(again.me.role).toBe('administrator');
    const stop = new AbortController();
    const changes = await client.session.changes(undefined, { signal: stop.signal });
    const news = (async () => {
      for await (const change of changes) if (change.topic === 'verification_request') return change.id;
      throw new Error('the stream ended');
    })();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const { prompt } = await ask(server, customer);
    expect(await news).toBe(prompt.requestId);
    const { items } = await client.approvals.list({ status: 'pending' });
    expect(items.map(({ id }) => id)).toContain(prompt.requestId);
    stop.abort();
    close();
  });

  it('lets everybody who waits go at once when the server stops', async () => {
    const server = await startServer({ dialect });
    const customer = await makeProtectedCustomer(server.engine);
    const { token } = await onPhone(server, customer);
    const { operation } = await ask(server, customer);
    const poll = server.call('GET', `/platform/v1/operations/${operation.id}/outcome?timeoutMs=60000`);
    const stream = await fetch(`${server.url}/customer/v1/events`, { headers: { authorization: `Bearer ${token}` } });
    const streamed = stream.text();
    const { closed } = await connectConsole(server);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await server.close();
    expect(await poll).toMatchObject({ status: 200, body: { changed: false } });
    expect(await streamed).not.toContain('event: error');
    await closed;
  });

  it('waits for nobody who connected and asked for nothing when the server stops', async () => {
    const server = await startServer({ dialect });
    const browser = connect(Number(new URL(server.url).port), '127.0.0.1');
    await once(browser, 'connect');
    // Connections are taken in their order, so by this answer the one before has been.
    await server.call('GET', '/healthz');
    const ended = once(browser, 'close');
    browser.resume();
    await server.close();
    await ended;
    // Waited for, it would be told in the end that it took too long.
    expect(browser.bytesRead).toBe(0);
  });
});

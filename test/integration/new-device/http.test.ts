import { describe, expect, it } from 'vitest';
import { sentCode } from '../../support/customers.ts';
import { startServer, type TestServer } from '../../support/server.ts';

const account = 'walker-1';

async function logIn(server: TestServer, address: string) {
  const operation = {
    accountId: account,
    kind: 'login',
    client: 'web',
    device: { id: 'new-laptop' },
    address,
    credentialResult: 'accepted',
  };
  const { body } = await server.call('POST', '/platform/v1/operations', operation);
  const session = { client: 'web', deviceId: 'new-laptop', loginOperationId: body.operation.id };
  const opened = await server.call('POST', `/platform/v1/accounts/${account}/sessions`, session);
  return { id: body.operation.id as string, token: opened.body.token as string };
}

/** Reads server-sent events until one names an id. */
async function eventOf(response: Response, id: string): Promise<boolean> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
    if (done) return false;
    text += value;
    if (text.includes(id)) {
      await reader?.cancel();
      return true;
    }
  }
}

describe('a log-in from a new device over HTTP', () => {
  it('ND-03 ND-05 ND-09 is completed by codes from where it began, pushed to its page, and opens the rest of the API', async () => {
    const server = await startServer();
    await server.call('PUT', `/platform/v1/accounts/${account}`, { email: 'walker@example.com', phone: '+4915112345678' });
    const { id, token } = await logIn(server, '127.0.0.1');
    const view = await server.call('GET', `/customer/v1/operations/${id}/new-device`, undefined, { token });
    expect(view.body).toMatchObject({ method: 'items', failures: 0, guidance: [], support: { mayOpen: false } });
    expect((await server.call('GET', '/customer/v1/security-items', undefined, { token })).body.data.reason).toBe('login_incomplete');
    const events = await fetch(`${server.url}/customer/v1/events`, { headers: { authorization: `Bearer ${token}` } });
    const pushed = eventOf(events, id);
    for (const position of [0, 1]) {
      const path = `/customer/v1/operations/${id}/steps/${position}`;
      expect((await server.call('POST', `${path}/begin`, {}, { token })).status).toBe(200);
      const code = await sentCode(server.engine, account);
      expect((await server.call('POST', `${path}/complete`, { code }, { token })).body).toMatchObject({ passed: true });
    }
    expect(await pushed).toBe(true);
    expect((await server.call('GET', '/customer/v1/security-items', undefined, { token })).body).toMatchObject({ authenticator: false });
  });

  it('ND-09 hears of the whole account once it is in: the stream that knew its log-in alone ends, and the next one knows no such bound', async () => {
    const server = await startServer();
    await server.call('PUT', `/platform/v1/accounts/${account}`, { email: 'walker@example.com' });
    const { id, token } = await logIn(server, '127.0.0.1');
    const listen = () => fetch(`${server.url}/customer/v1/events`, { headers: { authorization: `Bearer ${token}` } });
    const first = (await listen()).text();
    const started = (kind: string) =>
      server.call('POST', '/platform/v1/operations', { accountId: account, kind, client: 'web', device: { id: 'new-laptop' } });
    const cancelled = async () => {
      const { id: operationId } = (await started('api_key_delete')).body.operation;
      await server.call('POST', `/platform/v1/operations/${operationId}/cancel`, { reason: 'for the test' });
      return operationId as string;
    };
    const other = await cancelled();
    const path = `/customer/v1/operations/${id}/steps/0`;
    await server.call('POST', `${path}/begin`, {}, { token });
    await server.call('POST', `${path}/complete`, { code: await sentCode(server.engine, account) }, { token });
    const heard = await first;
    expect(heard).toContain(id);
    expect(heard).not.toContain(other);
    const next = await listen();
    expect(await eventOf(next, await cancelled())).toBe(true);
  });

  it('ND-05 ND-10 fails with advice from elsewhere, and leads to support at the next attempt', async () => {
    const server = await startServer();
    await server.call('PUT', `/platform/v1/accounts/${account}`, { email: 'walker@example.com' });
    const far = await logIn(server, '203.0.113.9');
    const path = `/customer/v1/operations/${far.id}/steps/0`;
    await server.call('POST', `${path}/begin`, {}, { token: far.token });
    const code = await sentCode(server.engine, account);
    const refused = await server.call('POST', `${path}/complete`, { code }, { token: far.token });
    expect(refused.body).toMatchObject({ passed: false, operation: { status: 'denied' }, advice: { code: 'do_everything_in_app' } });
    expect((await server.call('GET', `/customer/v1/operations/${far.id}/new-device`, undefined, { token: far.token })).status).toBe(401);

    const again = await logIn(server, '127.0.0.1');
    const opened = await server.call('POST', `/customer/v1/operations/${again.id}/support-case`, {}, { token: again.token });
    expect(opened.status).toBe(201);
    const view = await server.call('GET', `/customer/v1/operations/${again.id}/new-device`, undefined, { token: again.token });
    expect(view.body).toMatchObject({ failures: 1, guidance: [{ code: 'update_app' }], support: { caseId: opened.body.caseId } });
  });
});

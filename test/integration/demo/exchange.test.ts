import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLogger, toLog } from '../../../src/main/adapters/pino-log.ts';
import { openEngine } from '../../../src/main/compose/engine.ts';
import { startDemoExchange } from '../../../src/main/compose/exchange.ts';
import { programFolder } from '../../../src/main/compose/root.ts';
import { assemble, type Backend } from '../../../src/main/compose.ts';
import type { DemoExchange } from '../../../src/main/demo/exchange/server.ts';
import { testRootKey } from '../../support/engine.ts';
import { temporaryWorkspace } from '../../support/store.ts';

const password = 'correct horse battery';

describe('the demo’s exchange', () => {
  let backend: Backend;
  let exchange: DemoExchange;
  let folder: string;
  let remove: () => Promise<void>;

  beforeEach(async () => {
    const workspace = temporaryWorkspace();
    remove = async () => void (await workspace.remove());
    folder = await mkdtemp(join(tmpdir(), 'exchange-'));
    const logger = createLogger({ level: 'silent' });
    const rootKeys = async () => [testRootKey];
    const { target } = workspace;
    const opened = await openEngine({ target, demo: true, log: toLog(logger), folder: programFolder(), env: {}, rootKeys });
    backend = await assemble(opened, { target, demo: true, shell: 'server', logger, env: {} });
    const { url } = await backend.listenHttp({ host: '127.0.0.1', port: 0 });
    exchange = await startDemoExchange(backend, url, { workspace: folder, port: 0, logger });
  });
  afterEach(async () => {
    await backend.close();
    await rm(folder, { recursive: true, force: true });
    await remove();
  });

  async function call(method: string, path: string, body?: unknown, token = '', headers: Record<string, string> = {}) {
    const response = await fetch(exchange.url + path, {
      method,
      headers: {
        ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : JSON.parse(text) };
  }

  const logIn = (email: string, more: object = {}) =>
    call('POST', '/api/log-in', { email, password, client: 'web', device: { id: 'laptop' }, ...more });

  const used = new Set<string>();

  /** The newest code that came and was not taken before. */
  async function code(token: string, channel = 'mail'): Promise<string> {
    let found = '';
    const look = async () => {
      const { items } = (await call('GET', '/api/inbox', undefined, token)).body;
      const fresh = items?.find(
        (message: { channel: string; text: string }) =>
          message.channel === channel && /\b\d{6}\b/u.test(message.text) && !used.has(message.text),
      );
      if (fresh === undefined) return false;
      used.add(fresh.text);
      found = /\b(\d{6})\b/u.exec(fresh.text)?.[1] ?? '';
      return true;
    };
    await expect.poll(look, { timeout: 20_000 }).toBe(true);
    return found;
  }

  /** Passes every step of an operation, all of which are codes. */
  async function passCodes(
    token: string,
    operation: { readonly id: string; readonly steps: readonly { readonly position: number; readonly factor: string }[] },
  ): Promise<void> {
    for (const { position, factor } of operation.steps) {
      const step = `/customer/v1/operations/${operation.id}/steps/${position}`;
      await call('POST', `${step}/begin`, {}, token);
      const proof = { code: await code(token, factor === 'phone_code' ? 'sms' : 'mail') };
      expect((await call('POST', `${step}/complete`, proof, token)).body).toMatchObject({ passed: true });
    }
  }

  async function enter(email: string): Promise<string> {
    const { body } = await logIn(email);
    await passCodes(body.token, body.operation);
    return body.token;
  }

  const register = (email: string, more: object = {}) =>
    call('POST', '/api/register', { name: 'Pia Tester', email, country: 'DE', password, ...more });

  it('IN-04 opens an account, and lets nobody in before Portcullis does', async () => {
    expect((await register('pia@example.com')).status).toBe(201);
    expect((await register('PIA@example.com')).status).toBe(409);
    const { body } = await logIn('pia@example.com');
    expect(body).toMatchObject({ decision: { outcome: 'step_up' }, operation: { status: 'awaiting_step_up' } });
    expect((await call('GET', '/api/account', undefined, body.token)).body).toMatchObject({ data: { reason: 'login_incomplete' } });
    const token = await enter('pia@example.com');
    expect((await call('GET', '/api/account', undefined, token)).body.balances).toContainEqual(
      expect.objectContaining({ asset: 'BTC', amount: '0.75' }),
    );
  });

  it('says the same of a wrong password and of nobody’s address, and tells Portcullis of the first', async () => {
    await register('pia@example.com');
    const wrong = await call('POST', '/api/log-in', {
      email: 'pia@example.com',
      password: 'something else',
      client: 'web',
      device: { id: 'x' },
    });
    const nobody = await logIn('nobody@example.com');
    expect(wrong.status).toBe(401);
    expect(nobody).toEqual(wrong);
  });

  it('ND-05 decides itself from where a page calls: what the page claims is not passed on', async () => {
    await register('pia@example.com');
    const { body } = await logIn('pia@example.com');
    const step = `/customer/v1/operations/${body.operation.id}/steps/0`;
    const own = { 'x-forwarded-for': '203.0.113.77' };
    await call('POST', `${step}/begin`, {}, body.token, own);
    const answer = await call('POST', `${step}/complete`, { code: await code(body.token) }, body.token, own);
    expect(answer.body).toMatchObject({ passed: true });

    const again = (await logIn('pia@example.com', { device: { id: 'other' } })).body;
    const next = `/customer/v1/operations/${again.operation.id}/steps/0`;
    await call('POST', `${next}/begin`, {}, again.token);
    const away = await call('POST', `${next}/complete`, { code: await code(again.token) }, again.token, { 'x-demo-place': 'hotel' });
    expect(away.body).toMatchObject({ passed: false, advice: { code: 'do_everything_in_app' } });
  });

  it('shows a customer the messages to their own addresses, and nobody else’s', async () => {
    await register('pia@example.com');
    await register('tom@example.com');
    const pia = await enter('pia@example.com');
    const tom = await enter('tom@example.com');
    const { items } = (await call('GET', '/api/inbox', undefined, pia)).body;
    expect(new Set(items.map(({ to }: { to: string }) => to))).toEqual(new Set(['pia@example.com']));
    expect((await call('GET', '/api/inbox?also=pia%40example.com', undefined, tom)).status).toBe(403);
    expect((await call('GET', '/api/inbox')).status).toBe(401);
  });

  it('WH-04 TD-11 pays out what was authorized, once, and never more than there is', async () => {
    await register('pia@example.com', { phone: '+4915550001234' });
    const token = await enter('pia@example.com');
    const ask = (amount: string) =>
      call(
        'POST',
        '/api/operations',
        { wish: { kind: 'withdrawal', asset: 'BTC', amount, destination: { address: 'bc1q-somewhere', network: 'Bitcoin' } } },
        token,
      );
    expect((await ask('0.7500000001')).body).toMatchObject({ code: 'invalid_input' });
    expect((await ask('0')).body).toMatchObject({ code: 'invalid_input' });
    const { operation } = (await ask('0.01')).body;
    expect((await call('POST', `/api/operations/${operation.id}/execute`, {}, token)).status).toBe(409);
    await passCodes(token, operation);
    const executed = await Promise.all([1, 2].map(() => call('POST', `/api/operations/${operation.id}/execute`, {}, token)));
    expect(executed.map(({ status }) => status).sort()).toEqual([200, 409]);
    const { balances, movements } = (await call('GET', '/api/account', undefined, token)).body;
    expect(balances.find(({ asset }: { asset: string }) => asset === 'BTC').amount).toBe('0.74');
    expect(movements).toHaveLength(1);
  });

  it('IN-03 takes webhooks that Portcullis signed, and no others', async () => {
    const kept = JSON.parse(await readFile(join(folder, 'demo-exchange.json'), 'utf8'));
    const { secret } = kept.webhook;
    const payload = JSON.stringify({ type: 'operation.authorized', data: { accountId: 'acc', operationId: 'op', status: 'authorized' } });
    const at = new Date();
    const signed = (key: string) => ({
      'webhook-id': 'evt_1',
      'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
      'webhook-signature': new Webhook(key).sign('evt_1', at, payload),
    });
    expect((await call('POST', '/hooks/portcullis', payload, '', signed(secret))).status).toBe(204);
    const forged = signed(`whsec_${Buffer.alloc(32, 7).toString('base64')}`);
    expect((await call('POST', '/hooks/portcullis', payload, '', forged)).status).toBe(403);
    expect((await call('POST', '/hooks/portcullis', payload)).status).toBe(403);
  });

  it('forgets a session that ended in Portcullis, and keeps passwords and tokens as hashes only', async () => {
    await register('pia@example.com');
    const token = await enter('pia@example.com');
    const { items } = (await call('GET', '/customer/v1/sessions', undefined, token)).body;
    await call('POST', `/customer/v1/sessions/${items[0].id}/end`, {}, token);
    expect((await call('GET', '/api/session', undefined, token)).status).toBe(401);
    const text = await readFile(join(folder, 'demo-exchange.json'), 'utf8');
    expect(text).not.toContain(password);
    expect(text).not.toContain(token);
  });

  it('refuses a page that reached it under another name (DNS rebinding)', async () => {
    const { port } = new URL(exchange.url);
    const { request } = await import('node:http');
    const status = await new Promise((resolve) => {
      request({ host: '127.0.0.1', port, path: '/api/about', headers: { host: 'evil.example' } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).end();
    });
    expect(status).toBe(403);
  });
});

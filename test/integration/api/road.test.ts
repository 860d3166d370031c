import { describe, expect, it } from 'vitest';
import { systemActor } from '../../../src/main/engine/actor.ts';
import { setSetting } from '../../../src/main/engine/settings/manage.ts';
import { startServer } from '../../support/server.ts';

const login = (accountId: string) => ({
  accountId,
  kind: 'login',
  client: 'web',
  device: { id: 'browser-1' },
  address: '203.0.113.7',
  credentialResult: 'accepted',
});

const withdrawal = (accountId: string) => ({
  accountId,
  kind: 'withdrawal',
  client: 'web',
  device: { id: 'browser-1' },
  address: '203.0.113.7',
  amount: '0.75000000',
  asset: 'BTC',
  referenceValue: '71250.00',
  destination: { address: 'bc1qexample', network: 'Bitcoin' },
});

describe.each(['sqlite', 'postgres'] as const)('the platform API on %s', (dialect) => {
  it('IN-01 answers a submitted operation with its decision, and reads it back', async () => {
    const server = await startServer({ dialect });
    await server.call('PUT', '/platform/v1/accounts/acc-1', { name: 'Ada Example', email: 'ada@example.com' });
    const submitted = await server.call('POST', '/platform/v1/operations', withdrawal('acc-1'));
    expect(submitted.status).toBe(201);
    expect(submitted.body.decision).toMatchObject({ operationId: submitted.body.operation.id });
    expect(submitted.body.decision.reasons.length).toBeGreaterThan(0);
    const read = await server.call('GET', `/platform/v1/operations/${submitted.body.operation.id}`);
    expect(read.status).toBe(200);
    expect(read.body.decision).toEqual(submitted.body.decision);
  });

  it('IN-01 answers a repeated call from the first and refuses the key for anything else', async () => {
    const server = await startServer({ dialect });
    await server.call('PUT', '/platform/v1/accounts/acc-1', {});
    const first = await server.call('POST', '/platform/v1/operations', login('acc-1'), { idempotencyKey: 'k1' });
    const again = await server.call('POST', '/platform/v1/operations', login('acc-1'), { idempotencyKey: 'k1' });
    expect(again.status).toBe(201);
    expect(again.body).toEqual(first.body);
    const other = await server.call('POST', '/platform/v1/operations', withdrawal('acc-1'), { idempotencyKey: 'k1' });
    expect(other).toMatchObject({ status: 409, body: { code: 'idempotency_mismatch' } });
  });

  it('IN-01 answers 404 for an unknown account and operation, and 409 with the current state', async () => {
    const server = await startServer({ dialect });
    expect(await server.call('POST', '/platform/v1/operations', login('acc-nobody'))).toMatchObject({
      status: 404,
      body: { code: 'not_found', data: {} },
    });
    expect((await server.call('GET', '/platform/v1/accounts/acc-nobody')).status).toBe(404);
    await server.call('PUT', '/platform/v1/accounts/acc-1', {});
    const { body } = await server.call('POST', '/platform/v1/operations', login('acc-1'));
    const cancel = () => server.call('POST', `/platform/v1/operations/${body.operation.id}/cancel`, { reason: 'not wanted' });
    expect((await cancel()).body.operation.status).toBe('cancelled');
    expect(await cancel()).toMatchObject({ status: 409, body: { code: 'conflict', data: { current: { status: 'cancelled' } } } });
  });

  it('IN-01 answers 429 with Retry-After beyond the rate of a key, and goes on serving others', async () => {
    const server = await startServer({ dialect });
    await setSetting(server.engine, systemActor('test'), { name: 'http.platformRate', value: 60, reason: 'to reach it' });
    const other = await server.newKey(['accounts:read']);
    const read = (token: string) => server.call('GET', '/platform/v1/accounts/acc-1', undefined, { token });
    const answers = await Promise.all(Array.from({ length: 70 }, () => read(server.token)));
    const limited = answers.filter(({ status }) => status === 429);
    expect(limited).toHaveLength(10);
    expect(limited[0]?.body).toMatchObject({ code: 'rate_limited' });
    const seconds = Number(limited[0]?.headers.get('retry-after'));
    expect(seconds).toBeGreaterThanOrEqual(1);
    expect(seconds).toBeLessThanOrEqual(60);
    expect((await read(other)).status).toBe(404);
  });

  it('says that it lives, that it is ready, and what it counts', async () => {
    const server = await startServer({ dialect });
    await server.call('PUT', '/platform/v1/accounts/acc-1', {});
    await server.call('POST', '/platform/v1/operations', login('acc-1'));
    expect((await server.call('GET', '/healthz')).body).toEqual({ status: 'ok' });
    expect((await server.call('GET', '/readyz')).body).toEqual({ status: 'ready' });
    const { text } = await server.call('GET', '/metrics');
    expect(text).toMatch(/portcullis_decisions_total\{outcome="[a-z_]+",kind="login"\} 1/);
    expect(text).toMatch(/portcullis_http_request_seconds_bucket\{le="0.005",route="\/platform\/v1\/operations"\}/);
    expect(text).toMatch(/^portcullis_outbox_rows \d+$/m);
    expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds /m);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RunningExchange } from '../support/exchange.ts';

const document = { kind: 'identity_card', country: 'DE', name: 'Pia Tester', birthDate: '1990-04-30', withFace: true };

/** A platform’s own backend stands between its pages and Portcullis: what it passes on, and whom it tells, is part of the wall. */
describe('whoever reaches the exchange', () => {
  let exchange: RunningExchange;
  beforeAll(async () => {
    exchange = await RunningExchange.start();
  });
  afterAll(() => exchange.close());

  it('IN-02 reaches nothing of Portcullis but the customer API through it, however the path is written', async () => {
    for (const path of [
      '/customer/v1/../../docs',
      '/customer/v1/../../demo/messages',
      '/customer/v1/../../platform/v1/accounts/pia',
      '/customer/v1/%2e%2e/%2E%2E/docs',
      '/customer/v1/..%5c..%5cdocs',
      '/customer/v1/..\\..\\docs',
      '/customer/v1/x/../../../metrics',
      '/customer/v1/../v2/me',
    ]) {
      const { status, text } = await exchange.raw(path);
      expect({ path, status, code: JSON.parse(text).code }).toEqual({ path, status: 404, code: 'not_found' });
    }
  });

  it('IN-02 still reaches the customer API itself', async () => {
    expect((await exchange.raw('/customer/v1/me')).status).toBe(401);
  });

  it('ND-01 learns no number to take over by the password alone', async () => {
    const phone = '+4915550007788';
    await exchange.register('learner@example.com', { phone });
    const { body } = await exchange.logIn('learner@example.com', 'thief');
    expect(body.operation.status).toBe('awaiting_step_up');
    const session = await exchange.call('GET', '/api/session', undefined, body.token);
    expect(session.body).toMatchObject({ state: 'log_in', user: { phone: null } });
    expect(JSON.stringify([body, session.body])).not.toContain(phone.slice(-6));
    const begun = await exchange.call('POST', `/customer/v1/operations/${body.operation.id}/steps/0/begin`, {}, body.token);
    expect(JSON.stringify(begun.body)).not.toContain(phone.slice(-6));
  });

  it('IN-02 hears nothing more on the exchange’s stream once the session has ended', async () => {
    await exchange.register('ended@example.com');
    const owner = await exchange.enter('ended@example.com', 'own');
    const stolen = await exchange.enter('ended@example.com', 'stolen');
    const stream = await fetch(`${exchange.url}/api/events`, { headers: { authorization: `Bearer ${stolen}` } });
    const { items } = (await exchange.call('GET', '/customer/v1/sessions', undefined, owner)).body;
    const { id } = items.find((each: { current: boolean }) => !each.current);
    expect((await exchange.call('POST', `/customer/v1/sessions/${id}/end`, {}, owner)).status).toBe(200);
    const wish = { kind: 'deposit_address_view', asset: 'BTC' };
    const { operation } = (await exchange.call('POST', '/api/operations', { wish }, owner)).body;
    await exchange.call('POST', `/api/operations/${operation.id}/cancel`, {}, owner);
    expect(await stream.text()).not.toContain(operation.id);
  });

  it('FV-03 puts no other identity in the place of a verified one by the exchange’s quick check', async () => {
    await exchange.register('verified@example.com');
    const token = await exchange.enter('verified@example.com');
    const check = (number: string, name: string) => exchange.call('POST', '/api/identity-check', { ...document, number, name }, token);
    expect((await check('L01X00T47', 'Pia Tester')).body).toEqual({ status: 'verified' });
    expect((await check('L99X99T99', 'Tom Thief')).status).toBe(409);
    const { body } = await exchange.call('GET', '/customer/v1/identity', undefined, token);
    expect(body.status).toBe('verified');
    expect(JSON.stringify(body)).not.toContain('Thief');
  });
});

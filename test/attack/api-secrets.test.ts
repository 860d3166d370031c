import { describe, expect, it } from 'vitest';
import { createLogger } from '../../src/main/adapters/pino-log.ts';
import { connectConsole } from '../support/console.ts';
import { startServer } from '../support/server.ts';
import { codeOf, testPassword } from '../support/staff.ts';

describe('what reaches the logs', () => {
  it('holds no key, token, password, code or personal data, whatever is called', async () => {
    const server = await startServer();
    const secrets = new Set<string>([server.token, testPassword]);
    const token = await server.session('acc-secret');
    secrets.add(token);
    secrets.add('acc-secret@example.com').add('Customer acc-secret');
    await server.call('GET', '/customer/v1/me', undefined, { token });
    await server.call('GET', `/customer/v1/me?token=${token}`, undefined, { token: 'wrong-token-value' });
    secrets.add('wrong-token-value');
    await server.call('POST', '/platform/v1/operations', '{"email":"leak@example.com"', {});
    await server.call('PUT', '/platform/v1/accounts/acc-secret', { phone: '+4915100000000', email: 'new@example.com' });
    secrets.add('leak@example.com').add('+4915100000000').add('new@example.com');

    const { client, close } = await connectConsole(server);
    const enrolment = await client.session.createFirstAdministrator({ name: 'Root', email: 'root@example.com', password: testPassword });
    secrets.add(enrolment.totpSecret).add(enrolment.totpUri);
    const code = codeOf(server.engine, enrolment.totpSecret);
    const signedIn = await client.session.confirmFirstAdministrator({ staffId: enrolment.staffId, password: testPassword, code });
    secrets.add(signedIn.token);
    await client.session.signIn({ email: 'root@example.com', password: 'a wrong password', code: '000000' }).catch(() => undefined);
    secrets.add('a wrong password');
    const key = await client.integration.keys.create({ name: 'k', scopes: ['accounts:read'] });
    const hook = await client.integration.webhooks.create({ url: 'https://example.com/hook', topics: ['*'] });
    secrets.add(key.token).add(hook.secret);
    close();

    const written = server.log.join('\n');
    expect(server.log.length).toBeGreaterThan(5);
    for (const secret of secrets) expect(written, secret).not.toContain(secret);
    const stored = await server.engine.store.read((tx) => tx.db.selectFrom('platform_keys').selectAll().execute());
    expect(JSON.stringify(stored)).not.toContain(key.token.slice(10));
  });

  it('hides a defect behind an id that the log explains', async () => {
    const server = await startServer();
    const broken = server.engine.store.read;
    Object.assign(server.engine.store, { read: () => Promise.reject(new TypeError('inner detail of psk_abc')) });
    const answer = await server.call('GET', '/platform/v1/accounts/acc-1');
    Object.assign(server.engine.store, { read: broken });
    expect(answer).toMatchObject({
      status: 500,
      body: { code: 'internal', data: { errorId: expect.stringMatching(/^err_[0-9a-f]{20}$/) } },
    });
    expect(answer.text).not.toContain('inner detail');
    const line = server.log.find((each) => each.includes(answer.body.data.errorId)) ?? '';
    expect(JSON.parse(line)).toMatchObject({ level: 'error', err: { type: 'TypeError', stack: expect.stringContaining('api-secrets') } });
  });

  it('strikes out secrets by name, however deep they lie', () => {
    const lines: string[] = [];
    const logger = createLogger({ level: 'info', destination: { write: (line) => void lines.push(line) } });
    logger.info({ token: 's1', input: { password: 's2', nested: { code: 's3' } }, req: { headers: { authorization: 's4' } } }, 'test');
    logger.error({ err: Object.assign(new Error('failed'), { request: { token: 's5' } }) }, 'test');
    expect(lines.join('')).not.toMatch(/s[1-5]/);
  });
});

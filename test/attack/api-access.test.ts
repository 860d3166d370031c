import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { consoleContract } from '../../src/shared/contract/console/index.ts';
import { customerContract } from '../../src/shared/contract/customer/index.ts';
import { platformContract } from '../../src/shared/contract/platform/index.ts';
import { type Role, rolePermissions, roles, type Scope, scopes } from '../../src/shared/vocabulary/index.ts';
import { type ConsoleClient, connectConsole } from '../support/console.ts';
import { consoleInput, permissionOf } from '../support/console-procedures.ts';
import { contractRoutes, pathOf, type TestRoute, validBody } from '../support/contract-routes.ts';
import { type Customer, enrolAuthenticator, makeCustomer, makeProtectedCustomer } from '../support/customers.ts';
import { startServer, type TestServer } from '../support/server.ts';

/** The scope that each route of the platform API must ask for. A route that is missing here fails the test. */
const scopeOf: Readonly<Record<string, Scope>> = {
  'operations.submit': 'operations:write',
  'operations.get': 'operations:read',
  'operations.wait': 'operations:read',
  'operations.execute': 'operations:write',
  'operations.cancel': 'operations:write',
  'operations.label': 'labels:write',
  'accounts.put': 'accounts:write',
  'accounts.get': 'accounts:read',
  'accounts.recordVerification': 'accounts:write',
  'accounts.recordSecurityChange': 'accounts:write',
  'documents.add': 'accounts:write',
  'documents.list': 'accounts:read',
  'links.read': 'accounts:read',
  'links.answer': 'accounts:write',
  'sessions.create': 'sessions:write',
  'sessions.end': 'sessions:write',
};

const platformRoutes = contractRoutes(platformContract);
const customerRoutes = contractRoutes(customerContract);

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ shared: true });
});
afterAll(() => server.close());

describe('who may call the platform API', () => {
  it('IN-01 refuses every route without a key, with a wrong one and with a customer’s token', async () => {
    const customer = await server.session('acc-visitor');
    for (const route of platformRoutes) {
      for (const token of ['', 'psk_wrong', `psk_${'A'.repeat(43)}`, customer]) {
        const answer = await server.call(route.method, pathOf(route), validBody(route), { token });
        expect([401, 429], `${route.name} with "${token.slice(0, 6)}"`).toContain(answer.status);
        expect(['unauthenticated', 'rate_limited']).toContain(answer.body.code);
      }
    }
  });

  it.each(scopes)('IN-01 lets a key with %s do what that scope allows and nothing else', async (scope) => {
    const token = await server.newKey([scope]);
    for (const route of platformRoutes) {
      const answer = await server.call(route.method, pathOf(route), validBody(route), { token });
      const wanted = scopeOf[route.name];
      expect(wanted, `${route.name} is not in the table of scopes`).toBeDefined();
      if (wanted === scope) expect(answer.body?.code, `${route.name}: ${answer.text}`).not.toBe('forbidden');
      else expect(answer, route.name).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    }
  });

  it('IN-01 ends a key at once when it is revoked', async () => {
    const console = await startServer({ demo: true });
    const { client, close } = await connectConsole(console);
    await import('../../src/main/engine/staff/demo.ts').then(({ seedDemoStaff }) => seedDemoStaff(console.engine));
    await client.session.demoSignIn({ role: 'administrator' });
    const { key, token } = await client.integration.keys.create({ name: 'short-lived', scopes: ['accounts:read'] });
    const read = () => console.call('GET', '/platform/v1/accounts/nobody', undefined, { token });
    expect((await read()).status).toBe(404);
    await client.integration.keys.revoke({ id: key.id, reason: 'the test says so' });
    expect((await read()).status).toBe(401);
    const { items } = await client.integration.keys.list();
    expect(JSON.stringify(items)).not.toContain(token);
    close();
  });
});

/** @returns the token of a session in the customer's app */
async function phoneOf({ id, app }: Customer): Promise<string> {
  const opened = await server.call('POST', `/platform/v1/accounts/${id}/sessions`, { client: 'ios', deviceId: app.deviceId });
  return opened.body.token;
}

describe('who may call the customer API', () => {
  it('IN-02 refuses every route without a session, with a platform key and after the session ended', async () => {
    const created = await server.call('PUT', '/platform/v1/accounts/acc-gone', {});
    expect(created.status).toBe(200);
    const session = await server.call('POST', '/platform/v1/accounts/acc-gone/sessions', { client: 'ios', deviceId: 'p' });
    const ended = await server.call('DELETE', `/platform/v1/sessions/${session.body.session.id}`);
    expect(ended.status).toBe(200);
    for (const route of customerRoutes) {
      for (const token of ['', server.token, session.body.token]) {
        const answer = await server.call(route.method, pathOf(route), validBody(route), { token });
        expect([401, 429], route.name).toContain(answer.status);
      }
    }
  });

  it('IN-02 answers for another customer’s things as if they did not exist', async () => {
    const victim = await makeProtectedCustomer(server.engine);
    // Each route is tried by somebody who could use it on an operation of their own, so that only whose it is can refuse it.
    const thief = await phoneOf(await makeProtectedCustomer(server.engine));
    const withoutDevice = await phoneOf(await enrolAuthenticator(server.engine, await makeCustomer(server.engine)));
    const withoutFactors = await phoneOf(await makeCustomer(server.engine));
    const thieves: Readonly<Record<string, string>> = {
      'trustedDevice.challenge': withoutDevice,
      'trustedDevice.register': withoutDevice,
      'authenticator.begin': withoutFactors,
    };
    const submitted = await server.call('POST', '/platform/v1/operations', {
      accountId: victim.id,
      kind: 'withdrawal',
      client: 'web',
      device: { id: victim.web.deviceId },
      sessionId: victim.web.sessionId,
      address: '198.51.100.7',
      amount: '0.5',
      asset: 'BTC',
      referenceValue: '100.00',
      destination: { address: 'bc1qexampledestination' },
    });
    const operationId: string = submitted.body.operation.id;
    const { requestId, link } = submitted.body.prompt;
    const ids = { operations: operationId, 'verification-requests': requestId };
    /** A body of the right form that names the victim's things wherever it names any. */
    const stolen = (route: TestRoute): Record<string, unknown> | undefined => {
      const body = validBody(route);
      if (body === undefined) return undefined;
      return { ...body, ...('operationId' in body ? { operationId } : {}), ...('link' in body ? { link } : {}) };
    };
    for (const route of customerRoutes) {
      // Without an id a call can only be about the caller's own account.
      if (route.method === 'GET' && !route.template.includes('{')) continue;
      const answer = await server.call(route.method, pathOf(route, ids), stolen(route), { token: thieves[route.name] ?? thief });
      expect([403, 404], `${route.name}: ${answer.text}`).toContain(answer.status);
      expect(answer.text).not.toContain(victim.id);
      expect(answer.text).not.toContain('bc1q');
    }
    const mine = await server.call('GET', '/customer/v1/verification-requests', undefined, { token: thief });
    expect(mine.body.items).toEqual([]);
    const untouched = await server.call('GET', `/platform/v1/operations/${operationId}`);
    expect(untouched.body.operation.status).toBe('awaiting_step_up');
  });
});

/** Leads to a session, is a person's own, or is refused for reasons of its own (an upload must exist before it can be looked at). */
const sessionOnly = (name: string) =>
  name.startsWith('session.') ||
  name.startsWith('savedViews.') ||
  name.startsWith('ownPasskeys.') ||
  ['imports.preview', 'imports.start', 'demo.traffic', 'demo.clients'].includes(name);

type Call = (input?: unknown) => Promise<unknown>;

async function outcomeOf(client: ConsoleClient, name: string): Promise<string> {
  const procedure = name.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], client) as Call;
  try {
    const result = await procedure(consoleInput[name]);
    if (typeof result === 'object' && result !== null && Symbol.asyncIterator in result) {
      for await (const _ of result as AsyncIterable<unknown>) break;
    }
    return 'ok';
  } catch (error) {
    return String((error as { code?: unknown }).code);
  }
}

describe('who may call the console', () => {
  const names = contractRoutes(consoleContract).map(({ name }) => name);

  it('ST-01 has a permission on record for every procedure', () => {
    for (const name of names) if (!sessionOnly(name)) expect(permissionOf[name], name).toBeDefined();
  });

  it('ST-01 refuses every procedure without a session', async () => {
    const { client, close } = await connectConsole(server);
    for (const name of names.filter((each) => !sessionOnly(each))) {
      expect(await outcomeOf(client, name), name).toBe('unauthenticated');
    }
    close();
  });

  it.each(roles)('ST-01 lets the role %s do what its permissions allow and nothing else', async (role: Role) => {
    const demo = await startServer({ demo: true });
    await import('../../src/main/engine/staff/demo.ts').then(({ seedDemoStaff }) => seedDemoStaff(demo.engine));
    const { client, close } = await connectConsole(demo);
    await client.session.demoSignIn({ role });
    for (const name of names.filter((each) => !sessionOnly(each))) {
      const permission = permissionOf[name];
      const outcome = await outcomeOf(client, name);
      const allowed = permission !== undefined && rolePermissions[role].includes(permission);
      if (allowed && name !== 'demo.setTraffic') expect(outcome, name).not.toBe('forbidden');
      if (!allowed) expect(outcome, name).toBe('forbidden');
      expect(outcome, name).not.toBe('internal');
    }
    close();
  });
});

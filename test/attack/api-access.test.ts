import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { consoleContract } from '../../src/shared/contract/console/index.ts';
import { customerContract } from '../../src/shared/contract/customer/index.ts';
import { platformContract } from '../../src/shared/contract/platform/index.ts';
import { type Permission, type Role, rolePermissions, roles, type Scope, scopes } from '../../src/shared/vocabulary/index.ts';
import { type ConsoleClient, connectConsole } from '../support/console.ts';
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

/** What each procedure of the console needs; the rest lead to a session and need none. */
const permissionOf: Readonly<Record<string, Permission>> = {
  'customers.search': 'customers.read',
  'customers.get': 'customers.read',
  'customers.reveal': 'customers.reveal',
  'customers.endSessions': 'customers.end_sessions',
  'approvals.list': 'approvals.read',
  'approvals.get': 'approvals.read',
  'approvals.cancel': 'approvals.cancel',
  'decisions.list': 'decisions.read',
  'decisions.get': 'decisions.read',
  'decisions.decideReview': 'reviews.decide',
  'identityRequests.list': 'customers.read',
  'identityRequests.get': 'customers.read',
  'identityRequests.reveal': 'customers.reveal',
  'identityRequests.image': 'customers.reveal',
  'identityRequests.decide': 'identity.decide',
  'recovery.list': 'recovery.read',
  'recovery.get': 'recovery.read',
  'recovery.start': 'recovery.start',
  'recovery.takeUp': 'recovery.start',
  'recovery.edit': 'recovery.start',
  'recovery.answerEvidence': 'recovery.start',
  'recovery.approve': 'recovery.approve',
  'recovery.deny': 'recovery.approve',
  'recovery.callers.methods': 'recovery.start',
  'recovery.callers.ask': 'recovery.start',
  'recovery.callers.get': 'recovery.read',
  'recovery.callers.cancel': 'recovery.start',
  'cases.close': 'cases.close',
  'holds.lifts': 'customers.read',
  'holds.requestLift': 'holds.lift',
  'holds.decideLift': 'holds.lift',
  'holds.withdrawLift': 'holds.lift',
  'audit.list': 'audit.read',
  'audit.verify': 'audit.verify',
  'audit.export': 'audit.export',
  'integration.keys.list': 'integration.read',
  'integration.keys.create': 'integration.manage',
  'integration.keys.revoke': 'integration.manage',
  'integration.webhooks.list': 'integration.read',
  'integration.webhooks.create': 'integration.manage',
  'integration.webhooks.disable': 'integration.manage',
  'integration.webhooks.deliveries': 'integration.read',
  'integration.webhooks.replay': 'integration.manage',
  'imports.list': 'import.run',
  'imports.upload': 'import.run',
  'imports.get': 'import.run',
  'imports.cancel': 'import.run',
  'settings.list': 'settings.read',
  'settings.set': 'settings.write',
  'tuning.catalogue': 'rules.read',
  'tuning.check': 'rules.read',
  'tuning.drafts.list': 'rules.read',
  'tuning.drafts.get': 'rules.read',
  'tuning.drafts.create': 'rules.draft',
  'tuning.drafts.edit': 'rules.draft',
  'tuning.drafts.rebase': 'rules.draft',
  'tuning.drafts.settle': 'rules.draft',
  'tuning.drafts.test': 'rules.draft',
  'tuning.drafts.submit': 'rules.draft',
  'tuning.drafts.comment': 'rules.draft',
  'tuning.drafts.return': 'rules.approve',
  'tuning.drafts.approve': 'rules.approve',
  'tuning.drafts.publish': 'rules.publish',
  'tuning.drafts.publishEmergency': 'rules.publish',
  'tuning.drafts.rollOut': 'rules.publish',
  'tuning.drafts.withdraw': 'rules.publish',
  'tuning.drafts.shadow': 'rules.draft',
  'tuning.drafts.discard': 'rules.draft',
  'tuning.versions.list': 'rules.read',
  'tuning.versions.get': 'rules.read',
  'tuning.versions.rollBack': 'rules.publish',
  'tuning.versions.reviewEmergency': 'rules.approve',
  'tuning.snoozes.list': 'rules.read',
  'tuning.snoozes.create': 'rules.snooze',
  'tuning.snoozes.end': 'rules.snooze',
  'staff.list': 'staff.read',
  'staff.create': 'staff.manage',
  'staff.disable': 'staff.manage',
  'demo.setTraffic': 'demo.run',
};

const zero = '0'.repeat(26);
const draftRead = { id: `drf_${zero}`, contentHash: '0'.repeat(64) };

/** Inputs that pass the contract and name nothing that exists. */
const consoleInput: Readonly<Record<string, unknown>> = {
  'customers.search': {},
  'customers.get': { id: 'nobody' },
  'customers.reveal': { id: 'nobody', field: 'name', reason: 'for the test' },
  'customers.endSessions': { id: 'nobody', reason: 'for the test' },
  'approvals.list': {},
  'approvals.get': { id: `vr_${zero}` },
  'approvals.cancel': { id: `vr_${zero}`, reason: 'for the test' },
  'tuning.catalogue': undefined,
  'tuning.check': { when: 'true' },
  'tuning.drafts.list': {},
  'tuning.drafts.get': { id: `drf_${zero}` },
  'tuning.drafts.create': { kind: 'thresholds', name: 'for the test' },
  'tuning.drafts.edit': draftRead,
  'tuning.drafts.rebase': draftRead,
  'tuning.drafts.settle': { ...draftRead, content: {} },
  'tuning.drafts.test': draftRead,
  'tuning.drafts.submit': { ...draftRead, comment: 'for the test' },
  'tuning.drafts.comment': { id: `drf_${zero}`, text: 'for the test' },
  'tuning.drafts.return': { id: `drf_${zero}`, comment: 'for the test' },
  'tuning.drafts.approve': { ...draftRead, comment: 'for the test' },
  'tuning.drafts.publish': { ...draftRead, reason: 'for the test' },
  'tuning.drafts.publishEmergency': { ...draftRead, reason: 'for the test' },
  'tuning.drafts.rollOut': { ...draftRead, percent: 10, reason: 'for the test' },
  'tuning.drafts.withdraw': { id: `drf_${zero}`, reason: 'for the test' },
  'tuning.drafts.shadow': { ...draftRead, running: true },
  'tuning.drafts.discard': { id: `drf_${zero}`, reason: 'for the test' },
  'tuning.versions.list': { kind: 'rules' },
  'tuning.versions.get': { kind: 'rules' },
  'tuning.versions.rollBack': { kind: 'rules', version: 9, liveVersion: 9, reason: 'for the test' },
  'tuning.versions.reviewEmergency': { kind: 'rules', version: 9, reason: 'for the test' },
  'tuning.snoozes.list': { accountId: 'nobody' },
  'tuning.snoozes.create': { accountId: 'nobody', ruleId: 'none', expiresAt: 4_000_000_000_000, reason: 'for the test' },
  'tuning.snoozes.end': { id: `snz_${zero}`, reason: 'for the test' },
  'decisions.list': {},
  'decisions.get': { id: `dec_${zero}` },
  'decisions.decideReview': { operationId: `op_${zero}`, verdict: 'deny', reason: 'for the test' },
  'identityRequests.list': {},
  'identityRequests.get': { id: `idr_${zero}` },
  'identityRequests.reveal': { id: `idr_${zero}`, reason: 'for the test' },
  'identityRequests.image': { id: `idr_${zero}`, imageId: `img_${zero}`, reason: 'for the test' },
  'identityRequests.decide': { id: `idr_${zero}`, verdict: 'reject', reason: 'for the test', contentHash: '0'.repeat(64) },
  'recovery.list': {},
  'recovery.get': { id: `rst_${zero}` },
  'recovery.start': { accountId: 'nobody', targets: ['sessions'], reason: 'for the test', source: 'call' },
  'recovery.takeUp': { id: `rst_${zero}` },
  'recovery.edit': { id: `rst_${zero}`, targets: ['sessions'], reason: 'for the test', contentHash: '0'.repeat(64) },
  'recovery.answerEvidence': {
    id: `rst_${zero}`,
    contentHash: '0'.repeat(64),
    answers: [{ item: 'bound_email', answer: 'yes' }],
  },
  'recovery.approve': { id: `rst_${zero}`, contentHash: '0'.repeat(64), reason: 'for the test' },
  'recovery.deny': { id: `rst_${zero}`, reason: 'for the test' },
  'recovery.callers.methods': { accountId: 'nobody' },
  'recovery.callers.ask': { accountId: 'nobody', method: 'email' },
  'recovery.callers.get': { id: `cv_${zero}` },
  'recovery.callers.cancel': { id: `cv_${zero}` },
  'cases.close': { id: `case_${zero}`, reason: 'for the test' },
  'holds.lifts': { accountId: 'nobody' },
  'holds.requestLift': { holdId: `hold_${zero}`, reason: 'for the test' },
  'holds.decideLift': { id: `lift_${zero}`, contentHash: '0'.repeat(64), verdict: 'deny', reason: 'for the test' },
  'holds.withdrawLift': { id: `lift_${zero}` },
  'audit.list': {},
  'audit.export': { format: 'ndjson' },
  'integration.keys.create': { name: 'test', scopes: ['accounts:read'] },
  'integration.keys.revoke': { id: `pk_${zero}`, reason: 'for the test' },
  'integration.webhooks.create': { url: 'https://example.com/', topics: ['*'] },
  'integration.webhooks.disable': { id: `whe_${zero}` },
  'integration.webhooks.deliveries': {},
  'integration.webhooks.replay': { id: `whd_${zero}` },
  'imports.upload': { uploadId: null, fileName: 'a.csv', offset: 0, chunk: new Blob(['a,b\n']) },
  'imports.get': { id: `imp_${zero}` },
  'imports.cancel': { id: `imp_${zero}` },
  'settings.set': { name: 'approval.ttl', value: 60_000, reason: 'for the test' },
  'staff.create': { name: 'N', email: 'n@example.com', role: 'agent', password: 'correct horse battery staple' },
  'staff.disable': { id: `staff_${zero}`, reason: 'for the test' },
  'demo.setTraffic': { running: false },
};

/** Leads to a session, or is refused for reasons of its own (an upload must exist before it can be looked at). */
const sessionOnly = (name: string) => name.startsWith('session.') || ['imports.preview', 'imports.start', 'demo.traffic'].includes(name);

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

import { request as httpRequest } from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemActor } from '../../src/main/engine/actor.ts';
import { setSetting } from '../../src/main/engine/settings/manage.ts';
import { pictureLimits } from '../../src/main/http/body-limits.ts';
import { customerContract } from '../../src/shared/contract/customer/index.ts';
import { platformContract } from '../../src/shared/contract/platform/index.ts';
import { errorStatus } from '../../src/shared/vocabulary/index.ts';
import { contractRoutes, pathOf, type TestRoute, takesBody, validBody } from '../support/contract-routes.ts';
import { type Answer, startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let customer: string;
beforeAll(async () => {
  server = await startServer({ shared: true });
  await setSetting(server.engine, systemActor('test'), { name: 'http.customerRate', value: 100_000, reason: 'the test calls a lot' });
  customer = await server.session('acc-fuzz');
});
afterAll(() => server.close());

const routes = [...contractRoutes(platformContract), ...contractRoutes(customerContract)];
const withBody = routes.filter(({ method }) => method !== 'GET' && method !== 'DELETE');
const tokenFor = ({ template }: TestRoute) => (template.startsWith('/platform') ? server.token : customer);
const send = (route: TestRoute, body: unknown, headers: Record<string, string> = {}) =>
  server.call(route.method, pathOf(route), body, { token: tokenFor(route), headers });

/** Whatever happens, callers get the contract's form and learn nothing of the inside. */
function expectRefusal(answer: Answer, route: TestRoute): void {
  const told = `${route.name}: ${answer.status} ${answer.text}`;
  expect(Object.keys(answer.body ?? {}).toSorted(), told).toEqual(['code', 'data', 'message']);
  expect(errorStatus[answer.body.code as keyof typeof errorStatus], told).toBe(answer.status);
  expect(answer.status, told).toBeGreaterThanOrEqual(400);
  expect(answer.status, told).toBeLessThan(500);
  expect(answer.text, told).not.toMatch(/node_modules|\.ts:|ORPC|Zod|SQLITE|at \w+ \(/);
}

describe('bodies that no contract takes', () => {
  it('refuses broken JSON, other types and shapes on every route', async () => {
    const bodies = ['{', '{"a":}', '[]', '[{"id":"x"}]', 'null', '"text"', '42', 'true', '{"__proto__":{"isAdmin":true}}', '\u0000'];
    for (const route of withBody) {
      for (const body of bodies) {
        const answer = await send(route, body);
        expectRefusal(answer, route);
        expect(answer.status, `${route.name} ${body}: ${answer.text}`).toBe(400);
      }
    }
  });

  it('refuses other content types on every route', async () => {
    for (const route of withBody) {
      for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/xml', 'multipart/form-data; boundary=x']) {
        const answer = await send(route, '{"kind":"login"}', { 'content-type': type });
        expectRefusal(answer, route);
        expect(answer.status, `${route.name} ${type}`).toBe(415);
      }
    }
  });

  it('refuses a body over the limit on every route, before reading all of it', async () => {
    const { settings } = server.engine;
    const limits = { ...pictureLimits(settings).platform, ...pictureLimits(settings).customer };
    for (const route of withBody) {
      const large = JSON.stringify({ userAgent: 'x'.repeat(limits[route.name] ?? settings.get('http.maxBody') * 1024) });
      expect(await send(route, large), route.name).toMatchObject({ status: 413, body: { code: 'payload_too_large' } });
    }
  });

  it('refuses endless nesting without falling over', async () => {
    const deep = `{"details":${'['.repeat(30_000)}${']'.repeat(30_000)}}`;
    for (const route of withBody)
      expect(await send(route, deep), route.name).toMatchObject({ status: 400, body: { code: 'invalid_input' } });
  });

  it('refuses fields that the contract does not know, naming them', async () => {
    for (const route of withBody.filter(takesBody)) {
      const answer = await send(route, { ...validBody(route), status: 'authorized', isAdmin: true });
      expect(answer, `${route.name}: ${answer.text}`).toMatchObject({ status: 400, body: { code: 'invalid_input' } });
      const paths = answer.body.data.issues.map(({ path }: { path: string }) => path);
      expect(paths, route.name).toContain('isAdmin');
    }
  });

  it('says which field is wrong, by its path', async () => {
    const route = withBody.find(({ name }) => name === 'operations.submit') as TestRoute;
    const answer = await send(route, {
      accountId: '../../etc/passwd',
      kind: 'withdrawal',
      client: 'web',
      address: '999.1.1.1',
      amount: '-1',
      asset: 'BTC',
      destination: { address: 'line\nbreak', planet: 'mars' },
    });
    expect(answer.status).toBe(400);
    const paths = answer.body.data.issues.map(({ path }: { path: string }) => path);
    expect(new Set(paths)).toEqual(new Set(['accountId', 'address', 'amount', 'destination.address', 'destination.planet']));
  });

  it('answers anything at all in the contract’s form, and never with a defect', async () => {
    const before = server.log.length;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...withBody), fc.jsonValue({ maxDepth: 3 }), async (route, noise) => {
        const mixed =
          typeof noise === 'object' && noise !== null && !Array.isArray(noise) ? { ...validBody(route), ...noise } : (noise as unknown);
        const answer = await send(route, JSON.stringify(mixed));
        if (answer.status >= 400) expectRefusal(answer, route);
      }),
      { numRuns: 300 },
    );
    expect(server.log.slice(before).filter((line) => line.includes('"level":"error"'))).toEqual([]);
  }, 120_000);

  it('answers any value of any single field in the contract’s form', async () => {
    const before = server.log.length;
    const hostile = fc.oneof(
      fc.constantFrom<unknown>(
        '',
        ' ',
        '\u0000',
        '\u202e',
        "' OR 1=1 --",
        '%00',
        '../..',
        '$' + '{7*7}',
        '1e309',
        -0,
        1e308,
        [],
        {},
        null,
        true,
      ),
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.bigInt({ min: 0n, max: 2n ** 70n }).map(String),
      fc.double(),
    );
    const fields = withBody.flatMap((route) => Object.keys(validBody(route) ?? {}).map((field) => ({ route, field })));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...fields), hostile, async ({ route, field }, value) => {
        const answer = await send(route, { ...validBody(route), [field]: value });
        if (answer.status >= 400) expectRefusal(answer, route);
      }),
      { numRuns: 400 },
    );
    expect(server.log.slice(before).filter((line) => line.includes('"level":"error"'))).toEqual([]);
  }, 120_000);
});

describe('paths, methods and headers that no contract takes', () => {
  it('answers hostile ids in the path with 400 or 404, never with a defect', async () => {
    const ids = ['..', '%2e%2e%2f', '%00', '%', "'", '-op', 'a'.repeat(300), '%F0%9F%92%A3', '{id}', '*', '__proto__'];
    for (const route of routes.filter(({ template }) => template.includes('{'))) {
      for (const id of ids) {
        const path = route.template.replace('{id}', id).replace('{position}', '0');
        const answer = await rawCall(route.method, path, { authorization: `Bearer ${tokenFor(route)}`, 'idempotency-key': 'raw' });
        expect([400, 404], `${route.method} ${path}: ${answer.text}`).toContain(answer.status);
        expect(Object.keys(JSON.parse(answer.text)).toSorted()).toEqual(['code', 'data', 'message']);
      }
    }
  });

  it('tells a wrong method from an unknown path, and which methods there are', async () => {
    for (const route of routes) {
      const taken = new Set(routes.filter(({ template }) => template === route.template).map(({ method }) => method));
      const wrong = ['PATCH', 'PUT', 'DELETE'].find((method) => !taken.has(method)) ?? 'OPTIONS';
      const answer = await server.call(wrong, pathOf(route));
      expect(answer, route.name).toMatchObject({ status: 405, body: { code: 'method_not_allowed' } });
      expect(new Set(answer.headers.get('allow')?.split(', '))).toEqual(taken);
    }
    for (const path of [
      '/platform/v1',
      '/platform/v1/operation',
      '/platform/v2/operations',
      '/customer/v1/nope',
      '/platform/v1/operations/',
    ]) {
      expect(await server.call('GET', path), path).toMatchObject({ status: 404, body: { code: 'not_found' } });
    }
  });

  it('IN-01 asks for an Idempotency-Key on every POST that changes something and refuses unusable ones', async () => {
    // A link is read by POST to keep it out of addresses and logs; reading changes nothing that could happen twice.
    const posts = contractRoutes(platformContract).filter(({ method, name }) => method === 'POST' && name !== 'links.read');
    for (const route of posts) {
      const body = validBody(route);
      const without = await server.call('POST', pathOf(route), body, { idempotencyKey: null });
      expect(without, route.name).toMatchObject({ status: 400, body: { code: 'idempotency_key_missing' } });
      for (const key of ['x'.repeat(129), 'a b', 'tab\tbed']) {
        const answer = await server.call('POST', pathOf(route), body, { idempotencyKey: key });
        expect(answer, `${route.name} ${key}`).toMatchObject({ status: 400, body: { code: 'invalid_input' } });
      }
    }
  });

  it('refuses a path parameter that is given again in the body', async () => {
    const answer = await server.call('PUT', '/platform/v1/accounts/acc-one', { id: 'acc-two' });
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_input', data: { issues: [{ path: 'id' }] } } });
  });
});

/** A request whose path goes out byte by byte: fetch would tidy it up. */
function rawCall(method: string, path: string, headers: Record<string, string>): Promise<{ status: number; text: string }> {
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    const request = httpRequest({ hostname, port, method, path, headers }, async (response) => {
      let text = '';
      for await (const chunk of response) text += chunk;
      resolve({ status: response.statusCode ?? 0, text });
    });
    request.on('error', reject);
    request.end();
  });
}

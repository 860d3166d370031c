import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemActor } from '../../src/main/engine/actor.ts';
import { setSetting } from '../../src/main/engine/settings/manage.ts';
import { customerContract } from '../../src/shared/contract/customer/index.ts';
import { platformContract } from '../../src/shared/contract/platform/index.ts';
import { errorStatus } from '../../src/shared/vocabulary/index.ts';
import { contractRoutes, pathOf, type TestRoute, validBody } from '../support/contract-routes.ts';
import { almostFitting } from '../support/schema-arbitrary.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let customer: string;
beforeAll(async () => {
  server = await startServer({ shared: true });
  await setSetting(server.engine, systemActor('test'), { name: 'http.customerRate', value: 100_000, reason: 'the test calls a lot' });
  customer = await server.session('acc-generated');
});
afterAll(() => server.close());

const routes = [...contractRoutes(platformContract), ...contractRoutes(customerContract)];
const withBody = routes.filter(({ method }) => method !== 'GET' && method !== 'DELETE');
const tokenFor = ({ template }: TestRoute) => (template.startsWith('/platform') ? server.token : customer);
const send = (route: TestRoute, body: unknown) => server.call(route.method, pathOf(route), body, { token: tokenFor(route) });

/** What somebody would like to set who reads the answers and sends their fields back. */
const wishes: Readonly<Record<string, unknown>> = {
  status: 'authorized',
  outcome: 'allow',
  role: 'administrator',
  scopes: ['operations:write'],
  isAdmin: true,
  accountId: 'acc-victim',
  ownerId: 'acc-victim',
  identityStatus: 'verified',
  identityLevel: 3,
  mandatorySince: null,
  thisDeviceIsTrusted: true,
  passed: true,
  attemptsLeft: 99,
  expiresAt: 9_999_999_999_999,
  holdEndsAt: null,
  createdAt: 0,
  score: 0,
  factorId: `fac_${'0'.repeat(26)}`,
  method: 'email_code',
  steps: [],
  canonicalHash: '0'.repeat(64),
};

/** Names that a body may have, at its top. */
function fieldsOf({ name }: TestRoute, body: object): ReadonlySet<string> {
  const also: Readonly<Record<string, readonly string[]>> = {
    'operations.submit': ['accountId'],
    'accounts.recordVerification': ['status'],
  };
  return new Set([...Object.keys(body), ...(also[name] ?? [])]);
}

describe('fields that nobody may set', () => {
  it('IN-01 IN-02 refuses each of them on every route, and names it', async () => {
    const taken: string[] = [];
    for (const route of withBody) {
      const body = validBody(route) ?? {};
      const known = fieldsOf(route, body);
      for (const [field, value] of Object.entries(wishes)) {
        if (known.has(field)) continue;
        const answer = await send(route, { ...body, [field]: value });
        const named = answer.body?.data?.issues?.some(({ path }: { readonly path: string }) => path === field);
        if (answer.status !== 400 || named !== true) taken.push(`${route.name} ${field}: ${answer.status} ${answer.text.slice(0, 120)}`);
      }
    }
    expect(taken).toEqual([]);
  }, 120_000);

  it('IN-01 refuses them inside the parts of a body as well', async () => {
    const submit = withBody.find(({ name }) => name === 'operations.submit');
    const body = {
      accountId: 'acc-generated',
      kind: 'withdrawal',
      client: 'web',
      amount: '1',
      asset: 'BTC',
      device: { id: 'phone-acc-generated' },
      destination: { address: 'bc1qexample' },
    };
    if (submit === undefined) throw new Error('There is no route to submit an operation');
    expect((await send(submit, body)).status).toBe(201);
    for (const part of ['device', 'destination'] as const) {
      const answer = await send(submit, { ...body, [part]: { ...body[part], trusted: true } });
      expect(answer, part).toMatchObject({ status: 400, body: { data: { issues: [{ path: `${part}.trusted` }] } } });
    }
  });
});

describe('bodies made from the schemas themselves', () => {
  it.each(withBody.map((route) => [route.name, route] as const))(
    '%s answers whatever almost fits in the contract’s form, and never with a defect',
    async (_, route) => {
      const before = server.log.length;
      const { input } = route;
      if (input === undefined) return;
      const names = new Set([...route.template.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name));
      await fc.assert(
        fc.asyncProperty(almostFitting(input), async (made) => {
          const isObject = typeof made === 'object' && made !== null && !Array.isArray(made);
          // What stands in the path is not given again.
          const body = isObject ? Object.fromEntries(Object.entries(made).filter(([name]) => !names.has(name))) : made;
          const answer = await send(route, JSON.stringify(body));
          const told = `${answer.status} ${answer.text}`;
          if (answer.status < 300) return;
          expect(Object.keys(answer.body ?? {}).toSorted(), told).toEqual(['code', 'data', 'message']);
          expect(errorStatus[answer.body.code as keyof typeof errorStatus], told).toBe(answer.status);
          expect(answer.status, told).toBeLessThan(500);
          expect(answer.text, told).not.toMatch(/node_modules|\.ts:|ORPC|Zod|SQLITE|at \w+ \(/);
        }),
        { numRuns: 40 },
      );
      expect(server.log.slice(before).filter((line) => line.includes('"level":"error"'))).toEqual([]);
    },
    120_000,
  );

  it('refuses a text of 60,000 characters in any place of any body', async () => {
    const taken: string[] = [];
    for (const route of withBody) {
      const body = validBody(route) ?? {};
      for (const path of textsIn(body)) {
        // Pictures are as large as pictures are; their limits have tests of their own.
        if (path.at(-1) === 'image') continue;
        const answer = await send(route, replaced(body, path, 'x'.repeat(60_000)));
        if (answer.status !== 400 && answer.status !== 413) taken.push(`${route.name} ${path.join('.')}: ${answer.status}`);
      }
    }
    expect(taken).toEqual([]);
  }, 120_000);
});

function textsIn(value: unknown, at: readonly string[] = []): string[][] {
  if (typeof value === 'string') return [[...at]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => textsIn(part, [...at, name]));
}

function replaced(value: unknown, [first, ...rest]: readonly string[], by: unknown): unknown {
  if (first === undefined) return by;
  const part = (value as Record<string, unknown>)[first];
  const changed = replaced(part, rest, by);
  if (Array.isArray(value)) return value.map((each, index) => (String(index) === first ? changed : each));
  return { ...(value as object), [first]: changed };
}

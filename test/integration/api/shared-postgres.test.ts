import { expect, it } from 'vitest';
import { seedDemoStaff } from '../../../src/main/engine/staff/demo.ts';
import { connectConsole } from '../../support/console.ts';
import { startServer } from '../../support/server.ts';
import { temporaryDatabase } from '../../support/store.ts';

const login = (accountId: string) => ({
  accountId,
  kind: 'login',
  client: 'web',
  credentialResult: 'accepted',
  device: { id: `laptop-${accountId}` },
  address: '203.0.113.7',
});

it('IN-05 lets many consoles share headless servers on one PostgreSQL: each sees at once what happened at another, and one of two wins', async () => {
  const place = await temporaryDatabase();
  const here = await startServer({ place, demo: true });
  const there = await startServer({ place, demo: true });
  await seedDemoStaff(here.engine);
  const consoles = await Promise.all([here, here, there, there].map((server) => connectConsole(server)));
  const [atHere, , atThere, alsoThere] = consoles.map(({ client }) => client);
  if (atHere === undefined || atThere === undefined || alsoThere === undefined) throw new Error('no console');
  const { token: staffToken } = await atHere.session.demoSignIn({ role: 'senior_agent' });
  await atThere.session.demoSignIn({ role: 'risk_lead' });
  // A member of staff goes on in the same session at the other server.
  expect((await alsoThere.session.resume({ token: staffToken })).role).toBe('senior_agent');

  // What one server is told, a console of the other shows at once.
  const stop = new AbortController();
  const changes = await atThere.session.changes(undefined, { signal: stop.signal });
  const heard = changes.next();
  const customer = await here.session('shared');
  expect((await heard).value).toMatchObject({ accountId: 'shared' });
  stop.abort();
  expect((await atThere.customers.search({ text: 'shared' })).items.map(({ id }) => id)).toEqual(['shared']);

  // Keys, sessions and repeated calls are everybody's.
  expect((await there.call('GET', '/customer/v1/me', undefined, { token: customer })).status).toBe(200);
  const repeated = { token: here.token, idempotencyKey: 'one-log-in' };
  const first = await here.call('POST', '/platform/v1/operations', login('shared'), repeated);
  const again = await there.call('POST', '/platform/v1/operations', login('shared'), repeated);
  expect(again.body).toEqual(first.body);

  // Two people at two servers freeze the same customer at the same moment: one does.
  const reason = 'seen on both sides';
  const frozen = await Promise.allSettled(
    [atHere, atThere, alsoThere].map((client) => client.customers.freeze({ id: 'shared' as never, reason })),
  );
  expect(frozen.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect((await there.call('GET', '/platform/v1/accounts/shared')).body.status).toBe('frozen');
  for (const { close } of consoles) close();
  await here.close();
  await there.close();
  await place.remove();
});

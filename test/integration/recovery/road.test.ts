import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { seedDemoStaff } from '../../../src/main/engine/staff/demo.ts';
import type { ChangeEvent } from '../../../src/main/store/feed.ts';
import { evidenceItems, type Role } from '../../../src/shared/vocabulary/index.ts';
import { type ConsoleClient, connectConsole } from '../../support/console.ts';
import { enrolAuthenticator, makeCustomer } from '../../support/customers.ts';
import { linkIn } from '../../support/recovery.ts';
import { startServer, type TestServer } from '../../support/server.ts';

const DAY = 86_400_000;

async function signedIn(server: TestServer, role: Role): Promise<ConsoleClient> {
  const { client } = await connectConsole(server);
  await client.session.demoSignIn({ role });
  return client;
}

/** Resolves when the live feed tells of a change. */
const told = (server: TestServer, wanted: (change: ChangeEvent) => boolean): Promise<void> =>
  new Promise((resolve) => {
    const stop = server.engine.store.feed.subscribe((change) => {
      if (!wanted(change)) return;
      stop();
      resolve();
    });
  });

it('RC-01 RC-03 RC-05 goes its whole road over the real server: app, console, link in a mail, and the job that carries it out', async () => {
  const server = await startServer({ demo: true });
  await seedDemoStaff(server.engine);
  const [agent, senior, lead] = await Promise.all((['agent', 'senior_agent', 'risk_lead'] as const).map((role) => signedIn(server, role)));
  if (agent === undefined || senior === undefined || lead === undefined) throw new Error('nobody signed in');
  const customer = await enrolAuthenticator(server.engine, await makeCustomer(server.engine));
  const opened = await server.call('POST', `/platform/v1/accounts/${customer.id}/sessions`, {
    client: 'web',
    deviceId: customer.web.deviceId,
  });
  const token: string = opened.body.token;

  const asked = await server.call(
    'POST',
    '/customer/v1/device-resets',
    { targets: ['authenticator'], reason: 'My phone is gone' },
    { token },
  );
  expect(asked).toMatchObject({ status: 201, body: { status: 'requested', targets: ['authenticator', 'sessions'] } });
  const { id } = asked.body;
  await agent.recovery.takeUp({ id });

  const caller = await agent.recovery.callers.ask({ accountId: customer.id, method: 'email', resetId: id });
  const shown = await server.call('GET', '/customer/v1/caller-verifications', undefined, { token });
  expect(shown.body.items).toMatchObject([{ id: caller.id, status: 'pending' }]);
  const link = await linkIn(server.engine, customer.id, 'caller_verification');
  const opens = await server.call('POST', '/platform/v1/links/read', { link });
  expect(opens.body).toMatchObject({ purpose: 'verify_caller', open: true });
  const answered = told(server, ({ topic, data }) => topic === 'caller_verification' && data?.status === 'confirmed');
  expect((await server.call('POST', '/platform/v1/links/answer', { link, answer: 'confirm', number: caller.number })).status).toBe(200);
  await answered;
  expect((await agent.recovery.callers.get({ id: caller.id })).status).toBe('confirmed');

  const { contentHash } = await agent.recovery.get({ id });
  const answers = evidenceItems.map((item) => ({ item, answer: 'yes' as const }));
  const documented = await agent.recovery.answerEvidence({ id, contentHash, answers });
  const approve = async (console: ConsoleClient) => {
    const { leaseToken } = await console.cases.claim({ id: documented.caseId });
    const said = { verdict: 'approve' as const, contentHash: documented.contentHash, reason: 'documents and caller agree' };
    return console.cases.decide({ id: documented.caseId, leaseToken, decisionId: randomUUID(), ...said });
  };
  const passUndo = async (status: string) => {
    const settled = told(server, ({ topic, data }) => topic === 'case' && data?.status === status);
    server.engine.clock.advance(server.engine.settings.get('case.undo'));
    await settled;
  };
  await expect(approve(agent)).rejects.toMatchObject({ code: 'forbidden' });
  server.engine.clock.advance(server.engine.settings.get('case.lease'));
  expect(await approve(senior)).toMatchObject({ decision: { status: 'pending' } });
  await passUndo('open');
  expect(await lead.recovery.get({ id })).toMatchObject({ status: 'in_review', approvalsNeeded: 2 });
  await approve(lead);
  await passUndo('scheduled');
  const waiting = await server.call('GET', '/customer/v1/device-resets/current', undefined, { token });
  expect(waiting.body.reset).toMatchObject({ id, status: 'approved', effectAt: server.engine.clock.now() + DAY, mayCancel: true });

  const effected = told(server, ({ topic, data }) => topic === 'device_reset' && data?.status === 'effected');
  server.engine.clock.advance(DAY - 1_000);
  const fresh = await server.call('POST', `/platform/v1/accounts/${customer.id}/sessions`, { client: 'web', deviceId: 'another' });
  server.engine.clock.advance(1_000);
  await effected;
  expect((await server.call('GET', '/customer/v1/me', undefined, { token: fresh.body.token })).status).toBe(401);
  const after = await server.call('GET', `/platform/v1/accounts/${customer.id}`);
  expect(after.body.factors).not.toContain('authenticator');
  const detail = await (await signedIn(server, 'agent')).customers.get({ id: customer.id });
  expect(detail.held?.causes).toContain('device_reset');
  expect(detail.cases).toMatchObject([{ kind: 'device_reset', status: 'closed' }]);
});

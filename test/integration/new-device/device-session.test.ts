import { expect, it } from 'vitest';
import { readNewDeviceLogin } from '../../../src/main/engine/new-device/view.ts';
import { beginStep } from '../../../src/main/engine/operations/steps.ts';
import { submitOperation } from '../../../src/main/engine/operations/submit.ts';
import { authenticateCustomer } from '../../../src/main/engine/sessions/authenticate.ts';
import { answerRequest } from '../../../src/main/engine/verification/answer.ts';
import { getDeviceRequest, listDeviceRequests, openByLink } from '../../../src/main/engine/verification/device.ts';
import { makeCustomer, makeProtectedCustomer, once, platform, withdrawal } from '../../support/customers.ts';
import { createTestEngine, type TestEngine } from '../../support/engine.ts';
import { home, logInFrom } from '../../support/new-device.ts';
import { describeOnBothStores } from '../../support/store.ts';

const DAY = 86_400_000;

async function asked(engine: TestEngine) {
  const customer = await makeCustomer(engine);
  const login = await logInFrom(engine, customer.id);
  const [request] = (await listDeviceRequests(engine, customer.app)).items;
  if (request === undefined) throw new Error('no request reached the app');
  return { customer, login, request, number: login.prompt?.number ?? undefined };
}

describeOnBothStores('a log-in that an app device authorizes', (openStore) => {
  it('ND-04 ND-09 is authorized by the app with the number, and tells the initiator at once', async () => {
    const engine = await createTestEngine(openStore);
    const { customer, login, request, number } = await asked(engine);
    expect(request).toMatchObject({ method: 'device_session', numberRequired: true, status: 'pending' });
    expect(request.canonicalText).toContain('Operation: login');
    const told: string[] = [];
    const silence = engine.store.feed.subscribe(({ topic, id }) => void (topic === 'operation' && told.push(id)));

    const before = await readNewDeviceLogin(engine, login.actor, login.operation.id);
    expect(before).toMatchObject({ method: 'device', operation: { status: 'awaiting_step_up' } });
    expect((await readNewDeviceLogin(engine, login.actor, login.operation.id)).operation.status).toBe('awaiting_step_up');

    expect(await answerRequest(engine, customer.app, { id: request.id, answer: 'approve', number })).toMatchObject({ status: 'approved' });
    await expect.poll(() => told).toContain(login.operation.id);
    silence();
    expect((await readNewDeviceLogin(engine, login.actor, login.operation.id)).operation.status).toBe('authorized');
    expect((await authenticateCustomer(engine, login.token, home)).limitedTo).toBeUndefined();
    const trail = await engine.store.read((tx) =>
      tx.db.selectFrom('audit').select('changes').where('action', '=', 'verification_request.approved').execute(),
    );
    expect(trail[0]?.changes).toContain(customer.app.deviceId);
    await engine.close();
  });

  it('ND-04 is refused without the number, also where the setting asks for none', async () => {
    const engine = await createTestEngine(openStore);
    engine.settings.apply('approval.numberMatching', { value: 'never', updatedAt: 1, updatedBy: null });
    const { customer, request } = await asked(engine);
    await expect(answerRequest(engine, customer.app, { id: request.id, answer: 'approve' })).rejects.toMatchObject({
      data: { reason: 'wrong_number' },
    });
    await engine.close();
  });

  it('ND-02 is denied for good by a rejection, and freezes what is open after “not me”', async () => {
    const engine = await createTestEngine(openStore);
    const { customer, login, request } = await asked(engine);
    await answerRequest(engine, customer.app, { id: request.id, answer: 'reject', reason: 'not_me' });
    await expect(authenticateCustomer(engine, login.token, home)).rejects.toMatchObject({ code: 'unauthenticated' });
    const cases = await engine.store.read((tx) => tx.db.selectFrom('cases').select('kind').execute());
    expect(cases).toEqual([{ kind: 'suspicious_activity' }]);
    await engine.close();
  });

  it('ND-08 is not authorized by a device that is silent for exactly 30 days, but is a millisecond before', async () => {
    const engine = await createTestEngine(openStore);
    engine.settings.apply('device.recentWindow', { value: 60 * DAY, updatedAt: 1, updatedBy: null });
    engine.settings.apply('approval.ttl', { value: 10 * 60_000, updatedAt: 1, updatedBy: null });
    const customer = await makeCustomer(engine);
    engine.clock.advance(30 * DAY - 2);
    const login = await logInFrom(engine, customer.id);
    expect(login.decision.steps).toEqual(['device_session']);
    const id = login.prompt?.requestId ?? '';
    engine.clock.advance(1);
    await expect(answerRequest(engine, customer.app, { id, answer: 'approve', number: '00' })).rejects.toMatchObject({
      data: { reason: 'wrong_number' },
    });
    engine.clock.advance(1);
    await expect(
      answerRequest(engine, customer.app, { id, answer: 'approve', number: login.prompt?.number ?? undefined }),
    ).rejects.toMatchObject({ code: 'client_refused', data: { reason: 'device_silent' } });
    await engine.close();
  });

  it('ND-08 keeps a silent trusted device from approving anything until it logs in anew', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    const [trusted] = await engine.store.read((tx) =>
      tx.db.selectFrom('factors').select('activated_at').where('kind', '=', 'trusted_device').execute(),
    );
    engine.clock.moveTo((trusted?.activated_at ?? 0) + 30 * DAY - 1);
    const submitted = await submitOperation(engine, platform, withdrawal(customer), once());
    const request = await getDeviceRequest(engine, customer.app, submitted.prompt?.requestId ?? '');
    const approve = () =>
      answerRequest(
        engine,
        customer.app,
        customer.phone.answer({ id: request.id, answer: 'approve', number: submitted.prompt?.number ?? undefined }, request.canonicalHash),
      );
    engine.clock.advance(1);
    await expect(approve()).rejects.toMatchObject({ code: 'client_refused', data: { reason: 'device_silent' } });
    await engine.store.write((tx) =>
      tx.db
        .updateTable('devices')
        .set({ last_login_at: engine.clock.now() - 30 * DAY + 1 })
        .where('id', '=', customer.app.deviceId)
        .execute(),
    );
    expect((await approve()).status).toBe('approved');
    await engine.close();
  });

  it('ND-04 lets nobody answer but an app device of the same customer that is logged in completely', async () => {
    const engine = await createTestEngine(openStore);
    const { customer, login, request, number } = await asked(engine);
    const answer = { id: request.id, answer: 'approve' as const, number };
    await expect(answerRequest(engine, customer.web, answer)).rejects.toMatchObject({ code: 'client_refused' });
    await expect(answerRequest(engine, login.actor, answer)).rejects.toMatchObject({ code: 'client_refused' });
    await expect(answerRequest(engine, { ...login.actor, client: 'ios' }, answer)).rejects.toMatchObject({ code: 'client_refused' });
    const waiting = { ...customer.app, limitedTo: login.operation.id };
    await expect(answerRequest(engine, waiting, answer)).rejects.toMatchObject({ code: 'client_refused' });
    const stranger = await makeCustomer(engine);
    await expect(answerRequest(engine, stranger.app, answer)).rejects.toMatchObject({ code: 'not_found' });
    await expect(listDeviceRequests(engine, customer.web)).rejects.toMatchObject({ code: 'client_refused' });
    const refused = await engine.store.read((tx) =>
      tx.db.selectFrom('audit').select('reason').where('action', '=', 'verification_request.answer_refused').execute(),
    );
    expect(refused).toHaveLength(4);
    expect((await getDeviceRequest(engine, customer.app, request.id)).status).toBe('pending');
    await engine.close();
  });

  it('ND-04 opens by its link on the app device once, and is asked again after a time-out', async () => {
    const engine = await createTestEngine(openStore);
    const { customer, login, request } = await asked(engine);
    expect((await openByLink(engine, customer.app, login.prompt?.link ?? '')).id).toBe(request.id);
    await expect(openByLink(engine, customer.app, login.prompt?.link ?? '')).rejects.toMatchObject({ data: { reason: 'link_used' } });
    engine.clock.advance(5 * 60_000);
    const again = await beginStep(engine, login.actor, { id: login.operation.id, position: 0 });
    expect(again.prompt?.requestId).not.toBe(request.id);
    await answerRequest(engine, customer.app, {
      id: again.prompt?.requestId ?? '',
      answer: 'approve',
      number: again.prompt?.number ?? undefined,
    });
    expect((await authenticateCustomer(engine, login.token, home)).limitedTo).toBeUndefined();
    await engine.close();
  });

  it('TD-19 lets one of many parallel answers to a log-in win', async () => {
    const engine = await createTestEngine(openStore);
    const { customer, request, number } = await asked(engine);
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) =>
        answerRequest(
          engine,
          customer.app,
          index % 2 === 0 ? { id: request.id, answer: 'approve', number } : { id: request.id, answer: 'reject', reason: 'changed_my_mind' },
        ),
      ),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await engine.close();
  });
});

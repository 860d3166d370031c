import { expect, it } from 'vitest';
import { readNewDeviceLogin } from '../../src/main/engine/new-device/view.ts';
import { beginStep, completeStep, readOwnOperation } from '../../src/main/engine/operations/steps.ts';
import { getDecision } from '../../src/main/engine/operations/views/decisions.ts';
import { authenticateCustomer } from '../../src/main/engine/sessions/authenticate.ts';
import { createSession } from '../../src/main/engine/sessions/sessions.ts';
import { answerRequest } from '../../src/main/engine/verification/answer.ts';
import type { AccountId, DeviceId } from '../../src/shared/vocabulary/index.ts';
import {
  completeSteps,
  enrolAuthenticator,
  enrolTrustedDevice,
  makeCustomer,
  once,
  openSession,
  Phone,
  platform,
  sentCode,
  staff,
} from '../support/customers.ts';
import { createTestEngine } from '../support/engine.ts';
import { home, logInFrom, submitLogIn } from '../support/new-device.ts';
import { describeOnBothStores } from '../support/store.ts';

const MINUTE = 60_000;

describeOnBothStores('attacks on log-ins from new devices', (openStore) => {
  it('ND-02 cannot switch the method: by another proof, another step, another factor’s begin, or another try', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await enrolAuthenticator(engine, await makeCustomer(engine));
    const { operation, decision, actor } = await logInFrom(engine, customer.id);
    expect(decision.steps).toEqual(['device_session']);
    const { id } = operation;
    await expect(completeStep(engine, actor, { id, position: 0, code: customer.code() })).rejects.toMatchObject({
      data: { reason: 'method_fixed' },
    });
    await expect(completeStep(engine, actor, { id, position: 1, code: customer.code() })).rejects.toMatchObject({
      data: { reason: 'not_in_turn' },
    });
    await expect(beginStep(engine, actor, { id, position: 1 })).rejects.toMatchObject({ data: { reason: 'not_in_turn' } });
    for (let retry = 0; retry < 3; retry += 1) {
      expect((await submitLogIn(engine, customer.id)).decision.steps).toEqual(['device_session']);
      expect((await submitLogIn(engine, customer.id, { device: `fresh-${retry}` })).decision.steps).toEqual(['device_session']);
    }
    await engine.close();
  });

  it('ND-04 cannot be authorized by the thief’s own phone, on which they log in with the same password', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const web = await logInFrom(engine, customer.id, { device: 'thief-laptop' });
    const phone = await logInFrom(engine, customer.id, { device: 'thief-phone', client: 'ios' });
    const id = web.prompt?.requestId ?? '';
    const answer = { id, answer: 'approve' as const, number: web.prompt?.number ?? undefined };
    await expect(answerRequest(engine, phone.actor, answer)).rejects.toMatchObject({ code: 'client_refused' });
    const planted = await openSession(engine, customer.id, 'ios', 'planted-phone');
    await expect(answerRequest(engine, planted, answer)).rejects.toMatchObject({ code: 'client_refused' });
    expect((await readOwnOperation(engine, web.actor, web.operation.id)).operation.status).not.toBe('authorized');
    await engine.close();
  });

  it('TD-13 cannot slip an unsigned answer to a trusted device’s request through the road without signatures', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await enrolTrustedDevice(engine, await enrolAuthenticator(engine, await makeCustomer(engine)));
    const login = await logInFrom(engine, customer.id);
    expect(login.decision.steps).toEqual(['trusted_device']);
    const answer = { id: login.prompt?.requestId ?? '', answer: 'approve' as const, number: login.prompt?.number ?? undefined };
    await expect(answerRequest(engine, customer.app, answer)).rejects.toMatchObject({ data: { reason: 'bad_signature' } });
    const forged = new Phone().answer(answer, login.operation.canonicalHash);
    await expect(answerRequest(engine, customer.app, forged)).rejects.toMatchObject({ data: { reason: 'bad_signature' } });
    await engine.close();
  });

  it('ND-09 grants nothing by asking whether it is done, however often and from wherever', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const login = await logInFrom(engine, customer.id);
    const audited = () =>
      engine.store.read((tx) =>
        tx.db
          .selectFrom('audit')
          .select((e) => e.fn.countAll<number>().as('n'))
          .executeTakeFirstOrThrow(),
      );
    const before = await audited();
    for (let ask = 0; ask < 20; ask += 1) {
      expect((await readNewDeviceLogin(engine, login.actor, login.operation.id)).operation.status).toBe('awaiting_step_up');
    }
    expect(await audited()).toEqual(before);
    expect((await authenticateCustomer(engine, login.token, home)).limitedTo).toBe(login.operation.id);
    await engine.close();
  });

  it('ND-05 cannot have the codes typed by somebody elsewhere who was talked into it', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine, { verified: false });
    const login = await logInFrom(engine, customer.id, { address: '203.0.113.66' });
    await beginStep(engine, login.actor, { id: login.operation.id, position: 0 });
    const code = await sentCode(engine, customer.id);
    const relayed = await completeStep(engine, login.actor, { id: login.operation.id, position: 0, code });
    expect(relayed).toMatchObject({ passed: false, operation: { status: 'denied' }, advice: { code: 'do_everything_in_app' } });
    await engine.close();
  });

  it('ND-02 cannot go on in a session of the attempt before, nor open a second one', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine, { verified: false });
    const first = await logInFrom(engine, customer.id);
    const second = await logInFrom(engine, customer.id);
    await expect(authenticateCustomer(engine, first.token, home)).rejects.toMatchObject({ code: 'unauthenticated' });
    await expect(readOwnOperation(engine, second.actor, first.operation.id)).rejects.toMatchObject({ code: 'not_found' });
    const input = { id: customer.id, client: 'web' as const, deviceId: 'new-laptop' as DeviceId, loginOperationId: second.operation.id };
    await expect(createSession(engine, platform, input, once())).rejects.toMatchObject({ code: 'conflict' });
    await engine.close();
  });

  it('ND-01 does not become a known device by a log-in that was not completed', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine, { verified: false });
    for (let time = 0; time < 3; time += 1) {
      const login = await logInFrom(engine, customer.id);
      expect(login.decision.outcome).toBe('step_up');
      engine.clock.advance(16 * MINUTE);
    }
    const login = await logInFrom(engine, customer.id);
    await completeSteps(engine, customer, login.actor, login.operation.id);
    expect((await submitLogIn(engine, customer.id)).decision.outcome).toBe('allow');
    await engine.close();
  });

  it('ND-02 learns nothing about accounts: one answer for what is another’s, over, or was never there', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine, { verified: false });
    const login = await logInFrom(engine, customer.id);
    const stranger = await makeCustomer(engine, { verified: false });
    const theirs = await logInFrom(engine, stranger.id);
    const answers = await Promise.all(
      [login.operation.id, 'op_00000000000000000000000000'].flatMap((id) => [
        readNewDeviceLogin(engine, theirs.actor, id).catch((error: Error) => error.message),
        readNewDeviceLogin(engine, stranger.web, id).catch((error: Error) => error.message),
      ]),
    );
    expect(new Set(answers)).toEqual(new Set(['No such operation.']));
    await expect(submitLogIn(engine, 'nobody-here' as AccountId)).rejects.toMatchObject({ code: 'not_found' });
    await engine.close();
  });

  it('PO-06 can be explained afterwards, with the reason for the method', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine, { verified: false });
    const { decision } = await submitLogIn(engine, customer.id);
    const detail = await getDecision(engine, staff('risk_analyst'), decision.id);
    expect(detail.policyRow.because).toBe('A log-in from a new device needs authorization.');
    await engine.close();
  });
});

import { expect, it } from 'vitest';
import { recordVerification } from '../../../src/main/engine/accounts/verification.ts';
import { insertFactor } from '../../../src/main/engine/factors/store.ts';
import { readNewDeviceLogin } from '../../../src/main/engine/new-device/view.ts';
import { beginStep, completeStep, readOwnOperation } from '../../../src/main/engine/operations/steps.ts';
import { authenticateCustomer } from '../../../src/main/engine/sessions/authenticate.ts';
import {
  type Customer,
  completeSteps,
  enrolAuthenticator,
  enrolTrustedDevice,
  knowDevice,
  makeCustomer,
  once,
  platform,
  sentCode,
} from '../../support/customers.ts';
import { createTestEngine, type TestEngine } from '../../support/engine.ts';
import { home, logInFrom, submitLogIn } from '../../support/new-device.ts';
import { describeOnBothStores } from '../../support/store.ts';

const DAY = 86_400_000;

/** As after an enrolment of the customer's face: the engine itself has something to compare with. */
const knowFace = (engine: TestEngine, { id }: Pick<Customer, 'id'>) =>
  engine.store.write((tx) =>
    tx.run(insertFactor, {
      id: engine.ids.next('factor'),
      accountId: id,
      kind: 'face',
      status: 'active',
      name: null,
      deviceId: null,
      publicKey: null,
      secretSealed: null,
      data: '{}',
      now: engine.clock.now(),
      activatedAt: engine.clock.now(),
    }),
  );

const attempts = (engine: TestEngine) => engine.store.read((tx) => tx.db.selectFrom('login_attempts').selectAll().execute());

const verify = (engine: TestEngine, { id }: Pick<Customer, 'id'>, faceEnrolled = true) =>
  recordVerification(engine, platform, { id, status: 'verified', level: 2, faceEnrolled }, once());

describeOnBothStores('a log-in from a new device', (openStore) => {
  it('ND-01 needs authorization from exactly 30 days of silence on, and none a millisecond before', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine, { verified: false });
    const laptop = { device: customer.web.deviceId };
    engine.clock.advance(30 * DAY - 1);
    expect((await submitLogIn(engine, customer.id, laptop)).decision.outcome).toBe('allow');
    engine.clock.advance(30 * DAY - 1);
    expect((await submitLogIn(engine, customer.id, laptop)).decision.outcome).toBe('allow');
    engine.clock.advance(30 * DAY);
    expect((await submitLogIn(engine, customer.id, laptop)).decision).toMatchObject({
      outcome: 'step_up',
      steps: ['phone_code', 'email_code'],
    });
    expect((await submitLogIn(engine, customer.id, { device: 'never-seen' })).decision.outcome).toBe('step_up');
    await engine.close();
  });

  it('ND-03 passes every bound security item in order without verified identity', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await enrolAuthenticator(engine, await makeCustomer(engine, { verified: false }));
    const { operation, decision, actor } = await logInFrom(engine, customer.id);
    expect(decision.steps).toEqual(['phone_code', 'email_code', 'authenticator']);
    await expect(completeStep(engine, actor, { id: operation.id, position: 2, code: customer.code() })).rejects.toMatchObject({
      data: { reason: 'not_in_turn' },
    });
    await completeSteps(engine, customer, actor, operation.id);
    expect((await readOwnOperation(engine, actor, operation.id)).operation.status).toBe('authorized');
    await engine.close();
  });

  it('ND-04 asks on the web the app device that logged in within exactly 7 days, and else the face', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    await knowFace(engine, customer);
    engine.clock.advance(7 * DAY - 1);
    expect((await submitLogIn(engine, customer.id, { device: 'one' })).decision.steps).toEqual(['device_session']);
    engine.clock.advance(1);
    expect((await submitLogIn(engine, customer.id, { device: 'two' })).decision.steps).toEqual(['face']);
    await engine.close();
  });

  it('ND-04 leaves a verified customer without face and app device to a person, not to their codes', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine, { verified: false });
    await verify(engine, customer, false);
    engine.clock.advance(8 * DAY);
    const { decision, operation } = await submitLogIn(engine, customer.id);
    expect(decision).toMatchObject({ outcome: 'review', steps: [] });
    expect(operation.status).toBe('in_review');
    expect(await attempts(engine)).toMatchObject([{ method: 'person' }]);
    await engine.close();
  });

  it('ND-04 asks the trusted device of who has one, and no other app device in its place', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await enrolTrustedDevice(engine, await enrolAuthenticator(engine, await makeCustomer(engine)));
    await knowFace(engine, customer);
    expect((await submitLogIn(engine, customer.id, { device: 'one' })).decision.steps).toEqual(['trusted_device']);
    engine.clock.advance(7 * DAY);
    await knowDevice(engine, { accountId: customer.id, deviceId: customer.web.deviceId });
    expect((await submitLogIn(engine, customer.id, { device: 'two' })).decision.steps).toEqual(['face']);
    await engine.close();
  });

  it('ND-04 in the app shows the face before it asks a device that signs nothing', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const phone = { client: 'ios', device: 'new-phone' } as const;
    expect((await submitLogIn(engine, customer.id, phone)).decision.steps).toEqual(['device_session']);
    await knowFace(engine, customer);
    expect((await submitLogIn(engine, customer.id, { ...phone, device: 'newer-phone' })).decision.steps).toEqual(['face']);
    await engine.close();
  });

  it('ND-02 keeps its method over reload, retry and repeated submits, whatever is enrolled meanwhile', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine, { verified: false });
    const first = await logInFrom(engine, customer.id);
    expect(first.decision.steps).toEqual(['phone_code', 'email_code']);
    await verify(engine, customer);
    engine.clock.advance(1_000);

    const again = await logInFrom(engine, customer.id);
    expect(again.decision.steps).toEqual(['phone_code', 'email_code']);
    const view = await readNewDeviceLogin(engine, again.actor, again.operation.id);
    expect(view).toMatchObject({ method: 'items', attemptId: first.operation.id, beganAt: first.operation.createdAt });
    expect(await readNewDeviceLogin(engine, again.actor, again.operation.id)).toEqual(view);
    await expect(authenticateCustomer(engine, first.token, home)).rejects.toMatchObject({ code: 'unauthenticated' });

    expect((await submitLogIn(engine, customer.id, { device: 'another' })).decision.steps).toEqual(['device_session']);
    engine.clock.advance(15 * 60_000 - 1_001);
    expect((await submitLogIn(engine, customer.id)).decision.steps).toEqual(['phone_code', 'email_code']);
    engine.clock.advance(1);
    expect((await submitLogIn(engine, customer.id)).decision.steps).toEqual(['device_session']);
    await engine.close();
  });

  it('ND-02 keeps its method after a failure', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine, { verified: false });
    const { operation, actor } = await logInFrom(engine, customer.id);
    await beginStep(engine, actor, { id: operation.id, position: 0 });
    const right = await sentCode(engine, customer.id);
    const wrong = right === '000000' ? '000001' : '000000';
    for (let guess = 0; guess < 5; guess += 1) await completeStep(engine, actor, { id: operation.id, position: 0, code: wrong });
    await verify(engine, customer);
    const retry = await submitLogIn(engine, customer.id);
    expect(retry.decision.steps).toEqual(['phone_code', 'email_code']);
    await engine.close();
  });

  it('ND-02 gives concurrent submits of one device the same method', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine, { verified: false });
    const submitted = await Promise.all(Array.from({ length: 8 }, () => submitLogIn(engine, customer.id)));
    expect(new Set(submitted.map(({ decision }) => decision.steps.join())).size).toBe(1);
    const open = await engine.store.read((tx) =>
      tx.db.selectFrom('operations').select('id').where('status', '=', 'awaiting_step_up').where('kind', '=', 'login').execute(),
    );
    expect(open).toHaveLength(1);
    expect(new Set((await attempts(engine)).map((row) => row.attempt_id)).size).toBe(1);
    await engine.close();
  });
});

import { expect, it } from 'vitest';
import { putAccount } from '../../src/main/engine/accounts/accounts.ts';
import { freezeAccount } from '../../src/main/engine/accounts/freeze.ts';
import { beginAuthenticator, finishAuthenticator } from '../../src/main/engine/factors/authenticator/enrol.ts';
import {
  challengeTrustedDevice,
  registerTrustedDevice,
  registrationText,
  removeTrustedDevice,
} from '../../src/main/engine/factors/trusted-device/enrol.ts';
import { cancelOperation, executeOperation } from '../../src/main/engine/operations/finish.ts';
import { readOperation } from '../../src/main/engine/operations/read.ts';
import { beginStep, completeStep } from '../../src/main/engine/operations/steps.ts';
import { submitOperation } from '../../src/main/engine/operations/submit.ts';
import { beginContactChange, confirmContactChange } from '../../src/main/engine/security-items/contact.ts';
import { authenticateCustomer } from '../../src/main/engine/sessions/authenticate.ts';
import { endOwnSession, listOwnSessions } from '../../src/main/engine/sessions/own.ts';
import { answerRequest } from '../../src/main/engine/verification/answer.ts';
import { getDeviceRequest } from '../../src/main/engine/verification/device.ts';
import { expireDue } from '../../src/main/engine/verification/expire.ts';
import type { AccountId } from '../../src/shared/vocabulary/index.ts';
import {
  authorize,
  type Customer,
  completeSteps,
  enrolAuthenticator,
  knowDevice,
  makeCustomer,
  makeProtectedCustomer,
  once,
  openSession,
  Phone,
  platform,
  sentCode,
  staff,
  withdrawal,
} from '../support/customers.ts';
import { createTestEngine, type TestEngine } from '../support/engine.ts';
import { logInFrom, submitLogIn } from '../support/new-device.ts';
import { start } from '../support/passkeys.ts';
import { describeOnBothStores } from '../support/store.ts';

const MINUTE = 60_000;

const statusOf = async (engine: TestEngine, id: string): Promise<string> => (await readOperation(engine, platform, id)).operation.status;

/** A withdrawal on the web that rings the phone, with the phone's approval of it. */
async function ring(engine: TestEngine, customer: Customer) {
  const { operation: started, prompt } = await submitOperation(engine, platform, withdrawal(customer), once());
  if (prompt === null) throw new Error('nothing rang');
  const request = await getDeviceRequest(engine, customer.app, prompt.requestId);
  const approval = customer.phone.answer({ id: request.id, answer: 'approve', number: prompt.number ?? undefined }, request.canonicalHash);
  const notMe = customer.phone.answer({ id: request.id, answer: 'reject', reason: 'not_me' }, request.canonicalHash);
  return { id: started.id, request, approval, notMe };
}

/** The code that went to a new address or number. */
async function contactCode(engine: TestEngine, accountId: string): Promise<string> {
  const [row] = await engine.store.read((tx) =>
    tx.db
      .selectFrom('outbox')
      .select('payload')
      .where('account_id', '=', accountId)
      .where('topic', '=', 'code.contact')
      .orderBy('id', 'desc')
      .limit(1)
      .execute(),
  );
  const { sealed } = JSON.parse(row?.payload ?? '{}') as { readonly sealed: string };
  return engine.sealer.openText(Buffer.from(sealed, 'base64'), 'outbox.code');
}

describeOnBothStores('a thief who poses as the trusted device', (openStore) => {
  it('TD-09 is asked about all the same: the name of a device proves nothing, a live session of the app on it does', async () => {
    const engine = await createTestEngine(openStore);
    const [stranger, customer] = [await makeProtectedCustomer(engine), await makeProtectedCustomer(engine)];
    const ended = await openSession(engine, customer.id, 'ios', customer.app.deviceId);
    await endOwnSession(engine, customer.app, ended.sessionId);
    const inBrowser = await openSession(engine, customer.id, 'web', customer.app.deviceId);
    const posing: Record<string, Readonly<Record<string, unknown>>> = {
      'a stolen session on the web': { sessionId: customer.web.sessionId },
      'no session at all': { sessionId: undefined },
      'a session that was ended': { sessionId: ended.sessionId },
      'a session of another customer’s app': { sessionId: stranger.app.sessionId },
      'a browser under the phone’s name': { sessionId: inBrowser.sessionId },
    };
    for (const [how, more] of Object.entries(posing)) {
      const input = withdrawal(customer, { client: 'ios', device: { id: customer.app.deviceId }, ...more });
      const { decision } = await submitOperation(engine, platform, input, once());
      expect([how, decision.steps[0]]).toEqual([how, 'trusted_device']);
      engine.clock.advance(20 * MINUTE);
    }
    // Somebody who trades on a sub-account, on a phone that calls itself the same.
    const sub = `${customer.id}-sub` as AccountId;
    await putAccount(engine, platform, { id: sub, kind: 'sub', mainAccountId: customer.id }, once());
    const trader = await openSession(engine, sub, 'ios', customer.app.deviceId);
    const traded = withdrawal({ id: sub, web: trader }, { client: 'ios' });
    expect((await submitOperation(engine, platform, traded, once())).decision.steps[0]).toBe('trusted_device');
    engine.clock.advance(20 * MINUTE);
    const web = withdrawal(customer, { device: { id: customer.app.deviceId }, sessionId: customer.app.sessionId });
    expect((await submitOperation(engine, platform, web, once())).decision.steps[0]).toBe('trusted_device');
    const itself = withdrawal({ id: customer.id, web: customer.app }, { client: 'ios' });
    expect((await submitOperation(engine, platform, itself, once())).decision.steps).not.toContain('trusted_device');
    // A session that nobody has used for so long could not answer either.
    engine.clock.advance(engine.settings.get('session.idle'));
    expect((await submitOperation(engine, platform, itself, once())).decision.steps[0]).toBe('trusted_device');
    await engine.close();
  });

  it('ND-01 learns from a stolen session no device’s id to log in under', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    await openSession(engine, customer.id, 'ios', customer.app.deviceId);
    const stolen = await openSession(engine, customer.id, 'web', customer.web.deviceId);
    const { items } = await listOwnSessions(engine, stolen);
    expect(items.length).toBeGreaterThan(1);
    expect(items.map(({ deviceId }) => deviceId).filter((id) => id !== null)).toEqual([customer.web.deviceId]);
    expect(JSON.stringify(items)).not.toContain(customer.app.deviceId);
    await engine.close();
  });

  it('TD-07 TD-11 has nothing approved by a phone that became the trusted device after it was decided', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    const edit = { details: { key: 'bot', permissions: 'withdraw' } };
    const { operation: waiting, decision } = await start(engine, customer.web, 'api_key_edit', edit);
    expect(decision.steps[0]).toBe('trusted_device');
    // Removed and replaced with everything that takes, while the operation waits.
    const removal = await authorize(engine, customer, customer.app, 'trusted_device_remove');
    await removeTrustedDevice(engine, customer.app, removal);
    engine.clock.advance(MINUTE);
    const thief = { actor: await openSession(engine, customer.id, 'android', 'thief-phone'), phone: new Phone() };
    const adding = await authorize(engine, customer, thief.actor, 'trusted_device_add');
    const { challenge } = await challengeTrustedDevice(engine, thief.actor, adding);
    await registerTrustedDevice(engine, thief.actor, {
      operationId: adding,
      challenge,
      publicKey: thief.phone.jwk,
      signature: thief.phone.sign(registrationText(challenge, thief.phone.jwk)),
      name: 'Thief',
    });
    expect(await statusOf(engine, waiting.id)).toBe('awaiting_step_up');
    await expect(beginStep(engine, customer.web, { id: waiting.id, position: 0 })).rejects.toMatchObject({
      code: 'step_refused',
      data: { reason: 'trusted_device_gone' },
    });
    await engine.close();
  });

  it('TD-03 TD-20 is no sub-account: one adds and removes no trusted device, and answers for none', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    const sub = `${customer.id}-sub` as AccountId;
    await putAccount(engine, platform, { id: sub, kind: 'sub', mainAccountId: customer.id }, once());
    const trader = await openSession(engine, sub, 'ios', customer.app.deviceId);
    const operations: Record<string, string> = {};
    for (const kind of ['trusted_device_add', 'trusted_device_remove'] as const) {
      const { operation: started } = await start(engine, trader, kind);
      await completeSteps(engine, customer, trader, started.id);
      engine.clock.advance(MINUTE);
      operations[kind] = started.id;
    }
    const refused = { code: 'client_refused', data: { reason: 'sub_account' } };
    await expect(challengeTrustedDevice(engine, trader, operations.trusted_device_add ?? '')).rejects.toMatchObject(refused);
    await expect(removeTrustedDevice(engine, trader, operations.trusted_device_remove ?? '')).rejects.toMatchObject(refused);
    // Nor does the main account spend what the sub-account confirmed.
    await expect(removeTrustedDevice(engine, customer.app, operations.trusted_device_remove ?? '')).rejects.toMatchObject({
      code: 'step_refused',
    });
    const { approval } = await ring(engine, customer);
    await expect(answerRequest(engine, trader, approval)).rejects.toMatchObject({ code: 'not_found' });
    await engine.close();
  });
});

describeOnBothStores('a thief who was reported', (openStore) => {
  /** A customer whose stolen session has begun everything that waits for a proof of the thief's. */
  async function halfway(engine: TestEngine) {
    const customer = await makeProtectedCustomer(engine);
    const changing = await authorize(engine, customer, customer.web, 'phone_change', '+4917099999999');
    const change = await beginContactChange(engine, customer.web, {
      operationId: changing,
      item: 'phone',
      destination: '+4917099999999',
    });
    engine.clock.advance(2 * MINUTE);
    return { customer, change, code: await contactCode(engine, customer.id) };
  }

  it('TD-14 finishes no change of number that was begun before the customer reported them', async () => {
    const engine = await createTestEngine(openStore);
    const { customer, change, code } = await halfway(engine);
    const { notMe } = await ring(engine, customer);
    await answerRequest(engine, customer.app, notMe);
    await expect(confirmContactChange(engine, customer.web, { id: change.id, code })).rejects.toMatchObject({ code: 'conflict' });
    const account = await engine.store.read((tx) =>
      tx.db.selectFrom('accounts').select('phone').where('id', '=', customer.id).executeTakeFirst(),
    );
    expect(account?.phone).toBe('+4915112345678');
    const trail = await engine.store.read((tx) =>
      tx.db
        .selectFrom('audit')
        .select('action')
        .where('account_id', '=', customer.id)
        .where('action', '=', 'security_change.abandoned')
        .execute(),
    );
    expect(trail).toHaveLength(1);
    await engine.close();
  });

  it('TD-14 finishes no authenticator app that was begun before staff froze the account', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const operationId = await authorize(engine, customer, customer.web, 'authenticator_add');
    const { factorId } = await beginAuthenticator(engine, customer.web, operationId);
    await freezeAccount(engine, staff('risk_lead'), { id: customer.id, reason: 'the customer called' });
    await expect(finishAuthenticator(engine, customer.web, { factorId, code: '000000' })).rejects.toMatchObject({ code: 'not_found' });
    await engine.close();
  });
});

describeOnBothStores('a thief with the password alone', (openStore) => {
  it('TD-18 keeps no owner from approving their own withdrawals by starting one log-in after the other', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    await knowDevice(engine, customer.app);
    let rang = 0;
    for (let attempt = 0; attempt < 40; attempt += 1) {
      if ((await submitLogIn(engine, customer.id, { device: `thief-${attempt}` })).prompt !== null) rang += 1;
      engine.clock.advance(5_000);
    }
    expect(rang).toBeGreaterThan(2);
    expect(rang).toBeLessThanOrEqual(7);
    const { approval } = await ring(engine, customer);
    await expect(answerRequest(engine, customer.app, approval)).resolves.toMatchObject({ status: 'approved' });
    await engine.close();
  });
});

describeOnBothStores('whoever carries out another thing than was confirmed', (openStore) => {
  it('TD-11 gives an API key no permission that the customer did not read and sign', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await enrolAuthenticator(engine, await makeCustomer(engine));
    const details = { key: 'bot', permissions: 'read' };
    const { operation: started } = await start(engine, customer.web, 'api_key_edit', { details });
    await completeSteps(engine, customer, customer.web, started.id);
    const { id } = started;
    expect(await statusOf(engine, id)).toBe('authorized');
    for (const other of [
      {},
      { details: {} },
      { details: { key: 'bot' } },
      { details: { ...details, permissions: 'read, withdraw' } },
      { details: { ...details, also: 'withdraw' } },
      { details: { permissions: 'read', key_id: 'bot' } },
    ]) {
      await expect(executeOperation(engine, platform, { id, ...other }, once()), JSON.stringify(other)).rejects.toMatchObject({
        code: 'conflict',
        data: { reason: 'operation_changed', issues: [{ path: 'details' }] },
      });
    }
    expect((await executeOperation(engine, platform, { id, details }, once())).operation.status).toBe('executed');
    await engine.close();
  });

  it('IN-01 gets nothing done twice, or another thing done, by a key that was used', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const call = once();
    const input = withdrawal(customer);
    const first = await submitOperation(engine, platform, input, call);
    const again = await submitOperation(engine, platform, input, call);
    expect(again).toEqual(first);
    const another = { ...call, requestHash: 'of another body' };
    await expect(submitOperation(engine, platform, withdrawal(customer, { amount: '50' }), another)).rejects.toMatchObject({
      code: 'idempotency_mismatch',
    });
    await expect(executeOperation(engine, platform, { id: first.operation.id }, another)).rejects.toMatchObject({
      code: 'idempotency_mismatch',
    });
    const rows = await engine.store.read((tx) =>
      tx.db.selectFrom('operations').select('id').where('account_id', '=', customer.id).where('kind', '=', 'withdrawal').execute(),
    );
    expect(rows).toHaveLength(1);
    await engine.close();
  });
});

describeOnBothStores('races for an answer', (openStore) => {
  type Contender = (engine: TestEngine, customer: Customer, rung: Awaited<ReturnType<typeof ring>>) => Promise<unknown>;
  const approve: Contender = (engine, customer, { approval }) => answerRequest(engine, customer.app, approval);
  const races: Readonly<Record<string, Contender>> = {
    'another approval': approve,
    'a rejection': (engine, customer, { notMe }) => answerRequest(engine, customer.app, notMe),
    'the platform’s cancelling': (engine, _customer, { id }) => cancelOperation(engine, platform, { id, reason: 'given up' }, once()),
    'the end of its time': async (engine) => {
      engine.clock.advance(5 * MINUTE);
      return expireDue(engine);
    },
    'a newer request': async (engine, customer) => submitOperation(engine, platform, withdrawal(customer), once()),
    'a freeze by staff': (engine, customer) => freezeAccount(engine, staff('risk_lead'), { id: customer.id, reason: 'reported' }),
  };

  it('TD-19 leaves one outcome of an approval and whatever races it, and tells the loser', async () => {
    const engine = await createTestEngine(openStore);
    for (const [name, contender] of Object.entries(races)) await race(engine, name, contender);
    await engine.close();
  });

  async function race(engine: TestEngine, name: string, contender: Contender): Promise<void> {
    const customer = await makeProtectedCustomer(engine);
    const rung = await ring(engine, customer);
    const [approval, other] = await Promise.allSettled([approve(engine, customer, rung), contender(engine, customer, rung)]);
    const request = await engine.store.read((tx) =>
      tx.db.selectFrom('verification_requests').select('status').where('id', '=', rung.request.id).executeTakeFirst(),
    );
    if (approval.status === 'rejected') {
      expect(approval.reason).toMatchObject({ code: expect.stringMatching(/^(conflict|expired|unauthenticated)$/) });
      expect(request?.status).not.toBe('approved');
      const step = await completeStep(engine, customer.web, { id: rung.id, position: 1, code: customer.code() }).catch(() => null);
      expect(step?.passed ?? false).toBe(false);
    } else {
      expect(request?.status === 'approved' || other?.status === 'rejected', name).toBe(true);
      expect(approval.value).toMatchObject({ status: 'approved' });
    }
    const answered = await engine.store.read((tx) =>
      tx.db
        .selectFrom('audit')
        .select('action')
        .where('subject_id', '=', rung.request.id)
        .where('action', 'in', [
          'verification_request.approved',
          'verification_request.rejected',
          'verification_request.expired',
          'verification_request.superseded',
          'verification_request.cancelled',
        ])
        .execute(),
    );
    expect(answered, name).toHaveLength(1);
  }
});

describeOnBothStores('an authorization that nobody used', (openStore) => {
  it('PO-02 ends at its time, to the millisecond, and is swept up with notice', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await enrolAuthenticator(engine, await makeCustomer(engine));
    const id = await authorize(engine, customer, customer.web, 'api_key_delete');
    const { expiresAt } = (await readOperation(engine, platform, id)).operation;
    engine.clock.moveTo(expiresAt - 1);
    await expireDue(engine);
    expect(await statusOf(engine, id)).toBe('authorized');
    engine.clock.advance(1);
    await expect(executeOperation(engine, platform, { id }, once())).rejects.toMatchObject({ code: 'expired' });
    await expireDue(engine);
    expect((await readOperation(engine, platform, id)).operation).toMatchObject({
      status: 'expired',
      finishReason: 'Nobody carried it out in time',
    });
    const told = await engine.store.read((tx) =>
      tx.db.selectFrom('outbox').select('payload').where('account_id', '=', customer.id).where('topic', '=', 'operation.expired').execute(),
    );
    expect(told.filter(({ payload }) => payload.includes(id))).toHaveLength(1);
    await engine.close();
  });

  it('ND-09 leaves the session be that was opened for the step-up of its log-in', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine, { verified: false });
    const { operation: login, actor: limited, token } = await logInFrom(engine, customer.id);
    for (let position = 0; position < login.steps.length; position += 1) {
      await beginStep(engine, limited, { id: login.id, position });
      await completeStep(engine, limited, { id: login.id, position, code: await sentCode(engine, customer.id) });
      engine.clock.advance(MINUTE);
    }
    expect(await statusOf(engine, login.id)).toBe('authorized');
    engine.clock.moveTo((await readOperation(engine, platform, login.id)).operation.expiresAt);
    await expireDue(engine);
    expect(await statusOf(engine, login.id)).toBe('executed');
    expect(await authenticateCustomer(engine, token, null)).toMatchObject({ sessionId: limited.sessionId });
    await engine.close();
  });
});

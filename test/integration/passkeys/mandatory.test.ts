import { expect, it } from 'vitest';
import { putAccount } from '../../../src/main/engine/accounts/accounts.ts';
import { getCustomer } from '../../../src/main/engine/accounts/customer/detail.ts';
import { readMe } from '../../../src/main/engine/accounts/me.ts';
import { turnOffMandatoryPasskey, turnOnMandatoryPasskey } from '../../../src/main/engine/factors/passkey/mandatory.ts';
import { readOperation } from '../../../src/main/engine/operations/read.ts';
import { completeStep } from '../../../src/main/engine/operations/steps.ts';
import { builtInMatrix } from '../../../src/main/engine/risk/matrix.ts';
import { authenticateCustomer } from '../../../src/main/engine/sessions/authenticate.ts';
import { createSession } from '../../../src/main/engine/sessions/sessions.ts';
import type { AccountId, DeviceId, OperationId } from '../../../src/shared/vocabulary/index.ts';
import { makeCustomer, once, platform, staff } from '../../support/customers.ts';
import { createTestEngine, type TestEngine } from '../../support/engine.ts';
import { addPasskey, confirm, confirmed, makeMandatory, queued, start } from '../../support/passkeys.ts';
import { publish } from '../../support/policy.ts';
import { describeOnBothStores } from '../../support/store.ts';

const open = (engine: TestEngine, id: AccountId, deviceId: string) =>
  createSession(engine, platform, { id, client: 'ios', deviceId: deviceId as DeviceId }, once());

describeOnBothStores('mandatory passkey', (openStore) => {
  it('MP-01 is a choice of the customer’s, behind a step-up, and needs a passkey', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    expect((await readMe(engine, customer.web)).mandatoryPasskey).toEqual({ since: null });
    const waiting = await start(engine, customer.web, 'mandatory_passkey_on');
    await expect(turnOnMandatoryPasskey(engine, customer.web, waiting.operation.id)).rejects.toMatchObject({ code: 'conflict' });
    await confirm(engine, customer, customer.web, waiting.operation.id);
    await expect(turnOnMandatoryPasskey(engine, customer.web, waiting.operation.id)).rejects.toMatchObject({
      code: 'prerequisites_missing',
      data: { missing: [{ code: 'no_passkey', step: 'enrol_passkey' }] },
    });
    const { authenticator } = await addPasskey(engine, customer);
    expect((await readMe(engine, customer.web)).mandatoryPasskey).toEqual({ since: null });
    const wrong = await confirmed(engine, customer, customer.web, 'api_key_delete', authenticator);
    await expect(turnOnMandatoryPasskey(engine, customer.web, wrong)).rejects.toMatchObject({ data: { reason: 'wrong_operation' } });
    await makeMandatory(engine, customer, authenticator);
    const again = await confirmed(engine, customer, customer.web, 'mandatory_passkey_on', authenticator);
    await expect(turnOnMandatoryPasskey(engine, customer.web, again)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('MP-02 offers and accepts nothing but a passkey in a log-in', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const { authenticator } = await addPasskey(engine, customer);
    await makeMandatory(engine, customer, authenticator);
    const { operation, decision } = await start(engine, customer.web, 'login');
    expect(decision).toMatchObject({ outcome: 'step_up', steps: ['passkey'] });
    await expect(completeStep(engine, customer.web, { id: operation.id, position: 0, code: '123456' })).rejects.toMatchObject({
      code: 'step_refused',
      data: { reason: 'method_fixed' },
    });
    expect(await confirm(engine, customer, customer.web, operation.id, authenticator)).toBe('authorized');
  });

  it('MP-03 ends every other session, on other devices and of sub-accounts, and none is a way around it', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const sub = `${customer.id}-sub` as AccountId;
    await putAccount(engine, platform, { id: sub, kind: 'sub', mainAccountId: customer.id }, once());
    const { authenticator } = await addPasskey(engine, customer);
    const tokens = [(await open(engine, customer.id, 'old-phone')).token, (await open(engine, sub, 'sub-phone')).token];
    for (const token of tokens) await expect(authenticateCustomer(engine, token, null)).resolves.toBeDefined();
    await makeMandatory(engine, customer, authenticator);
    for (const token of tokens) await expect(authenticateCustomer(engine, token, null)).rejects.toMatchObject({ code: 'unauthenticated' });
    const left = await engine.store.read((tx) =>
      tx.db.selectFrom('sessions').select('id').where('account_id', 'in', [customer.id, sub]).where('ended_at', 'is', null).execute(),
    );
    expect(left).toEqual([{ id: customer.web.sessionId }]);
    expect((await start(engine, customer.web, 'login', { accountId: sub })).decision.steps).toEqual(['passkey']);
  });

  it('MP-03 cancels a log-in that a code confirmed just before', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const { authenticator } = await addPasskey(engine, customer);
    const login = await start(engine, customer.app, 'login');
    if (login.operation.status === 'awaiting_step_up') {
      // A log-in that a weaker method confirmed, as one without a passkey would have been.
      await engine.store.write((tx) =>
        tx.db
          .updateTable('operation_steps')
          .set({ status: 'passed', factor: 'email_code' })
          .where('operation_id', '=', login.operation.id)
          .execute(),
      );
      await engine.store.write((tx) =>
        tx.db.updateTable('operations').set({ status: 'authorized' }).where('id', '=', login.operation.id).execute(),
      );
    }
    const byPasskey = await start(engine, customer.web, 'login');
    await confirm(engine, customer, customer.web, byPasskey.operation.id, authenticator);
    const elsewhere = await start(engine, customer.web, 'api_key_delete');
    await makeMandatory(engine, customer, authenticator);
    const status = async (id: string) => (await readOperation(engine, platform, id)).operation.status;
    expect(await status(login.operation.id)).toBe('cancelled');
    expect(await status(elsewhere.operation.id)).toBe('awaiting_step_up');
    if (byPasskey.decision.steps.includes('passkey')) expect(await status(byPasskey.operation.id)).toBe('authorized');
    const spend = createSession(
      engine,
      platform,
      { id: customer.id, client: 'ios', deviceId: customer.app.deviceId, loginOperationId: login.operation.id },
      once(),
    );
    await expect(spend).rejects.toMatchObject({ code: 'conflict' });
  });

  it('MP-04 leaves scenarios that policy does not cover to the usual methods', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const { authenticator } = await addPasskey(engine, customer);
    await makeMandatory(engine, customer, authenticator);
    const { decision } = await start(engine, customer.web, 'passkey_add');
    expect(decision.steps).toContain('passkey');
    expect(decision.steps.length).toBe(2);
  });

  it('MP-05 refuses log-in by H5 and third-party apps with a reason', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const { authenticator } = await addPasskey(engine, customer);
    const h5 = { ...customer.web, client: 'h5' as const };
    expect((await start(engine, h5, 'login')).decision.outcome).not.toBe('deny');
    await makeMandatory(engine, customer, authenticator);
    for (const client of ['h5', 'third_party'] as const) {
      const { operation, decision } = await start(engine, { ...customer.web, client }, 'login');
      expect(decision.outcome).toBe('deny');
      expect(operation.finishReason).toContain('Passkeys are mandatory');
    }
  });

  it('MP-05 MP-03 opens no session beside the passkey: none in H5 or a third-party app, and none without a log-in that asked for it', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const sub = `${customer.id}-sub` as AccountId;
    await putAccount(engine, platform, { id: sub, kind: 'sub', mainAccountId: customer.id }, once());
    const { authenticator } = await addPasskey(engine, customer);
    const sessionFor = (client: 'h5' | 'third_party' | 'ios' | 'web', id: AccountId = customer.id, loginOperationId?: OperationId) => {
      const deviceId = (client === 'web' ? customer.web : customer.app).deviceId;
      return createSession(
        engine,
        platform,
        { id, client, deviceId, ...(loginOperationId === undefined ? {} : { loginOperationId }) },
        once(),
      );
    };
    for (const client of ['h5', 'third_party', 'ios'] as const) await expect(sessionFor(client)).resolves.toBeDefined();
    await makeMandatory(engine, customer, authenticator);
    for (const id of [customer.id, sub]) {
      for (const client of ['h5', 'third_party'] as const) {
        await expect(sessionFor(client, id)).rejects.toMatchObject({ code: 'client_refused', data: { reason: 'mandatory_passkey' } });
      }
      for (const client of ['ios', 'web'] as const) {
        await expect(sessionFor(client, id)).rejects.toMatchObject({ code: 'step_refused', data: { reason: 'login_needed' } });
      }
    }
    const login = await start(engine, customer.web, 'login');
    await confirm(engine, customer, customer.web, login.operation.id, authenticator);
    await expect(sessionFor('web', customer.id, login.operation.id)).resolves.toBeDefined();
  });

  it('MP-05 opens sessions of a channel again that policy re-opened, by passkey, and of no other', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const { authenticator } = await addPasskey(engine, customer);
    await makeMandatory(engine, customer, authenticator);
    for (const [reopened, shut] of [
      ['h5', 'third_party'],
      ['third_party', 'h5'],
    ] as const) {
      await publish(engine, 'matrix', { ...builtInMatrix, mandatoryPasskeyRefusedClients: [shut] });
      const inside = { ...customer.web, client: reopened };
      const login = await start(engine, inside, 'login');
      expect(login.decision.steps).toEqual(['passkey']);
      await confirm(engine, customer, inside, login.operation.id, authenticator);
      const session = (client: 'h5' | 'third_party', loginOperationId?: OperationId) =>
        createSession(
          engine,
          platform,
          { id: customer.id, client, deviceId: customer.web.deviceId, ...(loginOperationId === undefined ? {} : { loginOperationId }) },
          once(),
        );
      await expect(session(reopened)).rejects.toMatchObject({ code: 'step_refused', data: { reason: 'login_needed' } });
      await expect(session(reopened, login.operation.id)).resolves.toMatchObject({ session: { client: reopened } });
      await expect(session(shut)).rejects.toMatchObject({ code: 'client_refused', data: { reason: 'mandatory_passkey' } });
      expect((await start(engine, { ...customer.web, client: shut }, 'login')).decision.outcome).toBe('deny');
    }
  });

  it('MP-06 shows its state to customer and staff, and turns off by a passkey alone', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const { authenticator } = await addPasskey(engine, customer);
    await makeMandatory(engine, customer, authenticator);
    const since = engine.clock.now();
    expect((await readMe(engine, customer.web)).mandatoryPasskey).toEqual({ since });
    expect((await getCustomer(engine, staff('agent'), { id: customer.id })).mandatoryPasskeySince).toBe(since);

    const operationId = await confirmed(engine, customer, customer.web, 'mandatory_passkey_off', authenticator);
    const weak = await confirmed(engine, customer, customer.web, 'mandatory_passkey_off', authenticator);
    await engine.store.write((tx) =>
      tx.db.updateTable('operation_steps').set({ factor: 'email_code', factor_id: null }).where('operation_id', '=', weak).execute(),
    );
    await expect(turnOffMandatoryPasskey(engine, customer.web, weak)).rejects.toMatchObject({ data: { reason: 'passkey_needed' } });
    expect(await turnOffMandatoryPasskey(engine, customer.web, operationId)).toEqual({ since: null });
    expect((await readMe(engine, customer.web)).mandatoryPasskey).toEqual({ since: null });
    expect((await getCustomer(engine, staff('agent'), { id: customer.id })).mandatoryPasskeySince).toBeNull();
    const told = await queued(engine, customer.id, 'mail');
    for (const topic of ['mandatory_passkey.turned_on', 'mandatory_passkey.turned_off']) expect(told).toContain(topic);
  });
});

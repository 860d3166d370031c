import { expect, it } from 'vitest';
import { putAccount } from '../../src/main/engine/accounts/accounts.ts';
import { freezeAccount, unfreezeAccount } from '../../src/main/engine/accounts/freeze.ts';
import { recordSecurityChange } from '../../src/main/engine/accounts/security-change.ts';
import { executeOperation } from '../../src/main/engine/operations/finish.ts';
import { readOperation } from '../../src/main/engine/operations/read.ts';
import { submitOperation } from '../../src/main/engine/operations/submit.ts';
import { authenticateCustomer } from '../../src/main/engine/sessions/authenticate.ts';
import { endCustomerSessions } from '../../src/main/engine/sessions/end-all.ts';
import { endOwnSession } from '../../src/main/engine/sessions/own.ts';
import { createSession } from '../../src/main/engine/sessions/sessions.ts';
import { listDeviceRequests } from '../../src/main/engine/verification/device.ts';
import type { AccountId, DeviceId } from '../../src/shared/vocabulary/index.ts';
import {
  authorize,
  type Customer,
  makeCustomer,
  makeProtectedCustomer,
  once,
  openSession,
  platform,
  staff,
  withdrawal,
} from '../support/customers.ts';
import { createTestEngine, type TestEngine } from '../support/engine.ts';
import { describeOnBothStores } from '../support/store.ts';

const statusOf = async (engine: TestEngine, id: string): Promise<string> => (await readOperation(engine, platform, id)).operation.status;

/** A sub-account of a customer's, on which somebody else is logged in. */
async function logInOnSub(engine: TestEngine, { id }: Customer): Promise<string> {
  const sub = `${id}-sub` as AccountId;
  await putAccount(engine, platform, { id: sub, kind: 'sub', mainAccountId: id }, once());
  const { token } = await createSession(engine, platform, { id: sub, client: 'web', deviceId: 'thiefs-laptop' as DeviceId }, once());
  expect(await authenticateCustomer(engine, token, null)).toMatchObject({ accountId: sub });
  return token;
}

describeOnBothStores('a thief whose session was ended', (openStore) => {
  it('ST-01 comes back in no session on a sub-account, neither when staff end the customer’s sessions nor after a freeze', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const first = await logInOnSub(engine, customer);
    await endCustomerSessions(engine, staff('senior_agent'), { id: customer.id, reason: 'a stranger was seen' });
    await expect(authenticateCustomer(engine, first, null)).rejects.toMatchObject({ code: 'unauthenticated' });
    const second = await logInOnSub(engine, customer);
    await freezeAccount(engine, staff('senior_agent'), { id: customer.id, reason: 'a stranger was seen' });
    await unfreezeAccount(engine, staff('senior_agent'), { id: customer.id, reason: 'the stranger is gone' });
    await expect(authenticateCustomer(engine, second, null)).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('TD-15 IN-02 has nothing carried out that was begun and confirmed in the session which the customer ended from elsewhere', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const thief = await openSession(engine, customer.id, 'web', customer.web.deviceId);
    const key = await authorize(engine, customer, thief, 'api_key_create');
    const own = await authorize(engine, customer, customer.web, 'api_key_create');
    const begun = await submitOperation(engine, platform, withdrawal({ ...customer, web: thief }), once());
    expect([await statusOf(engine, key), begun.operation.status]).toEqual(['authorized', 'awaiting_step_up']);
    await endOwnSession(engine, customer.app, thief.sessionId);
    await expect(executeOperation(engine, platform, { id: key }, once())).rejects.toMatchObject({ code: 'conflict' });
    expect([await statusOf(engine, key), await statusOf(engine, begun.operation.id)]).toEqual(['cancelled', 'cancelled']);
    // What the customer began in sessions of their own goes on.
    expect((await executeOperation(engine, platform, { id: own }, once())).operation.status).toBe('executed');
  });

  it('WH-01 keeps no session when the customer resets the password, and has nothing carried out that was confirmed in one', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    const sub = await logInOnSub(engine, customer);
    const input = { id: customer.id, client: 'web' as const, deviceId: 'thiefs-laptop' as DeviceId };
    const { token } = await createSession(engine, platform, input, once());
    const thief = await authenticateCustomer(engine, token, null);
    const key = await authorize(engine, customer, thief, 'api_key_create');
    await recordSecurityChange(engine, platform, { id: customer.id, change: 'password_reset' }, once());
    // The phone goes on: there the customer says that it was not them, when it was not.
    const live = await engine.store.read((tx) => tx.db.selectFrom('sessions').select('id').where('ended_at', 'is', null).execute());
    expect(live).toEqual([{ id: customer.app.sessionId }]);
    for (const each of [token, sub])
      await expect(authenticateCustomer(engine, each, null)).rejects.toMatchObject({ code: 'unauthenticated' });
    await expect(executeOperation(engine, platform, { id: key }, once())).rejects.toMatchObject({ code: 'conflict' });
    const ended = await engine.store.read((tx) =>
      tx.db.selectFrom('audit').select('reason').where('action', '=', 'customer.sessions_ended').execute(),
    );
    expect(ended).toEqual([{ reason: 'the password was reset' }]);
    await engine.close();
  });

  it('TD-14 TD-18 leaves no request ringing on the phone for what staff ended', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    const { operation } = await submitOperation(engine, platform, withdrawal(customer), once());
    expect((await listDeviceRequests(engine, customer.app)).items).toHaveLength(1);
    await endCustomerSessions(engine, staff('senior_agent'), { id: customer.id, reason: 'a stranger was seen' });
    expect((await listDeviceRequests(engine, customer.app)).items).toEqual([]);
    expect(await statusOf(engine, operation.id)).toBe('cancelled');
  });

  it('IN-02 does not stop what an honest customer began by logging out of the session in which they began it', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const key = await authorize(engine, customer, customer.web, 'api_key_create');
    await endOwnSession(engine, customer.web, customer.web.sessionId);
    expect((await executeOperation(engine, platform, { id: key }, once())).operation.status).toBe('executed');
  });
});

import { expect, it } from 'vitest';
import { readOwnOperation } from '../../src/main/engine/operations/steps.ts';
import { submitOperation } from '../../src/main/engine/operations/submit.ts';
import { authenticateCustomer } from '../../src/main/engine/sessions/authenticate.ts';
import { createSession } from '../../src/main/engine/sessions/sessions.ts';
import type { DeviceId } from '../../src/shared/vocabulary/index.ts';
import { completeSteps, makeCustomer, once, operation, platform, withdrawal } from '../support/customers.ts';
import { createTestEngine, type TestEngine } from '../support/engine.ts';
import { describeOnBothStores } from '../support/store.ts';

/** A log-in with the right password on a device that nobody has seen, and the session opened for its step-up. */
async function logIn(engine: TestEngine) {
  const customer = await makeCustomer(engine, { verified: false });
  const device = { id: 'new-laptop' as DeviceId };
  const login = await submitOperation(
    engine,
    platform,
    operation({ accountId: customer.id, kind: 'login', client: 'web', device, credentialResult: 'accepted' }),
    once(),
  );
  const input = { id: customer.id, client: 'web' as const, deviceId: device.id, loginOperationId: login.operation.id };
  const { token, session } = await createSession(engine, platform, input, once());
  return { customer, login: login.operation, token, session, input };
}

describeOnBothStores('a session whose log-in is not complete', (openStore) => {
  it('ND-02 reaches its own log-in and nothing else of the account', async () => {
    const engine = await createTestEngine(openStore);
    const { customer, login, token } = await logIn(engine);
    const thief = await authenticateCustomer(engine, token, null);
    expect(thief.limitedTo).toBe(login.id);
    expect((await readOwnOperation(engine, thief, login.id)).operation.status).toBe('awaiting_step_up');
    const other = await submitOperation(
      engine,
      platform,
      withdrawal(customer, { device: { id: 'new-laptop' }, sessionId: thief.sessionId }),
      once(),
    );
    await expect(readOwnOperation(engine, thief, other.operation.id)).rejects.toMatchObject({ code: 'not_found' });
    await engine.close();
  });

  it('ND-09 becomes a full session when the step-up is complete', async () => {
    const engine = await createTestEngine(openStore);
    const { customer, login, token } = await logIn(engine);
    await completeSteps(engine, customer, await authenticateCustomer(engine, token, null), login.id);
    const actor = await authenticateCustomer(engine, token, null);
    expect(actor.limitedTo).toBeUndefined();
    await engine.close();
  });

  it('ND-02 ends with a log-in that was denied or ran out, in the words for any dead token', async () => {
    const engine = await createTestEngine(openStore);
    const { login, token } = await logIn(engine);
    await engine.store.write((tx) => tx.db.updateTable('operations').set({ status: 'denied' }).where('id', '=', login.id).execute());
    await expect(authenticateCustomer(engine, token, null)).rejects.toMatchObject({ code: 'unauthenticated' });
    await engine.close();
  });

  it('IN-01 gives one log-in one session, on its own device only', async () => {
    const engine = await createTestEngine(openStore);
    const { input } = await logIn(engine);
    await expect(createSession(engine, platform, input, once())).rejects.toMatchObject({ code: 'conflict' });
    await expect(createSession(engine, platform, { ...input, deviceId: 'elsewhere' as DeviceId }, once())).rejects.toMatchObject({
      code: 'conflict',
    });
    await engine.close();
  });
});

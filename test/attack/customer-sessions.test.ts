import { expect, it } from 'vitest';
import { readMe } from '../../src/main/engine/accounts/me.ts';
import type { Engine } from '../../src/main/engine/engine.ts';
import { authenticateCustomer } from '../../src/main/engine/sessions/authenticate.ts';
import { endSession } from '../../src/main/engine/sessions/sessions.ts';
import { account, device, once, openSession, operation, put, server } from '../integration/accounts/fixtures.ts';
import { createTestEngine } from '../support/engine.ts';
import { describeOnBothStores } from '../support/store.ts';

const refusal = async (engine: Engine, token: string) => {
  const error = await authenticateCustomer(engine, token, null).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ name: 'PortcullisError', code: 'unauthenticated' });
  return { ...(error as { data: unknown }), message: String((error as Error).message) };
};

describeOnBothStores('attacks with customer sessions', (openStore) => {
  it('tells nobody whether a refused token never was, has ended, expired, idled out or belongs to a frozen account', async () => {
    const engine = await createTestEngine(openStore);
    await put(engine, 'acc-1');
    await put(engine, 'main-1');
    await put(engine, 'sub-1', { kind: 'sub', mainAccountId: account('main-1') });
    const ended = await openSession(engine, 'acc-1');
    await endSession(engine, server(), { id: ended.session.id }, once());
    const frozen = await openSession(engine, 'main-1');
    const under = await openSession(engine, 'sub-1');
    await engine.store.write((tx) => tx.db.updateTable('accounts').set({ status: 'frozen' }).where('id', '=', 'main-1').execute());
    const words = [
      await refusal(engine, `cs_${'A'.repeat(43)}`),
      await refusal(engine, 'not a token'),
      await refusal(engine, ''),
      await refusal(engine, ended.token),
      await refusal(engine, frozen.token),
      await refusal(engine, under.token),
    ];
    const old = await openSession(engine, 'acc-1');
    engine.clock.advance(engine.settings.get('session.idle'));
    words.push(await refusal(engine, old.token));
    engine.clock.advance(engine.settings.get('session.lifetime'));
    words.push(await refusal(engine, old.token));
    expect(new Set(words.map((word) => JSON.stringify(word))).size).toBe(1);
  });

  it('opens no session for a frozen account, nor under a frozen main account', async () => {
    const engine = await createTestEngine(openStore);
    await put(engine, 'main-1');
    await put(engine, 'sub-1', { kind: 'sub', mainAccountId: account('main-1') });
    await engine.store.write((tx) => tx.db.updateTable('accounts').set({ status: 'frozen' }).where('id', '=', 'main-1').execute());
    for (const id of ['main-1', 'sub-1']) {
      await expect(openSession(engine, id)).rejects.toMatchObject({ code: 'forbidden', data: { reason: 'account_frozen' } });
    }
  });

  it('accepts a token only letter for letter', async () => {
    const engine = await createTestEngine(openStore);
    await put(engine, 'acc-1');
    const { token } = await openSession(engine, 'acc-1');
    const last = token.at(-1);
    const forged = [
      `${token.slice(0, -1)}${last === 'A' ? 'B' : 'A'}`,
      token.toUpperCase(),
      ` ${token}`,
      `${token}\n`,
      `${token}=`,
      token.slice(3),
      `${token}'--`,
    ];
    for (const other of forged) await refusal(engine, other);
    await authenticateCustomer(engine, token, null);
  });

  it('keeps the session of one customer away from another: who asks is in the token, and nothing in the call can change it', async () => {
    const engine = await createTestEngine(openStore);
    await put(engine, 'acc-a', { email: 'a@example.com' });
    await put(engine, 'acc-b', { email: 'b@example.com' });
    const a = await authenticateCustomer(engine, (await openSession(engine, 'acc-a')).token, null);
    const b = await authenticateCustomer(engine, (await openSession(engine, 'acc-b')).token, null);
    expect((await readMe(engine, a)).accountId).toBe('acc-a');
    expect((await readMe(engine, b)).accountId).toBe('acc-b');
    expect(a.sessionId).not.toBe(b.sessionId);
  });

  it('does not open a session for one account with the log-in of another, and says no more than for a log-in that never was', async () => {
    const engine = await createTestEngine(openStore);
    await put(engine, 'victim');
    await put(engine, 'attacker');
    const loginOperationId = await operation(engine, 'victim');
    const foreign = await openSession(engine, 'attacker', { loginOperationId }).catch((error: unknown) => error);
    const none = await openSession(engine, 'attacker', { loginOperationId: `op_${'0'.repeat(26)}` as typeof loginOperationId }).catch(
      (error: unknown) => error,
    );
    expect(foreign).toMatchObject({ code: 'not_found' });
    expect((foreign as Error).message).toBe((none as Error).message);
    const status = await engine.store.read((tx) =>
      tx.db.selectFrom('operations').select('status').where('id', '=', loginOperationId).executeTakeFirst(),
    );
    expect(status).toEqual({ status: 'authorized' });
  });

  it('does not let a device that another account knows count as known here', async () => {
    const engine = await createTestEngine(openStore);
    await put(engine, 'victim');
    await put(engine, 'attacker');
    await openSession(engine, 'attacker', {
      deviceId: device('shared-1'),
      loginOperationId: await operation(engine, 'attacker', { deviceId: 'shared-1' }),
    });
    await openSession(engine, 'victim', { deviceId: device('shared-1') });
    const rows = await engine.store.read((tx) =>
      tx.db.selectFrom('devices').select(['account_id', 'last_login_at']).orderBy('account_id').execute(),
    );
    expect(rows).toMatchObject([{ account_id: 'attacker' }, { account_id: 'victim', last_login_at: null }]);
    expect(rows[0]?.last_login_at).not.toBeNull();
  });
});

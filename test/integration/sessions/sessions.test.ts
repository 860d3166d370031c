import { expect, it } from 'vitest';
import { systemActor } from '../../../src/main/engine/actor.ts';
import { authenticateCustomer, sessionNow } from '../../../src/main/engine/sessions/authenticate.ts';
import { endAllSessions, endCustomerSessions } from '../../../src/main/engine/sessions/end-all.ts';
import { createSession, endSession } from '../../../src/main/engine/sessions/sessions.ts';
import type { ChangeEvent } from '../../../src/main/store/feed.ts';
import type { SessionId } from '../../../src/shared/vocabulary/index.ts';
import { createTestEngine } from '../../support/engine.ts';
import { describeOnBothStores } from '../../support/store.ts';
import { account, auditOf, device, once, openSession, operation, put, server, staff, webhooks } from '../accounts/fixtures.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

describeOnBothStores('customer sessions', (openStore) => {
  const open = async () => {
    const engine = await createTestEngine(openStore);
    await put(engine, 'acc-1');
    const session = (id: string) =>
      engine.store.read((tx) => tx.db.selectFrom('sessions').selectAll().where('id', '=', id).executeTakeFirstOrThrow());
    const knownDevice = (id: string) =>
      engine.store.read((tx) =>
        tx.db.selectFrom('devices').selectAll().where('account_id', '=', 'acc-1').where('id', '=', id).executeTakeFirst(),
      );
    /** Uses a session and waits until that is noted, which nobody else waits for. */
    const use = async (opened: { readonly session: { readonly id: string }; readonly token: string }) => {
      await authenticateCustomer(engine, opened.token, null);
      await expect.poll(async () => (await session(opened.session.id)).last_active_at, { interval: 2 }).toBe(engine.clock.now());
    };
    return { engine, session, knownDevice, use };
  };

  it('IN-02 opens a session whose token names its customer, device and client', async () => {
    const { engine } = await open();
    const { session, token } = await openSession(engine, 'acc-1', { address: '192.0.2.1' });
    expect(token).toMatch(/^cs_[A-Za-z0-9_-]{43}$/);
    expect(session).toMatchObject({ accountId: 'acc-1', deviceId: 'phone-1', client: 'ios', expiresAt: engine.clock.now() + 30 * day });
    expect(await authenticateCustomer(engine, token, '192.0.2.9')).toEqual({
      kind: 'customer',
      accountId: 'acc-1',
      sessionId: session.id,
      deviceId: 'phone-1',
      client: 'ios',
      address: '192.0.2.9',
    });
  });

  it('keeps of the token a keyed hash and nothing else, the answer for a repeated call included', async () => {
    const { engine } = await open();
    const { token } = await openSession(engine, 'acc-1');
    const everything = await engine.store.read(async (tx) =>
      JSON.stringify([
        await tx.db.selectFrom('sessions').selectAll().execute(),
        await tx.db.selectFrom('idempotency_keys').selectAll().execute(),
        await tx.db.selectFrom('audit').selectAll().execute(),
        await tx.db.selectFrom('outbox').selectAll().execute(),
      ]),
    );
    expect(everything).not.toContain(token);
    expect(everything).not.toContain(token.slice(3, 20));
  });

  it('IN-01 gives the same token to a repeated call, and opens one session', async () => {
    const { engine } = await open();
    const call = once();
    const input = { id: account('acc-1'), client: 'ios', deviceId: device('phone-1') } as const;
    const first = await createSession(engine, server(), input, call);
    expect(await createSession(engine, server(), input, call)).toEqual(first);
    expect(await engine.store.read((tx) => tx.db.selectFrom('sessions').select('id').execute())).toHaveLength(1);
  });

  it('ND-01 leaves a device new that no authorized log-in came from', async () => {
    const { engine, knownDevice } = await open();
    await openSession(engine, 'acc-1', { deviceName: 'Anna’s phone' });
    expect(await knownDevice('phone-1')).toMatchObject({ name: 'Anna’s phone', first_login_at: null, last_login_at: null });
  });

  it('ND-01 makes the device of an authorized log-in known and spends the log-in', async () => {
    const { engine, knownDevice } = await open();
    const first = await operation(engine, 'acc-1');
    const firstAt = engine.clock.now();
    await openSession(engine, 'acc-1', { loginOperationId: first });
    expect(await knownDevice('phone-1')).toMatchObject({ first_login_at: firstAt, last_login_at: firstAt });
    const status = await engine.store.read((tx) =>
      tx.db.selectFrom('operations').select('status').where('id', '=', first).executeTakeFirst(),
    );
    expect(status).toEqual({ status: 'executed' });
    engine.clock.advance(day);
    await openSession(engine, 'acc-1', { loginOperationId: await operation(engine, 'acc-1') });
    expect(await knownDevice('phone-1')).toMatchObject({ first_login_at: firstAt, last_login_at: firstAt + day });
    await openSession(engine, 'acc-1');
    expect(await knownDevice('phone-1')).toMatchObject({ last_login_at: firstAt + day });
  });

  it('refuses a log-in that was used, even by fifty servers at once', async () => {
    const { engine } = await open();
    const loginOperationId = await operation(engine, 'acc-1');
    const tries = await Promise.allSettled(Array.from({ length: 50 }, () => openSession(engine, 'acc-1', { loginOperationId })));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const one of tries) if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'conflict' });
  });

  it.each(['in_review', 'denied', 'expired', 'cancelled', 'executed', 'held'] as const)('refuses a log-in that is %s', async (status) => {
    const { engine, knownDevice } = await open();
    const loginOperationId = await operation(engine, 'acc-1', { status });
    await expect(openSession(engine, 'acc-1', { loginOperationId })).rejects.toMatchObject({
      code: 'conflict',
      data: { current: { status } },
    });
    expect(await knownDevice('phone-1')).toBeUndefined();
  });

  it('refuses a log-in from another device or client, one that waited too long, and what is no log-in', async () => {
    const { engine } = await open();
    const elsewhere = await operation(engine, 'acc-1', { deviceId: 'laptop-1' });
    await expect(openSession(engine, 'acc-1', { loginOperationId: elsewhere })).rejects.toMatchObject({ code: 'conflict' });
    const onTheWeb = await operation(engine, 'acc-1', { client: 'web' });
    await expect(openSession(engine, 'acc-1', { loginOperationId: onTheWeb })).rejects.toMatchObject({ code: 'conflict' });
    const withdrawal = await operation(engine, 'acc-1', { kind: 'withdrawal' });
    await expect(openSession(engine, 'acc-1', { loginOperationId: withdrawal })).rejects.toMatchObject({ code: 'not_found' });
    const late = await operation(engine, 'acc-1');
    engine.clock.advance(engine.settings.get('operation.ttl'));
    await expect(openSession(engine, 'acc-1', { loginOperationId: late })).rejects.toMatchObject({ code: 'expired' });
  });

  it('ends a session at its lifetime and not a moment earlier', async () => {
    const { engine, use } = await open();
    const opened = await openSession(engine, 'acc-1');
    const { token, session } = opened;
    while (engine.clock.now() + 23 * hour < session.expiresAt) {
      engine.clock.advance(23 * hour);
      await use(opened);
    }
    engine.clock.moveTo(session.expiresAt - 1);
    await authenticateCustomer(engine, token, null);
    engine.clock.advance(1);
    await expect(authenticateCustomer(engine, token, null)).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('ends a session that nobody used for session.idle', async () => {
    const { engine, use } = await open();
    const opened = await openSession(engine, 'acc-1');
    engine.clock.advance(engine.settings.get('session.idle') - 1);
    await use(opened);
    engine.clock.advance(engine.settings.get('session.idle'));
    await expect(authenticateCustomer(engine, opened.token, null)).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('lets a session idle out that only an open stream asks about', async () => {
    const { engine, session } = await open();
    const { token, session: mine } = await openSession(engine, 'acc-1');
    const opened = engine.clock.now();
    const idle = engine.settings.get('session.idle');
    for (let waited = hour; waited < idle; waited += hour) {
      engine.clock.moveTo(opened + waited);
      expect(await sessionNow(engine, token)).toMatchObject({ sessionId: mine.id });
    }
    expect((await session(mine.id)).last_active_at).toBe(opened);
    engine.clock.moveTo(opened + idle);
    expect(await sessionNow(engine, token)).toBeNull();
  });

  it('notes activity at most once a minute', async () => {
    const { engine, session } = await open();
    const { token, session: mine } = await openSession(engine, 'acc-1');
    const opened = engine.clock.now();
    engine.clock.advance(minute - 1);
    await authenticateCustomer(engine, token, null);
    expect((await session(mine.id)).last_active_at).toBe(opened);
    engine.clock.advance(1);
    await Promise.all([authenticateCustomer(engine, token, null), authenticateCustomer(engine, token, null)]);
    await expect.poll(async () => (await session(mine.id)).last_active_at).toBe(opened + minute);
  });

  it('ends one session for the platform, and answers a second end with the first one’s time', async () => {
    const { engine, session } = await open();
    const { session: mine, token } = await openSession(engine, 'acc-1');
    const endedAt = engine.clock.now();
    expect(await endSession(engine, server(), { id: mine.id }, once())).toEqual({ id: mine.id, endedAt });
    engine.clock.advance(hour);
    expect(await endSession(engine, server(), { id: mine.id }, once())).toEqual({ id: mine.id, endedAt });
    await expect(authenticateCustomer(engine, token, null)).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(await session(mine.id)).toMatchObject({ ended_at: endedAt, end_reason: 'ended by the platform' });
    expect((await auditOf(engine, 'acc-1')).filter(({ action }) => action === 'session.ended')).toHaveLength(1);
    const unknown = `ses_${'0'.repeat(26)}` as SessionId;
    await expect(endSession(engine, server(), { id: unknown }, once())).rejects.toMatchObject({ code: 'not_found' });
  });

  it('ends all sessions of an account but the one that asked', async () => {
    const { engine, session } = await open();
    const mine = await openSession(engine, 'acc-1');
    const other = await openSession(engine, 'acc-1', { deviceId: device('laptop-1'), client: 'web' });
    await put(engine, 'acc-2');
    const foreign = await openSession(engine, 'acc-2');
    const told: ChangeEvent[] = [];
    engine.store.feed.subscribe((event) => told.push(event));
    const ended = await engine.store.write((tx) =>
      endAllSessions(tx, engine, systemActor('test'), account('acc-1'), 'password reset', [mine.session.id]),
    );
    expect(ended).toBe(1);
    expect(await session(other.session.id)).toMatchObject({ ended_at: engine.clock.now(), end_reason: 'password reset' });
    await authenticateCustomer(engine, mine.token, null);
    await authenticateCustomer(engine, foreign.token, null);
    expect(told).toMatchObject([{ topic: 'account', accountId: 'acc-1', data: { change: 'sessions_ended', ended: 1 } }]);
    expect((await webhooks(engine)).at(-1)).toEqual({ topic: 'sessions.ended', payload: { accountId: 'acc-1', ended: 1 } });
  });

  it('ST-01 lets staff with the permission end a customer’s sessions, with the reason on record', async () => {
    const { engine } = await open();
    const one = await openSession(engine, 'acc-1');
    await openSession(engine, 'acc-1');
    const input = { id: account('acc-1'), reason: 'customer lost the phone' };
    await expect(endCustomerSessions(engine, staff('agent'), input)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(endCustomerSessions(engine, staff('auditor'), input)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await endCustomerSessions(engine, staff('senior_agent'), input)).toEqual({ ended: 2 });
    await expect(authenticateCustomer(engine, one.token, null)).rejects.toMatchObject({ code: 'unauthenticated' });
    expect((await auditOf(engine, 'acc-1')).at(-1)).toMatchObject({
      actor: 'staff_senior_agent',
      action: 'customer.sessions_ended',
      reason: input.reason,
      changes: [{ field: 'liveSessions', old: 2, new: 0 }],
    });
    await expect(endCustomerSessions(engine, staff('senior_agent'), { ...input, id: account('nobody') })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('asks for the scope', async () => {
    const { engine } = await open();
    const reader = server('pk_reader', ['accounts:read', 'accounts:write']);
    const input = { id: account('acc-1'), client: 'ios', deviceId: device('phone-1') } as const;
    await expect(createSession(engine, reader, input, once())).rejects.toMatchObject({ code: 'forbidden' });
    const { session } = await openSession(engine, 'acc-1');
    await expect(endSession(engine, reader, { id: session.id }, once())).rejects.toMatchObject({ code: 'forbidden' });
  });
});

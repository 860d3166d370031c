import { expect, it } from 'vitest';
import { putAccount } from '../../../src/main/engine/accounts/accounts.ts';
import { readMe } from '../../../src/main/engine/accounts/me.ts';
import { submitOperation } from '../../../src/main/engine/operations/submit.ts';
import { cancelOwnReset } from '../../../src/main/engine/recovery/cancel.ts';
import { sweepRecovery } from '../../../src/main/engine/recovery/effect.ts';
import { startReset } from '../../../src/main/engine/recovery/request.ts';
import { stopReset, takeUpReset } from '../../../src/main/engine/recovery/review.ts';
import { getReset } from '../../../src/main/engine/recovery/view.ts';
import { authenticateCustomer } from '../../../src/main/engine/sessions/authenticate.ts';
import { createSession } from '../../../src/main/engine/sessions/sessions.ts';
import { answerRequest } from '../../../src/main/engine/verification/answer.ts';
import { listDeviceRequests } from '../../../src/main/engine/verification/device.ts';
import type { AccountId, DeviceId } from '../../../src/shared/vocabulary/index.ts';
import { verdictOf } from '../../support/audit.ts';
import { makeProtectedCustomer, once, platform, withdrawal } from '../../support/customers.ts';
import { createTestEngine, type TestEngine } from '../../support/engine.ts';
import { addPasskey, queued, trailOf } from '../../support/passkeys.ts';
import { agent, approve, approvedReset, completeDocuments, enrolledOf, notices, reason, senior } from '../../support/recovery.ts';
import { describeOnBothStores } from '../../support/store.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const holdsOf = (engine: TestEngine, accountId: string) =>
  engine.store.read((tx) =>
    tx.db.selectFrom('holds').select(['cause', 'starts_at', 'ends_at']).where('account_id', '=', accountId).orderBy('cause').execute(),
  );

const count = (all: readonly string[], one: string) => all.filter((each) => each === one).length;

/** A token of a new session. */
async function tokenOf(engine: TestEngine, id: AccountId, deviceId: string): Promise<string> {
  const { token } = await createSession(engine, platform, { id, client: 'web', deviceId: deviceId as DeviceId }, once());
  return token;
}

describeOnBothStores('the effect of a device reset', (openStore) => {
  it('RC-05 comes exactly after the delay, and before it the customer can cancel to the last millisecond', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    const { id, effectAt } = await approvedReset(engine, customer);
    expect(effectAt).toBe(engine.clock.now() + DAY);
    engine.clock.advance(DAY - 1);
    expect(await sweepRecovery(engine)).toBe(0);
    expect(await enrolledOf(engine, customer.id)).toContain('authenticator');
    engine.clock.advance(1);
    expect(await sweepRecovery(engine)).toBe(1);
    // The trusted device rested on the authenticator app, so it is suspended (TD-21).
    expect(await enrolledOf(engine, customer.id)).toEqual([]);
    expect((await getReset(engine, agent, id)).status).toBe('effected');
    await expect(cancelOwnReset(engine, customer.web, id)).rejects.toMatchObject({
      code: 'conflict',
      data: { current: { status: 'effected' } },
    });
    await engine.close();
  });

  it('RC-05 removes the factors, ends every session, holds withdrawals, closes the case and tells every channel', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    await addPasskey(engine, customer);
    const sub = `${customer.id}-sub` as AccountId;
    await putAccount(engine, platform, { id: sub, kind: 'sub', mainAccountId: customer.id }, once());
    const started = await startReset(engine, agent, {
      accountId: customer.id,
      targets: ['trusted_device', 'authenticator', 'passkeys'],
      reason,
      source: 'email',
    });
    await takeUpReset(engine, agent, started.id);
    await completeDocuments(engine, started.id);
    await approve(engine, senior, started.id);
    engine.clock.advance(DAY);
    const tokens = [await tokenOf(engine, customer.id, 'thief-laptop'), await tokenOf(engine, sub, 'sub-laptop')];
    await sweepRecovery(engine);
    const now = engine.clock.now();
    expect(await enrolledOf(engine, customer.id)).toEqual([]);
    for (const token of tokens) await expect(authenticateCustomer(engine, token, null)).rejects.toMatchObject({ code: 'unauthenticated' });
    expect((await holdsOf(engine, customer.id)).map(({ cause, ends_at: endsAt }) => [cause, (endsAt ?? 0) - now])).toEqual([
      ['authenticator_reset', DAY],
      ['device_reset', DAY],
      ['passkey_removed', DAY],
      ['trusted_device_removed', DAY],
    ]);
    for (const accountId of [customer.id, sub]) {
      const held = await submitOperation(engine, platform, { ...withdrawal(customer, { sessionId: undefined }), accountId }, once());
      expect(held.decision.outcome).toBe('hold');
    }
    const cases = await engine.store.read((tx) =>
      tx.db.selectFrom('cases').select(['status', 'closed_by']).where('id', '=', started.caseId).execute(),
    );
    expect(cases).toEqual([{ status: 'closed', closed_by: 'recovery' }]);
    const told = (await notices(engine, customer.id)).filter(({ topic }) => topic === 'device_reset.effected');
    expect(told.map(({ channel }) => channel).sort()).toEqual(['mail', 'sms']);
    expect(await queued(engine, customer.id, 'webhook')).toContain('device_reset.effected');
    const actions = (await trailOf(engine, customer.id)).map(({ action }) => action);
    for (const action of [
      'trusted_device.removed',
      'authenticator.removed',
      'passkey.removed',
      'device_reset.effected',
      'customer.sessions_ended',
    ]) {
      expect(actions).toContain(action);
    }
    expect(await verdictOf(engine)).toMatchObject({ sound: true });
    await engine.close();
  });

  it('RC-05 happens once under 20 workers of two servers at the same moment', async () => {
    const engine = await createTestEngine(openStore);
    const other = await createTestEngine(openStore, { store: engine.store, clock: engine.clock, random: engine.random });
    const customer = await makeProtectedCustomer(engine);
    await approvedReset(engine, customer, ['trusted_device', 'authenticator']);
    engine.clock.advance(DAY);
    const done = await Promise.all(Array.from({ length: 20 }, (_, i) => sweepRecovery(i % 2 === 0 ? engine : other)));
    expect(done.reduce((sum, each) => sum + each, 0)).toBe(1);
    const actions = (await trailOf(engine, customer.id)).map(({ action }) => action);
    expect(count(actions, 'device_reset.effected')).toBe(1);
    expect(count(actions, 'trusted_device.removed')).toBe(1);
    expect(count(await queued(engine, customer.id, 'webhook'), 'device_reset.effected')).toBe(1);
    expect((await holdsOf(engine, customer.id)).map(({ cause }) => cause)).toEqual([
      'authenticator_reset',
      'device_reset',
      'trusted_device_removed',
    ]);
    await engine.close();
  });

  it('RC-05 is whole or not at all when a server dies in the middle of it, wherever that is', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    const { id } = await approvedReset(engine, customer, ['trusted_device', 'authenticator']);
    engine.clock.advance(DAY);
    const before = await trailOf(engine, customer.id);
    let made = 0;
    for (let dieAt = 1; ; dieAt += 1) {
      made = 0;
      const dying: TestEngine = {
        ...engine,
        ids: {
          next: (kind) => {
            made += 1;
            if (made === dieAt) throw new Error('the power went out');
            return engine.ids.next(kind);
          },
        },
      };
      if ((await sweepRecovery(dying)) > 0) break;
      // What failed has its next turn after a pause.
      engine.clock.advance(600_000);
      expect(await enrolledOf(engine, customer.id)).toEqual(['authenticator', 'trusted_device']);
      expect(await holdsOf(engine, customer.id)).toEqual([]);
      expect(await trailOf(engine, customer.id)).toEqual(before);
      expect((await getReset(engine, agent, id)).status).toBe('approved');
    }
    expect(made).toBeGreaterThan(5);
    expect(await enrolledOf(engine, customer.id)).toEqual([]);
    expect((await getReset(engine, agent, id)).status).toBe('effected');
    await engine.close();
  });

  it('RC-05 has one outcome when cancel, denial and effect come at the same moment', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    const { id } = await approvedReset(engine, customer);
    engine.clock.advance(DAY);
    const outcomes = await Promise.allSettled([
      cancelOwnReset(engine, customer.app, id),
      stopReset(engine, senior, { id, reason: 'doubts' }),
      sweepRecovery(engine),
      cancelOwnReset(engine, customer.web, id),
    ]);
    const { status } = await getReset(engine, agent, id);
    const done = outcomes.filter((each) => each.status === 'fulfilled' && each.value !== 0);
    expect(done).toHaveLength(1);
    expect(await enrolledOf(engine, customer.id)).toEqual(status === 'effected' ? [] : ['authenticator', 'trusted_device']);
    await engine.close();
  });

  it('RC-05 waits for people again when the customer says “not me” to an operation meanwhile', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    const { id } = await approvedReset(engine, customer, ['authenticator']);
    engine.clock.advance(HOUR);
    await submitOperation(engine, platform, withdrawal(customer), once());
    const [request] = (await listDeviceRequests(engine, customer.app)).items;
    if (request === undefined) throw new Error('the trusted device was not asked');
    await answerRequest(
      engine,
      customer.app,
      customer.phone.answer({ id: request.id, answer: 'reject', reason: 'not_me' }, request.canonicalHash),
    );
    engine.clock.advance(DAY);
    await sweepRecovery(engine);
    expect(await getReset(engine, agent, id)).toMatchObject({ status: 'in_review', approvals: [], risk: 'high', effectAt: null });
    expect(await enrolledOf(engine, customer.id)).toEqual(['authenticator', 'trusted_device']);
    await engine.close();
  });

  it('WH-02 shows the customer until when withdrawals wait, and why', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    await approvedReset(engine, customer);
    engine.clock.advance(DAY);
    await sweepRecovery(engine);
    const me = await readMe(engine, customer.web);
    expect(me.held).toMatchObject({ endsAt: me.now + DAY });
    expect(me.held?.causes).toEqual(expect.arrayContaining(['device_reset', 'authenticator_reset']));
    expect(me.held?.reason).toContain('support reset a device');
    await engine.close();
  });
});

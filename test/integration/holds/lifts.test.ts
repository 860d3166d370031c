import { expect, it } from 'vitest';
import { readMe } from '../../../src/main/engine/accounts/me.ts';
import { recordSecurityChange } from '../../../src/main/engine/accounts/security-change.ts';
import { systemActor } from '../../../src/main/engine/actor.ts';
import { raiseCase } from '../../../src/main/engine/cases/raise.ts';
import { startHold } from '../../../src/main/engine/holds/holds.ts';
import { decideLift, listLifts, requestLift, withdrawLift } from '../../../src/main/engine/holds/lifts/lifts.ts';
import { setSetting } from '../../../src/main/engine/settings/manage.ts';
import { makeCustomer, once, platform } from '../../support/customers.ts';
import { createTestEngine, type TestEngine } from '../../support/engine.ts';
import { queued, trailOf } from '../../support/passkeys.ts';
import { agent, employ, lead, otherSenior, senior } from '../../support/recovery.ts';
import { describeOnBothStores } from '../../support/store.ts';

const DAY = 86_400_000;

const allow = (engine: TestEngine, value = true) =>
  setSetting(engine, systemActor('test'), { name: 'hold.earlyLift', value, reason: 'the test says so' });

/** A customer whose password was reset, and the hold that it started. */
async function heldCustomer(engine: TestEngine) {
  await employ(engine, senior);
  const customer = await makeCustomer(engine);
  await recordSecurityChange(engine, platform, { id: customer.id, change: 'password_reset' }, once());
  const [hold] = (await readMe(engine, customer.web)).holds;
  if (hold === undefined) throw new Error('nothing is held');
  return { customer, hold };
}

describeOnBothStores('ending a hold early', (openStore) => {
  it('WH-03 is refused to everybody unless the setting allows it, also for what was asked while it did', async () => {
    const engine = await createTestEngine(openStore);
    const { customer, hold } = await heldCustomer(engine);
    const off = { code: 'step_refused', data: { reason: 'early_lift_off' } };
    await expect(requestLift(engine, senior, { holdId: hold.id, reason: 'they asked nicely' })).rejects.toMatchObject(off);
    await allow(engine);
    const lift = await requestLift(engine, senior, { holdId: hold.id, reason: 'they asked nicely' });
    await allow(engine, false);
    await expect(
      decideLift(engine, lead, { id: lift.id, contentHash: lift.contentHash, verdict: 'approve', reason: 'fine' }),
    ).rejects.toMatchObject(off);
    expect((await readMe(engine, customer.web)).held?.endsAt).toBe(hold.endsAt);
    await engine.close();
  });

  it('WH-03 takes two people and a reason, ends that hold alone, and leaves a trail', async () => {
    const engine = await createTestEngine(openStore);
    await allow(engine);
    const { customer, hold } = await heldCustomer(engine);
    engine.clock.advance(60_000);
    await recordSecurityChange(engine, platform, { id: customer.id, change: 'contact_changed' }, once());
    const lift = await requestLift(engine, senior, { holdId: hold.id, reason: 'verified in the branch' });
    expect((await readMe(engine, customer.web)).holds).toHaveLength(2);
    const decided = await decideLift(engine, lead, {
      id: lift.id,
      contentHash: lift.contentHash,
      verdict: 'approve',
      reason: 'I was there',
    });
    expect(decided).toMatchObject({ status: 'approved', requestedBy: senior.staffId, decidedBy: lead.staffId });
    expect((await readMe(engine, customer.web)).held).toMatchObject({ causes: ['contact_changed'], endsAt: engine.clock.now() + DAY });
    expect((await trailOf(engine, customer.id)).map(({ action }) => action)).toEqual(
      expect.arrayContaining(['hold_lift.requested', 'hold_lift.approved', 'hold.lifted']),
    );
    expect(await queued(engine, customer.id, 'webhook')).toContain('hold.ended');
    expect(await listLifts(engine, agent, customer.id)).toMatchObject({ allowed: true, items: [{ id: lift.id, status: 'approved' }] });
    await engine.close();
  });

  it('WH-03 can be denied by the second person and taken back by the first, once', async () => {
    const engine = await createTestEngine(openStore);
    await allow(engine);
    const { customer, hold } = await heldCustomer(engine);
    const ask = () => requestLift(engine, senior, { holdId: hold.id, reason: 'please' });
    const first = await ask();
    await expect(ask()).rejects.toMatchObject({ code: 'conflict' });
    await expect(withdrawLift(engine, otherSenior, first.id)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await withdrawLift(engine, senior, first.id)).toMatchObject({ status: 'withdrawn' });
    const second = await ask();
    const deny = { id: second.id, contentHash: second.contentHash, verdict: 'deny' as const, reason: 'no' };
    expect(await decideLift(engine, lead, deny)).toMatchObject({ status: 'denied' });
    await expect(decideLift(engine, lead, { ...deny, verdict: 'approve' })).rejects.toMatchObject({ code: 'conflict' });
    expect((await readMe(engine, customer.web)).held?.endsAt).toBe(hold.endsAt);
    await engine.close();
  });

  it('WH-03 does not reach a hold that waits for its case, nor one that ended, to the millisecond', async () => {
    const engine = await createTestEngine(openStore);
    await allow(engine);
    const { hold } = await heldCustomer(engine);
    const lift = await requestLift(engine, senior, { holdId: hold.id, reason: 'please' });
    const approve = () => decideLift(engine, lead, { id: lift.id, contentHash: lift.contentHash, verdict: 'approve', reason: 'fine' });
    engine.clock.moveTo(hold.endsAt ?? 0);
    await expect(approve()).rejects.toMatchObject({ code: 'conflict', data: { current: { status: 'ended' } } });
    await expect(requestLift(engine, senior, { holdId: hold.id, reason: 'late' })).rejects.toMatchObject({ code: 'conflict' });
    const waiting = await engine.store.write(async (tx) => {
      const customer = await tx.db.selectFrom('accounts').select('id').executeTakeFirstOrThrow();
      const actor = systemActor('test');
      const caseId = await raiseCase(tx, engine, { accountId: customer.id, kind: 'suspicious_activity', title: 'Not me', actor });
      return startHold(tx, engine, { accountId: customer.id, cause: 'not_me', actor, caseId });
    });
    await expect(requestLift(engine, senior, { holdId: waiting.id, reason: 'please' })).rejects.toMatchObject({
      data: { reason: 'waits_for_case' },
    });
    await engine.close();
  });
});

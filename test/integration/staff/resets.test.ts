import { expect, it } from 'vitest';
import { minute } from '../../../src/main/engine/settings/kinds.ts';
import { listStaff } from '../../../src/main/engine/staff/manage.ts';
import { clearLockout, endStaffSession, listStaffSessions } from '../../../src/main/engine/staff/oversight.ts';
import {
  approveReset,
  denyReset,
  listResets,
  RESET_LIVES_MS,
  requestReset,
  withdrawReset,
} from '../../../src/main/engine/staff/resets/resets.ts';
import { authenticateStaff } from '../../../src/main/engine/staff/sessions.ts';
import { signIn } from '../../../src/main/engine/staff/sign-in.ts';
import { createTestEngine, type TestEngine } from '../../support/engine.ts';
import { addStaff, codeOf, elsewhere, office, setUp, testPassword, wrongCode } from '../../support/staff.ts';
import { describeOnBothStores } from '../../support/store.ts';

/** Two administrators and an agent who lost a phone. */
async function office3(engine: TestEngine) {
  const first = await setUp(engine);
  const second = await addStaff(engine, first.session.actor, 'administrator');
  const agent = await addStaff(engine, first.session.actor, 'agent');
  return { first, second, agent };
}

describeOnBothStores('the second factor of somebody on the staff', (openStore) => {
  it('ST-01 ST-02 is replaced by two administrators together, and ends every session of that person', async () => {
    const engine = await createTestEngine(openStore);
    const { first, second, agent } = await office3(engine);
    const asked = await requestReset(engine, first.session.actor, { staffId: agent.staffId, reason: 'lost the phone' });
    expect(asked).toMatchObject({ status: 'requested', mayDecide: false, requestedBy: { id: first.staffId } });
    await authenticateStaff(engine, agent.session.token, null);

    const [seen] = (await listResets(engine, second.session.actor)).items;
    expect(seen).toMatchObject({ id: asked.id, mayDecide: true, staff: { id: agent.staffId, role: 'agent' } });
    const enrolment = await approveReset(engine, second.session.actor, { ...asked, reason: 'called back' });
    expect(enrolment.totpSecret).not.toBe(agent.totpSecret);
    await expect(authenticateStaff(engine, agent.session.token, null)).rejects.toMatchObject({ code: 'unauthenticated' });

    engine.clock.advance(minute);
    const withOld = { email: agent.email, password: testPassword, code: codeOf(engine, agent.totpSecret) };
    await expect(signIn(engine, withOld, office)).rejects.toMatchObject({ code: 'credentials_refused' });
    const withNew = { ...withOld, code: codeOf(engine, enrolment.totpSecret) };
    expect((await signIn(engine, withNew, office)).me.email).toBe(agent.email);
    const [after] = (await listResets(engine, first.session.actor)).items;
    expect(after).toMatchObject({ status: 'approved', decidedBy: { id: second.staffId }, decideReason: 'called back' });
  });

  it('ST-01 is denied, taken back or lapses, and stays as it was', async () => {
    const engine = await createTestEngine(openStore);
    const { first, second, agent } = await office3(engine);
    const ask = () => requestReset(engine, first.session.actor, { staffId: agent.staffId, reason: 'lost the phone' });
    const denied = await ask();
    await expect(ask()).rejects.toMatchObject({ code: 'conflict' });
    expect(await denyReset(engine, second.session.actor, { id: denied.id, reason: 'not the right voice' })).toMatchObject({
      status: 'denied',
    });
    const late = approveReset(engine, second.session.actor, { ...denied, reason: 'after all' });
    await expect(late).rejects.toMatchObject({ code: 'conflict' });

    const withdrawn = await ask();
    await expect(withdrawReset(engine, second.session.actor, withdrawn)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await withdrawReset(engine, first.session.actor, withdrawn)).toMatchObject({ status: 'withdrawn' });

    const lapsed = await ask();
    engine.clock.advance(RESET_LIVES_MS);
    await expect(approveReset(engine, second.session.actor, { ...lapsed, reason: 'too late' })).rejects.toMatchObject({ code: 'expired' });
    expect((await listResets(engine, second.session.actor)).items[0]).toMatchObject({ status: 'expired' });
    expect(await ask()).toMatchObject({ status: 'requested' });
    engine.clock.advance(minute);
    const code = codeOf(engine, agent.totpSecret);
    expect((await signIn(engine, { email: agent.email, password: testPassword, code }, office)).me.role).toBe('agent');
  });

  it('ST-01 is replaced once when two administrators agree at the same moment', async () => {
    const engine = await createTestEngine(openStore);
    const { first, second, agent } = await office3(engine);
    const third = await addStaff(engine, first.session.actor, 'administrator', office, 't@example.com');
    const asked = await requestReset(engine, first.session.actor, { staffId: agent.staffId, reason: 'lost the phone' });
    const both = await Promise.allSettled(
      [second.session.actor, third.session.actor].map((actor) => approveReset(engine, actor, { ...asked, reason: 'called back' })),
    );
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'conflict' } });
  });
});

describeOnBothStores('oversight of staff', (openStore) => {
  it('ST-02 lists the sessions that live, and ends one of them at once', async () => {
    const engine = await createTestEngine(openStore);
    const { first, agent } = await office3(engine);
    const { items } = await listStaffSessions(engine, first.session.actor);
    expect(items.map(({ staff, own, locked }) => [staff.name, own, locked])).toContainEqual(['Root', true, false]);
    expect(items).toHaveLength(3);
    const mine = items.find(({ staff }) => staff.id === agent.staffId);
    if (mine === undefined) throw new Error('the agent has no session');
    expect(await endStaffSession(engine, first.session.actor, { id: mine.id, reason: 'left the desk' })).toEqual({ ended: 1 });
    await expect(authenticateStaff(engine, agent.session.token, null)).rejects.toMatchObject({ code: 'unauthenticated' });
    const twice = endStaffSession(engine, first.session.actor, { id: mine.id, reason: 'left the desk' });
    await expect(twice).rejects.toMatchObject({ code: 'conflict' });
    expect((await listStaffSessions(engine, first.session.actor)).items).toHaveLength(2);
  });

  it('ST-02 shows who is locked out, and lets them try again', async () => {
    const engine = await createTestEngine(openStore);
    const { first, agent } = await office3(engine);
    const lockedUntil = async () =>
      (await listStaff(engine, first.session.actor)).items.find(({ id }) => id === agent.staffId)?.lockedUntil;
    const none = clearLockout(engine, first.session.actor, { staffId: agent.staffId, reason: 'asked' });
    await expect(none).rejects.toMatchObject({ code: 'conflict' });
    for (let n = 0; n < 60 && (await lockedUntil()) === null; n += 1) {
      const place = { ...elsewhere, address: `198.51.100.${n}` };
      const wrong = { email: agent.email, password: testPassword, code: wrongCode(engine, agent.totpSecret) };
      await signIn(engine, wrong, place).catch(() => undefined);
      engine.clock.advance(minute);
    }
    expect(await lockedUntil()).toBeGreaterThan(engine.clock.now() - minute);
    await clearLockout(engine, first.session.actor, { staffId: agent.staffId, reason: 'called, was a new phone' });
    expect(await lockedUntil()).toBeNull();
    const code = codeOf(engine, agent.totpSecret);
    expect((await signIn(engine, { email: agent.email, password: testPassword, code }, elsewhere)).me.role).toBe('agent');
  });
});

import { expect, it } from 'vitest';
import { listViews, MOST_VIEWS, removeView, saveView } from '../../src/main/engine/saved-views/saved-views.ts';
import { disableStaff } from '../../src/main/engine/staff/manage.ts';
import { clearLockout, endStaffSession } from '../../src/main/engine/staff/oversight.ts';
import { approveReset, denyReset, listResets, requestReset } from '../../src/main/engine/staff/resets/resets.ts';
import { auditActions } from '../support/audit-actions.ts';
import { createTestEngine, type TestEngine } from '../support/engine.ts';
import { addStaff, setUp } from '../support/staff.ts';
import { describeOnBothStores } from '../support/store.ts';

async function people(engine: TestEngine) {
  const first = await setUp(engine);
  const second = await addStaff(engine, first.session.actor, 'administrator');
  const agent = await addStaff(engine, first.session.actor, 'agent');
  return { first, second, agent };
}

const why = 'lost the phone';

describeOnBothStores('an administrator who wants into an account', (openStore) => {
  it('ST-01 cannot replace a factor alone', async () => {
    const engine = await createTestEngine(openStore);
    const { first, agent } = await people(engine);
    const asked = await requestReset(engine, first.session.actor, { staffId: agent.staffId, reason: why });
    const alone = approveReset(engine, first.session.actor, { ...asked, reason: why });
    await expect(alone).rejects.toMatchObject({ code: 'forbidden', data: { reason: 'own_request' } });
    await expect(denyReset(engine, first.session.actor, { id: asked.id, reason: why })).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('ST-01 can neither ask for nor agree to a factor of their own', async () => {
    const engine = await createTestEngine(openStore);
    const { first, second } = await people(engine);
    const self = requestReset(engine, first.session.actor, { staffId: first.staffId, reason: why });
    await expect(self).rejects.toMatchObject({ code: 'forbidden' });
    const asked = await requestReset(engine, first.session.actor, { staffId: second.staffId, reason: why });
    const mine = approveReset(engine, second.session.actor, { ...asked, reason: why });
    await expect(mine).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('ST-01 cannot have another agree to something else than was read', async () => {
    const engine = await createTestEngine(openStore);
    const { first, second, agent } = await people(engine);
    const asked = await requestReset(engine, first.session.actor, { staffId: agent.staffId, reason: why });
    const blind = approveReset(engine, second.session.actor, { id: asked.id, contentHash: '0'.repeat(64), reason: why });
    await expect(blind).rejects.toMatchObject({ code: 'conflict' });
    // Between asking and agreeing the agent became an administrator: that is not what anybody agreed to.
    await engine.store.write((tx) => tx.db.updateTable('staff').set({ role: 'administrator' }).where('id', '=', agent.staffId).execute());
    const promoted = approveReset(engine, second.session.actor, { ...asked, reason: why });
    await expect(promoted).rejects.toMatchObject({ code: 'conflict', data: { current: { reason: 'content_changed' } } });
  });

  it('ST-01 is none of the two once they may not do it any more', async () => {
    const engine = await createTestEngine(openStore);
    const { first, second, agent } = await people(engine);
    const asked = await requestReset(engine, second.session.actor, { staffId: agent.staffId, reason: why });
    await disableStaff(engine, first.session.actor, { id: second.staffId, reason: 'caught' });
    const late = approveReset(engine, first.session.actor, { ...asked, reason: why });
    await expect(late).rejects.toMatchObject({ code: 'step_refused', data: { reason: 'asker_gone' } });
    expect(await denyReset(engine, first.session.actor, { id: asked.id, reason: why })).toMatchObject({ status: 'denied' });
  });

  it('ST-04 cannot wake a disabled account by a new factor', async () => {
    const engine = await createTestEngine(openStore);
    const { first, second, agent } = await people(engine);
    const asked = await requestReset(engine, first.session.actor, { staffId: agent.staffId, reason: why });
    await disableStaff(engine, first.session.actor, { id: agent.staffId, reason: 'has left' });
    await expect(approveReset(engine, second.session.actor, { ...asked, reason: why })).rejects.toMatchObject({ code: 'conflict' });
    const again = requestReset(engine, first.session.actor, { staffId: agent.staffId, reason: why });
    await expect(again).rejects.toMatchObject({ code: 'not_found' });
  });

  it('AU-01 leaves a trace of asking, of agreeing and of what it did, and none of the secret', async () => {
    const engine = await createTestEngine(openStore);
    const { first, second, agent } = await people(engine);
    const asked = await requestReset(engine, first.session.actor, { staffId: agent.staffId, reason: why });
    const { totpSecret } = await approveReset(engine, second.session.actor, { ...asked, reason: 'called back' });
    const trail = await auditActions(engine);
    expect(trail.actions).toEqual(
      expect.arrayContaining(['staff.factor_reset_requested', 'staff.factor_reset_approved', 'staff.factor_replaced']),
    );
    expect(trail.text).not.toContain(totpSecret);
    expect(JSON.stringify(await listResets(engine, first.session.actor))).not.toContain(totpSecret);
  });

  it('ST-01 is the only one who ends sessions and clears lockouts', async () => {
    const engine = await createTestEngine(openStore);
    const { first, agent } = await people(engine);
    const end = endStaffSession(engine, agent.session.actor, { id: first.session.actor.sessionId, reason: why });
    await expect(end).rejects.toMatchObject({ code: 'forbidden' });
    const clear = clearLockout(engine, agent.session.actor, { staffId: agent.staffId, reason: why });
    await expect(clear).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describeOnBothStores('saved views', (openStore) => {
  const content = { search: { outcome: 'deny' }, columns: { amount: false }, sort: { id: 'score', desc: true } };

  it('ST-01 belong to one person and follow them, and nobody else reads or removes them', async () => {
    const engine = await createTestEngine(openStore);
    const { first, agent } = await people(engine);
    const saved = await saveView(engine, agent.session.actor, { grid: 'decisions', name: 'Denied', content });
    expect((await listViews(engine, agent.session.actor, 'decisions')).items).toEqual([saved]);
    expect((await listViews(engine, agent.session.actor, 'audit')).items).toEqual([]);
    expect((await listViews(engine, first.session.actor, 'decisions')).items).toEqual([]);
    await expect(removeView(engine, first.session.actor, saved.id)).rejects.toMatchObject({ code: 'not_found' });
    const again = await saveView(engine, agent.session.actor, { grid: 'decisions', name: 'Denied', content: { ...content, sort: null } });
    expect(again.id).toBe(saved.id);
    expect((await listViews(engine, agent.session.actor, 'decisions')).items).toEqual([again]);
    await removeView(engine, agent.session.actor, saved.id);
    expect((await listViews(engine, agent.session.actor, 'decisions')).items).toEqual([]);
  });

  it('ST-01 cannot fill the store', async () => {
    const engine = await createTestEngine(openStore);
    const { agent } = await people(engine);
    const save = (name: string) => saveView(engine, agent.session.actor, { grid: 'decisions', name, content });
    for (let n = 0; n < MOST_VIEWS; n += 1) await save(`View ${n}`);
    await expect(save('one more')).rejects.toMatchObject({ code: 'conflict' });
  });
});

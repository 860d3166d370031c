import { expect, it } from 'vitest';
import { type StaffActor, systemActor } from '../../src/main/engine/actor.ts';
import { startHold } from '../../src/main/engine/holds/holds.ts';
import { decideLift, requestLift } from '../../src/main/engine/holds/lifts/lifts.ts';
import { listIdentityRequests } from '../../src/main/engine/identity/requests.ts';
import { startReset } from '../../src/main/engine/recovery/request.ts';
import { takeUpReset } from '../../src/main/engine/recovery/review.ts';
import { setSetting } from '../../src/main/engine/settings/manage.ts';
import { changeRole, disableStaff, enableStaff } from '../../src/main/engine/staff/manage.ts';
import { approveReset, requestReset } from '../../src/main/engine/staff/resets/resets.ts';
import { createDraft, testDraft } from '../../src/main/engine/tuning/drafts.ts';
import { publishDraft, rollOut } from '../../src/main/engine/tuning/publish.ts';
import { approveDraft, submitDraft } from '../../src/main/engine/tuning/review.ts';
import { hire } from '../support/cases.ts';
import { makeCustomer, makeProtectedCustomer } from '../support/customers.ts';
import { createTestEngine, type TestEngine } from '../support/engine.ts';
import { decideIdentityRequest, handIn, passport, waitingRequest, withDocument } from '../support/identity.ts';
import { approve, completeDocuments } from '../support/recovery.ts';
import { addStaff, setUp } from '../support/staff.ts';
import { describeOnBothStores } from '../support/store.ts';

const why = 'for the attack';
const thresholds = { medium: 31, high: 61, critical: 91, minSignals: 3 };

/** A draft that somebody wrote, and asks to have reviewed. */
async function submittedBy(engine: TestEngine, author: StaffActor) {
  const made = await createDraft(engine, author, { kind: 'thresholds', name: 'Higher', content: thresholds });
  const { id } = made.draft;
  const tested = await testDraft(engine, author, { id, contentHash: made.draft.contentHash });
  return (await submitDraft(engine, author, { id, contentHash: tested.draft.contentHash, comment: why })).draft;
}

/** A verified customer's update against which something speaks, so that two people have to approve it. */
async function risky(engine: TestEngine) {
  const customer = await withDocument(engine, await makeCustomer(engine, { verified: false }));
  await handIn(engine, customer, passport({ number: 'P99', name: 'Ada Other' }), 'mallory');
  const { id, contentHash } = await waitingRequest(engine, customer.id);
  return { id, contentHash, verdict: 'approve' as const, reason: why };
}

const newcomer = { code: 'step_refused', data: { reason: 'newcomer' } };

describeOnBothStores('an administrator who makes up the second person', (openStore) => {
  it('RC-04 ST-01 has no factor of a colleague’s replaced by inviting the other administrator who agrees to it', async () => {
    const engine = await createTestEngine(openStore);
    const root = await setUp(engine);
    const agent = await addStaff(engine, root.session.actor, 'agent');
    engine.clock.advance(30 * 86_400_000);
    const { actor: puppet } = (await addStaff(engine, root.session.actor, 'administrator')).session;
    const asked = await requestReset(engine, root.session.actor, { staffId: agent.staffId, reason: why });
    await expect(approveReset(engine, puppet, { ...asked, reason: why })).rejects.toMatchObject(newcomer);
    // To the millisecond, and then there is another administrator whom everybody could see for three days.
    engine.clock.advance(engine.settings.get('staff.newcomerFor') - 1);
    const again = await requestReset(engine, root.session.actor, { staffId: agent.staffId, reason: why });
    await expect(approveReset(engine, puppet, { ...again, reason: why })).rejects.toMatchObject(newcomer);
    engine.clock.advance(1);
    expect(await approveReset(engine, puppet, { ...again, reason: why })).toMatchObject({ staffId: agent.staffId });
  });

  it('RT-04 FV-03 has nothing approved by somebody who was promoted, or let back in, a moment ago', async () => {
    const engine = await createTestEngine(openStore);
    const root = await setUp(engine);
    const analyst = await hire(engine, 'risk_analyst', 31);
    const puppet = await hire(engine, 'agent', 32);
    const leaver = await hire(engine, 'risk_lead', 33);
    const agent = await hire(engine, 'agent', 34);
    await disableStaff(engine, root.session.actor, { id: leaver.staffId, reason: 'left' });
    engine.clock.advance(30 * 86_400_000);
    const draft = await submittedBy(engine, analyst);
    await changeRole(engine, root.session.actor, { id: puppet.staffId, role: 'risk_lead', reason: why });
    await enableStaff(engine, root.session.actor, { id: leaver.staffId, reason: why });
    const request = await risky(engine);
    expect(await decideIdentityRequest(engine, agent, request)).toEqual({ status: 'awaiting_second' });
    for (const made of [{ ...puppet, role: 'risk_lead' as const }, leaver]) {
      const approving = approveDraft(engine, made, { id: draft.id, contentHash: draft.contentHash, comment: why });
      await expect(approving).rejects.toMatchObject(newcomer);
      await expect(decideIdentityRequest(engine, made, request)).rejects.toMatchObject(newcomer);
    }
    expect((await listIdentityRequests(engine, agent, { status: 'waiting', limit: 5 })).items).toMatchObject([
      { status: 'awaiting_second' },
    ]);
  });

  it('RC-04 WH-03 ends no hold and has no reset approved beside whoever asked for it', async () => {
    const engine = await createTestEngine(openStore);
    await setSetting(engine, systemActor('test'), { name: 'hold.earlyLift', value: true, reason: why });
    const senior = await hire(engine, 'senior_agent', 71);
    engine.clock.advance(30 * 86_400_000);
    const puppet = await hire(engine, 'senior_agent', 72);
    const victim = await makeProtectedCustomer(engine);
    const hold = await engine.store.write((tx) =>
      startHold(tx, engine, { accountId: victim.id, cause: 'password_reset', actor: systemActor('test') }),
    );
    const fresh = await hire(engine, 'risk_lead', 73);
    const lift = await requestLift(engine, senior, { holdId: hold.id, reason: why });
    const decision = { id: lift.id, contentHash: lift.contentHash, reason: why };
    await expect(decideLift(engine, fresh, { ...decision, verdict: 'approve' })).rejects.toMatchObject(newcomer);
    const { id } = await startReset(engine, senior, { accountId: victim.id, targets: ['authenticator'], reason: why, source: 'email' });
    await takeUpReset(engine, senior, id);
    await completeDocuments(engine, id);
    await expect(approve(engine, fresh, id)).rejects.toMatchObject(newcomer);
    // Two weeks went by while the customer was made, so that the first puppet is none any more.
    expect((await approve(engine, puppet, id)).status).toBe('approved');
    expect(await decideLift(engine, fresh, { ...decision, verdict: 'deny' })).toMatchObject({ status: 'denied' });
  });

  it('RC-04 lets the first people of a new workspace work with each other', async () => {
    const engine = await createTestEngine(openStore);
    const root = await setUp(engine);
    const agent = await addStaff(engine, root.session.actor, 'agent');
    const { actor: second } = (await addStaff(engine, root.session.actor, 'administrator')).session;
    const asked = await requestReset(engine, root.session.actor, { staffId: agent.staffId, reason: why });
    expect(await approveReset(engine, second, { ...asked, reason: why })).toMatchObject({ staffId: agent.staffId });
  });
});

describeOnBothStores('a colleague who approved before they were found out', (openStore) => {
  it('FV-03 is not the first of two people any more: whoever comes next is', async () => {
    const engine = await createTestEngine(openStore);
    const root = await setUp(engine);
    const [mole, honest, other] = [
      await hire(engine, 'agent', 41),
      await hire(engine, 'agent', 42),
      await hire(engine, 'senior_agent', 43),
    ];
    const request = await risky(engine);
    expect(await decideIdentityRequest(engine, mole, request)).toEqual({ status: 'awaiting_second' });
    await disableStaff(engine, root.session.actor, { id: mole.staffId, reason: 'caught' });
    expect(await decideIdentityRequest(engine, honest, request)).toEqual({ status: 'awaiting_second' });
    await expect(decideIdentityRequest(engine, honest, request)).rejects.toMatchObject({ data: { reason: 'second_person' } });
    expect(await decideIdentityRequest(engine, other, request)).toEqual({ status: 'approved' });
  });

  it('RT-04 has nothing published or rolled out by their approval', async () => {
    const engine = await createTestEngine(openStore);
    const root = await setUp(engine);
    const [analyst, mole, lead] = [
      await hire(engine, 'risk_analyst', 51),
      await hire(engine, 'risk_lead', 52),
      await hire(engine, 'risk_lead', 53),
    ];
    const { id, contentHash } = await submittedBy(engine, analyst);
    await approveDraft(engine, mole, { id, contentHash, comment: why });
    await changeRole(engine, root.session.actor, { id: mole.staffId, role: 'auditor', reason: 'caught' });
    const gone = { code: 'step_refused', data: { reason: 'approver_gone' } };
    await expect(publishDraft(engine, lead, { id, contentHash, reason: why })).rejects.toMatchObject(gone);
    await expect(rollOut(engine, lead, { id, contentHash, percent: 10, reason: why })).rejects.toMatchObject(gone);
  });
});

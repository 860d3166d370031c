import { expect, it } from 'vitest';
import type { CustomerActor, PlatformActor, StaffActor } from '../../src/main/engine/actor.ts';
import { systemActor } from '../../src/main/engine/actor.ts';
import { claimCase } from '../../src/main/engine/cases/claim.ts';
import { decideCase } from '../../src/main/engine/cases/decide.ts';
import { reopenCase } from '../../src/main/engine/cases/escalate.ts';
import { startHold } from '../../src/main/engine/holds/holds.ts';
import { decideLift, requestLift } from '../../src/main/engine/holds/lifts/lifts.ts';
import { askCaller } from '../../src/main/engine/recovery/callers/ask.ts';
import { sweepRecovery } from '../../src/main/engine/recovery/effect.ts';
import { startReset } from '../../src/main/engine/recovery/request.ts';
import { answerEvidence, editReset, stopReset, takeUpReset } from '../../src/main/engine/recovery/review.ts';
import { getReset, listResets } from '../../src/main/engine/recovery/view.ts';
import { setSetting } from '../../src/main/engine/settings/manage.ts';
import { type AccountId, type CaseId, rolePermissions, roles } from '../../src/shared/vocabulary/index.ts';
import { makeCustomer, makeProtectedCustomer, platform } from '../support/customers.ts';
import { createTestEngine, type TestEngine } from '../support/engine.ts';
import {
  agent,
  approve,
  approvedReset,
  approveReset,
  askedReset,
  completeDocuments,
  employ,
  enrolledOf,
  lead,
  otherSenior,
  reason,
  senior,
  verifiedCaller,
} from '../support/recovery.ts';
import { describeOnBothStores } from '../support/store.ts';

const DAY = 86_400_000;
const own = { code: 'forbidden', data: { reason: 'own_request' } };

/** A reset that a senior agent started for a customer and documented. */
async function startedBy(engine: TestEngine, actor: StaffActor, accountId: AccountId): Promise<string> {
  const { id } = await startReset(engine, actor, { accountId, targets: ['trusted_device', 'authenticator'], reason, source: 'email' });
  await takeUpReset(engine, actor, id);
  await completeDocuments(engine, id);
  return id;
}

describeOnBothStores('an insider who was found out', (openStore) => {
  const dismiss = (engine: TestEngine, { staffId }: StaffActor) =>
    engine.store.write((tx) => tx.db.updateTable('staff').set({ status: 'disabled' }).where('id', '=', staffId).execute());

  it('WH-03 is none of the two people who end a hold early', async () => {
    const engine = await createTestEngine(openStore);
    await setSetting(engine, systemActor('test'), { name: 'hold.earlyLift', value: true, reason: 'the test says so' });
    const victim = await makeCustomer(engine);
    const hold = await engine.store.write((tx) =>
      startHold(tx, engine, { accountId: victim.id, cause: 'password_reset', actor: systemActor('test') }),
    );
    await employ(engine, senior, lead);
    const lift = await requestLift(engine, senior, { holdId: hold.id, reason: 'for a friend' });
    await dismiss(engine, senior);
    const decision = { id: lift.id, contentHash: lift.contentHash, reason: 'looks right' };
    await expect(decideLift(engine, lead, { ...decision, verdict: 'approve' })).rejects.toMatchObject({ data: { reason: 'asker_gone' } });
    expect(await decideLift(engine, lead, { ...decision, verdict: 'deny' })).toMatchObject({ status: 'denied' });
    await engine.close();
  });

  it('RC-04 RC-05 has approved no reset that takes effect after they are gone: it is looked at again', async () => {
    const engine = await createTestEngine(openStore);
    const victim = await makeProtectedCustomer(engine);
    const { id } = await approvedReset(engine, victim);
    const approver = await engine.store.read((tx) =>
      tx.db.selectFrom('device_reset_approvals').select('staff_id').where('reset_id', '=', id).executeTakeFirstOrThrow(),
    );
    await dismiss(engine, { ...senior, staffId: approver.staff_id as StaffActor['staffId'] });
    engine.clock.advance(engine.settings.get('recovery.delay'));
    await sweepRecovery(engine);
    expect(await getReset(engine, lead, id)).toMatchObject({ status: 'in_review' });
    expect((await enrolledOf(engine, victim.id)).length).toBeGreaterThan(0);
    await engine.close();
  });
});

describeOnBothStores('an insider at the support desk', (openStore) => {
  it('RC-04 cannot approve what they started themselves', async () => {
    const engine = await createTestEngine(openStore);
    const victim = await makeProtectedCustomer(engine);
    const id = await startedBy(engine, senior, victim.id);
    await expect(approve(engine, senior, id)).rejects.toMatchObject(own);
    // Nor with another role of the same person, nor after having somebody else edit it.
    await expect(approve(engine, { ...senior, role: 'risk_lead' }, id)).rejects.toMatchObject(own);
    const { contentHash } = await getReset(engine, senior, id);
    await editReset(engine, agent, { id, targets: ['authenticator'], reason, contentHash });
    await expect(approve(engine, senior, id)).rejects.toMatchObject(own);
    await engine.close();
  });

  it('RC-04 cannot widen what the customer asked for and approve it', async () => {
    const engine = await createTestEngine(openStore);
    const victim = await makeProtectedCustomer(engine);
    const { id, contentHash } = await askedReset(engine, victim, ['authenticator']);
    await verifiedCaller(engine, victim, id);
    await editReset(engine, senior, { id, targets: ['authenticator', 'trusted_device'], reason, contentHash });
    await expect(approve(engine, senior, id)).rejects.toMatchObject(own);
    await engine.close();
  });

  it('RC-04 cannot have a colleague approve one thing and another take effect', async () => {
    const engine = await createTestEngine(openStore);
    const victim = await makeProtectedCustomer(engine);
    const { id } = await askedReset(engine, victim, ['authenticator']);
    await verifiedCaller(engine, victim, id);
    const read = await getReset(engine, otherSenior, id);
    // While the colleague reads, the content changes.
    await editReset(engine, senior, { id, targets: ['trusted_device'], reason, contentHash: read.contentHash });
    const approval = { id, contentHash: read.contentHash, reason: 'as I read it' };
    await expect(approveReset(engine, otherSenior, approval)).rejects.toMatchObject({ data: { reason: 'content_changed' } });
    await engine.close();
  });

  it('RC-04 cannot rewrite an approved reset in the database: it goes back to review instead of taking effect', async () => {
    const engine = await createTestEngine(openStore);
    const victim = await makeProtectedCustomer(engine);
    const { id } = await approvedReset(engine, victim, ['authenticator']);
    const device = await engine.store.read((tx) =>
      tx.db
        .selectFrom('factors')
        .select('id')
        .where('account_id', '=', victim.id)
        .where('kind', '=', 'trusted_device')
        .executeTakeFirstOrThrow(),
    );
    const targets = JSON.stringify([{ target: 'trusted_device', factorIds: [device.id] }]);
    await engine.store.write((tx) => tx.db.updateTable('device_resets').set({ targets }).where('id', '=', id).execute());
    engine.clock.advance(DAY);
    await sweepRecovery(engine);
    expect(await getReset(engine, agent, id)).toMatchObject({ status: 'in_review', approvals: [] });
    expect(await enrolledOf(engine, victim.id)).toEqual(['authenticator', 'trusted_device']);
    await engine.close();
  });

  it('RC-04 is one person however often they approve, also at the same moment', async () => {
    const engine = await createTestEngine(openStore);
    const victim = await makeProtectedCustomer(engine);
    const { id } = await askedReset(engine, victim, ['trusted_device']);
    await verifiedCaller(engine, victim, id);
    const { contentHash } = await getReset(engine, senior, id);
    const approvals = await Promise.allSettled(
      Array.from({ length: 8 }, () => approveReset(engine, senior, { id, contentHash, reason: 'trust me' })),
    );
    expect(approvals.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await getReset(engine, senior, id)).toMatchObject({ status: 'in_review', approvalsNeeded: 2 });
    await engine.close();
  });

  it('RC-04 needs the permission of each step: no agent approves, no administrator resets, no outsider does anything', async () => {
    const engine = await createTestEngine(openStore);
    const victim = await makeProtectedCustomer(engine);
    const id = await startedBy(engine, agent, victim.id);
    const byCase = { id: (await getReset(engine, agent, id)).caseId as CaseId, leaseToken: 'nobody-gave-me-this-one' };
    const wish = { targets: ['authenticator' as const], reason };
    const steps = {
      'recovery.start': [
        (actor: StaffActor) => startReset(engine, actor, { accountId: victim.id, ...wish, source: 'call' }),
        (actor: StaffActor) => takeUpReset(engine, actor, id),
        (actor: StaffActor) => editReset(engine, actor, { id, ...wish, contentHash: 'x' }),
        (actor: StaffActor) => answerEvidence(engine, actor, { id, contentHash: 'x', answers: [{ item: 'bound_email', answer: 'yes' }] }),
        (actor: StaffActor) => askCaller(engine, actor, { accountId: victim.id, method: 'email' }),
      ],
      'recovery.approve': [
        (actor: StaffActor) =>
          decideCase(engine, actor, { ...byCase, decisionId: 'approve-it-myself', verdict: 'approve', contentHash: 'x', reason: 'mine' }),
        (actor: StaffActor) => stopReset(engine, actor, { id: 'rst_nobody', reason: 'mine' }),
      ],
      'recovery.read': [
        (actor: StaffActor) => getReset(engine, actor, id),
        (actor: StaffActor) => listResets(engine, actor, { status: 'all', limit: 1 }),
      ],
      'cases.close': [(actor: StaffActor) => reopenCase(engine, actor, { id: 'case_nobody' as CaseId, reason: 'mine' })],
      'holds.lift': [(actor: StaffActor) => requestLift(engine, actor, { holdId: 'hold_nobody', reason: 'mine' })],
    } as const;
    for (const [permission, useCases] of Object.entries(steps)) {
      for (const role of roles) {
        const allowed = (rolePermissions[role] as readonly string[]).includes(permission);
        for (const run of useCases) {
          const code = await run({ ...lead, role }).then(
            () => 'ok',
            (error: { code: string }) => error.code,
          );
          expect([permission, role, code === 'forbidden']).toEqual([permission, role, !allowed]);
        }
      }
      for (const outsider of [platform, victim.web] as readonly (PlatformActor | CustomerActor)[]) {
        for (const run of useCases) {
          // Some refuse before they promise anything.
          const called = (async () => run(outsider as unknown as StaffActor))();
          await expect(called).rejects.toMatchObject({ code: 'forbidden' });
        }
      }
    }
    expect(rolePermissions.agent).not.toContain('recovery.approve');
    expect(rolePermissions.administrator).not.toContain('recovery.start');
    expect(rolePermissions.administrator).not.toContain('recovery.approve');
    expect(rolePermissions.auditor).not.toContain('recovery.approve');
    await engine.close();
  });

  it('WH-03 cannot end a hold alone, nor by closing the case of a reset, nor another hold than was read', async () => {
    const engine = await createTestEngine(openStore);
    await setSetting(engine, systemActor('test'), { name: 'hold.earlyLift', value: true, reason: 'the test says so' });
    const victim = await makeCustomer(engine);
    const hold = await engine.store.write((tx) =>
      startHold(tx, engine, { accountId: victim.id, cause: 'password_reset', actor: systemActor('test') }),
    );
    await employ(engine, senior);
    const lift = await requestLift(engine, senior, { holdId: hold.id, reason: 'for a friend' });
    const approval = { id: lift.id, contentHash: lift.contentHash, verdict: 'approve' as const, reason: 'for a friend' };
    await expect(decideLift(engine, senior, approval)).rejects.toMatchObject(own);
    await expect(decideLift(engine, lead, { ...approval, contentHash: 'f'.repeat(64) })).rejects.toMatchObject({
      data: { reason: 'content_changed' },
    });
    await expect(decideLift(engine, agent, approval)).rejects.toMatchObject({ code: 'forbidden' });
    const reset = await startReset(engine, agent, { accountId: victim.id, targets: ['sessions'], reason, source: 'call' });
    const { leaseToken, case: claimed } = await claimCase(engine, senior, reset.caseId);
    const dismissal = { id: reset.caseId, leaseToken, decisionId: 'dismiss-it-anyway', verdict: 'dismiss' as const, reason: 'done' };
    await expect(decideCase(engine, senior, { ...dismissal, contentHash: claimed.contentHash })).rejects.toMatchObject({
      code: 'invalid_input',
    });
    await engine.close();
  });
});

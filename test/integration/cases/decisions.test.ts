import { expect, it } from 'vitest';
import { systemActor } from '../../../src/main/engine/actor.ts';
import { applyDecisions } from '../../../src/main/engine/cases/apply.ts';
import { claimCase } from '../../../src/main/engine/cases/claim.ts';
import { decideCase, undoDecision } from '../../../src/main/engine/cases/decide.ts';
import { reopenCase, sweepDeadlines } from '../../../src/main/engine/cases/escalate.ts';
import { activeHolds, startHold } from '../../../src/main/engine/holds/holds.ts';
import { readIdentity } from '../../../src/main/engine/identity/customer.ts';
import { cancelOperation } from '../../../src/main/engine/operations/finish.ts';
import { sweepRecovery } from '../../../src/main/engine/recovery/effect.ts';
import { editReset } from '../../../src/main/engine/recovery/review.ts';
import { getReset } from '../../../src/main/engine/recovery/view.ts';
import type { SettingName } from '../../../src/main/engine/settings/catalogue.ts';
import { decide, hireTeam, open, passUndo, read, reviewed, takeUp } from '../../support/cases.ts';
import { makeCustomer, makeProtectedCustomer, once, platform } from '../../support/customers.ts';
import { createTestEngine, type TestEngine } from '../../support/engine.ts';
import { handIn, passport, withDocument } from '../../support/identity.ts';
import { askedReset, verifiedCaller } from '../../support/recovery.ts';
import { describeOnBothStores } from '../../support/store.ts';

const HOUR = 3_600_000;

const statusOf = (engine: TestEngine, operationId: string) =>
  engine.store.read(
    async (tx) => (await tx.db.selectFrom('operations').select('status').where('id', '=', operationId).executeTakeFirstOrThrow()).status,
  );

const caseOf = (engine: TestEngine, subjectId: string) =>
  engine.store.read((tx) => tx.db.selectFrom('cases').selectAll().where('subject_id', '=', subjectId).executeTakeFirstOrThrow());

const set = (engine: TestEngine, name: SettingName, value: unknown) =>
  engine.settings.apply(name, { value, updatedAt: null, updatedBy: null });

describeOnBothStores('deciding a case', (openStore) => {
  it('CQ-04 has no effect for ten seconds, in which it can be undone, and then exactly one', async () => {
    const engine = await createTestEngine(openStore);
    const { analyst } = await hireTeam(engine);
    const { operationId, caseId } = await reviewed(engine);
    const { decision } = await decide(engine, analyst, caseId, 'approve');
    expect(decision.appliesAt).toBe(engine.clock.now() + 10_000);
    engine.clock.advance(9_999);
    expect(await applyDecisions(engine)).toBe(0);
    expect(await statusOf(engine, operationId)).toBe('in_review');
    expect(await undoDecision(engine, analyst, { id: caseId, decisionId: decision.id })).toMatchObject({
      status: 'claimed',
      assignee: { id: analyst.staffId },
      pending: null,
    });
    engine.clock.advance(1);
    expect(await applyDecisions(engine)).toBe(0);
    const again = await decide(engine, analyst, caseId, 'deny');
    engine.clock.advance(10_000);
    // Too late by the clock, although no job has come round.
    await expect(undoDecision(engine, analyst, { id: caseId, decisionId: again.decision.id })).rejects.toMatchObject({ code: 'conflict' });
    expect(await applyDecisions(engine)).toBe(1);
    expect(await applyDecisions(engine)).toBe(0);
    expect(await statusOf(engine, operationId)).toBe('denied');
    expect(await read(engine, analyst, caseId)).toMatchObject({ status: 'closed', outcome: 'denied', closeReason: 'seen and understood' });
    await engine.close();
  });

  it('CQ-02 answers the same call the same, and the second decider with who was first and when', async () => {
    const engine = await createTestEngine(openStore);
    const { analyst, lead } = await hireTeam(engine);
    const { caseId } = await reviewed(engine);
    const input = await takeUp(engine, analyst, caseId, 'approve');
    const first = await decideCase(engine, analyst, input);
    const at = engine.clock.now();
    engine.clock.advance(2_000);
    expect((await decideCase(engine, analyst, input)).decision).toEqual(first.decision);
    await expect(decideCase(engine, analyst, { ...input, verdict: 'deny' })).rejects.toMatchObject({ code: 'idempotency_mismatch' });
    await expect(claimCase(engine, lead, caseId)).rejects.toMatchObject({
      code: 'conflict',
      data: { reason: 'decided_already', current: { decidedByName: 'risk_analyst 64', decidedAt: at, verdict: 'approve' } },
    });
    await passUndo(engine);
    await expect(decideCase(engine, lead, { ...input, decisionId: 'another-decision-id' })).rejects.toMatchObject({
      data: { reason: 'decided_already', current: { decidedByName: 'risk_analyst 64', decidedAt: at, outcome: 'approved' } },
    });
    await engine.close();
  });

  it('CQ-04 goes back to the queue with the reason when its subject ended meanwhile', async () => {
    const engine = await createTestEngine(openStore);
    const { analyst } = await hireTeam(engine);
    const { operationId, caseId } = await reviewed(engine);
    const { decision } = await decide(engine, analyst, caseId, 'approve');
    await cancelOperation(engine, platform, { id: operationId, reason: 'the customer left' }, once());
    expect(await passUndo(engine)).toBe(0);
    const after = await read(engine, analyst, caseId);
    expect(after).toMatchObject({ status: 'closed', outcome: 'withdrawn' });
    expect(after.decisions).toMatchObject([{ id: decision.id, status: 'overtaken', problem: 'the customer left' }]);
    await engine.close();
  });

  it('CQ-02 carries nothing out for somebody who was disabled or lost the role meanwhile', async () => {
    const engine = await createTestEngine(openStore);
    const { analyst } = await hireTeam(engine);
    const { operationId, caseId } = await reviewed(engine);
    await decide(engine, analyst, caseId, 'approve');
    await engine.store.write((tx) => tx.db.updateTable('staff').set({ role: 'agent' }).where('id', '=', analyst.staffId).execute());
    await passUndo(engine);
    expect(await statusOf(engine, operationId)).toBe('in_review');
    expect(await read(engine, analyst, caseId)).toMatchObject({ status: 'open', decisions: [{ status: 'failed' }] });
    await engine.close();
  });

  it('FV-03 RC-04 takes two people where the request says so, each with a decision of their own, never one twice', async () => {
    const engine = await createTestEngine(openStore);
    const { agent, senior } = await hireTeam(engine);
    const customer = await makeProtectedCustomer(engine);
    await withDocument(engine, customer);
    await handIn(engine, customer, passport({ number: 'D99Y99Z99', name: 'Somebody Else' }));
    const row = await engine.store.read((tx) =>
      tx.db.selectFrom('cases').selectAll().where('kind', '=', 'identity_update').where('status', '=', 'open').executeTakeFirstOrThrow(),
    );
    const id = row.id as Parameters<typeof read>[2];
    expect(row.priority).toBe('high');
    await decide(engine, agent, id, 'approve');
    await passUndo(engine);
    expect(await read(engine, agent, id)).toMatchObject({ status: 'open', firstBy: { id: agent.staffId }, ownRequest: true });
    await expect(decide(engine, agent, id, 'approve')).rejects.toMatchObject({ code: 'conflict', data: { reason: 'second_person' } });
    engine.clock.advance(engine.settings.get('case.lease'));
    await decide(engine, senior, id, 'approve');
    await passUndo(engine);
    expect(await read(engine, senior, id)).toMatchObject({ status: 'closed', outcome: 'approved' });
    await engine.close();
  });

  it('RC-05 schedules an approved reset, brings it back when its content changes, and closes it with the effect', async () => {
    const engine = await createTestEngine(openStore);
    const { agent, senior, lead } = await hireTeam(engine);
    const customer = await makeProtectedCustomer(engine);
    const reset = await askedReset(engine, customer, ['authenticator', 'trusted_device']);
    await verifiedCaller(engine, customer, reset.id);
    await decide(engine, senior, reset.caseId, 'approve');
    await passUndo(engine);
    expect(await read(engine, senior, reset.caseId)).toMatchObject({ status: 'open', firstBy: { id: senior.staffId } });
    await decide(engine, lead, reset.caseId, 'approve');
    await passUndo(engine);
    expect(await read(engine, lead, reset.caseId)).toMatchObject({ status: 'scheduled', deadlineAt: null });
    const { contentHash } = await getReset(engine, agent, reset.id);
    await editReset(engine, agent, { id: reset.id, targets: ['authenticator'], reason: 'only that one', contentHash });
    const recalled = await read(engine, lead, reset.caseId);
    expect(recalled).toMatchObject({ status: 'open', firstBy: null });
    expect(recalled.deadlineAt).not.toBeNull();
    await decide(engine, lead, reset.caseId, 'approve');
    await passUndo(engine);
    engine.clock.advance(24 * HOUR);
    await sweepRecovery(engine);
    expect(await read(engine, lead, reset.caseId)).toMatchObject({ status: 'closed', outcome: 'approved' });
    await engine.close();
  });

  it('RC-04 voids a decision whose content was edited before it took effect', async () => {
    const engine = await createTestEngine(openStore);
    const { agent, senior } = await hireTeam(engine);
    const customer = await makeProtectedCustomer(engine);
    const reset = await askedReset(engine, customer);
    await verifiedCaller(engine, customer, reset.id);
    await decide(engine, senior, reset.caseId, 'approve');
    const { contentHash } = await getReset(engine, agent, reset.id);
    await editReset(engine, agent, { id: reset.id, targets: ['authenticator', 'trusted_device'], reason: 'more of it', contentHash });
    await passUndo(engine);
    const after = await read(engine, senior, reset.caseId);
    expect(after).toMatchObject({ status: 'open', decisions: [{ status: 'failed' }] });
    expect((await getReset(engine, agent, reset.id)).status).toBe('in_review');
    await engine.close();
  });

  it('WH-01 keeps the hold of a suspicion that is confirmed until it is opened again and dismissed', async () => {
    const engine = await createTestEngine(openStore);
    const { senior } = await hireTeam(engine);
    const { id: accountId } = await makeCustomer(engine);
    const id = await open(engine, accountId);
    await engine.store.write((tx) => startHold(tx, engine, { accountId, cause: 'not_me', actor: systemActor('test'), caseId: id }));
    const held = async () => (await engine.store.read((tx) => activeHolds(tx, accountId, accountId, engine.clock.now()))).length;
    await decide(engine, senior, id, 'confirm');
    await passUndo(engine);
    expect(await read(engine, senior, id)).toMatchObject({ status: 'closed', outcome: 'confirmed' });
    expect(await held()).toBe(1);
    await reopenCase(engine, senior, { id, reason: 'it was the spouse' });
    await decide(engine, senior, id, 'dismiss');
    await passUndo(engine);
    expect(await read(engine, senior, id)).toMatchObject({ status: 'closed', outcome: 'dismissed' });
    expect(await held()).toBe(0);
    await engine.close();
  });

  it('CQ-03 denies what touches money or factors at its deadline, with no console open', async () => {
    const engine = await createTestEngine(openStore);
    const { analyst } = await hireTeam(engine);
    const reset = await askedReset(engine, await makeProtectedCustomer(engine));
    const review = await reviewed(engine);
    const task = await open(engine, review.customer.id, 'recovery');
    // A limit that is changed counts for cases that come, not for those that are there.
    set(engine, 'case.riskReview.deadline', HOUR);
    engine.clock.moveTo(((await read(engine, analyst, review.caseId)).deadlineAt ?? 0) - 1);
    expect(await sweepDeadlines(engine)).toBe(0);
    engine.clock.advance(1);
    expect(await sweepDeadlines(engine)).toBe(1);
    expect(await statusOf(engine, review.operationId)).toBe('denied');
    expect(await read(engine, analyst, review.caseId)).toMatchObject({ status: 'closed', outcome: 'denied', closedBy: 'deadline' });
    engine.clock.advance(10 * 24 * HOUR);
    await sweepDeadlines(engine);
    expect(await getReset(engine, analyst, reset.id)).toMatchObject({ status: 'expired' });
    expect(await read(engine, analyst, reset.caseId)).toMatchObject({ status: 'closed', outcome: 'expired' });
    expect(await read(engine, analyst, task)).toMatchObject({ status: 'closed', outcome: 'denied' });
    await engine.close();
  });

  it('CQ-03 escalates where the setting says so: line and priority up, a new deadline, and at the last line denied', async () => {
    const engine = await createTestEngine(openStore);
    const { analyst } = await hireTeam(engine);
    set(engine, 'case.recovery.onDeadline', 'escalate');
    const { id: accountId } = await makeCustomer(engine);
    const id = await open(engine, accountId, 'recovery');
    for (const [level, priority] of [
      [2, 'high'],
      [3, 'urgent'],
    ] as const) {
      engine.clock.advance(5 * 24 * HOUR);
      expect(await sweepDeadlines(engine)).toBe(1);
      expect(await read(engine, analyst, id)).toMatchObject({
        status: 'open',
        level,
        priority,
        deadlineAt: engine.clock.now() + 5 * 24 * HOUR,
      });
    }
    engine.clock.advance(5 * 24 * HOUR);
    await sweepDeadlines(engine);
    expect(await read(engine, analyst, id)).toMatchObject({ status: 'closed', outcome: 'denied' });
    await engine.close();
  });

  it('CQ-03 approves by the clock only an identity update that nothing speaks against', async () => {
    const engine = await createTestEngine(openStore);
    const { analyst } = await hireTeam(engine);
    set(engine, 'case.identityUpdate.onDeadline', 'approve');
    const [good, odd] = [await makeProtectedCustomer(engine), await makeProtectedCustomer(engine)];
    await withDocument(engine, odd, passport({ number: 'A1' }));
    await handIn(engine, odd, passport({ number: 'A2', name: 'Somebody Else' }));
    await handIn(engine, good, passport({ number: 'A3' }));
    const rows = await engine.store.read((tx) =>
      tx.db.selectFrom('cases').selectAll().where('kind', '=', 'identity_update').where('status', '=', 'open').execute(),
    );
    engine.clock.advance(5 * 24 * HOUR);
    expect(await sweepDeadlines(engine)).toBe(2);
    for (const row of rows) {
      const after = await caseOf(engine, row.subject_id ?? '');
      expect(after.outcome).toBe(row.account_id === good.id ? 'approved' : 'denied');
    }
    expect(analyst.role).toBe('risk_analyst');
    await engine.close();
  });

  it('CQ-03 ND-11 approves by the clock no document that another account was given meanwhile, and has both looked into', async () => {
    const engine = await createTestEngine(openStore);
    set(engine, 'case.identityUpdate.onDeadline', 'approve');
    const [first, second] = [await makeCustomer(engine, { verified: false }), await makeCustomer(engine, { verified: false })];
    await handIn(engine, first, passport({ number: 'A9' }));
    await withDocument(engine, second, passport({ number: 'A9' }));
    engine.clock.advance(5 * 24 * HOUR);
    expect(await sweepDeadlines(engine)).toBe(1);
    expect(await readIdentity(engine, first.app)).toMatchObject({ status: 'rejected', document: null });
    expect(await readIdentity(engine, second.app)).toMatchObject({ status: 'verified' });
    const suspected = await engine.store.read((tx) =>
      tx.db.selectFrom('cases').select('account_id as id').where('kind', '=', 'suspicious_activity').orderBy('account_id').execute(),
    );
    expect(suspected.map(({ id }) => id)).toEqual([first.id, second.id].sort());
    await engine.close();
  });
});

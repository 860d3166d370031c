import { expect, it } from 'vitest';
import { putAccount } from '../../../src/main/engine/accounts/accounts.ts';
import { readMe } from '../../../src/main/engine/accounts/me.ts';
import { systemActor } from '../../../src/main/engine/actor.ts';
import { sweepDeadlines } from '../../../src/main/engine/cases/escalate.ts';
import { cancelOwnReset } from '../../../src/main/engine/recovery/cancel.ts';
import { sweepRecovery } from '../../../src/main/engine/recovery/effect.ts';
import { requestReset, startReset } from '../../../src/main/engine/recovery/request.ts';
import { answerEvidence, editReset, takeUpReset } from '../../../src/main/engine/recovery/review.ts';
import { getReset, listResets, readOwnReset } from '../../../src/main/engine/recovery/view.ts';
import { authenticateCustomer } from '../../../src/main/engine/sessions/authenticate.ts';
import { setSetting } from '../../../src/main/engine/settings/manage.ts';
import type { AccountId } from '../../../src/shared/vocabulary/index.ts';
import { enrolAuthenticator, makeCustomer, makeProtectedCustomer, once, openSession, platform, staff } from '../../support/customers.ts';
import { createTestEngine } from '../../support/engine.ts';
import { logInFrom } from '../../support/new-device.ts';
import { addPasskey, casesOf, queued, trailOf } from '../../support/passkeys.ts';
import {
  agent,
  approve,
  approvedReset,
  approveReset,
  askedReset,
  completeDocuments,
  denyReset,
  enrolledOf,
  lead,
  notices,
  otherSenior,
  reason,
  senior,
  verifiedCaller,
} from '../../support/recovery.ts';
import { describeOnBothStores } from '../../support/store.ts';

const HOUR = 3_600_000;

describeOnBothStores('a device reset', (openStore) => {
  it('RC-01 is asked for in the app, changes nothing by itself, and tells every channel', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    const before = await enrolledOf(engine, customer.id);
    const reset = await requestReset(engine, customer.web, { targets: ['trusted_device'], reason });
    expect(reset).toMatchObject({ status: 'requested', source: 'session', targets: ['trusted_device', 'sessions'], mayCancel: true });
    expect(await enrolledOf(engine, customer.id)).toEqual(before);
    expect(await casesOf(engine, customer.id)).toEqual([{ kind: 'device_reset', title: 'Reset the trusted device, all sessions' }]);
    const told = await notices(engine, customer.id);
    expect(told.filter(({ topic }) => topic === 'device_reset.requested').map(({ channel }) => channel)).toEqual(['sms', 'mail']);
    expect(await queued(engine, customer.id, 'webhook')).toContain('device_reset.requested');
    expect((await readOwnReset(engine, customer.web)).reset).toEqual(reset);
    await expect(requestReset(engine, customer.app, { targets: ['sessions'], reason })).rejects.toMatchObject({ code: 'conflict' });
    await engine.close();
  });

  it('RC-01 is asked for from a log-in that cannot be completed, and then carries that log-in', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await enrolAuthenticator(engine, await makeCustomer(engine));
    const login = await logInFrom(engine, customer.id);
    const limited = await authenticateCustomer(engine, login.token, null);
    expect(limited.limitedTo).toBe(login.operation.id);
    const reset = await requestReset(engine, limited, { targets: ['authenticator'], reason });
    expect(reset).toMatchObject({ source: 'login', targets: ['authenticator', 'sessions'] });
    expect((await readOwnReset(engine, limited)).reset?.id).toBe(reset.id);
    const cases = await engine.store.read((tx) =>
      tx.db.selectFrom('cases').select(['operation_id']).where('id', '=', reset.caseId).execute(),
    );
    expect(cases).toEqual([{ operation_id: login.operation.id }]);
    await engine.close();
  });

  it('RC-01 is started by staff for whoever writes from the bound address, and needs every item of the checklist', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    const started = await startReset(engine, agent, { accountId: customer.id, targets: ['trusted_device'], reason, source: 'email' });
    expect(started).toMatchObject({ status: 'requested', author: agent.staffId, risk: 'high', gaps: ['evidence_incomplete'] });
    const { id } = await takeUpReset(engine, agent, started.id);
    await expect(approve(engine, senior, id)).rejects.toMatchObject({ code: 'step_refused', data: { reason: 'not_ready' } });
    const { contentHash } = await getReset(engine, agent, id);
    await answerEvidence(engine, agent, { id, contentHash, answers: [{ item: 'bound_email', answer: 'yes' }] });
    await expect(approve(engine, senior, id)).rejects.toMatchObject({ data: { reason: 'not_ready' } });
    const complete = await completeDocuments(engine, id);
    expect(complete.gaps).toEqual([]);
    expect(complete.evidence.every(({ answer, by }) => answer === 'yes' && by === agent.staffId)).toBe(true);
    expect(await approve(engine, senior, id)).toMatchObject({ status: 'approved', effectAt: engine.clock.now() + 24 * HOUR });
    await engine.close();
  });

  it('RC-01 cannot be approved once an item of the checklist is refuted', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    const { id } = await askedReset(engine, customer);
    await verifiedCaller(engine, customer, id);
    const { contentHash } = await completeDocuments(engine, id);
    await answerEvidence(engine, agent, { id, contentHash, answers: [{ item: 'face_matches', answer: 'no', note: 'another person' }] });
    await expect(approve(engine, senior, id)).rejects.toMatchObject({
      data: { reason: 'not_ready', current: { gaps: ['evidence_refuted'] } },
    });
    expect(await denyReset(engine, senior, { id, reason: 'not the customer' })).toMatchObject({ status: 'denied' });
    await engine.close();
  });

  it('RC-01 resets exactly the chosen factors and no other', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    const { authenticator: by } = await addPasskey(engine, customer);
    const second = (await addPasskey(engine, customer, { by })).passkey.id;
    expect(await enrolledOf(engine, customer.id)).toEqual(['authenticator', 'passkey', 'passkey', 'trusted_device']);
    const { id } = await requestReset(engine, customer.web, { targets: ['passkeys'], passkeyIds: [second], reason });
    await takeUpReset(engine, agent, id);
    await verifiedCaller(engine, customer, id);
    await approve(engine, senior, id);
    await approve(engine, lead, id);
    engine.clock.advance(24 * HOUR);
    await sweepRecovery(engine);
    expect(await enrolledOf(engine, customer.id)).toEqual(['authenticator', 'passkey', 'trusted_device']);
    const gone = await engine.store.read((tx) => tx.db.selectFrom('factors').select('status').where('id', '=', second).execute());
    expect(gone).toEqual([{ status: 'removed' }]);
    await engine.close();
  });

  it('RC-02 leaves alone what the customer enrolled since, and hands no secret to anybody', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await enrolAuthenticator(engine, await makeCustomer(engine));
    const detail = await askedReset(engine, customer, ['authenticator']);
    await addPasskey(engine, customer);
    await completeDocuments(engine, detail.id);
    await approve(engine, senior, detail.id);
    const approved = await approve(engine, lead, detail.id);
    engine.clock.advance(24 * HOUR);
    await sweepRecovery(engine);
    expect(await enrolledOf(engine, customer.id)).toEqual(['passkey']);
    const shown = JSON.stringify([detail, approved, await getReset(engine, agent, detail.id)]);
    const secrets = await engine.store.read((tx) =>
      tx.db.selectFrom('factors').select(['secret_sealed', 'public_key']).where('account_id', '=', customer.id).execute(),
    );
    for (const { secret_sealed: sealed, public_key: key } of secrets) {
      for (const bytes of [sealed, key]) if (bytes !== null) expect(shown).not.toContain(Buffer.from(bytes).toString('base64url'));
    }
    expect(shown).not.toMatch(/secret|publicKey|public_key|otpauth/i);
    await engine.close();
  });

  it('RC-04 takes one person where the risk is low, and two from the set risk on', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    const low = await askedReset(engine, customer, ['authenticator']);
    await verifiedCaller(engine, customer, low.id);
    expect(await approve(engine, senior, low.id)).toMatchObject({ status: 'approved', risk: 'low' });
    await cancelOwnReset(engine, customer.web, low.id);
    const medium = await askedReset(engine, customer, ['trusted_device']);
    await verifiedCaller(engine, customer, medium.id);
    expect(await approve(engine, senior, medium.id)).toMatchObject({ status: 'in_review', gaps: ['second_person'], approvalsNeeded: 2 });
    await expect(approve(engine, senior, medium.id)).rejects.toMatchObject({ code: 'conflict', data: { reason: 'second_person' } });
    expect(await approve(engine, otherSenior, medium.id)).toMatchObject({ status: 'approved' });
    await engine.close();
  });

  it('RC-04 goes by the risk at the last approval, not by the one that was there before', async () => {
    const engine = await createTestEngine(openStore);
    await setSetting(engine, systemActor('test'), { name: 'recovery.fourEyesFrom', value: 'high', reason: 'the test says so' });
    const customer = await makeProtectedCustomer(engine);
    const { id, risk } = await askedReset(engine, customer, ['trusted_device']);
    expect(risk).toBe('high');
    await verifiedCaller(engine, customer, id);
    expect((await getReset(engine, senior, id)).risk).toBe('medium');
    await putAccount(engine, platform, { id: customer.id, kind: 'main', email: 'thief@example.com' }, once());
    expect(await approve(engine, senior, id)).toMatchObject({ status: 'in_review', risk: 'high', approvalsNeeded: 2 });
    await engine.close();
  });

  it('RC-04 voids every approval by an edit, also by one there and back', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    const { id } = await askedReset(engine, customer, ['trusted_device']);
    await verifiedCaller(engine, customer, id);
    const read = await approve(engine, senior, id);
    const wish = (targets: ('trusted_device' | 'authenticator')[], contentHash: string) => ({ id, targets, reason, contentHash });
    const widened = await editReset(engine, agent, wish(['trusted_device', 'authenticator'], read.contentHash));
    expect(widened).toMatchObject({ approvals: [], author: agent.staffId, revision: 2 });
    const back = await editReset(engine, agent, wish(['trusted_device'], widened.contentHash));
    expect(back.content).toEqual(read.content);
    expect(back.approvals).toEqual([]);
    const old = { id, contentHash: read.contentHash, reason: 'as I read it' };
    await expect(approveReset(engine, lead, old)).rejects.toMatchObject({ code: 'conflict', data: { reason: 'content_changed' } });
    expect(await approve(engine, lead, id)).toMatchObject({ status: 'approved' });
    await engine.close();
  });

  it('RC-04 takes an approved reset back to review by an edit, and its effect with it', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    const approved = await approvedReset(engine, customer);
    const edited = await editReset(engine, agent, {
      id: approved.id,
      targets: ['authenticator', 'trusted_device'],
      reason,
      contentHash: approved.contentHash,
    });
    expect(edited).toMatchObject({ status: 'in_review', effectAt: null, approvals: [] });
    engine.clock.advance(25 * HOUR);
    await sweepRecovery(engine);
    expect(await enrolledOf(engine, customer.id)).toEqual(['authenticator', 'trusted_device']);
    await engine.close();
  });

  it('RC-04 gives whoever looks at it again the whole time to decide, on its case too', async () => {
    const engine = await createTestEngine(openStore);
    for (const [name, value] of [
      ['recovery.reviewTtl', 72 * HOUR],
      ['case.deviceReset.deadline', 60 * HOUR],
      ['case.deviceReset.onDeadline', 'escalate'],
    ] as const) {
      await setSetting(engine, staff('administrator'), { name, value, reason: 'for the test' });
    }
    const customer = await makeProtectedCustomer(engine);
    const approved = await approvedReset(engine, customer);
    engine.clock.advance(20 * HOUR);
    const { id, contentHash } = approved;
    const edited = await editReset(engine, agent, { id, targets: ['trusted_device'], reason, contentHash });
    expect(edited.expiresAt).toBe(engine.clock.now() + 72 * HOUR);
    engine.clock.advance(60 * HOUR);
    await sweepDeadlines(engine);
    expect((await getReset(engine, agent, id)).status).toBe('in_review');
    const [found] = await engine.store.read((tx) =>
      tx.db.selectFrom('cases').select(['status', 'level', 'deadline_at']).where('id', '=', approved.caseId).execute(),
    );
    expect(found).toEqual({ status: 'open', level: 2, deadline_at: edited.expiresAt });
    await engine.close();
  });

  it('CQ-03 ends without effect when nobody decides, to the millisecond', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    const { id, expiresAt } = await askedReset(engine, customer);
    await verifiedCaller(engine, customer, id);
    engine.clock.moveTo(expiresAt - 1);
    await sweepRecovery(engine);
    expect((await getReset(engine, agent, id)).status).toBe('in_review');
    engine.clock.advance(1);
    await expect(approve(engine, senior, id)).rejects.toMatchObject({ code: 'expired' });
    await sweepRecovery(engine);
    expect(await getReset(engine, agent, id)).toMatchObject({ status: 'expired', finishReason: 'Nobody decided in time' });
    await engine.close();
  });

  it('RC-05 is cancelled by one tap of any live session of the main account, while it waits too', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    const { id } = await approvedReset(engine, customer);
    expect(await cancelOwnReset(engine, customer.app, id)).toMatchObject({ status: 'cancelled', mayCancel: false });
    engine.clock.advance(48 * HOUR);
    await sweepRecovery(engine);
    expect(await enrolledOf(engine, customer.id)).toEqual(['authenticator', 'trusted_device']);
    expect((await readMe(engine, customer.web)).held).toBeNull();
    const cases = await engine.store.read((tx) =>
      tx.db.selectFrom('cases').select(['kind', 'status', 'priority']).where('account_id', '=', customer.id).orderBy('id').execute(),
    );
    expect(cases).toEqual([
      { kind: 'device_reset', status: 'closed', priority: 'normal' },
      { kind: 'suspicious_activity', status: 'open', priority: 'high' },
    ]);
    expect((await trailOf(engine, customer.id)).map(({ action }) => action)).toContain('device_reset.cancelled');
    await engine.close();
  });

  it('RC-05 makes an open case of suspicious activity urgent by a cancel, and is no matter when the asker withdraws', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    const withdrawn = await askedReset(engine, customer);
    await cancelOwnReset(engine, customer.web, withdrawn.id);
    const suspicions = () =>
      engine.store.read((tx) =>
        tx.db
          .selectFrom('cases')
          .select('priority')
          .where('account_id', '=', customer.id)
          .where('kind', '=', 'suspicious_activity')
          .execute(),
      );
    expect(await suspicions()).toEqual([]);
    for (const priority of ['high', 'urgent']) {
      const { id } = await askedReset(engine, customer);
      await cancelOwnReset(engine, customer.app, id);
      expect(await suspicions()).toEqual([{ priority }]);
    }
    await engine.close();
  });

  it('RC-01 is for main accounts, and lists page by page for staff', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    const sub = `${customer.id}-sub` as AccountId;
    await putAccount(engine, platform, { id: sub, kind: 'sub', mainAccountId: customer.id }, once());
    const session = await openSession(engine, sub, 'web', 'sub-laptop');
    await expect(requestReset(engine, session, { targets: ['sessions'], reason })).rejects.toMatchObject({
      data: { reason: 'sub_account' },
    });
    await expect(startReset(engine, agent, { accountId: sub, targets: ['sessions'], reason, source: 'call' })).rejects.toMatchObject({
      data: { reason: 'sub_account' },
    });
    const ids: string[] = [];
    for (let i = 0; i < 3; i += 1) {
      const { id } = await askedReset(engine, customer);
      ids.unshift(id);
      engine.clock.advance(1);
      if (i < 2) await denyReset(engine, senior, { id, reason: 'a test' });
    }
    const first = await listResets(engine, agent, { status: 'all', accountId: customer.id, limit: 2 });
    const rest = await listResets(engine, agent, { status: 'all', limit: 2, cursor: first.nextCursor ?? undefined });
    expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual(ids);
    expect((await listResets(engine, agent, { status: 'open', limit: 5 })).items.map(({ id }) => id)).toEqual(ids.slice(0, 1));
    await engine.close();
  });
});

import { expect, it } from 'vitest';
import { freezeAccount, unfreezeAccount } from '../../src/main/engine/accounts/freeze.ts';
import { readMe } from '../../src/main/engine/accounts/me.ts';
import { submitOperation } from '../../src/main/engine/operations/submit.ts';
import { answerLink, readLink } from '../../src/main/engine/recovery/answer-link.ts';
import { answerCaller, callerAnswerText, listOwnCallers } from '../../src/main/engine/recovery/callers/answer.ts';
import { askCaller, getCaller } from '../../src/main/engine/recovery/callers/ask.ts';
import { cancelOwnReset } from '../../src/main/engine/recovery/cancel.ts';
import { sweepRecovery } from '../../src/main/engine/recovery/effect.ts';
import { requestReset, startReset } from '../../src/main/engine/recovery/request.ts';
import { stopReset, takeUpReset } from '../../src/main/engine/recovery/review.ts';
import { getReset, readOwnReset } from '../../src/main/engine/recovery/view.ts';
import { authenticateCustomer } from '../../src/main/engine/sessions/authenticate.ts';
import { answerRequest } from '../../src/main/engine/verification/answer.ts';
import { listDeviceRequests } from '../../src/main/engine/verification/device.ts';
import {
  enrolAuthenticator,
  enrolTrustedDevice,
  makeCustomer,
  makeProtectedCustomer,
  once,
  openSession,
  Phone,
  platform,
  staff,
  withdrawal,
} from '../support/customers.ts';
import { createTestEngine, type TestEngine } from '../support/engine.ts';
import { logInFrom } from '../support/new-device.ts';
import { casesOf } from '../support/passkeys.ts';
import {
  agent,
  approve,
  approvedReset,
  askedReset,
  confirmOnPhone,
  enrolledOf,
  linkIn,
  notices,
  reason,
  senior,
} from '../support/recovery.ts';
import { describeOnBothStores } from '../support/store.ts';

const DAY = 86_400_000;

/** Somebody who knows the password only: the session of a log-in that they cannot complete. */
async function thiefOf(engine: TestEngine, accountId: Parameters<typeof logInFrom>[1]) {
  return authenticateCustomer(engine, (await logInFrom(engine, accountId)).token, '203.0.113.66');
}

describeOnBothStores('a stranger at the support line', (openStore) => {
  it('RC-03 gets nothing approved by a good story: no verified caller, no documents, no approval', async () => {
    const engine = await createTestEngine(openStore);
    const victim = await makeProtectedCustomer(engine);
    const started = await startReset(engine, agent, { accountId: victim.id, targets: ['trusted_device'], reason, source: 'call' });
    const { id } = await takeUpReset(engine, agent, started.id);
    await expect(approve(engine, senior, id)).rejects.toMatchObject({
      code: 'step_refused',
      data: { reason: 'not_ready', current: { gaps: ['caller_or_documents'] } },
    });
    await askCaller(engine, agent, { accountId: victim.id, method: 'trusted_device', resetId: id });
    await expect(approve(engine, senior, id)).rejects.toMatchObject({ data: { reason: 'not_ready' } });
    engine.clock.advance(5 * 60_000);
    await sweepRecovery(engine);
    await expect(approve(engine, senior, id)).rejects.toMatchObject({ data: { reason: 'not_ready' } });
    expect(await enrolledOf(engine, victim.id)).toEqual(['authenticator', 'trusted_device']);
    await engine.close();
  });

  it('RC-03 cannot have the customer confirm by a tap: the number is said in another conversation', async () => {
    const engine = await createTestEngine(openStore);
    const victim = await makeProtectedCustomer(engine);
    const caller = await askCaller(engine, agent, { accountId: victim.id, method: 'trusted_device' });
    const seen = JSON.stringify([
      await listOwnCallers(engine, victim.app),
      await notices(engine, victim.id),
      await readMe(engine, victim.app),
    ]);
    expect(seen).not.toContain(`"number"`);
    const answer = { id: caller.id, answer: 'confirm' as const };
    const signature = victim.phone.sign(callerAnswerText(answer, caller.canonicalHash));
    await expect(answerCaller(engine, victim.app, { ...answer, signature })).rejects.toMatchObject({ data: { reason: 'wrong_number' } });
    expect((await getCaller(engine, senior, caller.id)).number).toBeNull();
    await engine.close();
  });

  it('RC-03 cannot confirm for another: not from their own account, not on another phone, not with another key', async () => {
    const engine = await createTestEngine(openStore);
    const victim = await makeProtectedCustomer(engine);
    const thief = await makeProtectedCustomer(engine);
    const caller = await askCaller(engine, agent, { accountId: victim.id, method: 'trusted_device' });
    await expect(confirmOnPhone(engine, thief, caller)).rejects.toMatchObject({ code: 'not_found' });
    expect((await listOwnCallers(engine, thief.app)).items).toEqual([]);
    const stolen = await openSession(engine, victim.id, 'ios', 'thief-phone');
    await expect(confirmOnPhone(engine, victim, caller, stolen)).rejects.toMatchObject({ data: { reason: 'not_the_trusted_device' } });
    await expect(confirmOnPhone(engine, { ...victim, phone: new Phone() }, caller)).rejects.toMatchObject({
      data: { reason: 'bad_signature' },
    });
    const limited = { ...victim.web, limitedTo: 'op_x' as never };
    await expect(answerCaller(engine, limited, { id: caller.id, answer: 'deny' })).rejects.toMatchObject({
      data: { reason: 'login_incomplete' },
    });
    await engine.close();
  });

  it('RC-03 cannot replay a confirmation, nor turn one into an approval of an operation or the other way round', async () => {
    const engine = await createTestEngine(openStore);
    const victim = await makeProtectedCustomer(engine);
    const ask = () => askCaller(engine, agent, { accountId: victim.id, method: 'trusted_device' });
    const first = await ask();
    const answer = { id: first.id, answer: 'confirm' as const, number: first.number ?? '' };
    const signature = victim.phone.sign(callerAnswerText(answer, first.canonicalHash));
    await answerCaller(engine, victim.app, { ...answer, signature });
    await expect(answerCaller(engine, victim.app, { ...answer, signature })).rejects.toMatchObject({ code: 'conflict' });
    const second = await ask();
    const replayed = { ...answer, id: second.id, number: second.number ?? '', signature };
    await expect(answerCaller(engine, victim.app, replayed)).rejects.toMatchObject({ data: { reason: 'bad_signature' } });

    await submitOperation(engine, platform, withdrawal(victim), once());
    const [request] = (await listDeviceRequests(engine, victim.app)).items;
    if (request === undefined) throw new Error('the trusted device was not asked');
    const forged = victim.phone.sign(callerAnswerText({ id: request.id, number: '42' }, request.canonicalHash));
    await expect(
      answerRequest(engine, victim.app, { id: request.id, answer: 'approve', number: '42', signature: forged }),
    ).rejects.toMatchObject({ data: { reason: 'bad_signature' } });
    await engine.close();
  });

  it('RC-03 gets three guesses at the number by a link, over all servers', async () => {
    const engine = await createTestEngine(openStore);
    const victim = await makeCustomer(engine);
    const caller = await askCaller(engine, agent, { accountId: victim.id, method: 'email' });
    const link = await linkIn(engine, victim.id, 'caller_verification');
    const guesses = Array.from({ length: 90 }, (_, i) => String(10 + i)).filter((number) => number !== caller.number);
    const tried = await Promise.allSettled(
      guesses.slice(0, 12).map((number) => answerLink(engine, platform, { link, answer: 'confirm', number }, once())),
    );
    const reasons = tried.map((each) => (each.status === 'rejected' ? (each.reason as { data: { reason?: string } }).data.reason : 'in'));
    expect(reasons.filter((each) => each === 'wrong_number')).toHaveLength(3);
    expect(reasons).not.toContain('in');
    const right = { link, answer: 'confirm' as const, number: caller.number ?? '' };
    await expect(answerLink(engine, platform, right, once())).rejects.toMatchObject({ data: { current: { status: 'failed' } } });
    await engine.close();
  });
});

describeOnBothStores('a device reset as a weapon', (openStore) => {
  it('RC-05 keeps nobody from their account: asking changes nothing, and the customer stops it with one tap', async () => {
    const engine = await createTestEngine(openStore);
    const victim = await enrolTrustedDevice(engine, await enrolAuthenticator(engine, await makeCustomer(engine)));
    const thief = await thiefOf(engine, victim.id);
    const { id } = await requestReset(engine, thief, { targets: ['trusted_device', 'authenticator'], reason: 'lost everything' });
    const next = await submitOperation(engine, platform, withdrawal(victim), once());
    expect(next.decision.outcome).not.toBe('hold');
    expect((await readMe(engine, victim.web)).held).toBeNull();
    expect(await cancelOwnReset(engine, victim.app, id)).toMatchObject({ status: 'cancelled' });
    expect((await casesOf(engine, victim.id)).map(({ kind }) => kind)).toContain('suspicious_activity');
    await engine.close();
  });

  it('RC-01 cannot flood a customer with notices, nor use up what the customer may ask for', async () => {
    const engine = await createTestEngine(openStore);
    const victim = await enrolAuthenticator(engine, await makeCustomer(engine));
    for (let i = 0; i < 3; i += 1) {
      const { id } = await requestReset(engine, await thiefOf(engine, victim.id), { targets: ['sessions'], reason });
      await cancelOwnReset(engine, victim.web, id);
    }
    const again = requestReset(engine, await thiefOf(engine, victim.id), { targets: ['sessions'], reason });
    await expect(again).rejects.toMatchObject({ code: 'rate_limited' });
    expect(await requestReset(engine, victim.web, { targets: ['sessions'], reason })).toMatchObject({ status: 'requested' });
    await engine.close();
  });

  it('RC-05 is not cancelled or seen by another customer, nor from a log-in that is not complete', async () => {
    const engine = await createTestEngine(openStore);
    const stranger = await makeProtectedCustomer(engine);
    const victim = await enrolTrustedDevice(engine, await enrolAuthenticator(engine, await makeCustomer(engine)));
    const { id } = await approvedReset(engine, victim);
    await expect(cancelOwnReset(engine, stranger.app, id)).rejects.toMatchObject({ code: 'not_found' });
    expect(await readOwnReset(engine, stranger.web)).toEqual({ reset: null });
    const thief = await thiefOf(engine, victim.id);
    await expect(cancelOwnReset(engine, thief, id)).rejects.toMatchObject({ data: { reason: 'login_incomplete' } });
    expect(await readOwnReset(engine, thief)).toEqual({ reset: null });
    expect((await getReset(engine, agent, id)).status).toBe('approved');
    await engine.close();
  });

  it('RC-05 is cancelled by the link of the notice alone, once, and by no guess', async () => {
    const engine = await createTestEngine(openStore);
    const victim = await makeProtectedCustomer(engine);
    const { id } = await approvedReset(engine, victim);
    const link = await linkIn(engine, victim.id, 'device_reset.approved');
    const sms = await linkIn(engine, victim.id, 'device_reset.approved', 'sms');
    expect(sms).toBe(link);
    const stored = await engine.store.read((tx) => tx.db.selectFrom('outbox').select('payload').execute());
    expect(JSON.stringify(stored)).not.toContain(link.slice(-64));
    for (const guess of [link.replace(/.$/, (last) => (last === '0' ? '1' : '0')), `cancel.${id}.${'0'.repeat(64)}`, id, 'cancel']) {
      await expect(answerLink(engine, platform, { link: guess, answer: 'cancel' }, once())).rejects.toMatchObject({ code: 'not_found' });
      await expect(readLink(engine, platform, guess)).rejects.toMatchObject({ code: 'not_found' });
    }
    // A scanner of mail opens the link: nothing happens.
    expect(await readLink(engine, platform, link)).toMatchObject({ purpose: 'cancel_device_reset', open: true, status: 'approved' });
    await expect(answerLink(engine, platform, { link, answer: 'confirm' }, once())).rejects.toMatchObject({ code: 'invalid_input' });
    const taps = await Promise.allSettled([1, 2, 3].map(() => answerLink(engine, platform, { link, answer: 'cancel' }, once())));
    expect(taps.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    engine.clock.advance(2 * DAY);
    await sweepRecovery(engine);
    expect(await enrolledOf(engine, victim.id)).toEqual(['authenticator', 'trusted_device']);
    await engine.close();
  });

  it('RC-05 takes no effect that was approved before staff froze the account, also not once it may act again', async () => {
    const engine = await createTestEngine(openStore);
    const victim = await makeProtectedCustomer(engine);
    const { id } = await approvedReset(engine, victim);
    await freezeAccount(engine, staff('senior_agent'), { id: victim.id, reason: 'a stranger wrote to support' });
    expect(await getReset(engine, senior, id)).toMatchObject({ status: 'in_review', effectAt: null, approvals: [] });
    await unfreezeAccount(engine, staff('senior_agent'), { id: victim.id, reason: 'the customer is on the phone' });
    engine.clock.advance(2 * DAY);
    await sweepRecovery(engine);
    expect(await enrolledOf(engine, victim.id)).toEqual(['authenticator', 'trusted_device']);
    await engine.close();
  });

  it('RC-05 is not sped up by a customer’s thief who denies and asks again: each approval waits its own delay', async () => {
    const engine = await createTestEngine(openStore);
    const victim = await makeProtectedCustomer(engine);
    const first = await approvedReset(engine, victim);
    engine.clock.advance(DAY - 1);
    await stopReset(engine, senior, { id: first.id, reason: 'doubts' });
    const second = await askedReset(engine, victim);
    await expect(approve(engine, senior, second.id)).rejects.toMatchObject({ data: { reason: 'not_ready' } });
    engine.clock.advance(DAY);
    await sweepRecovery(engine);
    expect(await enrolledOf(engine, victim.id)).toEqual(['authenticator', 'trusted_device']);
    await engine.close();
  });
});

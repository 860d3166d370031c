import { expect, it } from 'vitest';
import { putAccount } from '../../../src/main/engine/accounts/accounts.ts';
import { answerLink, readLink } from '../../../src/main/engine/recovery/answer-link.ts';
import { answerCaller, listOwnCallers } from '../../../src/main/engine/recovery/callers/answer.ts';
import { askCaller, cancelCaller, getCaller, listCallerMethods } from '../../../src/main/engine/recovery/callers/ask.ts';
import { sweepRecovery } from '../../../src/main/engine/recovery/effect.ts';
import { startReset } from '../../../src/main/engine/recovery/request.ts';
import { takeUpReset } from '../../../src/main/engine/recovery/review.ts';
import { getReset } from '../../../src/main/engine/recovery/view.ts';
import type { CallerMethod } from '../../../src/shared/vocabulary/index.ts';
import { makeCustomer, makeProtectedCustomer, once, platform } from '../../support/customers.ts';
import { createTestEngine } from '../../support/engine.ts';
import { casesOf } from '../../support/passkeys.ts';
import {
  agent,
  approve,
  askedReset,
  completeDocuments,
  confirmOnPhone,
  linkIn,
  reason,
  senior,
  verifiedCaller,
} from '../../support/recovery.ts';
import { describeOnBothStores } from '../../support/store.ts';

const MINUTE = 60_000;

describeOnBothStores('verifying a caller', (openStore) => {
  it('RC-03 offers the factors that the customer still has, and none of them in clear', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    const { methods } = await listCallerMethods(engine, agent, customer.id);
    expect(methods.map(({ method }) => method).sort()).toEqual(['authenticator', 'email', 'phone', 'trusted_device']);
    expect(JSON.stringify(methods)).not.toContain('example.com');
    await putAccount(engine, platform, { id: customer.id, kind: 'main', phone: '+4915199999999' }, once());
    const afterChange = await listCallerMethods(engine, agent, customer.id);
    expect(afterChange.methods.map(({ method }) => method).sort()).toEqual(['authenticator', 'trusted_device']);
    await expect(askCaller(engine, agent, { accountId: customer.id, method: 'phone' })).rejects.toMatchObject({
      data: { reason: 'method_unusable' },
    });
    engine.clock.advance(7 * 24 * 60 * MINUTE);
    expect((await listCallerMethods(engine, agent, customer.id)).methods.map(({ method }) => method)).toContain('phone');
    await engine.close();
  });

  it('RC-03 shows a request of its own kind on the trusted device, and takes its signature with the number that the agent says', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    const { id: resetId, caseId } = await askedReset(engine, customer, ['authenticator']);
    const changes: unknown[] = [];
    const stop = engine.store.feed.subscribe((change) => {
      if (change.topic === 'caller_verification') changes.push(change.data?.status);
    });
    const caller = await askCaller(engine, agent, { accountId: customer.id, method: 'trusted_device', resetId });
    const [shown] = (await listOwnCallers(engine, customer.app)).items;
    expect(shown?.canonicalText).toMatch(/^Portcullis caller verification v1\n/);
    expect(shown?.canonicalText).toContain(`Agent: ${agent.staffId}\nCase: ${caseId}`);
    expect(JSON.stringify(shown)).not.toContain('"number"');
    await confirmOnPhone(engine, customer, caller);
    expect(await getCaller(engine, agent, caller.id)).toMatchObject({ status: 'confirmed', number: null });
    expect(changes).toEqual(['pending', 'confirmed']);
    expect((await getReset(engine, senior, resetId)).gaps).toEqual([]);
    stop();
    await engine.close();
  });

  it('RC-03 takes a code of the authenticator app in the customer’s own session, once', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    const ask = () => askCaller(engine, agent, { accountId: customer.id, method: 'authenticator' });
    const caller = await ask();
    const code = customer.code();
    const answer = { id: caller.id, answer: 'confirm' as const, number: caller.number ?? '', code };
    expect(await answerCaller(engine, customer.web, answer)).toMatchObject({ status: 'confirmed' });
    const next = await ask();
    await expect(answerCaller(engine, customer.web, { ...answer, id: next.id, number: next.number ?? '' })).rejects.toMatchObject({
      data: { reason: 'wrong_code' },
    });
    await engine.close();
  });

  it.each(['email', 'phone'] as const)(
    'RC-03 sends a single-use link by %s, which confirms with the spoken number',
    async (method: CallerMethod) => {
      const engine = await createTestEngine(openStore);
      const customer = await makeCustomer(engine);
      const caller = await askCaller(engine, agent, { accountId: customer.id, method });
      const link = await linkIn(engine, customer.id, 'caller_verification', method === 'email' ? 'mail' : 'sms');
      const read = await readLink(engine, platform, link);
      expect(read).toMatchObject({ purpose: 'verify_caller', open: true, status: 'pending' });
      expect(JSON.stringify(read)).not.toContain(`"${caller.number}"`);
      const confirm = { link, answer: 'confirm' as const, number: caller.number ?? '' };
      const key = once();
      expect(await answerLink(engine, platform, confirm, key)).toMatchObject({ status: 'confirmed', open: false });
      expect(await answerLink(engine, platform, confirm, key)).toMatchObject({ status: 'confirmed' });
      await expect(answerLink(engine, platform, confirm, once())).rejects.toMatchObject({ code: 'conflict' });
      await engine.close();
    },
  );

  it('RC-03 lives caller.ttl to the millisecond, and one waits at a time', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    const ask = (method: CallerMethod) => askCaller(engine, agent, { accountId: customer.id, method });
    const first = await ask('trusted_device');
    expect(first.expiresAt).toBe(engine.clock.now() + 5 * MINUTE);
    await expect(ask('email')).rejects.toMatchObject({ code: 'conflict' });
    engine.clock.advance(5 * MINUTE);
    await expect(confirmOnPhone(engine, customer, first)).rejects.toMatchObject({ code: 'expired' });
    await sweepRecovery(engine);
    expect((await getCaller(engine, agent, first.id)).status).toBe('expired');
    const second = await ask('trusted_device');
    engine.clock.advance(5 * MINUTE - 1);
    expect(await confirmOnPhone(engine, customer, second)).toMatchObject({ status: 'confirmed' });
    const third = await ask('email');
    expect(await cancelCaller(engine, agent, third.id)).toMatchObject({ status: 'cancelled' });
    expect(await ask('phone')).toMatchObject({ status: 'pending' });
    await engine.close();
  });

  it('RC-03 opens a case when the customer denies, and nothing but documents helps that reset any more', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    const { id } = await askedReset(engine, customer, ['authenticator']);
    await verifiedCaller(engine, customer, id);
    const caller = await askCaller(engine, agent, { accountId: customer.id, method: 'email', resetId: id });
    expect(await answerCaller(engine, customer.web, { id: caller.id, answer: 'deny' })).toMatchObject({ status: 'denied' });
    expect((await casesOf(engine, customer.id)).map(({ kind }) => kind)).toEqual(['device_reset', 'suspicious_activity']);
    expect(await getReset(engine, senior, id)).toMatchObject({ risk: 'high', gaps: ['caller_or_documents'] });
    await expect(approve(engine, senior, id)).rejects.toMatchObject({ data: { reason: 'not_ready' } });
    await completeDocuments(engine, id);
    expect(await approve(engine, senior, id)).toMatchObject({ status: 'in_review', approvalsNeeded: 2 });
    await engine.close();
  });

  it('RC-03 leaves the document path alone when no factor is left', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    await putAccount(engine, platform, { id: customer.id, kind: 'main', email: `new-${customer.id}@example.com` }, once());
    await engine.store.write((tx) =>
      tx.db.updateTable('factors').set({ status: 'suspended' }).where('account_id', '=', customer.id).execute(),
    );
    expect((await listCallerMethods(engine, agent, customer.id)).methods).toEqual([]);
    const { id } = await startReset(engine, agent, { accountId: customer.id, targets: ['authenticator'], reason, source: 'call' });
    await takeUpReset(engine, agent, id);
    await expect(approve(engine, senior, id)).rejects.toMatchObject({ data: { current: { gaps: ['caller_or_documents'] } } });
    await completeDocuments(engine, id);
    expect(await approve(engine, senior, id)).toMatchObject({ status: 'approved' });
    await engine.close();
  });

  it('RC-03 is given up after three wrong numbers, and asks no customer too often', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    const ask = () => askCaller(engine, agent, { accountId: customer.id, method: 'trusted_device' });
    const caller = await ask();
    const wrong = { ...caller, number: caller.number === '10' ? '11' : '10' };
    for (const triesLeft of [2, 1, 0]) {
      await expect(confirmOnPhone(engine, customer, wrong)).rejects.toMatchObject({ data: { reason: 'wrong_number' } });
      expect(await getCaller(engine, agent, caller.id)).toMatchObject({ triesLeft });
    }
    expect((await getCaller(engine, agent, caller.id)).status).toBe('failed');
    for (let i = 0; i < 4; i += 1) await cancelCaller(engine, agent, (await ask()).id);
    await expect(ask()).rejects.toMatchObject({ code: 'rate_limited', data: { retryAfterMs: 60 * MINUTE } });
    engine.clock.advance(60 * MINUTE);
    expect(await ask()).toMatchObject({ status: 'pending' });
    await engine.close();
  });
});

import { expect, it } from 'vitest';
import { forgetOldChallenges } from '../../../src/main/engine/factors/passkey/challenges.ts';
import { listPasskeys } from '../../../src/main/engine/factors/passkey/manage.ts';
import { beginStep, completeStep } from '../../../src/main/engine/operations/steps.ts';
import { BE, BS, base64url, SoftwareAuthenticator, UP, UV } from '../../support/authenticator.ts';
import { makeCustomer, withdrawal } from '../../support/customers.ts';
import { createTestEngine } from '../../support/engine.ts';
import { addPasskey, casesOf, confirm, proveByPasskey, queued, start, trailOf } from '../../support/passkeys.ts';
import { describeOnBothStores } from '../../support/store.ts';

/** An operation whose only step is a passkey. */
const oneStep = 'api_key_delete' as const;

describeOnBothStores('a passkey as a step', (openStore) => {
  it('PK-10 serves log-in and every kind of operation that asks for a step-up', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const { authenticator } = await addPasskey(engine, customer);
    const { amount, asset, destination } = withdrawal(customer);
    const money = { amount, asset, destination, referenceValue: '10.00', address: '198.51.100.7' };
    const kinds = ['deposit_address_view', 'withdrawal', 'c2c_trade', 'security_setting_change', 'api_key_create'] as const;
    for (const kind of kinds) {
      const more = kind === 'withdrawal' ? money : kind === 'c2c_trade' ? { amount, asset } : {};
      const { operation, decision } = await start(engine, customer.web, kind, more);
      if (decision.outcome !== 'step_up') continue;
      expect([kind, decision.steps]).toEqual([kind, expect.arrayContaining(['passkey'])]);
      expect([kind, await confirm(engine, customer, customer.web, operation.id, authenticator)]).toEqual([kind, 'authorized']);
    }
    const view = await start(engine, customer.web, oneStep);
    expect(view.decision.steps).toEqual(['passkey']);
    expect(await confirm(engine, customer, customer.web, view.operation.id, authenticator)).toBe('authorized');
  });

  it('PK-10 asks for the account’s passkeys with user verification, and remembers when each was used', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const { authenticator } = await addPasskey(engine, customer);
    await addPasskey(engine, customer, { by: authenticator });
    const { operation } = await start(engine, customer.web, oneStep);
    const { passkey } = await beginStep(engine, customer.web, { id: operation.id, position: 0 });
    expect(passkey).toMatchObject({ rpId: 'localhost', userVerification: 'required', timeout: 300_000 });
    expect(passkey?.allowCredentials).toHaveLength(2);
    const before = (await listPasskeys(engine, customer.web)).items[0]?.lastUsedAt;
    engine.clock.advance(1_000);
    expect(await proveByPasskey(engine, customer.web, { id: operation.id, position: 0 }, authenticator)).toMatchObject({ passed: true });
    expect((await listPasskeys(engine, customer.web)).items[0]?.lastUsedAt).not.toBe(before);
  });

  it('PK-08 accepts fifty copies of one assertion once', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const { authenticator } = await addPasskey(engine, customer);
    const { operation } = await start(engine, customer.web, oneStep);
    const step = { id: operation.id, position: 0 };
    const { passkey } = await beginStep(engine, customer.web, step);
    if (passkey === undefined) throw new Error('no passkey was asked for');
    const proof = { ...step, passkey: authenticator.get(passkey) };
    const all = await Promise.allSettled(Array.from({ length: 50 }, () => completeStep(engine, customer.web, proof)));
    expect(all.filter((each) => each.status === 'fulfilled' && each.value.passed)).toHaveLength(1);
    const passed = (await trailOf(engine, customer.id)).filter(({ action }) => action === 'step.passed').length;
    const again = await completeStep(engine, customer.web, proof).catch((error: unknown) => error);
    expect(again).toMatchObject({ code: 'conflict' });
    expect((await trailOf(engine, customer.id)).filter(({ action }) => action === 'step.passed')).toHaveLength(passed);
  });

  it('PK-08 burns a challenge with the first answer, right or wrong, and counts only the newest', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const { authenticator } = await addPasskey(engine, customer);
    const { operation } = await start(engine, customer.web, oneStep);
    const step = { id: operation.id, position: 0 };
    const first = await beginStep(engine, customer.web, step);
    if (first.passkey === undefined) throw new Error('no passkey was asked for');
    expect(
      await completeStep(engine, customer.web, { ...step, passkey: authenticator.get(first.passkey, { origin: 'https://evil.test' }) }),
    ).toMatchObject({
      passed: false,
      attemptsLeft: 4,
    });
    expect(await completeStep(engine, customer.web, { ...step, passkey: authenticator.get(first.passkey) })).toMatchObject({
      passed: false,
    });
    await beginStep(engine, customer.web, step);
    expect(await completeStep(engine, customer.web, { ...step, passkey: authenticator.get(first.passkey) })).toMatchObject({
      passed: false,
    });
    expect(await proveByPasskey(engine, customer.web, step, authenticator)).toMatchObject({ passed: true });
  });

  it('PK-08 takes an answer up to the last millisecond of its challenge and not at its end', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const { authenticator } = await addPasskey(engine, customer);
    for (const [wait, taken] of [
      [engine.settings.get('passkey.challengeTtl') - 1, true],
      [engine.settings.get('passkey.challengeTtl'), false],
    ] as const) {
      const { operation } = await start(engine, customer.web, oneStep);
      const step = { id: operation.id, position: 0 };
      const { passkey } = await beginStep(engine, customer.web, step);
      if (passkey === undefined) throw new Error('no passkey was asked for');
      engine.clock.advance(wait);
      const answer = completeStep(engine, customer.web, { ...step, passkey: authenticator.get(passkey) });
      if (taken) expect(await answer).toMatchObject({ passed: true });
      else await expect(answer).rejects.toMatchObject({ code: 'expired', data: { reason: 'challenge_expired' } });
    }
  });

  it('PK-08 refuses each forgery though its signature is genuine, and says why in the audit trail alone', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const { authenticator } = await addPasskey(engine, customer);
    const synced = UP | UV | BE | BS;
    const lies = [
      { origin: 'https://evil.test' },
      { rpId: 'evil.test' },
      { challenge: base64url(Buffer.alloc(32, 1)) },
      { crossOrigin: true },
      { userHandle: base64url(Buffer.alloc(64, 1)) },
      { flags: synced & ~UV },
      { flags: synced & ~UP },
      { flags: UP | UV },
    ];
    for (const lie of lies) {
      const { operation } = await start(engine, customer.web, oneStep);
      const answer = await proveByPasskey(engine, customer.web, { id: operation.id, position: 0 }, authenticator, lie);
      expect([lie, answer.passed, answer.operation.status]).toEqual([lie, false, 'awaiting_step_up']);
    }
    const reasons = (await trailOf(engine, customer.id)).flatMap(({ action, reason }) => (action === 'passkey.refused' ? [reason] : []));
    expect(reasons).toHaveLength(lies.length);
    expect(reasons).toContain('backup eligibility changed');
    expect(reasons).toContain('the user handle is another account’s');
    expect(reasons).toContain('the page was in a frame of another site');
  });

  it('PK-08 raises a clone alert when the counter does not grow, and refuses', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const key = new SoftwareAuthenticator({ synced: false, counter: 5 });
    await addPasskey(engine, customer, { authenticator: key, kind: 'security_key' });
    const use = async (counter: number) => {
      const { operation } = await start(engine, customer.web, oneStep);
      return (await proveByPasskey(engine, customer.web, { id: operation.id, position: 0 }, key, { counter })).passed;
    };
    expect(await use(6)).toBe(true);
    expect(await use(6)).toBe(false);
    expect(await use(5)).toBe(false);
    expect(await use(0)).toBe(false);
    expect(await use(7)).toBe(true);
    const cases = await casesOf(engine, customer.id);
    expect(cases).toMatchObject([{ kind: 'suspicious_activity', title: expect.stringContaining('copied') }]);
    expect((await trailOf(engine, customer.id)).filter(({ action }) => action === 'passkey.clone_suspected')).toHaveLength(3);
    expect((await queued(engine, customer.id, 'mail')).filter((topic) => topic === 'passkey.clone_suspected')).toHaveLength(3);
  });

  it('PK-08 raises no clone alert over a signature that is not genuine', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const key = new SoftwareAuthenticator({ synced: false, counter: 5 });
    await addPasskey(engine, customer, { authenticator: key, kind: 'security_key' });
    const { operation } = await start(engine, customer.web, oneStep);
    const step = { id: operation.id, position: 0 };
    const { passkey } = await beginStep(engine, customer.web, step);
    if (passkey === undefined) throw new Error('no passkey was asked for');
    const forged = new SoftwareAuthenticator({ synced: false, counter: 1 });
    forged.credentialId = key.credentialId;
    forged.userHandle = key.userHandle;
    expect(await completeStep(engine, customer.web, { ...step, passkey: forged.get(passkey) })).toMatchObject({ passed: false });
    expect(await casesOf(engine, customer.id)).toEqual([]);
  });

  it('PK-08 lets a passkey without a counter be used again and again', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const { authenticator } = await addPasskey(engine, customer);
    for (let i = 0; i < 3; i += 1) {
      const { operation } = await start(engine, customer.web, oneStep);
      expect((await proveByPasskey(engine, customer.web, { id: operation.id, position: 0 }, authenticator)).passed).toBe(true);
    }
    expect(await casesOf(engine, customer.id)).toEqual([]);
  });

  it('PK-08 forgets challenges a day after they were drawn', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    await addPasskey(engine, customer);
    const count = async () =>
      (await engine.store.read((tx) => tx.db.selectFrom('passkey_challenges').select('challenge').execute())).length;
    const { created_at: drawn } = await engine.store.read((tx) =>
      tx.db.selectFrom('passkey_challenges').select('created_at').executeTakeFirstOrThrow(),
    );
    engine.clock.moveTo(drawn + 86_400_000);
    await forgetOldChallenges(engine);
    expect(await count()).toBe(1);
    engine.clock.advance(1);
    await forgetOldChallenges(engine);
    expect(await count()).toBe(0);
  });
});

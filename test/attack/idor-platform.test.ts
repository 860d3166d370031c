import { expect, it } from 'vitest';
import { putAccount } from '../../src/main/engine/accounts/accounts.ts';
import { createSession } from '../../src/main/engine/sessions/sessions.ts';
import { accountInputSchema } from '../../src/shared/contract/platform/index.ts';
import { account, accountRow, device, once, put, server } from '../integration/accounts/fixtures.ts';
import { createTestEngine } from '../support/engine.ts';
import { describeOnBothStores } from '../support/store.ts';

describeOnBothStores('attacks through the platform’s accounts', (openStore) => {
  const privileged = {
    identityStatus: 'verified',
    identity_status: 'verified',
    identityLevel: 3,
    identity_level: 3,
    faceEnrolledAt: 1,
    face_enrolled_at: 1,
    status: 'active',
    contactChangedAt: null,
    contact_changed_at: null,
    createdAt: 1,
    created_at: 1,
    factors: ['passkey'],
  };

  it('refuses fields that are not an account’s contact data', () => {
    for (const [field, value] of Object.entries(privileged)) {
      expect(accountInputSchema.safeParse({ id: 'acc-1', [field]: value }).success).toBe(false);
    }
  });

  it('assigns nothing but contact data even when more gets past the contract', async () => {
    const engine = await createTestEngine(openStore);
    await putAccount(engine, server(), { id: account('acc-1'), kind: 'main', email: 'a@example.com', ...privileged } as never, once());
    await putAccount(engine, server(), { id: account('acc-1'), kind: 'main', email: 'b@example.com', ...privileged } as never, once());
    expect(await accountRow(engine, 'acc-1')).toMatchObject({
      identity_status: 'unverified',
      identity_level: 0,
      face_enrolled_at: null,
      contact_changed_at: engine.clock.now(),
      created_at: engine.clock.now(),
    });
    const prototype = JSON.parse('{"id":"acc-2","kind":"main","__proto__":{"email":"x@example.com","identityLevel":3}}') as never;
    await putAccount(engine, server(), prototype, once());
    expect(await accountRow(engine, 'acc-2')).toMatchObject({ identity_level: 0 });
  });

  it('never moves a sub-account to another main account, turns it into one, or the other way round', async () => {
    const engine = await createTestEngine(openStore);
    await put(engine, 'main-1');
    await put(engine, 'main-2');
    await put(engine, 'sub-1', { kind: 'sub', mainAccountId: account('main-1') });
    const current = { kind: 'sub', mainAccountId: 'main-1' };
    const refused = { code: 'conflict', data: { current } };
    await expect(put(engine, 'sub-1', { kind: 'sub', mainAccountId: account('main-2') })).rejects.toMatchObject(refused);
    await expect(put(engine, 'sub-1', { kind: 'main' })).rejects.toMatchObject(refused);
    await expect(put(engine, 'sub-1', { kind: 'main', mainAccountId: account('main-2') })).rejects.toMatchObject(refused);
    await expect(put(engine, 'main-2', { kind: 'sub', mainAccountId: account('main-1') })).rejects.toMatchObject({ code: 'conflict' });
    await expect(put(engine, 'main-2', { mainAccountId: account('main-1') })).rejects.toMatchObject({ code: 'conflict' });
    expect(await accountRow(engine, 'sub-1')).toMatchObject({ kind: 'sub', main_account_id: 'main-1' });
    await put(engine, 'sub-1', { kind: 'sub', name: 'Anna' });
  });

  it('does not give the answer of one server’s Idempotency-Key to another server', async () => {
    const engine = await createTestEngine(openStore);
    await put(engine, 'acc-1');
    const stolen = { key: 'the-same-key', requestHash: 'the-same-request' };
    const input = { id: account('acc-1'), client: 'ios', deviceId: device('phone-1') } as const;
    const mine = await createSession(engine, server('pk_first'), input, stolen);
    const theirs = await createSession(engine, server('pk_second'), input, stolen);
    expect(theirs.token).not.toBe(mine.token);
    expect(theirs.session.id).not.toBe(mine.session.id);
  });

  it('checks the scope before it gives a stored answer', async () => {
    const engine = await createTestEngine(openStore);
    await put(engine, 'acc-1');
    const call = once();
    const input = { id: account('acc-1'), client: 'ios', deviceId: device('phone-1') } as const;
    await createSession(engine, server('pk_first'), input, call);
    await expect(createSession(engine, server('pk_first', ['accounts:read']), input, call)).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('names no personal data in a refusal', async () => {
    const engine = await createTestEngine(openStore);
    await put(engine, 'main-1', { email: 'secret@example.com', name: 'Secret Person' });
    const refusals = await Promise.all([
      put(engine, 'main-1', { kind: 'sub', mainAccountId: account('main-1'), email: 'other@example.com' }).catch((error: unknown) => error),
      put(engine, 'sub-1', { kind: 'sub', mainAccountId: account('nobody'), email: 'other@example.com' }).catch((error: unknown) => error),
    ]);
    for (const refusal of refusals) {
      const { message, data } = refusal as { message: string; data: unknown };
      expect(message + JSON.stringify(data)).not.toMatch(/example\.com|Person/);
    }
  });
});

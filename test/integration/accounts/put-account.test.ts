import { expect, it } from 'vitest';
import { getAccount, putAccount } from '../../../src/main/engine/accounts/accounts.ts';
import { createTestEngine } from '../../support/engine.ts';
import { describeOnBothStores } from '../../support/store.ts';
import { account, accountRow, auditOf, messages, once, put, server, webhooks } from './fixtures.ts';

const hour = 3_600_000;

describeOnBothStores('putting an account', (openStore) => {
  it('IN-01 creates a main account that nothing is known of yet', async () => {
    const engine = await createTestEngine(openStore);
    const created = await put(engine, 'acc-1', { name: 'Anna Weiss', email: 'anna@example.com', country: 'DE' });
    expect(created).toEqual({
      id: 'acc-1',
      kind: 'main',
      mainAccountId: null,
      status: 'active',
      identityStatus: 'unverified',
      identityLevel: 0,
      faceEnrolled: false,
      factors: ['email_code'],
      holds: [],
      createdAt: engine.clock.now(),
    });
    expect(await getAccount(engine, server(), { id: account('acc-1') })).toEqual(created);
    expect(await webhooks(engine)).toEqual([{ topic: 'account.created', payload: { accountId: 'acc-1' } }]);
  });

  it('IN-01 creates a sub-account under an existing main account only', async () => {
    const engine = await createTestEngine(openStore);
    await put(engine, 'main-1');
    const sub = await put(engine, 'sub-1', { kind: 'sub', mainAccountId: account('main-1') });
    expect(sub).toMatchObject({ kind: 'sub', mainAccountId: 'main-1' });
    const refused = { code: 'invalid_input', data: { issues: [{ path: 'mainAccountId' }] } };
    await expect(put(engine, 'sub-2', { kind: 'sub' })).rejects.toMatchObject(refused);
    await expect(put(engine, 'sub-2', { kind: 'sub', mainAccountId: account('nobody') })).rejects.toMatchObject(refused);
    await expect(put(engine, 'sub-2', { kind: 'sub', mainAccountId: account('sub-1') })).rejects.toMatchObject(refused);
    await expect(put(engine, 'sub-2', { kind: 'sub', mainAccountId: account('sub-2') })).rejects.toMatchObject(refused);
    await expect(put(engine, 'main-2', { mainAccountId: account('main-1') })).rejects.toMatchObject(refused);
    await expect(getAccount(engine, server(), { id: account('sub-2') })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('WH-01 starts a hold when the e-mail address or the phone number changes', async () => {
    const engine = await createTestEngine(openStore);
    await put(engine, 'acc-1', { email: 'anna@example.com' });
    engine.clock.advance(hour);
    const changed = await put(engine, 'acc-1', { email: 'mallory@example.com' });
    const now = engine.clock.now();
    expect(changed.holds).toMatchObject([{ cause: 'contact_changed', startsAt: now, endsAt: now + 24 * hour }]);
    expect(await accountRow(engine, 'acc-1')).toMatchObject({ email: 'mallory@example.com', contact_changed_at: now });
    engine.clock.advance(hour);
    const added = await put(engine, 'acc-1', { phone: '+491701234567' });
    expect(added.holds).toHaveLength(2);
    engine.clock.advance(24 * hour);
    expect((await getAccount(engine, server(), { id: account('acc-1') })).holds).toEqual([]);
  });

  it('WH-01 counts another spelling of an address as another address', async () => {
    const engine = await createTestEngine(openStore);
    await put(engine, 'acc-1', { email: 'anna@example.com' });
    expect((await put(engine, 'acc-1', { email: 'Anna@example.com' })).holds).toHaveLength(1);
  });

  it('WH-01 starts no hold for the first contact data, for a name, or for what stays the same', async () => {
    const engine = await createTestEngine(openStore);
    await put(engine, 'acc-1', {});
    await put(engine, 'acc-1', { email: 'anna@example.com', phone: '+491701234567' });
    await put(engine, 'acc-1', { name: 'Anna Weiss', country: 'AT' });
    const same = await put(engine, 'acc-1', { email: 'anna@example.com', phone: '+491701234567', name: 'Anna Weiss' });
    expect(same.holds).toEqual([]);
    expect(await accountRow(engine, 'acc-1')).toMatchObject({ contact_changed_at: null, name: 'Anna Weiss', country: 'AT' });
  });

  it('WH-01 holds a sub-account too when its main account is held', async () => {
    const engine = await createTestEngine(openStore);
    await put(engine, 'main-1', { email: 'anna@example.com' });
    await put(engine, 'sub-1', { kind: 'sub', mainAccountId: account('main-1') });
    await put(engine, 'main-1', { email: 'new@example.com' });
    const sub = await getAccount(engine, server(), { id: account('sub-1') });
    expect(sub.holds).toMatchObject([{ cause: 'contact_changed' }]);
    expect(sub.factors).toEqual(['email_code']);
  });

  it('AU-01 writes what changed into the audit trail, naming personal data without its value', async () => {
    const engine = await createTestEngine(openStore);
    await put(engine, 'acc-1', { name: 'Anna Weiss', email: 'anna@example.com', country: 'DE' });
    await put(engine, 'acc-1', { email: 'new@example.com', phone: '+491701234567', country: 'AT' });
    await put(engine, 'acc-1', { country: 'AT' });
    const trail = await auditOf(engine, 'acc-1');
    expect(trail.map(({ action }) => action)).toEqual(['account.created', 'account.updated', 'hold.started']);
    expect(trail[1]).toMatchObject({
      actor: 'pk_first',
      changes: [
        { field: 'email', old: 'set', new: 'replaced' },
        { field: 'phone', old: null, new: 'set' },
        { field: 'country', old: 'DE', new: 'AT' },
      ],
    });
    expect(JSON.stringify(trail)).not.toMatch(/Anna|example\.com|49170/);
  });

  it('IN-03 tells the platform which fields changed, and no values', async () => {
    const engine = await createTestEngine(openStore);
    await put(engine, 'acc-1', { email: 'anna@example.com' });
    await put(engine, 'acc-1', { email: 'new@example.com' });
    const sent = await webhooks(engine);
    expect(sent.map(({ topic }) => topic)).toEqual(['account.created', 'hold.started', 'account.updated']);
    expect(sent[2]?.payload).toEqual({ accountId: 'acc-1', changed: ['email'] });
  });

  it('SI-05 tells customers of a change by what reached them before, and not by what is new', async () => {
    const engine = await createTestEngine(openStore);
    await put(engine, 'acc-1', { email: 'anna@example.com', phone: '+491701234567' });
    await put(engine, 'acc-1', { email: 'mallory@example.com' });
    const sent = await messages(engine);
    expect(sent).toMatchObject([
      { channel: 'mail', to: 'anna@example.com' },
      { channel: 'sms', to: '+491701234567' },
    ]);
    for (const { text } of sent) {
      expect(text).toContain('The e-mail address or phone number of your account was changed.');
      expect(text).not.toContain('@');
    }
  });

  it('SI-05 tells nobody of the first contact data', async () => {
    const engine = await createTestEngine(openStore);
    await put(engine, 'acc-1');
    await put(engine, 'acc-1', { email: 'anna@example.com', phone: '+491701234567' });
    expect(await messages(engine)).toEqual([]);
  });

  it('IN-01 answers a repeated call with the stored answer and does its work once', async () => {
    const engine = await createTestEngine(openStore);
    const call = once();
    const input = { id: account('acc-1'), kind: 'main', email: 'anna@example.com' } as const;
    const first = await putAccount(engine, server(), input, call);
    engine.clock.advance(hour);
    expect(await putAccount(engine, server(), input, call)).toEqual(first);
    expect(await auditOf(engine, 'acc-1')).toHaveLength(1);
    await expect(putAccount(engine, server(), input, { ...call, requestHash: 'other' })).rejects.toMatchObject({
      code: 'idempotency_mismatch',
    });
  });

  it('IN-01 lets twenty servers create the same account at once, and one of them does', async () => {
    const engine = await createTestEngine(openStore);
    const answers = await Promise.all(Array.from({ length: 20 }, () => put(engine, 'acc-1', { email: 'anna@example.com' })));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect((await auditOf(engine, 'acc-1')).map(({ action }) => action)).toEqual(['account.created']);
  });

  it('refuses an opening date that lies ahead', async () => {
    const engine = await createTestEngine(openStore);
    await expect(put(engine, 'acc-1', { openedAt: engine.clock.now() + 1 })).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('IN-01 asks for the scope', async () => {
    const engine = await createTestEngine(openStore);
    const reader = server('pk_reader', ['accounts:read']);
    await expect(putAccount(engine, reader, { id: account('acc-1'), kind: 'main' }, once())).rejects.toMatchObject({ code: 'forbidden' });
    const writer = server('pk_writer', ['accounts:write']);
    await expect(getAccount(engine, writer, { id: account('acc-1') })).rejects.toMatchObject({ code: 'forbidden' });
  });
});

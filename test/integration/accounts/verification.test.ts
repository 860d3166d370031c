import { expect, it } from 'vitest';
import { recordSecurityChange } from '../../../src/main/engine/accounts/security-change.ts';
import { recordVerification, type VerificationInput } from '../../../src/main/engine/accounts/verification.ts';
import type { Engine } from '../../../src/main/engine/engine.ts';
import { createTestEngine } from '../../support/engine.ts';
import { describeOnBothStores } from '../../support/store.ts';
import { account, accountRow, auditOf, enrol, once, operation, put, server, webhooks } from './fixtures.ts';

const hour = 3_600_000;

const record = (engine: Engine, id: string, rest: Partial<VerificationInput> = {}) =>
  recordVerification(engine, server(), { status: 'verified', level: 2, faceEnrolled: true, ...rest, id: account(id) }, once());

const factorStatus = async (engine: Engine, id: string) =>
  (await engine.store.read((tx) => tx.db.selectFrom('factors').select('status').where('id', '=', id).executeTakeFirstOrThrow())).status;

const casesOf = (engine: Engine, accountId: string) =>
  engine.store.read((tx) => tx.db.selectFrom('cases').select(['kind', 'status', 'title']).where('account_id', '=', accountId).execute());

describeOnBothStores('recording a verification', (openStore) => {
  it('FV-01 records status, level and face, and keeps the time since when each holds', async () => {
    const engine = await createTestEngine(openStore);
    await put(engine, 'acc-1');
    const first = engine.clock.now();
    expect(await record(engine, 'acc-1')).toMatchObject({
      identityStatus: 'verified',
      identityLevel: 2,
      faceEnrolled: true,
      factors: ['face'],
    });
    engine.clock.advance(hour);
    await record(engine, 'acc-1', { level: 3 });
    expect(await accountRow(engine, 'acc-1')).toMatchObject({ identity_level: 3, identity_verified_at: first, face_enrolled_at: first });
    await record(engine, 'acc-1', { status: 'expired', faceEnrolled: false });
    expect(await accountRow(engine, 'acc-1')).toMatchObject({
      identity_status: 'expired',
      identity_verified_at: null,
      face_enrolled_at: null,
    });
    const history = (await auditOf(engine, 'acc-1')).filter(({ action }) => action === 'account.verification_recorded');
    expect(history).toHaveLength(3);
    expect(history[1]?.changes).toEqual([{ field: 'identityLevel', old: 2, new: 3 }]);
  });

  it.each([
    ['identity verification', { status: 'rejected', faceEnrolled: true }],
    ['identity verification', { status: 'expired', faceEnrolled: false }],
    ['the enrolled face', { status: 'verified', faceEnrolled: false }],
  ] as const)('TD-21 suspends the trusted device when the account loses %s', async (lost, result) => {
    const engine = await createTestEngine(openStore);
    await put(engine, 'acc-1');
    await record(engine, 'acc-1');
    const trusted = await enrol(engine, 'acc-1', 'trusted_device', 'phone-1');
    const authenticator = await enrol(engine, 'acc-1', 'authenticator');
    const after = await record(engine, 'acc-1', result);
    expect(after.factors).not.toContain('trusted_device');
    expect(await factorStatus(engine, trusted)).toBe('suspended');
    expect(await factorStatus(engine, authenticator)).toBe('active');
    expect(await casesOf(engine, 'acc-1')).toEqual([
      { kind: 'identity_update', status: 'open', title: `Trusted device suspended: the account lost ${lost}` },
    ]);
    const trail = await auditOf(engine, 'acc-1');
    expect(trail).toContainEqual(
      expect.objectContaining({ action: 'trusted_device.suspended', changes: [{ field: 'status', old: 'active', new: 'suspended' }] }),
    );
    expect((await webhooks(engine)).map(({ topic }) => topic)).toContain('trusted_device.suspended');
  });

  it('TD-21 cancels what waits for a trusted device that is suspended', async () => {
    const engine = await createTestEngine(openStore);
    await put(engine, 'acc-1');
    await record(engine, 'acc-1');
    const factorId = await enrol(engine, 'acc-1', 'trusted_device', 'phone-1');
    const operationId = await operation(engine, 'acc-1', { kind: 'withdrawal', status: 'awaiting_step_up' });
    const id = engine.ids.next('verificationRequest');
    const now = engine.clock.now();
    await engine.store.write((tx) =>
      tx.db
        .insertInto('verification_requests')
        .values({
          id,
          operation_id: operationId,
          position: 0,
          account_id: 'acc-1',
          kind: 'withdrawal',
          factor_id: factorId,
          device_id: 'phone-1',
          status: 'pending',
          number: '42',
          number_required: 1,
          canonical_hash: '0'.repeat(64),
          why: '[]',
          created_at: now,
          expires_at: now + hour,
        })
        .execute(),
    );
    await record(engine, 'acc-1', { status: 'rejected' });
    const request = await engine.store.read((tx) =>
      tx.db.selectFrom('verification_requests').select(['status', 'answer_reason']).where('id', '=', id).executeTakeFirst(),
    );
    expect(request).toEqual({ status: 'cancelled', answer_reason: 'The trusted device was suspended' });
  });

  it('TD-21 opens one case, and a later good verification does not bring the trusted device back by itself', async () => {
    const engine = await createTestEngine(openStore);
    await put(engine, 'acc-1');
    await record(engine, 'acc-1');
    const trusted = await enrol(engine, 'acc-1', 'trusted_device', 'phone-1');
    await record(engine, 'acc-1', { status: 'rejected' });
    await record(engine, 'acc-1', { status: 'pending' });
    await record(engine, 'acc-1');
    expect(await factorStatus(engine, trusted)).toBe('suspended');
    expect(await casesOf(engine, 'acc-1')).toHaveLength(1);
  });

  it('records an unchanged result without a trace', async () => {
    const engine = await createTestEngine(openStore);
    await put(engine, 'acc-1');
    await record(engine, 'acc-1');
    const before = await auditOf(engine, 'acc-1');
    await record(engine, 'acc-1');
    expect(await auditOf(engine, 'acc-1')).toEqual(before);
  });

  it('answers 404 for an account that is not there', async () => {
    const engine = await createTestEngine(openStore);
    await expect(record(engine, 'nobody')).rejects.toMatchObject({ code: 'not_found' });
  });

  it.each([
    ['password_reset', 'password_changed_at'],
    ['contact_changed', 'contact_changed_at'],
  ] as const)('WH-01 starts a hold when the platform tells of %s', async (change, column) => {
    const engine = await createTestEngine(openStore);
    await put(engine, 'acc-1');
    engine.clock.advance(hour);
    const now = engine.clock.now();
    const after = await recordSecurityChange(engine, server(), { id: account('acc-1'), change }, once());
    expect(after.holds).toMatchObject([{ cause: change, startsAt: now, endsAt: now + 24 * hour }]);
    expect(await accountRow(engine, 'acc-1')).toMatchObject({ password_changed_at: null, contact_changed_at: null, [column]: now });
    expect((await auditOf(engine, 'acc-1')).map(({ action }) => action)).toEqual(['account.created', `account.${change}`, 'hold.started']);
  });

  it('WH-02 lets holds overlap: a second change does not shorten the first', async () => {
    const engine = await createTestEngine(openStore);
    await put(engine, 'acc-1');
    const change = (what: 'password_reset' | 'contact_changed') =>
      recordSecurityChange(engine, server(), { id: account('acc-1'), change: what }, once());
    await change('password_reset');
    engine.clock.advance(hour);
    expect((await change('contact_changed')).holds.map(({ cause }) => cause)).toEqual(['password_reset', 'contact_changed']);
  });

  it('asks for the scope', async () => {
    const engine = await createTestEngine(openStore);
    const reader = server('pk_reader', ['accounts:read']);
    const input = { id: account('acc-1'), status: 'verified', level: 2, faceEnrolled: true } as const;
    await expect(recordVerification(engine, reader, input, once())).rejects.toMatchObject({ code: 'forbidden' });
    const change = { id: account('acc-1'), change: 'password_reset' } as const;
    await expect(recordSecurityChange(engine, reader, change, once())).rejects.toMatchObject({ code: 'forbidden' });
  });
});

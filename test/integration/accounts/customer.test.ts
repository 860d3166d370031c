import { expect, it } from 'vitest';
import { getCustomer } from '../../../src/main/engine/accounts/customer/detail.ts';
import { revealField } from '../../../src/main/engine/accounts/customer/reveal.ts';
import { readMe } from '../../../src/main/engine/accounts/me.ts';
import { recordSecurityChange } from '../../../src/main/engine/accounts/security-change.ts';
import { recordVerification } from '../../../src/main/engine/accounts/verification.ts';
import type { Engine } from '../../../src/main/engine/engine.ts';
import { insertDecision } from '../../../src/main/engine/operations/store.ts';
import { authenticateCustomer } from '../../../src/main/engine/sessions/authenticate.ts';
import { customerDetailSchema } from '../../../src/shared/contract/console/index.ts';
import { meSchema } from '../../../src/shared/contract/customer/index.ts';
import { createTestEngine } from '../../support/engine.ts';
import { describeOnBothStores } from '../../support/store.ts';
import { account, auditOf, device, enrol, once, openSession, operation, put, server, staff } from './fixtures.ts';

const day = 86_400_000;

async function decided(engine: Engine, accountId: string): Promise<void> {
  const operationId = await operation(engine, accountId, { kind: 'withdrawal' });
  await engine.store.write((tx) =>
    tx.run(insertDecision, {
      id: engine.ids.next('decision'),
      operationId,
      accountId,
      kind: 'withdrawal',
      outcome: 'allow',
      score: 12,
      band: 'low',
      steps: '["trusted_device"]',
      signals: '{}',
      hits: '[]',
      explanation: JSON.stringify({ reasons: ['A known device', 'A usual amount'] }),
      rulesVersion: 1,
      matrixVersion: 1,
      createdAt: engine.clock.now(),
      durationUs: 90,
    }),
  );
}

describeOnBothStores('one customer', (openStore) => {
  it('shows everything about a customer on one page, masked', async () => {
    const engine = await createTestEngine(openStore);
    await put(engine, 'acc-1', { name: 'Anna Weiss', email: 'anna@example.com', phone: '+491701234567', country: 'DE' });
    await put(engine, 'acc-1-sub', { kind: 'sub', mainAccountId: account('acc-1') });
    await recordVerification(engine, server(), { id: account('acc-1'), status: 'verified', level: 2, faceEnrolled: true }, once());
    await openSession(engine, 'acc-1', { loginOperationId: await operation(engine, 'acc-1'), deviceName: 'Anna’s phone' });
    await openSession(engine, 'acc-1', { client: 'web', deviceId: device('laptop-1') });
    await enrol(engine, 'acc-1', 'trusted_device', 'phone-1');
    await decided(engine, 'acc-1');
    const decidedAt = engine.clock.now();
    engine.clock.advance(day);
    await recordSecurityChange(engine, server(), { id: account('acc-1'), change: 'password_reset' }, once());

    const shown = await getCustomer(engine, staff('agent'), { id: account('acc-1') });
    expect(customerDetailSchema.parse(shown)).toEqual(shown);
    expect(shown.customer).toMatchObject({
      name: 'A••• W•••',
      email: 'a•••@e•••.com',
      phone: '+49•••67',
      country: 'DE',
      held: true,
      factors: ['trusted_device', 'email_code', 'phone_code', 'face'],
      lastOperationAt: decidedAt,
    });
    expect(shown.subAccounts).toEqual(['acc-1-sub']);
    expect(shown.identity).toMatchObject({ status: 'verified', level: 2 });
    expect(shown.devices).toMatchObject([
      { id: 'laptop-1', known: false, trusted: false },
      { id: 'phone-1', name: 'Anna’s phone', known: true, trusted: true },
    ]);
    expect(shown.sessions.map(({ deviceId }) => deviceId).sort()).toEqual(['laptop-1', 'phone-1']);
    expect(shown.holds).toMatchObject([{ cause: 'password_reset' }]);
    expect(shown.recentDecisions).toMatchObject([{ outcome: 'allow', steps: ['trusted_device'], topReason: 'A known device' }]);
    expect(shown.timeline[0]?.action).toBe('hold.started');
    expect(JSON.stringify(shown)).not.toMatch(/Weiss|anna@|1701234/);
  });

  it('ND-01 calls a device new again exactly device.inactiveAfter after its last log-in', async () => {
    const engine = await createTestEngine(openStore);
    await put(engine, 'acc-1');
    await openSession(engine, 'acc-1', { loginOperationId: await operation(engine, 'acc-1') });
    const known = async () => (await getCustomer(engine, staff('agent'), { id: account('acc-1') })).devices[0]?.known;
    engine.clock.advance(30 * day - 1);
    expect(await known()).toBe(true);
    engine.clock.advance(1);
    expect(await known()).toBe(false);
  });

  it('shows on a sub-account the factors and holds of its main account', async () => {
    const engine = await createTestEngine(openStore);
    await put(engine, 'acc-1', { email: 'anna@example.com' });
    await put(engine, 'acc-1-sub', { kind: 'sub', mainAccountId: account('acc-1') });
    await enrol(engine, 'acc-1', 'authenticator');
    await recordSecurityChange(engine, server(), { id: account('acc-1'), change: 'password_reset' }, once());
    const shown = await getCustomer(engine, staff('agent'), { id: account('acc-1-sub') });
    expect(shown).toMatchObject({ mainAccountId: 'acc-1', customer: { held: true, factors: ['authenticator', 'email_code'] } });
    expect(shown.factors).toMatchObject([{ kind: 'authenticator', status: 'active' }]);
  });

  it('ST-03 reveals one field with the permission, for staff.revealFor, with the reason on record', async () => {
    const engine = await createTestEngine(openStore);
    await put(engine, 'acc-1', { name: 'Anna Weiss', phone: '+491701234567' });
    const input = { id: account('acc-1'), reason: 'caller asks to confirm' };
    const now = engine.clock.now();
    expect(await revealField(engine, staff('agent'), { ...input, field: 'phone' })).toEqual({
      value: '+491701234567',
      untilMs: now + 60_000,
    });
    expect(await revealField(engine, staff('agent'), { ...input, field: 'email' })).toMatchObject({ value: null });
    await revealField(engine, staff('agent'), { ...input, field: 'phone', copied: true });
    const trail = await auditOf(engine, 'acc-1');
    expect(trail.slice(1)).toMatchObject([
      {
        actor: 'staff_agent',
        action: 'customer.revealed',
        reason: input.reason,
        changes: [{ field: 'phone', old: 'masked', new: 'revealed' }],
      },
      { actor: 'staff_agent', action: 'customer.revealed', changes: [{ field: 'email' }] },
      { actor: 'staff_agent', action: 'customer.revealed', changes: [{ field: 'phone', new: 'copied' }] },
    ]);
    expect(JSON.stringify(trail)).not.toContain('1701234567');
  });

  it('ST-03 reveals nothing to roles without the permission, and leaves no entry of a revelation', async () => {
    const engine = await createTestEngine(openStore);
    await put(engine, 'acc-1', { name: 'Anna Weiss' });
    for (const role of ['administrator', 'auditor'] as const) {
      const input = { id: account('acc-1'), field: 'name', reason: 'curious' } as const;
      await expect(revealField(engine, staff(role), input)).rejects.toMatchObject({ code: 'forbidden' });
    }
    expect((await auditOf(engine, 'acc-1')).map(({ action }) => action)).toEqual(['account.created']);
  });

  it('answers 404 for a customer who is not there', async () => {
    const engine = await createTestEngine(openStore);
    const id = account('nobody');
    await expect(getCustomer(engine, staff('agent'), { id })).rejects.toMatchObject({ code: 'not_found' });
    await expect(revealField(engine, staff('agent'), { id, field: 'name', reason: 'none' })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('IN-02 tells customers who they are, with what, and whether this device is the trusted one', async () => {
    const engine = await createTestEngine(openStore);
    await put(engine, 'acc-1', { email: 'anna@example.com' });
    await put(engine, 'acc-1-sub', { kind: 'sub', mainAccountId: account('acc-1') });
    await enrol(engine, 'acc-1', 'trusted_device', 'phone-1');
    const me = async (id: string, deviceId: string) => {
      const { token } = await openSession(engine, id, { deviceId: device(deviceId) });
      return readMe(engine, await authenticateCustomer(engine, token, null));
    };
    const onPhone = await me('acc-1', 'phone-1');
    expect(meSchema.parse(onPhone)).toEqual(onPhone);
    expect(onPhone).toMatchObject({
      accountId: 'acc-1',
      kind: 'main',
      thisDeviceIsTrusted: true,
      factors: [{ kind: 'trusted_device', status: 'active' }],
    });
    expect(await me('acc-1', 'laptop-1')).toMatchObject({ thisDeviceIsTrusted: false });
    expect(await me('acc-1-sub', 'phone-1')).toMatchObject({ kind: 'sub', thisDeviceIsTrusted: false });
  });
});

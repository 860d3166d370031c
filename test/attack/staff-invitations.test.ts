import { expect, it } from 'vitest';
import { acceptInvitation, confirmInvitation, readInvitation } from '../../src/main/engine/staff/invitations/join.ts';
import { changeRole, disableStaff, listStaff } from '../../src/main/engine/staff/manage.ts';
import { passwordWork } from '../../src/main/engine/staff/password.ts';
import { createTestEngine } from '../support/engine.ts';
import { addStaff, codeOf, elsewhere, invited, office, setUp, testPassword } from '../support/staff.ts';
import { describeOnBothStores } from '../support/store.ts';

const mira = { name: 'Mira', email: 'mira@example.com', role: 'agent' } as const;

describeOnBothStores('somebody who wants to join the staff uninvited', (openStore) => {
  it('ST-04 cannot guess a code, nor make the server hash passwords with one that is wrong', async () => {
    const engine = await createTestEngine(openStore);
    const admin = await setUp(engine);
    const code = await invited(engine, admin.session.actor, mira);
    const [id = '', proof = ''] = code.split('.');
    const flipped = `${proof.startsWith('0') ? '1' : '0'}${proof.slice(1)}`;
    const before = passwordWork.verifications;
    for (const guess of ['', id, `${id}.`, `${id}.${flipped}`, `inv_${'0'.repeat(26)}.${proof}`, `${code}0`, `x${code}`]) {
      await expect(readInvitation(engine, { code: guess })).rejects.toMatchObject({ code: 'not_found' });
      await expect(acceptInvitation(engine, { code: guess, password: testPassword })).rejects.toMatchObject({ code: 'not_found' });
    }
    expect(passwordWork.verifications).toBe(before);
  });

  it('ST-04 cannot raise the role or redirect the address of an invitation in the database: its code is bound to both', async () => {
    const engine = await createTestEngine(openStore);
    const admin = await setUp(engine);
    const code = await invited(engine, admin.session.actor, mira);
    for (const change of [{ role: 'administrator' }, { role: 'agent', email: 'mallory@example.com' }]) {
      await engine.store.write((tx) => tx.db.updateTable('staff_invitations').set(change).execute());
      await expect(acceptInvitation(engine, { code, password: testPassword })).rejects.toMatchObject({ code: 'not_found' });
    }
  });

  it('ST-04 gets nothing from an administrator who may not invite any more', async () => {
    const engine = await createTestEngine(openStore);
    const admin = await setUp(engine);
    const mallory = await addStaff(engine, admin.session.actor, 'administrator');
    const planted = await invited(engine, mallory.session.actor, mira);
    const { totpSecret } = await acceptInvitation(engine, { code: planted, password: testPassword });
    await disableStaff(engine, admin.session.actor, { id: mallory.staffId, reason: 'caught' });
    const late = { code: planted, password: testPassword, totp: codeOf(engine, totpSecret) };
    await expect(confirmInvitation(engine, late, elsewhere)).rejects.toMatchObject({ code: 'expired' });
    expect((await listStaff(engine, admin.session.actor)).items).toHaveLength(2);
  });

  it('ST-04 ST-02 cannot have one code after the other password hashed: an invitation is begun a few times, and then after a pause', async () => {
    const engine = await createTestEngine(openStore);
    const admin = await setUp(engine);
    const code = await invited(engine, admin.session.actor, mira);
    const begin = () => acceptInvitation(engine, { code, password: testPassword });
    const results = await Promise.allSettled(Array.from({ length: 12 }, begin));
    const refused = results.filter((each) => each.status === 'rejected' && each.reason.code === 'rate_limited');
    expect(refused).toHaveLength(12 - engine.settings.get('staff.freeFailures'));
    await expect(begin()).rejects.toMatchObject({ code: 'rate_limited', data: { retryAfterMs: engine.settings.get('staff.backoff') } });
    engine.clock.advance(engine.settings.get('staff.backoff'));
    const { totpSecret } = await begin();
    expect(await confirmInvitation(engine, { code, password: testPassword, totp: codeOf(engine, totpSecret) }, office)).toBeDefined();
  });

  it('ST-04 cannot prolong an invitation in the database, nor finish one that ended while the password was hashed', async () => {
    const engine = await createTestEngine(openStore);
    const admin = await setUp(engine);
    const code = await invited(engine, admin.session.actor, mira);
    const { expiresAt } = await readInvitation(engine, { code });
    await engine.store.write((tx) =>
      tx.db
        .updateTable('staff_invitations')
        .set({ expires_at: expiresAt + 1 })
        .execute(),
    );
    await expect(acceptInvitation(engine, { code, password: testPassword })).rejects.toMatchObject({ code: 'not_found' });
    await engine.store.write((tx) => tx.db.updateTable('staff_invitations').set({ expires_at: expiresAt }).execute());
    const slow = acceptInvitation(engine, { code, password: testPassword });
    engine.clock.moveTo(expiresAt);
    await expect(slow).rejects.toMatchObject({ code: 'expired' });
    expect((await listStaff(engine, admin.session.actor)).items).toHaveLength(1);
  });

  it('ST-04 makes one account out of one code, whoever uses it at the same moment', async () => {
    const engine = await createTestEngine(openStore);
    const admin = await setUp(engine);
    const code = await invited(engine, admin.session.actor, mira);
    const both = await Promise.allSettled([
      acceptInvitation(engine, { code, password: testPassword }),
      acceptInvitation(engine, { code, password: `${testPassword} too` }),
    ]);
    const secrets = both.flatMap((each) => (each.status === 'fulfilled' ? [each.value.totpSecret] : []));
    const joined = await Promise.allSettled(
      secrets.flatMap((secret) =>
        [testPassword, `${testPassword} too`].map((password) =>
          confirmInvitation(engine, { code, password, totp: codeOf(engine, secret) }, office),
        ),
      ),
    );
    expect(joined.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await listStaff(engine, admin.session.actor)).items).toHaveLength(2);
  });

  it('ST-04 leaves an administrator when two take the role from each other at the same moment', async () => {
    const engine = await createTestEngine(openStore);
    const admin = await setUp(engine);
    const other = await addStaff(engine, admin.session.actor, 'administrator');
    const down = { role: 'auditor', reason: 'me first' } as const;
    const [one, ...another] = await Promise.allSettled([
      changeRole(engine, admin.session.actor, { id: other.staffId, ...down }),
      disableStaff(engine, other.session.actor, { id: admin.staffId, reason: 'me first' }),
      changeRole(engine, other.session.actor, { id: admin.staffId, ...down }),
    ]);
    // Whoever was disabled can still be given another role: only one of the two people succeeds, but with one or two of the changes.
    expect(another.some(({ status }) => status === 'fulfilled')).toBe(one.status === 'rejected');
    const { items } = await listStaff(engine, { ...admin.session.actor, role: 'administrator' });
    expect(items.filter(({ role, status }) => role === 'administrator' && status === 'active')).toHaveLength(1);
  });
});

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
    const results = await Promise.allSettled([
      changeRole(engine, admin.session.actor, { id: other.staffId, ...down }),
      disableStaff(engine, other.session.actor, { id: admin.staffId, reason: 'me first' }),
      changeRole(engine, other.session.actor, { id: admin.staffId, ...down }),
    ]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const { items } = await listStaff(engine, { ...admin.session.actor, role: 'administrator' });
    expect(items.filter(({ role, status }) => role === 'administrator' && status === 'active')).toHaveLength(1);
  });
});

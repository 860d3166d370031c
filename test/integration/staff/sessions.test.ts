import { expect, it } from 'vitest';
import { hour, minute, second } from '../../../src/main/engine/settings/kinds.ts';
import { demoSignIn, seedDemoStaff } from '../../../src/main/engine/staff/demo.ts';
import { disableStaff, listStaff } from '../../../src/main/engine/staff/manage.ts';
import { authenticateStaff, lock, recordActivity, resume, signOut, unlock } from '../../../src/main/engine/staff/sessions.ts';
import {
  confirmFirstAdministrator,
  createFirstAdministrator,
  needsFirstAdministrator,
  setUpCode,
} from '../../../src/main/engine/staff/set-up.ts';
import { signIn } from '../../../src/main/engine/staff/sign-in.ts';
import { roles } from '../../../src/shared/vocabulary/index.ts';
import { createTestEngine, type TestEngine } from '../../support/engine.ts';
import { addStaff, codeOf, office, setUp, testPassword, wrongCode } from '../../support/staff.ts';
import { describeOnBothStores } from '../../support/store.ts';

const actions = (engine: TestEngine): Promise<string[]> =>
  engine.store.read(async (tx) =>
    (await tx.db.selectFrom('audit').select('action').orderBy('chain').orderBy('seq').execute()).map((row) => row.action),
  );

describeOnBothStores('staff', (openStore) => {
  it('ST-04 sets up the first administrator, who is pending until a code confirms', async () => {
    const engine = await createTestEngine(openStore);
    expect(await needsFirstAdministrator(engine)).toBe(true);
    const { staffId, totpSecret, totpUri } = await createFirstAdministrator(
      engine,
      { name: 'Root', email: ' Root@Example.com', password: testPassword, setUpCode: setUpCode(engine) },
      office,
    );
    expect(totpUri).toMatch(/^otpauth:\/\/totp\/Portcullis:root%40example\.com\?secret=/u);
    expect(await needsFirstAdministrator(engine)).toBe(true);
    const early = signIn(engine, { email: 'root@example.com', password: testPassword, code: codeOf(engine, totpSecret) }, office);
    await expect(early).rejects.toMatchObject({ code: 'credentials_refused' });
    const wrong = { staffId, password: testPassword, code: wrongCode(engine, totpSecret) };
    await expect(confirmFirstAdministrator(engine, wrong, office)).rejects.toMatchObject({ code: 'credentials_refused' });
    const { token, me } = await confirmFirstAdministrator(
      engine,
      { staffId, password: testPassword, code: codeOf(engine, totpSecret) },
      office,
    );
    expect(me).toMatchObject({ role: 'administrator', email: 'root@example.com', idleLockMs: 15 * minute });
    expect(await needsFirstAdministrator(engine)).toBe(false);
    expect(await authenticateStaff(engine, token, office.address)).toMatchObject({ staffId, role: 'administrator' });
    const second = createFirstAdministrator(engine, { name: 'Other', email: 'other@example.com', password: testPassword }, office);
    await expect(second).rejects.toMatchObject({ code: 'conflict' });
    expect(await actions(engine)).toEqual([
      'staff.created',
      'staff.sign_in_refused',
      'staff.sign_in_refused',
      'staff.confirmed',
      'staff.signed_in',
    ]);
  });

  it('ST-04 lets the same person begin the set-up again at once, and somebody else after a while', async () => {
    const engine = await createTestEngine(openStore);
    const root = { name: 'Root', email: 'root@example.com', password: testPassword, setUpCode: setUpCode(engine) };
    const first = await createFirstAdministrator(engine, root, office);
    const again = await createFirstAdministrator(engine, root, office);
    expect(again.totpSecret).not.toBe(first.totpSecret);
    const other = { ...root, name: 'Other', email: 'other@example.com' };
    await expect(createFirstAdministrator(engine, other, office)).rejects.toMatchObject({ code: 'conflict' });
    const guess = createFirstAdministrator(engine, { ...root, password: 'another long password' }, office);
    await expect(guess).rejects.toMatchObject({ code: 'conflict' });
    engine.clock.advance(engine.settings.get('staff.setUpTtl'));
    const third = await createFirstAdministrator(engine, other, office);
    const stale = { staffId: again.staffId, password: testPassword, code: codeOf(engine, again.totpSecret) };
    await expect(confirmFirstAdministrator(engine, stale, office)).rejects.toMatchObject({ code: 'credentials_refused' });
    const confirmed = { staffId: third.staffId, password: testPassword, code: codeOf(engine, third.totpSecret) };
    expect((await confirmFirstAdministrator(engine, confirmed, office)).me.email).toBe('other@example.com');
  });

  it('ST-02 signs in by password and code, resumes and signs out', async () => {
    const engine = await createTestEngine(openStore);
    const admin = await setUp(engine);
    engine.clock.advance(minute);
    const code = codeOf(engine, admin.totpSecret);
    const { token, me, actor } = await signIn(engine, { email: 'ROOT@example.com', password: testPassword, code }, office);
    expect(me.permissions).toContain('staff.manage');
    expect(await resume(engine, token)).toEqual(me);
    await signOut(engine, actor);
    await expect(resume(engine, token)).rejects.toMatchObject({ code: 'unauthenticated' });
    await expect(authenticateStaff(engine, token, office.address)).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(await resume(engine, admin.session.token)).toMatchObject({ role: 'administrator' });
    await signOut(engine, actor);
    expect((await actions(engine)).filter((action) => action === 'staff.signed_out')).toHaveLength(1);
  });

  it('ST-02 accepts a clock one step off, and refuses two', async () => {
    const engine = await createTestEngine(openStore);
    const admin = await setUp(engine);
    const at = (steps: number) =>
      signIn(engine, { email: admin.email, password: testPassword, code: codeOf(engine, admin.totpSecret, steps) }, office);
    engine.clock.advance(5 * minute);
    await expect(at(-2)).rejects.toMatchObject({ code: 'credentials_refused' });
    await expect(at(2)).rejects.toMatchObject({ code: 'credentials_refused' });
    await at(-1);
    await at(1);
    await expect(at(0)).rejects.toMatchObject({ code: 'credentials_refused' });
  });

  it('ST-02 locks after exactly the idle time and unlocks by the password', async () => {
    const engine = await createTestEngine(openStore);
    const { session } = await setUp(engine);
    const idle = engine.settings.get('staff.idleLock');
    engine.clock.advance(idle - 1);
    await authenticateStaff(engine, session.token, null);
    await recordActivity(engine, session.actor);
    engine.clock.advance(idle - 1);
    await authenticateStaff(engine, session.token, null);
    engine.clock.advance(1);
    await expect(authenticateStaff(engine, session.token, null)).rejects.toMatchObject({ code: 'session_locked' });
    await expect(recordActivity(engine, session.actor)).rejects.toMatchObject({ code: 'session_locked' });
    await expect(resume(engine, session.token)).rejects.toMatchObject({ code: 'session_locked' });
    const wrong = unlock(engine, { token: session.token, password: 'not the password' }, office.address);
    await expect(wrong).rejects.toMatchObject({ code: 'credentials_refused' });
    expect(await unlock(engine, { token: session.token, password: testPassword }, office.address)).toMatchObject({ role: 'administrator' });
    await authenticateStaff(engine, session.token, null);
    expect(await actions(engine)).toEqual(expect.arrayContaining(['staff_session.unlock_refused', 'staff_session.unlocked']));
  });

  it('ST-02 locks by hand, and no activity opens it', async () => {
    const engine = await createTestEngine(openStore);
    const { session } = await setUp(engine);
    await lock(engine, session.actor);
    await lock(engine, session.actor);
    await expect(recordActivity(engine, session.actor)).rejects.toMatchObject({ code: 'session_locked' });
    await expect(authenticateStaff(engine, session.token, null)).rejects.toMatchObject({ code: 'session_locked' });
    await unlock(engine, { token: session.token, password: testPassword }, office.address);
    await authenticateStaff(engine, session.token, null);
    expect((await actions(engine)).filter((action) => action === 'staff_session.locked')).toHaveLength(1);
  });

  it('ST-02 ends a session after exactly its absolute lifetime, however active it was', async () => {
    const engine = await createTestEngine(openStore);
    const { session } = await setUp(engine);
    const steps = 12 * hour;
    for (let passed = 0; passed < steps - 10 * minute; passed += 10 * minute) {
      engine.clock.advance(10 * minute);
      await recordActivity(engine, session.actor);
    }
    engine.clock.advance(10 * minute - 1);
    await authenticateStaff(engine, session.token, null);
    engine.clock.advance(1);
    await expect(authenticateStaff(engine, session.token, null)).rejects.toMatchObject({ code: 'unauthenticated' });
    const late = unlock(engine, { token: session.token, password: testPassword }, office.address);
    await expect(late).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('ST-01 adds staff with a role and lists them', async () => {
    const engine = await createTestEngine(openStore);
    const admin = await setUp(engine);
    const agent = await addStaff(engine, admin.session.actor, 'agent');
    expect(agent.session.me.permissions).not.toContain('staff.manage');
    const { items } = await listStaff(engine, admin.session.actor);
    expect(items.map((member) => [member.name, member.role, member.status])).toEqual([
      ['Root', 'administrator', 'active'],
      ['agent', 'agent', 'active'],
    ]);
  });

  it('ST-04 shuts disabled staff out at once', async () => {
    const engine = await createTestEngine(openStore);
    const admin = await setUp(engine);
    const agent = await addStaff(engine, admin.session.actor, 'agent');
    const heard: unknown[] = [];
    engine.store.feed.subscribe((event) => heard.push({ topic: event.topic, id: event.id, data: event.data }));
    const disabled = await disableStaff(engine, admin.session.actor, { id: agent.staffId, reason: 'has left' });
    expect(disabled).toEqual({ id: agent.staffId, status: 'disabled' });
    expect(heard).toContainEqual({ topic: 'staff', id: agent.staffId, data: { state: 'ended' } });
    await expect(authenticateStaff(engine, agent.session.token, null)).rejects.toMatchObject({ code: 'unauthenticated' });
    engine.clock.advance(30 * second);
    const again = signIn(engine, { email: agent.email, password: testPassword, code: codeOf(engine, agent.totpSecret) }, office);
    await expect(again).rejects.toMatchObject({ code: 'credentials_refused' });
    const twice = disableStaff(engine, admin.session.actor, { id: agent.staffId, reason: 'has left' });
    await expect(twice).rejects.toMatchObject({ code: 'conflict', data: { current: { status: 'disabled' } } });
  });

  it('ST-04 keeps the last administrator', async () => {
    const engine = await createTestEngine(openStore);
    const admin = await setUp(engine);
    const alone = disableStaff(engine, admin.session.actor, { id: admin.staffId, reason: 'tired' });
    await expect(alone).rejects.toMatchObject({ code: 'conflict' });
    const second = await addStaff(engine, admin.session.actor, 'administrator');
    await disableStaff(engine, second.session.actor, { id: admin.staffId, reason: 'tired' });
    const rest = disableStaff(engine, second.session.actor, { id: second.staffId, reason: 'tired too' });
    await expect(rest).rejects.toMatchObject({ code: 'conflict' });
  });

  it('ST-04 has one demo account per role, in demo mode only', async () => {
    const demo = await createTestEngine(openStore, { demo: true });
    await seedDemoStaff(demo);
    await seedDemoStaff(demo);
    expect(await needsFirstAdministrator(demo)).toBe(false);
    for (const role of roles) expect((await demoSignIn(demo, { role }, office)).me.role).toBe(role);
    const { token, actor } = await demoSignIn(demo, { role: 'administrator' }, office);
    expect((await listStaff(demo, actor)).items).toHaveLength(roles.length);
    const real: TestEngine = { ...demo, demo: false };
    await expect(demoSignIn(real, { role: 'agent' }, office)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(seedDemoStaff(real)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(authenticateStaff(real, token, null)).rejects.toMatchObject({ code: 'unauthenticated' });
  });
});

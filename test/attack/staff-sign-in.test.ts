import { expect, it } from 'vitest';
import { systemActor } from '../../src/main/engine/actor.ts';
import { minute } from '../../src/main/engine/settings/kinds.ts';
import { setSetting } from '../../src/main/engine/settings/manage.ts';
import { forgetOldAttempts } from '../../src/main/engine/staff/attempts.ts';
import { inviteStaff } from '../../src/main/engine/staff/invitations/invitations.ts';
import { disableStaff } from '../../src/main/engine/staff/manage.ts';
import { passwordWork } from '../../src/main/engine/staff/password.ts';
import { totpContext } from '../../src/main/engine/staff/people.ts';
import { authenticateStaff, recordActivity, signOut, unlock } from '../../src/main/engine/staff/sessions.ts';
import { createFirstAdministrator, needsFirstAdministrator, setUpCode } from '../../src/main/engine/staff/set-up.ts';
import { signIn } from '../../src/main/engine/staff/sign-in.ts';
import { verdictOf } from '../support/audit.ts';
import { createTestEngine, type TestEngine } from '../support/engine.ts';
import { addStaff, codeOf, elsewhere, office, setUp, testPassword, wrongCode } from '../support/staff.ts';
import { describeOnBothStores } from '../support/store.ts';

const codes = (results: readonly PromiseSettledResult<unknown>[]): string[] =>
  results.map((result) => (result.status === 'fulfilled' ? 'ok' : String((result.reason as { code?: string }).code)));

const codeOfRefusal = async (attempt: Promise<unknown>): Promise<string> => codes(await Promise.allSettled([attempt]))[0] ?? '';

/** Guesses from one address until it has to pause. @returns how often it was let through */
async function guessUntilPaused(engine: TestEngine, email: string, address: string): Promise<number> {
  for (let tries = 0; ; tries += 1) {
    const attempt = signIn(engine, { email, password: 'guess number one', code: '000000' }, { address, shell: 'server' });
    if ((await codeOfRefusal(attempt)) === 'rate_limited') return tries;
  }
}

describeOnBothStores('an attacker at the staff sign-in', (openStore) => {
  it('ST-02 gets one session out of one code, with 50 sign-ins at the same moment', async () => {
    const engine = await createTestEngine(openStore);
    const admin = await setUp(engine);
    await setSetting(engine, systemActor('test'), { name: 'staff.freeFailures', value: 100, reason: 'only the code is to stop them' });
    engine.clock.advance(minute);
    const code = codeOf(engine, admin.totpSecret);
    const results = await Promise.allSettled(
      Array.from({ length: 50 }, () => signIn(engine, { email: admin.email, password: testPassword, code }, office)),
    );
    expect(codes(results).filter((result) => result === 'ok')).toHaveLength(1);
    expect(codes(results).filter((result) => result === 'credentials_refused')).toHaveLength(49);
    const sessions = await engine.store.read((tx) => tx.db.selectFrom('staff_sessions').select('id').execute());
    expect(sessions).toHaveLength(2);
    expect(await verdictOf(engine)).toMatchObject({ sound: true });
  });

  it('ST-02 is counted per attempt, not per answer, with many guesses at the same moment', async () => {
    const engine = await createTestEngine(openStore);
    const admin = await setUp(engine);
    const free = engine.settings.get('staff.freeFailures');
    const results = await Promise.allSettled(
      Array.from({ length: 25 }, () => signIn(engine, { email: admin.email, password: 'guess number one', code: '000000' }, elsewhere)),
    );
    expect(codes(results).filter((result) => result === 'credentials_refused')).toHaveLength(free);
    expect(codes(results).filter((result) => result === 'rate_limited')).toHaveLength(25 - free);
  });

  it('ST-02 waits longer after each further failure, up to the longest pause', async () => {
    const engine = await createTestEngine(openStore);
    const admin = await setUp(engine);
    expect(await guessUntilPaused(engine, admin.email, '198.51.100.1')).toBe(engine.settings.get('staff.freeFailures'));
    const waits: number[] = [];
    for (let i = 0; i < 8; i += 1) {
      const refusal = await signIn(
        engine,
        { email: admin.email, password: 'x', code: '000000' },
        { ...elsewhere, address: '198.51.100.1' },
      ).catch((error: { data: { retryAfterMs: number } }) => error.data.retryAfterMs);
      waits.push(Number(refusal) / 1_000);
      engine.clock.advance(Number(refusal));
      await signIn(engine, { email: admin.email, password: 'x', code: '000000' }, { ...elsewhere, address: '198.51.100.1' }).catch(
        () => undefined,
      );
    }
    expect(waits).toEqual([30, 60, 120, 240, 480, 900, 900, 900]);
  });

  it('ST-02 cannot lock a person out at the desk where they usually sign in', async () => {
    const engine = await createTestEngine(openStore);
    const admin = await setUp(engine);
    for (let machine = 0; machine < 8; machine += 1) await guessUntilPaused(engine, admin.email, `203.0.113.${machine}`);
    const credentials = () => ({ email: admin.email, password: testPassword, code: codeOf(engine, admin.totpSecret, 1) });
    // A fresh machine of the attacker is refused even with everything right, and cannot tell why.
    expect(await codeOfRefusal(signIn(engine, credentials(), { address: '203.0.113.200', shell: 'server' }))).toBe('credentials_refused');
    expect((await signIn(engine, credentials(), office)).me.email).toBe(admin.email);
  });

  it('ST-02 cannot keep a person out at a new desk for longer than the longest pause after its last try', async () => {
    const engine = await createTestEngine(openStore);
    const admin = await setUp(engine);
    for (let machine = 0; machine < 8; machine += 1) await guessUntilPaused(engine, admin.email, `203.0.113.${machine}`);
    engine.clock.advance(engine.settings.get('staff.maxBackoff'));
    const credentials = { email: admin.email, password: testPassword, code: codeOf(engine, admin.totpSecret) };
    expect((await signIn(engine, credentials, elsewhere)).me.email).toBe(admin.email);
  });

  it('ST-02 is stopped at one address even when every guess names somebody else', async () => {
    const engine = await createTestEngine(openStore);
    await setUp(engine);
    const refusals: string[] = [];
    for (let i = 0; i < 30; i += 1) {
      refusals.push(await codeOfRefusal(signIn(engine, { email: `person${i}@example.com`, password: 'x', code: '000000' }, elsewhere)));
    }
    expect(refusals.filter((code) => code === 'credentials_refused')).toHaveLength(4 * engine.settings.get('staff.freeFailures'));
    expect(refusals.at(-1)).toBe('rate_limited');
  });

  it('ST-02 is stopped in one IPv6 network even when every guess comes from another of its addresses', async () => {
    const engine = await createTestEngine(openStore);
    const admin = await setUp(engine, { address: '2001:db8:1:1::a', shell: 'server' });
    const refusals: string[] = [];
    for (let i = 0; i < 8; i += 1) {
      const place = { address: `2001:db8:0:7::${i}`, shell: 'server' } as const;
      refusals.push(await codeOfRefusal(signIn(engine, { email: admin.email, password: 'x', code: '000000' }, place)));
    }
    const free = engine.settings.get('staff.freeFailures');
    expect(refusals).toEqual([...Array(free).fill('credentials_refused'), ...Array(8 - free).fill('rate_limited')]);
    const credentials = { email: admin.email, password: testPassword, code: codeOf(engine, admin.totpSecret, 1) };
    await signIn(engine, credentials, { address: '2001:db8:1:1::b', shell: 'server' });
    engine.clock.advance(24 * 60 * minute);
    expect(await forgetOldAttempts(engine)).toBeGreaterThan(0);
    expect(await engine.store.read((tx) => tx.db.selectFrom('rate_limits').select('bucket').execute())).toEqual([]);
  });

  it('ST-02 learns nothing from the answer or the work: unknown, disabled, wrong password and wrong code are alike', async () => {
    const engine = await createTestEngine(openStore);
    const admin = await setUp(engine);
    const gone = await addStaff(engine, admin.session.actor, 'agent');
    await disableStaff(engine, admin.session.actor, { id: gone.staffId, reason: 'has left' });
    engine.clock.advance(minute);
    const code = codeOf(engine, admin.totpSecret);
    const attempts = {
      unknown: { email: 'nobody@example.com', password: testPassword, code },
      disabled: { email: gone.email, password: testPassword, code: codeOf(engine, gone.totpSecret) },
      wrongPassword: { email: admin.email, password: 'not the password', code },
      wrongCode: { email: admin.email, password: testPassword, code: wrongCode(engine, admin.totpSecret) },
    };
    const answers = new Set<string>();
    for (const [index, input] of Object.values(attempts).entries()) {
      const before = passwordWork.verifications;
      const place = { address: `198.51.100.${index}`, shell: 'server' } as const;
      const error = await signIn(engine, input, place).then(
        () => 'signed in',
        (refusal: { code: string; message: string; data: unknown }) => JSON.stringify([refusal.code, refusal.message, refusal.data]),
      );
      answers.add(error);
      expect(passwordWork.verifications - before).toBe(1);
    }
    expect([...answers]).toHaveLength(1);
    expect([...answers][0]).toContain('credentials_refused');
  });

  it('ST-02 gets nothing by a session that was signed out, whoever kept its token', async () => {
    const engine = await createTestEngine(openStore);
    const { session } = await setUp(engine);
    await signOut(engine, session.actor);
    expect(await codeOfRefusal(authenticateStaff(engine, session.token, elsewhere.address))).toBe('unauthenticated');
    expect(await codeOfRefusal(unlock(engine, { token: session.token, password: testPassword }, elsewhere.address))).toBe(
      'unauthenticated',
    );
    expect(await codeOfRefusal(recordActivity(engine, session.actor))).toBe('session_locked');
  });

  it('ST-02 cannot fix a session beforehand: every sign-in makes a token of its own, kept only as a hash', async () => {
    const engine = await createTestEngine(openStore);
    const admin = await setUp(engine);
    engine.clock.advance(minute);
    const code = codeOf(engine, admin.totpSecret);
    const second = await signIn(engine, { email: admin.email, password: testPassword, code }, office);
    expect(second.token).not.toBe(admin.session.token);
    expect(Buffer.from(second.token, 'base64url')).toHaveLength(32);
    const rows = await engine.store.read((tx) => tx.db.selectFrom('staff_sessions').selectAll().execute());
    expect(JSON.stringify(rows)).not.toContain(second.token);
    expect(await codeOfRefusal(authenticateStaff(engine, rows[0]?.token_hash ?? '', null))).toBe('unauthenticated');
    const flipped = `${second.token.slice(0, -2)}${second.token.endsWith('AA') ? 'BB' : 'AA'}`;
    expect(await codeOfRefusal(authenticateStaff(engine, flipped, null))).toBe('unauthenticated');
  });

  it('ST-02 finds no secret in the database, and no e-mail address in the audit trail', async () => {
    const engine = await createTestEngine(openStore);
    const admin = await setUp(engine);
    await codeOfRefusal(signIn(engine, { email: 'my password by mistake', password: 'x', code: '000000' }, office));
    const staff = await engine.store.read((tx) => tx.db.selectFrom('staff').selectAll().executeTakeFirstOrThrow());
    expect(staff.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/u);
    expect(Buffer.from(staff.totp_sealed).toString('latin1')).not.toContain(admin.totpSecret);
    const audit = JSON.stringify(await engine.store.read((tx) => tx.db.selectFrom('audit').selectAll().execute()));
    for (const secret of [admin.totpSecret, testPassword, 'my password by mistake', admin.session.token])
      expect(audit).not.toContain(secret);
  });

  it('ST-02 cannot use a TOTP secret of their own in somebody else’s row', async () => {
    const engine = await createTestEngine(openStore);
    const admin = await setUp(engine);
    const mallory = await addStaff(engine, admin.session.actor, 'agent');
    await engine.store.write(async (tx) => {
      const row = await tx.db.selectFrom('staff').select('totp_sealed').where('id', '=', mallory.staffId).executeTakeFirstOrThrow();
      await tx.db.updateTable('staff').set({ totp_sealed: row.totp_sealed }).where('id', '=', admin.staffId).execute();
    });
    engine.clock.advance(minute);
    const theirs = { email: admin.email, password: testPassword, code: codeOf(engine, mallory.totpSecret) };
    await expect(signIn(engine, theirs, office)).rejects.toThrow();
    const row = await engine.store.read((tx) =>
      tx.db.selectFrom('staff').select('totp_sealed').where('id', '=', admin.staffId).executeTakeFirstOrThrow(),
    );
    expect(() => engine.sealer.openText(row.totp_sealed, totpContext(admin.staffId))).toThrow();
  });

  it('ST-04 is not set up by whoever finds a new server first: from elsewhere it takes what the server printed', async () => {
    const engine = await createTestEngine(openStore);
    const thief = { name: 'Mallory', email: 'mallory@example.com', password: testPassword };
    for (const address of ['198.51.100.66', '2001:db8::66', '::ffff:198.51.100.66', '10.0.0.7']) {
      const place = { address, shell: 'server' } as const;
      for (const tried of [undefined, '', '0000-0000-0000-0000', `${setUpCode(engine)}0`]) {
        const attempt = createFirstAdministrator(engine, { ...thief, setUpCode: tried }, place);
        await expect(attempt).rejects.toMatchObject({ code: 'invalid_input', data: { issues: [{ path: 'setUpCode' }] } });
      }
    }
    expect(await needsFirstAdministrator(engine)).toBe(true);
    expect(await engine.store.read((tx) => tx.db.selectFrom('staff').select('id').execute())).toEqual([]);

    const typed = setUpCode(engine).toUpperCase().replaceAll('-', ' ');
    await expect(createFirstAdministrator(engine, { ...thief, setUpCode: typed }, elsewhere)).resolves.toBeDefined();
    for (const address of ['127.0.0.1', '::1', '::ffff:127.0.0.1', null]) {
      const here = createFirstAdministrator(engine, thief, { address, shell: 'server' });
      await expect(here).resolves.toBeDefined();
    }
  });

  it('ST-04 makes one first administrator out of two set-ups at the same moment', async () => {
    const engine = await createTestEngine(openStore);
    const begin = (name: string) => {
      const who = { name, email: `${name}@example.com`, password: testPassword, setUpCode: setUpCode(engine) };
      return createFirstAdministrator(engine, who, office);
    };
    const results = await Promise.allSettled([begin('first'), begin('other')]);
    expect(codes(results).toSorted()).toEqual(['conflict', 'ok']);
    const rows = await engine.store.read((tx) => tx.db.selectFrom('staff').select('id').execute());
    expect(rows).toHaveLength(1);
  });

  it('ST-04 leaves an administrator when two disable each other at the same moment', async () => {
    const engine = await createTestEngine(openStore);
    const admin = await setUp(engine);
    const other = await addStaff(engine, admin.session.actor, 'administrator');
    const results = await Promise.allSettled([
      disableStaff(engine, admin.session.actor, { id: other.staffId, reason: 'me first' }),
      disableStaff(engine, other.session.actor, { id: admin.staffId, reason: 'me first' }),
    ]);
    expect(codes(results).toSorted()).toEqual(['conflict', 'ok']);
  });

  it('ST-04 cannot plant an account among the demo ones', async () => {
    const engine = await createTestEngine(openStore);
    const admin = await setUp(engine);
    const planted = { name: 'x', email: 'Agent@demo.portcullis.invalid', role: 'agent' } as const;
    expect(await codeOfRefusal(inviteStaff(engine, admin.session.actor, planted, true))).toBe('invalid_input');
  });
});

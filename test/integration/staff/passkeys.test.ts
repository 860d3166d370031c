import { expect, it } from 'vitest';
import { hour, minute } from '../../../src/main/engine/settings/kinds.ts';
import { disableStaff } from '../../../src/main/engine/staff/manage.ts';
import { CEREMONY_LIVES_MS, knowsPasskeys } from '../../../src/main/engine/staff/passkeys/ceremony.ts';
import {
  beginOwnPasskey,
  finishOwnPasskey,
  listOwnPasskeys,
  MOST_PASSKEYS,
  removeOwnPasskey,
} from '../../../src/main/engine/staff/passkeys/own.ts';
import { beginPasskeySignIn, signInByPasskey } from '../../../src/main/engine/staff/passkeys/sign-in.ts';
import { approveReset, requestReset } from '../../../src/main/engine/staff/resets/resets.ts';
import { resume } from '../../../src/main/engine/staff/sessions.ts';
import { signIn } from '../../../src/main/engine/staff/sign-in.ts';
import { auditActions } from '../../support/audit-actions.ts';
import { UP } from '../../support/authenticator.ts';
import { createTestEngine } from '../../support/engine.ts';
import { addStaff, codeOf, elsewhere, office, setUp, testPassword } from '../../support/staff.ts';
import { addStaffPasskey, consoleOrigin, enterByPasskey, keyAt, proofOf, refusals, seatAt } from '../../support/staff-passkeys.ts';
import { describeOnBothStores } from '../../support/store.ts';

const refused = { code: 'credentials_refused' };

describeOnBothStores('passkeys of staff', (openStore) => {
  it('ST-02 are made behind password and code, sign in beside the password, and are removed behind both', async () => {
    const engine = await createTestEngine(openStore);
    const admin = await setUp(engine);
    const { authenticator, passkey } = await addStaffPasskey(engine, admin, { name: 'Laptop' });
    expect(passkey).toMatchObject({ name: 'Laptop', origin: consoleOrigin, storage: 'synced', lastUsedAt: null });
    const { token, me, actor } = await enterByPasskey(engine, { email: ' ROOT@Example.com' }, authenticator);
    expect(me.expiresAt).toBe(engine.clock.now() + 12 * hour);
    expect(await resume(engine, token)).toEqual(me);
    expect(await listOwnPasskeys(engine, actor)).toEqual({ items: [{ ...passkey, lastUsedAt: engine.clock.now() }] });
    engine.clock.advance(minute);
    await signIn(engine, { email: admin.email, password: testPassword, code: codeOf(engine, admin.totpSecret) }, office);
    await removeOwnPasskey(engine, actor, { id: passkey.id, ...proofOf(engine, admin) });
    expect((await listOwnPasskeys(engine, actor)).items).toEqual([]);
    await expect(enterByPasskey(engine, admin, authenticator)).rejects.toMatchObject(refused);
    expect(await refusals(engine)).toEqual(['the passkey was removed']);
    const { actions } = await auditActions(engine);
    expect(actions).toEqual(expect.arrayContaining(['staff_passkey.added', 'staff_passkey.removed', 'staff.signed_in']));
  });

  it('ST-02 get in once for each challenge, within five minutes and on the connection that asked', async () => {
    const engine = await createTestEngine(openStore);
    const admin = await setUp(engine);
    const { authenticator } = await addStaffPasskey(engine, admin);
    const seat = seatAt();
    const { options } = beginPasskeySignIn(engine, seat);
    const answer = { email: admin.email, password: testPassword, response: authenticator.get(options) };
    await expect(signInByPasskey(engine, seatAt(), answer, office)).rejects.toMatchObject(refused);
    const tries = await Promise.allSettled(Array.from({ length: 4 }, () => signInByPasskey(engine, seat, answer, office)));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await expect(signInByPasskey(engine, seat, answer, office)).rejects.toMatchObject(refused);
    const late = beginPasskeySignIn(engine, seat);
    engine.clock.advance(CEREMONY_LIVES_MS);
    const response = authenticator.get(late.options);
    await expect(signInByPasskey(engine, seat, { ...answer, response }, office)).rejects.toMatchObject(refused);
    expect(new Set(await refusals(engine))).toEqual(new Set(['no challenge waits for this passkey']));
  });

  it('ST-02 are refused from another page, without their user, and to whoever they do not belong', async () => {
    const engine = await createTestEngine(openStore);
    const admin = await setUp(engine);
    const agent = await addStaff(engine, admin.session.actor, 'agent');
    const { authenticator } = await addStaffPasskey(engine, admin);
    await expect(enterByPasskey(engine, agent, authenticator)).rejects.toMatchObject(refused);
    await expect(enterByPasskey(engine, admin, authenticator, { lies: { origin: 'https://example.com' } })).rejects.toMatchObject(refused);
    await expect(enterByPasskey(engine, admin, authenticator, { lies: { flags: UP } })).rejects.toMatchObject(refused);
    await expect(enterByPasskey(engine, admin, keyAt())).rejects.toMatchObject(refused);
    engine.clock.advance(24 * hour);
    await expect(enterByPasskey(engine, admin, authenticator, { password: 'not the password' })).rejects.toMatchObject(refused);
    expect(await refusals(engine)).toEqual([
      'the passkey is somebody else’s',
      'the passkey was used on another site',
      expect.stringContaining('passkey: '),
      'unknown passkey',
      'wrong password',
    ]);
  });

  it('ST-02 are refused with a counter that went backwards, which is on record', async () => {
    const engine = await createTestEngine(openStore);
    const admin = await setUp(engine);
    const { authenticator } = await addStaffPasskey(engine, admin, { authenticator: keyAt(consoleOrigin, 7) });
    await enterByPasskey(engine, admin, authenticator);
    await expect(enterByPasskey(engine, admin, authenticator, { lies: { counter: 8 } })).rejects.toMatchObject(refused);
    await enterByPasskey(engine, admin, authenticator);
    const { actions } = await auditActions(engine);
    expect(actions.filter((action) => action === 'staff_passkey.clone_suspected')).toHaveLength(1);
  });

  it('ST-02 ST-04 open nothing to whoever is disabled', async () => {
    const engine = await createTestEngine(openStore);
    const admin = await setUp(engine);
    const agent = await addStaff(engine, admin.session.actor, 'agent');
    const { authenticator } = await addStaffPasskey(engine, agent);
    await disableStaff(engine, admin.session.actor, { id: agent.staffId, reason: 'has left' });
    await expect(enterByPasskey(engine, agent, authenticator)).rejects.toMatchObject(refused);
  });

  it('ST-02 count as attempts, and a person who pauses is not let in by theirs', async () => {
    const engine = await createTestEngine(openStore);
    const admin = await setUp(engine);
    const { authenticator } = await addStaffPasskey(engine, admin);
    const free = engine.settings.get('staff.freeFailures');
    const guess = () => enterByPasskey(engine, admin, authenticator, { password: 'guess number one', place: elsewhere });
    for (let tries = 0; tries < free; tries += 1) await expect(guess()).rejects.toMatchObject(refused);
    const right = enterByPasskey(engine, admin, authenticator, { place: elsewhere });
    await expect(right).rejects.toMatchObject({ code: 'rate_limited', data: { retryAfterMs: engine.settings.get('staff.backoff') } });
    engine.clock.advance(engine.settings.get('staff.backoff'));
    await enterByPasskey(engine, admin, authenticator, { place: elsewhere });
  });

  it('ST-01 ST-02 go with the second factor that two administrators replace', async () => {
    const engine = await createTestEngine(openStore);
    const first = await setUp(engine);
    const second = await addStaff(engine, first.session.actor, 'administrator');
    const agent = await addStaff(engine, first.session.actor, 'agent');
    const { authenticator } = await addStaffPasskey(engine, agent);
    const reason = 'lost the phone';
    const asked = await requestReset(engine, first.session.actor, { staffId: agent.staffId, reason });
    await approveReset(engine, second.session.actor, { ...asked, reason });
    await expect(enterByPasskey(engine, agent, authenticator)).rejects.toMatchObject(refused);
    expect((await auditActions(engine)).text).toContain('passkeys_removed');
  });

  it('ST-02 take a credential once, for ever, and no more than a person needs', async () => {
    const engine = await createTestEngine(openStore);
    const admin = await setUp(engine);
    const agent = await addStaff(engine, admin.session.actor, 'agent');
    const { authenticator, passkey } = await addStaffPasskey(engine, admin);
    await expect(addStaffPasskey(engine, agent, { authenticator })).rejects.toMatchObject({ code: 'step_refused' });
    await removeOwnPasskey(engine, admin.session.actor, { id: passkey.id, ...proofOf(engine, admin) });
    await expect(addStaffPasskey(engine, agent, { authenticator })).rejects.toMatchObject({ code: 'step_refused' });
    for (let n = 0; n < MOST_PASSKEYS; n += 1) await addStaffPasskey(engine, agent);
    await expect(addStaffPasskey(engine, agent)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('ST-02 are bound to the registration that was asked for', async () => {
    const engine = await createTestEngine(openStore);
    const admin = await setUp(engine);
    const agent = await addStaff(engine, admin.session.actor, 'agent');
    const seat = seatAt();
    const refusedKey = { code: 'step_refused', data: { reason: 'passkey_refused' } };
    const begin = async () => (await beginOwnPasskey(engine, admin.session.actor, seat, proofOf(engine, admin))).options;
    // Of another session on the same connection, from another page, without user verification, and a second time.
    const other = keyAt().create(await begin());
    await expect(finishOwnPasskey(engine, agent.session.actor, seat, { response: other })).rejects.toMatchObject(refusedKey);
    const relayed = keyAt('https://example.com').create(await begin());
    await expect(finishOwnPasskey(engine, admin.session.actor, seat, { response: relayed })).rejects.toMatchObject(refusedKey);
    const unknown = keyAt().create(await begin(), { flags: UP });
    await expect(finishOwnPasskey(engine, admin.session.actor, seat, { response: unknown })).rejects.toMatchObject(refusedKey);
    const good = keyAt().create(await begin());
    await finishOwnPasskey(engine, admin.session.actor, seat, { response: good });
    await expect(finishOwnPasskey(engine, admin.session.actor, seat, { response: good })).rejects.toMatchObject(refusedKey);
  });

  it('ST-02 are offered where a browser can use them: on a named site over HTTPS, and on this machine', async () => {
    const can = (origin: string | null) => knowsPasskeys(seatAt(origin));
    expect(['https://console.example.com', 'https://console.example.com:8443', 'http://localhost:7300'].map(can)).toEqual([
      true,
      true,
      true,
    ]);
    const not = [
      null,
      'null',
      'http://console.example.com',
      'https://192.0.2.1',
      'http://127.0.0.1:7300',
      'https://[::1]',
      'portcullis://app',
    ];
    expect(not.map(can)).toEqual(not.map(() => false));
    const engine = await createTestEngine(openStore);
    const admin = await setUp(engine);
    const desktop = seatAt(null);
    expect(() => beginPasskeySignIn(engine, desktop)).toThrow(expect.objectContaining({ code: 'client_refused' }));
    const begun = beginOwnPasskey(engine, admin.session.actor, desktop, proofOf(engine, admin));
    await expect(begun).rejects.toMatchObject({ code: 'client_refused' });
  });
});

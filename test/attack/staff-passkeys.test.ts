import { expect, it } from 'vitest';
import { disableStaff } from '../../src/main/engine/staff/manage.ts';
import { beginOwnPasskey, finishOwnPasskey, listOwnPasskeys, removeOwnPasskey } from '../../src/main/engine/staff/passkeys/own.ts';
import { beginPasskeySignIn, signInByPasskey } from '../../src/main/engine/staff/passkeys/sign-in.ts';
import { passwordWork } from '../../src/main/engine/staff/password.ts';
import { signIn } from '../../src/main/engine/staff/sign-in.ts';
import { auditActions } from '../support/audit-actions.ts';
import { connectConsole } from '../support/console.ts';
import { createTestEngine } from '../support/engine.ts';
import { startServer } from '../support/server.ts';
import { addStaff, codeOf, elsewhere, office, setUp, testPassword, wrongCode } from '../support/staff.ts';
import { addStaffPasskey, consoleOrigin, enterByPasskey, keyAt, proofOf, refusals, seatAt } from '../support/staff-passkeys.ts';
import { describeOnBothStores } from '../support/store.ts';

const lookalike = 'https://console-example.com';
const refused = { code: 'credentials_refused' };

describeOnBothStores('an attacker of the staff’s passkeys', (openStore) => {
  it('ST-02 gets nothing by relaying the sign-in through a site of their own, whatever the site claims to be', async () => {
    const engine = await createTestEngine(openStore);
    const admin = await setUp(engine);
    const { authenticator } = await addStaffPasskey(engine, admin);
    // The victim's browser says where it is, and lets the page ask for its own domain alone.
    const onLookalike = { origin: lookalike, rpId: new URL(lookalike).hostname };
    for (const lies of [onLookalike, { origin: lookalike }, { rpId: onLookalike.rpId }]) {
      await expect(enterByPasskey(engine, admin, authenticator, { lies, place: office })).rejects.toMatchObject(refused);
    }
    // A proxy that is taken for the console under the attacker's own name asks for passkeys of that name, and the victim has none there.
    await expect(enterByPasskey(engine, admin, authenticator, { seat: seatAt(lookalike), lies: onLookalike })).rejects.toMatchObject(
      refused,
    );
    expect((await refusals(engine)).at(-1)).toBe('the passkey belongs to another site');
    await enterByPasskey(engine, admin, authenticator);
  });

  it('ST-02 gets nothing on another port of the same machine, where another program listens', async () => {
    const engine = await createTestEngine(openStore);
    const admin = await setUp(engine);
    const { authenticator } = await addStaffPasskey(engine, admin, { origin: 'http://localhost:7300' });
    const seat = seatAt('http://localhost:7300');
    const beside = { seat, lies: { origin: 'http://localhost:7301' } };
    await expect(enterByPasskey(engine, admin, authenticator, beside)).rejects.toMatchObject(refused);
    await enterByPasskey(engine, admin, authenticator, { seat });
  });

  it('ST-02 cannot enter another’s account by a passkey of their own, also not with that person’s password', async () => {
    const engine = await createTestEngine(openStore);
    const admin = await setUp(engine);
    const mallory = await addStaff(engine, admin.session.actor, 'agent');
    const mine = await addStaffPasskey(engine, mallory);
    const theirs = await addStaffPasskey(engine, admin);
    await expect(enterByPasskey(engine, admin, mine.authenticator)).rejects.toMatchObject(refused);
    // Under the other's credential id, and with the other's handle, the signature still is Mallory's.
    mine.authenticator.credentialId = theirs.authenticator.credentialId;
    mine.authenticator.userHandle = theirs.authenticator.userHandle;
    await expect(enterByPasskey(engine, admin, mine.authenticator)).rejects.toMatchObject(refused);
    const removal = removeOwnPasskey(engine, mallory.session.actor, { id: theirs.passkey.id, ...proofOf(engine, mallory) });
    await expect(removal).rejects.toMatchObject({ code: 'not_found' });
  });

  it('ST-02 cannot add or remove a passkey at an unlocked console: it takes password and code, and guessing them is counted', async () => {
    const engine = await createTestEngine(openStore);
    const admin = await setUp(engine);
    const { passkey } = await addStaffPasskey(engine, admin);
    const { actor } = admin.session;
    const right = proofOf(engine, admin);
    const seat = seatAt();
    for (const proof of [
      { ...right, password: 'not the password' },
      { ...right, code: wrongCode(engine, admin.totpSecret) },
    ]) {
      await expect(beginOwnPasskey(engine, actor, seat, proof)).rejects.toMatchObject(refused);
      await expect(removeOwnPasskey(engine, actor, { id: passkey.id, ...proof })).rejects.toMatchObject(refused);
    }
    // Nothing that was begun waits to be ended, and a code that served once serves no more.
    const signInHere = beginPasskeySignIn(engine, seat).options;
    const planted = keyAt().create({ ...(await optionsLike(signInHere.challenge)) });
    await expect(finishOwnPasskey(engine, actor, seat, { response: planted })).rejects.toMatchObject({ code: 'step_refused' });
    await beginOwnPasskey(engine, actor, seat, right);
    await expect(beginOwnPasskey(engine, actor, seat, right)).rejects.toMatchObject(refused);
    const wrong = { ...right, password: 'not the password' };
    for (let tries = 1; tries < engine.settings.get('staff.freeFailures'); tries += 1) {
      await expect(beginOwnPasskey(engine, actor, seat, wrong)).rejects.toMatchObject(refused);
    }
    await expect(beginOwnPasskey(engine, actor, seat, right)).rejects.toMatchObject({ code: 'rate_limited' });
    expect((await listOwnPasskeys(engine, actor)).items).toHaveLength(1);
    expect((await auditActions(engine)).actions).toContain('staff.confirmation_refused');
  });

  it('ST-02 learns nothing from the answer or the work: who has an account, who has a passkey, and which half was right', async () => {
    const engine = await createTestEngine(openStore);
    const admin = await setUp(engine);
    const bare = await addStaff(engine, admin.session.actor, 'agent');
    const gone = await addStaff(engine, admin.session.actor, 'auditor');
    const { authenticator } = await addStaffPasskey(engine, admin);
    await disableStaff(engine, admin.session.actor, { id: gone.staffId, reason: 'has left' });
    const challenges = [admin, bare, gone].map(() => beginPasskeySignIn(engine, seatAt()).options);
    expect(new Set(challenges.map((options) => JSON.stringify({ ...options, challenge: '' }))).size).toBe(1);
    const answers = new Set<string>();
    const told = (refusal: { code: string; message: string; data: unknown }) =>
      JSON.stringify([refusal.code, refusal.message, refusal.data]);
    const attempts = [
      { email: 'nobody@example.com' },
      { email: gone.email },
      { email: bare.email },
      { email: admin.email, password: 'not the password' },
      { email: admin.email, lies: { flags: 1 } },
    ];
    for (const [index, { email, ...rest }] of attempts.entries()) {
      const before = passwordWork.verifications;
      const place = { address: `198.51.100.${index}`, shell: 'server' } as const;
      answers.add(await enterByPasskey(engine, { email }, authenticator, { ...rest, place }).then(() => 'signed in', told));
      expect(passwordWork.verifications - before).toBe(1);
    }
    const code = wrongCode(engine, admin.totpSecret);
    const byCode = signIn(engine, { email: admin.email, password: testPassword, code }, elsewhere);
    answers.add(await byCode.then(() => 'signed in', told));
    expect([...answers]).toHaveLength(1);
    expect([...answers][0]).toContain('credentials_refused');
  });

  it('ST-02 finds neither challenge nor key material in the audit trail', async () => {
    const engine = await createTestEngine(openStore);
    const admin = await setUp(engine);
    const { authenticator } = await addStaffPasskey(engine, admin);
    const seat = seatAt();
    const { options } = beginPasskeySignIn(engine, seat);
    const response = authenticator.get(options);
    await signInByPasskey(engine, seat, { email: admin.email, password: testPassword, response }, office);
    const { text } = await auditActions(engine);
    for (const secret of [options.challenge, response.id, response.response.signature, authenticator.userHandle]) {
      expect(text).not.toContain(secret);
    }
  });
});

/** What a page could make up for an authenticator around a challenge. */
async function optionsLike(challenge: string) {
  const { creationOptions } = await import('../../src/main/engine/factors/passkey/options.ts');
  const { siteOf } = await import('../../src/main/engine/staff/passkeys/ceremony.ts');
  const site = siteOf(consoleOrigin);
  if (site === null) throw new Error('no site');
  const user = { handle: 'AAAA', name: 'root', displayName: 'Root' };
  return creationOptions(site, { user, challenge, timeout: 1000, attestation: 'none', exclude: [], preferred: 'localDevice' });
}

it('ST-02 gets neither a challenge nor a list of passkeys over a connection that no page of the console opened', async () => {
  const server = await startServer();
  const root = await setUp(server.engine);
  const { client, close } = await connectConsole(server);
  expect(await client.session.state()).toMatchObject({ passkeys: false });
  await expect(client.session.beginPasskeySignIn()).rejects.toMatchObject({ code: 'client_refused' });
  const proof = { password: testPassword, code: codeOf(server.engine, root.totpSecret) };
  await expect(client.ownPasskeys.list()).rejects.toMatchObject({ code: 'unauthenticated' });
  await expect(client.ownPasskeys.begin(proof)).rejects.toMatchObject({ code: 'unauthenticated' });
  const response = keyAt().create(await optionsLike('AAAA'));
  await expect(client.ownPasskeys.finish({ response })).rejects.toMatchObject({ code: 'unauthenticated' });
  close();
});

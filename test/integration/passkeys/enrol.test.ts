import { expect, it } from 'vitest';
import { putAccount } from '../../../src/main/engine/accounts/accounts.ts';
import { readMe } from '../../../src/main/engine/accounts/me.ts';
import { recordVerification } from '../../../src/main/engine/accounts/verification.ts';
import { beginPasskey, finishPasskey } from '../../../src/main/engine/factors/passkey/enrol.ts';
import { listPasskeys, renamePasskey } from '../../../src/main/engine/factors/passkey/manage.ts';
import { isMultiFactor } from '../../../src/main/engine/factors/passkey/rules.ts';
import { readOperation } from '../../../src/main/engine/operations/read.ts';
import type { AccountId } from '../../../src/shared/vocabulary/index.ts';
import { base64url, SoftwareAuthenticator, UP, UV } from '../../support/authenticator.ts';
import { makeCustomer, once, openSession, platform } from '../../support/customers.ts';
import { createTestEngine } from '../../support/engine.ts';
import { addPasskey, confirmed, queued, start, trailOf } from '../../support/passkeys.ts';
import { describeOnBothStores } from '../../support/store.ts';

const here = { kind: 'this_device', credentialManager: true } as const;

describeOnBothStores('creating a passkey', (openStore) => {
  it('PK-01 takes a verified identity and a step-up with more than one factor', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const { operation, decision } = await start(engine, customer.web, 'passkey_add');
    expect(isMultiFactor(decision.steps)).toBe(true);
    await expect(beginPasskey(engine, customer.web, { operationId: operation.id, ...here })).rejects.toMatchObject({ code: 'conflict' });

    const operationId = await confirmed(engine, customer, customer.web, 'passkey_add');
    await recordVerification(engine, platform, { id: customer.id, status: 'expired', level: 0, faceEnrolled: true }, once());
    await expect(beginPasskey(engine, customer.web, { operationId, ...here })).rejects.toMatchObject({
      code: 'prerequisites_missing',
      data: { missing: [{ code: 'identity_not_verified', step: 'verify_identity' }] },
    });
  });

  it('PK-01 holds a weaker policy to more than one factor all the same', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const operationId = await confirmed(engine, customer, customer.web, 'passkey_add');
    // What a matrix with a single step would have left behind.
    await engine.store.write((tx) =>
      tx.db.deleteFrom('operation_steps').where('operation_id', '=', operationId).where('position', '>', 0).execute(),
    );
    await expect(beginPasskey(engine, customer.web, { operationId, ...here })).rejects.toMatchObject({
      code: 'step_refused',
      data: { reason: 'multi_factor_needed' },
    });
  });

  it('PK-01 takes the operation of this very session, kind and account, and uses it up', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const stranger = await makeCustomer(engine);
    const operationId = await confirmed(engine, customer, customer.web, 'passkey_add');
    const begin = (actor: typeof customer.web, id = operationId) => beginPasskey(engine, actor, { operationId: id, ...here });
    await expect(begin(customer.app)).rejects.toMatchObject({ code: 'step_refused', data: { reason: 'not_initiator' } });
    await expect(begin(stranger.web)).rejects.toMatchObject({ code: 'not_found' });
    const other = await confirmed(engine, customer, customer.web, 'security_setting_change');
    await expect(begin(customer.web, other)).rejects.toMatchObject({ data: { reason: 'wrong_operation' } });

    const authenticator = new SoftwareAuthenticator();
    const { options } = await begin(customer.web);
    await finishPasskey(engine, customer.web, { operationId, response: authenticator.create(options) });
    expect((await readOperation(engine, platform, operationId)).operation.status).toBe('executed');
    await expect(begin(customer.web)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('PK-01 belongs to the main account alone', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const id = `${customer.id}-sub` as AccountId;
    await putAccount(engine, platform, { id, kind: 'sub', mainAccountId: customer.id }, once());
    const session = await openSession(engine, id, 'web', `${id}-laptop`);
    const operationId = await confirmed(engine, customer, customer.web, 'passkey_add');
    await expect(beginPasskey(engine, session, { operationId, ...here })).rejects.toMatchObject({
      code: 'client_refused',
      data: { reason: 'sub_account' },
    });
  });

  it('PK-02 offers this device, another device and, on the clients that policy names, a security key', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const web = await confirmed(engine, customer, customer.web, 'passkey_add');
    const device = await beginPasskey(engine, customer.web, { operationId: web, ...here });
    expect(device.options.authenticatorSelection).toMatchObject({
      authenticatorAttachment: 'platform',
      residentKey: 'required',
      userVerification: 'required',
    });
    const key = await beginPasskey(engine, customer.web, { operationId: web, kind: 'security_key', credentialManager: false });
    expect(key.options).toMatchObject({ hints: ['security-key'], authenticatorSelection: { authenticatorAttachment: 'cross-platform' } });
    expect(key.options.attestation).toBe('none');

    const android = await openSession(engine, customer.id, 'android', `${customer.id}-tablet`);
    const tablet = await confirmed(engine, customer, android, 'passkey_add');
    await expect(
      beginPasskey(engine, android, { operationId: tablet, kind: 'security_key', credentialManager: true }),
    ).rejects.toMatchObject({ code: 'client_refused', data: { reason: 'security_key_not_offered' } });
  });

  it('PK-04 refuses this device with guidance when it has no working credential manager', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const operationId = await confirmed(engine, customer, customer.web, 'passkey_add');
    await expect(beginPasskey(engine, customer.web, { operationId, kind: 'this_device', credentialManager: false })).rejects.toMatchObject({
      code: 'client_refused',
      data: { reason: 'no_credential_manager' },
    });
    await expect(
      beginPasskey(engine, customer.web, { operationId, kind: 'security_key', credentialManager: false }),
    ).resolves.toMatchObject({ options: { rp: { id: 'localhost' } } });
  });

  it('PK-05 lists name, kind, storage and times; the name comes from the authenticator and is the owner’s to change', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const google = new SoftwareAuthenticator({ aaguid: 'ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4' });
    const { passkey } = await addPasskey(engine, customer, { authenticator: google });
    const unknown = new SoftwareAuthenticator({ synced: false, counter: 1 });
    await addPasskey(engine, customer, { authenticator: unknown, by: google, kind: 'security_key' });
    const { items } = await listPasskeys(engine, customer.web);
    expect(items).toMatchObject([
      { name: 'Google Password Manager', kind: 'this_device', storage: 'synced', backedUp: true, createdAt: passkey.createdAt },
      { name: 'Security key', kind: 'security_key', storage: 'device_bound', backedUp: false, lastUsedAt: null },
    ]);
    expect(items[0]?.lastUsedAt).toBeGreaterThan(passkey.createdAt);

    expect(await renamePasskey(engine, customer.web, { id: passkey.id, name: 'My phone' })).toMatchObject({ name: 'My phone' });
    expect((await listPasskeys(engine, customer.app)).items[0]?.name).toBe('My phone');
    const stranger = await makeCustomer(engine);
    await expect(renamePasskey(engine, stranger.web, { id: passkey.id, name: 'Mine' })).rejects.toMatchObject({ code: 'not_found' });
    expect((await readMe(engine, customer.web)).factors.filter(({ kind }) => kind === 'passkey')).toHaveLength(2);
  });

  it('PK-06 takes several up to the limit and urges a backup while there is one', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    expect(await listPasskeys(engine, customer.web)).toMatchObject({ items: [], backupUrged: false, most: 10 });
    const { authenticator } = await addPasskey(engine, customer);
    expect(await listPasskeys(engine, customer.web)).toMatchObject({ backupUrged: true });
    engine.settings.apply('passkey.max', { value: 2, updatedAt: null, updatedBy: null });
    await addPasskey(engine, customer, { by: authenticator });
    expect(await listPasskeys(engine, customer.web)).toMatchObject({ backupUrged: false });
    const operationId = await confirmed(engine, customer, customer.web, 'passkey_add', authenticator);
    await expect(beginPasskey(engine, customer.web, { operationId, ...here })).rejects.toMatchObject({
      code: 'conflict',
      data: { current: { reason: 'too_many_passkeys' } },
    });
  });

  it('PK-06 asks the authenticator to leave out what is registered already', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const { authenticator } = await addPasskey(engine, customer);
    const operationId = await confirmed(engine, customer, customer.web, 'passkey_add', authenticator);
    const { options } = await beginPasskey(engine, customer.web, { operationId, ...here });
    expect(options.excludeCredentials).toMatchObject([{ id: base64url(authenticator.credentialId) }]);
  });

  it('PK-08 gives each account a random user handle that stays and is not its id', async () => {
    const engine = await createTestEngine(openStore);
    const [one, two] = [await makeCustomer(engine), await makeCustomer(engine)];
    const { authenticator } = await addPasskey(engine, one);
    const again = await addPasskey(engine, one, { by: authenticator });
    const other = await addPasskey(engine, two);
    expect(Buffer.from(authenticator.userHandle, 'base64url')).toHaveLength(64);
    expect(again.authenticator.userHandle).toBe(authenticator.userHandle);
    expect(other.authenticator.userHandle).not.toBe(authenticator.userHandle);
    expect(Buffer.from(authenticator.userHandle, 'base64url').toString('latin1')).not.toContain(one.id);
  });

  it('PK-08 tells every channel and the audit trail of a new passkey', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    await addPasskey(engine, customer);
    for (const channel of ['mail', 'sms', 'webhook'] as const)
      expect(await queued(engine, customer.id, channel)).toContain('passkey.added');
    expect((await trailOf(engine, customer.id)).map(({ action }) => action)).toContain('passkey.added');
  });

  it('PK-08 refuses a registration that does not fit, records why, and burns its challenge', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const operationId = await confirmed(engine, customer, customer.web, 'passkey_add');
    const refused = { code: 'step_refused', data: { reason: 'passkey_refused' } };
    const lies = [
      { origin: 'https://evil.test' },
      { origin: 'http://localhost.evil.test' },
      { challenge: base64url(Buffer.alloc(32, 3)) },
      { rpId: 'evil.test' },
      { type: 'webauthn.get' },
      { flags: UP },
      { flags: UV },
      { crossOrigin: true },
      { topOrigin: 'https://evil.test' },
      { credentialId: Buffer.alloc(1024, 5) },
    ];
    for (const lie of lies) {
      const { options } = await beginPasskey(engine, customer.web, { operationId, ...here });
      const finish = (response: ReturnType<SoftwareAuthenticator['create']>) =>
        finishPasskey(engine, customer.web, { operationId, response });
      await expect(finish(new SoftwareAuthenticator().create(options, lie)), JSON.stringify(lie)).rejects.toMatchObject(refused);
      if (!('challenge' in lie)) await expect(finish(new SoftwareAuthenticator().create(options))).rejects.toMatchObject(refused);
    }
    expect((await listPasskeys(engine, customer.web)).items).toEqual([]);
    const reasons = (await trailOf(engine, customer.id)).filter(({ action }) => action === 'passkey.refused').map(({ reason }) => reason);
    expect(reasons).toHaveLength(lies.length * 2 - 1);
    expect(reasons).toContain('the credential id is longer than 1023 bytes');
    expect(reasons).toContain('the challenge was answered before');

    const { options } = await beginPasskey(engine, customer.web, { operationId, ...here });
    const longest = new SoftwareAuthenticator().create(options, { credentialId: Buffer.alloc(1023, 5) });
    expect(await finishPasskey(engine, customer.web, { operationId, response: longest })).toMatchObject({ kind: 'this_device' });
  });

  it('PK-08 refuses a challenge one millisecond too late, and that of another session, operation or purpose', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const first = await confirmed(engine, customer, customer.web, 'passkey_add');
    const second = await confirmed(engine, customer, customer.web, 'passkey_add');
    const onPhone = await confirmed(engine, customer, customer.app, 'passkey_add');
    const late = await beginPasskey(engine, customer.web, { operationId: first, ...here });
    const response = new SoftwareAuthenticator().create(late.options);
    await expect(finishPasskey(engine, customer.web, { operationId: second, response })).rejects.toMatchObject({
      data: { reason: 'passkey_refused' },
    });
    await expect(finishPasskey(engine, customer.app, { operationId: onPhone, response })).rejects.toMatchObject({
      data: { reason: 'passkey_refused' },
    });
    engine.clock.moveTo(late.expiresAt);
    await expect(finishPasskey(engine, customer.web, { operationId: first, response })).rejects.toMatchObject({ code: 'expired' });
    const intime = await beginPasskey(engine, customer.web, { operationId: first, ...here });
    engine.clock.moveTo(intime.expiresAt - 1);
    const good = new SoftwareAuthenticator().create(intime.options);
    expect(await finishPasskey(engine, customer.web, { operationId: first, response: good })).toMatchObject({ storage: 'synced' });
  });

  it('PK-08 refuses a credential id that is registered, whoever has it and even after it was removed', async () => {
    const engine = await createTestEngine(openStore);
    const [owner, thief] = [await makeCustomer(engine), await makeCustomer(engine)];
    const { authenticator, passkey } = await addPasskey(engine, owner);
    const operationId = await confirmed(engine, thief, thief.web, 'passkey_add');
    const attempt = async () => {
      const { options } = await beginPasskey(engine, thief.web, { operationId, ...here });
      const response = new SoftwareAuthenticator().create(options, { credentialId: authenticator.credentialId });
      return finishPasskey(engine, thief.web, { operationId, response });
    };
    await expect(attempt()).rejects.toMatchObject({ data: { reason: 'passkey_refused' } });
    await engine.store.write((tx) => tx.db.updateTable('factors').set({ status: 'removed' }).where('id', '=', passkey.id).execute());
    await expect(attempt()).rejects.toMatchObject({ data: { reason: 'passkey_refused' } });
    expect((await trailOf(engine, thief.id)).filter(({ reason }) => reason === 'the credential is registered already')).toHaveLength(2);
  });

  it('PK-08 binds one passkey when one answer arrives fifty times at once', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const operationId = await confirmed(engine, customer, customer.web, 'passkey_add');
    const { options } = await beginPasskey(engine, customer.web, { operationId, ...here });
    const response = new SoftwareAuthenticator().create(options);
    const all = await Promise.allSettled(Array.from({ length: 50 }, () => finishPasskey(engine, customer.web, { operationId, response })));
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await listPasskeys(engine, customer.web)).items).toHaveLength(1);
  });
});

import { expect, it } from 'vitest';
import { beginPasskey, finishPasskey } from '../../../src/main/engine/factors/passkey/enrol.ts';
import { listPasskeys } from '../../../src/main/engine/factors/passkey/manage.ts';
import { beginTransfer, openTransfer, readTransfer } from '../../../src/main/engine/factors/passkey/transfer.ts';
import { readOperation } from '../../../src/main/engine/operations/read.ts';
import { beginStep, completeStep } from '../../../src/main/engine/operations/steps.ts';
import { builtInMatrix } from '../../../src/main/engine/risk/matrix.ts';
import { SoftwareAuthenticator } from '../../support/authenticator.ts';
import { enrolAuthenticator, makeCustomer, openSession, platform } from '../../support/customers.ts';
import { createTestEngine, type TestEngine } from '../../support/engine.ts';
import { enrolFace, sentFrames, withDocument } from '../../support/identity.ts';
import { addPasskey, confirmed, makeMandatory, start } from '../../support/passkeys.ts';
import { publish } from '../../support/policy.ts';
import { describeOnBothStores } from '../../support/store.ts';

const other = { kind: 'other_device', credentialManager: true } as const;

async function shown(engine: TestEngine) {
  const customer = await makeCustomer(engine);
  const operationId = await confirmed(engine, customer, customer.web, 'passkey_add');
  return { customer, operationId, transfer: await beginTransfer(engine, customer.web, operationId) };
}

describeOnBothStores('a passkey on another phone', (openStore) => {
  it('PK-02 PK-03 is created by the phone that scanned the code and repeated the identity verification', async () => {
    const engine = await createTestEngine(openStore);
    const { customer, operationId, transfer } = await shown(engine);
    expect(transfer.expiresAt).toBe(engine.clock.now() + 180_000);
    expect(await openTransfer(engine, customer.app, transfer.link)).toMatchObject({ status: 'opened' });
    expect(await readTransfer(engine, customer.web, transfer.id)).toMatchObject({ status: 'opened' });
    const own = await confirmed(engine, customer, customer.app, 'passkey_add');
    const begun = await beginPasskey(engine, customer.app, { operationId: own, ...other, transferId: transfer.id });
    const response = new SoftwareAuthenticator().create(begun.options);
    expect(await finishPasskey(engine, customer.app, { operationId: own, response })).toMatchObject({ kind: 'other_device' });
    for (const id of [own, operationId]) expect((await readOperation(engine, platform, id)).operation.status).toBe('executed');
    expect(await readTransfer(engine, customer.web, transfer.id)).toMatchObject({ status: 'completed' });
    expect((await listPasskeys(engine, customer.web)).items).toHaveLength(1);
  });

  it('PK-03 opens its code once, up to the last millisecond and not at its end', async () => {
    const engine = await createTestEngine(openStore);
    const { customer, operationId, transfer } = await shown(engine);
    engine.clock.moveTo(transfer.expiresAt - 1);
    const second = await openSession(engine, customer.id, 'android', `${customer.id}-tablet`);
    const all = await Promise.allSettled(
      [customer.app, second, customer.app, second].map((actor) => openTransfer(engine, actor, transfer.link)),
    );
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await expect(openTransfer(engine, customer.app, transfer.link)).rejects.toMatchObject({ code: 'conflict' });

    const again = await beginTransfer(engine, customer.web, operationId);
    expect(await readTransfer(engine, customer.web, transfer.id)).toMatchObject({ status: 'superseded' });
    engine.clock.moveTo(again.expiresAt);
    await expect(openTransfer(engine, customer.app, again.link)).rejects.toMatchObject({ code: 'expired' });
    expect(await readTransfer(engine, customer.web, again.id)).toMatchObject({ status: 'expired' });
  });

  it('PK-03 binds nothing before the phone repeats the verification in an operation of its own', async () => {
    const engine = await createTestEngine(openStore);
    const { customer, operationId, transfer } = await shown(engine);
    const early = await confirmed(engine, customer, customer.app, 'passkey_add');
    const begin = (id: string, transferId: string | undefined = transfer.id) =>
      beginPasskey(engine, customer.app, { operationId: id, ...other, transferId });
    await expect(begin(early)).rejects.toMatchObject({ code: 'step_refused', data: { reason: 'not_scanned' } });
    await expect(beginPasskey(engine, customer.app, { operationId: early, ...other })).rejects.toMatchObject({
      data: { reason: 'not_scanned' },
    });
    engine.clock.advance(1);
    await openTransfer(engine, customer.app, transfer.link);
    await expect(begin(early)).rejects.toMatchObject({ data: { reason: 'verification_not_repeated' } });
    await expect(begin(operationId)).rejects.toMatchObject({ data: { reason: 'not_initiator' } });
    expect((await listPasskeys(engine, customer.app)).items).toEqual([]);
  });

  it('PK-03 goes to the session that scanned, on another device, in the mobile app', async () => {
    const engine = await createTestEngine(openStore);
    const { customer, transfer } = await shown(engine);
    const stranger = await makeCustomer(engine);
    const otherWeb = await openSession(engine, customer.id, 'web', `${customer.id}-desktop`);
    const sameDevice = await openSession(engine, customer.id, 'ios', customer.web.deviceId);
    await expect(openTransfer(engine, stranger.app, transfer.link)).rejects.toMatchObject({ code: 'not_found' });
    await expect(openTransfer(engine, otherWeb, transfer.link)).rejects.toMatchObject({ data: { reason: 'not_native_app' } });
    await expect(openTransfer(engine, sameDevice, transfer.link)).rejects.toMatchObject({ data: { reason: 'same_device' } });
    await expect(
      openTransfer(engine, customer.app, `${transfer.link.slice(0, -1)}0`.replace(/0$/, transfer.link.endsWith('0') ? '1' : '0')),
    ).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(readTransfer(engine, stranger.web, transfer.id)).rejects.toMatchObject({ code: 'not_found' });
    await openTransfer(engine, customer.app, transfer.link);
    const second = await openSession(engine, customer.id, 'android', `${customer.id}-tablet`);
    const own = await confirmed(engine, customer, second, 'passkey_add');
    await expect(beginPasskey(engine, second, { operationId: own, ...other, transferId: transfer.id })).rejects.toMatchObject({
      data: { reason: 'not_scanned' },
    });
  });

  it('PK-03 ends with the operation that showed the code', async () => {
    const engine = await createTestEngine(openStore);
    const { customer, operationId, transfer } = await shown(engine);
    await openTransfer(engine, customer.app, transfer.link);
    const own = await confirmed(engine, customer, customer.app, 'passkey_add');
    const begun = await beginPasskey(engine, customer.app, { operationId: own, ...other, transferId: transfer.id });
    const spent = await beginPasskey(engine, customer.web, { operationId, kind: 'this_device', credentialManager: true });
    await finishPasskey(engine, customer.web, { operationId, response: new SoftwareAuthenticator().create(spent.options) });
    const response = new SoftwareAuthenticator().create(begun.options);
    await expect(finishPasskey(engine, customer.app, { operationId: own, response })).rejects.toMatchObject({ code: 'conflict' });
    expect((await listPasskeys(engine, customer.web)).items).toHaveLength(1);
  });

  it('PK-02 PK-03 is made by a customer whose only passkey lives in the laptop: the phone verifies the identity by something of its own', async () => {
    const engine = await createTestEngine(openStore);
    const seenByStaff = await withDocument(engine, await makeCustomer(engine, { verified: false }));
    const customer = await enrolAuthenticator(engine, await enrolFace(engine, seenByStaff));
    const { authenticator: laptop } = await addPasskey(engine, customer);
    expect((await start(engine, customer.app, 'passkey_add')).decision.steps).toEqual(['passkey', 'authenticator']);
    const operationId = await confirmed(engine, customer, customer.web, 'passkey_add', laptop);
    const transfer = await beginTransfer(engine, customer.web, operationId);
    await openTransfer(engine, customer.app, transfer.link);
    const { operation, decision } = await start(engine, customer.app, 'passkey_add');
    expect(decision.steps).toEqual(['face', 'authenticator']);
    await beginStep(engine, customer.app, { id: operation.id, position: 0 });
    engine.clock.advance(30_000);
    const seen = await completeStep(engine, customer.app, { id: operation.id, position: 0, face: { frames: sentFrames('ada') } });
    expect(seen.passed).toBe(true);
    await completeStep(engine, customer.app, { id: operation.id, position: 1, code: customer.code() });
    const begun = await beginPasskey(engine, customer.app, { operationId: operation.id, ...other, transferId: transfer.id });
    const response = new SoftwareAuthenticator().create(begun.options);
    await finishPasskey(engine, customer.app, { operationId: operation.id, response });
    expect((await listPasskeys(engine, customer.web)).items.map(({ kind }) => kind)).toEqual(['this_device', 'other_device']);
    // The code is used up, and with it what it stood for.
    expect((await start(engine, customer.app, 'passkey_add')).decision.steps).toEqual(['passkey', 'authenticator']);
  });

  it('PK-03 lets go of the passkey for no other session, no other operation, and no code of a client that showed none', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await enrolAuthenticator(engine, await makeCustomer(engine));
    const weaker = await beginTransfer(engine, customer.web, await confirmed(engine, customer, customer.web, 'passkey_add'));
    await openTransfer(engine, customer.app, weaker.link);
    const { authenticator: laptop } = await addPasskey(engine, customer);
    // Of an operation that no passkey confirmed, though a passkey is there by now.
    expect((await start(engine, customer.app, 'passkey_add')).decision.steps).toContain('passkey');

    const operationId = await confirmed(engine, customer, customer.web, 'passkey_add', laptop);
    const transfer = await beginTransfer(engine, customer.web, operationId);
    await openTransfer(engine, customer.app, transfer.link);
    const tablet = await openSession(engine, customer.id, 'android', `${customer.id}-tablet`);
    expect((await start(engine, tablet, 'passkey_add')).decision.steps).toContain('passkey');
    for (const kind of ['api_key_create', 'security_setting_change', 'trusted_device_add'] as const) {
      expect((await start(engine, customer.app, kind)).decision.steps, kind).toContain('passkey');
    }
    const phones = await start(engine, customer.app, 'passkey_add');
    expect(phones.decision.steps).toEqual(['authenticator', 'phone_code']);
    engine.clock.moveTo(transfer.expiresAt + engine.settings.get('operation.ttl'));
    expect((await start(engine, customer.app, 'passkey_add')).decision.steps).toContain('passkey');
  });

  it('PK-03 MP-02 asks for the passkey all the same where the customer takes nothing else', async () => {
    const engine = await createTestEngine(openStore);
    await publish(engine, 'matrix', { ...builtInMatrix, mandatoryPasskeyKinds: ['login', 'passkey_add'] });
    const customer = await enrolAuthenticator(engine, await makeCustomer(engine));
    const { authenticator: laptop } = await addPasskey(engine, customer);
    await makeMandatory(engine, customer, laptop);
    const { operation } = await start(engine, customer.web, 'passkey_add');
    // Policy asks for two, and a passkey alone is left.
    expect(operation.status).toBe('in_review');
  });
});

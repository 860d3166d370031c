import { expect, it } from 'vitest';
import type { CustomerActor } from '../../src/main/engine/actor.ts';
import { beginAuthenticator } from '../../src/main/engine/factors/authenticator/enrol.ts';
import { beginFace, removeFace } from '../../src/main/engine/factors/face/enrol.ts';
import { turnOffMandatoryPasskey, turnOnMandatoryPasskey } from '../../src/main/engine/factors/passkey/mandatory.ts';
import { submitIdentity } from '../../src/main/engine/identity/customer.ts';
import { getDecision } from '../../src/main/engine/operations/views/decisions.ts';
import { removeAuthenticator } from '../../src/main/engine/security-items/authenticator.ts';
import { beginContactChange, removeContact } from '../../src/main/engine/security-items/contact.ts';
import { getApproval } from '../../src/main/engine/verification/approvals/approvals.ts';
import { type SecuritySetting, securitySettings } from '../../src/shared/vocabulary/index.ts';
import { authorize, enrolAuthenticator, makeCustomer, makeProtectedCustomer, staff } from '../support/customers.ts';
import { createTestEngine, type TestEngine } from '../support/engine.ts';
import { front, passport } from '../support/identity.ts';
import { start } from '../support/passkeys.ts';
import { describeOnBothStores } from '../support/store.ts';

const MINUTE = 60_000;
const mailbox = 'new@example.com';
const number = '+4930123456';

/** Everything that a confirmed change of a setting can be carried out as. */
const effects: Readonly<Record<SecuritySetting, (engine: TestEngine, actor: CustomerActor, operationId: string) => Promise<unknown>>> = {
  email_change: (engine, actor, operationId) => beginContactChange(engine, actor, { operationId, item: 'email', destination: mailbox }),
  email_remove: (engine, actor, operationId) => removeContact(engine, actor, { operationId, item: 'email' }),
  phone_change: (engine, actor, operationId) => beginContactChange(engine, actor, { operationId, item: 'phone', destination: number }),
  phone_remove: (engine, actor, operationId) => removeContact(engine, actor, { operationId, item: 'phone' }),
  authenticator_add: beginAuthenticator,
  authenticator_remove: removeAuthenticator,
  face_enrol: beginFace,
  face_erase: removeFace,
  identity_submit: (engine, actor, operationId) => submitIdentity(engine, actor, { operationId, ...passport(), images: front('ada') }),
  mandatory_passkey_on: turnOnMandatoryPasskey,
  mandatory_passkey_off: turnOffMandatoryPasskey,
};

describeOnBothStores('whoever shares a customer’s session', (openStore) => {
  it('TD-11 SI-05 FV-04 MP-06 uses what was confirmed for one setting for no other', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await enrolAuthenticator(engine, await makeCustomer(engine));
    for (const confirmed of ['authenticator_remove', 'face_enrol', 'security_setting_change'] as const) {
      engine.clock.advance(10 * MINUTE);
      const operationId = await authorize(engine, customer, customer.web, confirmed);
      for (const setting of securitySettings.filter((each) => each !== confirmed)) {
        const attempt = effects[setting](engine, customer.web, operationId);
        await expect(attempt, `${confirmed} as ${setting}`).rejects.toMatchObject({ data: { reason: 'wrong_setting' } });
      }
    }
    await engine.close();
  });

  it('TD-11 SI-05 gives a setting no value but the one that was confirmed', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const operationId = await authorize(engine, customer, customer.web, 'email_change', mailbox);
    for (const destination of ['thief@example.com', 'NEW@example.com']) {
      const attempt = beginContactChange(engine, customer.web, { operationId, item: 'email', destination });
      await expect(attempt).rejects.toMatchObject({ data: { reason: 'wrong_value' } });
    }
    await beginContactChange(engine, customer.web, { operationId, item: 'email', destination: mailbox });
    engine.clock.advance(10 * MINUTE);
    const unnamed = await authorize(engine, customer, customer.web, 'phone_change');
    const attempt = beginContactChange(engine, customer.web, { operationId: unnamed, item: 'phone', destination: number });
    await expect(attempt).rejects.toMatchObject({ data: { reason: 'wrong_value' } });
    await engine.close();
  });

  it('TD-11 changes no confirmed setting in the database: the text that was confirmed says otherwise', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const operationId = await authorize(engine, customer, customer.web, 'email_change', mailbox);
    const details = JSON.stringify({ setting: 'email_change', value: 'thief@example.com' });
    await engine.store.write((tx) => tx.db.updateTable('operations').set({ details }).where('id', '=', operationId).execute());
    const attempt = beginContactChange(engine, customer.web, { operationId, item: 'email', destination: 'thief@example.com' });
    await expect(attempt).rejects.toMatchObject({ code: 'conflict', data: { reason: 'operation_changed' } });
    await engine.close();
  });
});

describeOnBothStores('staff who look at a change of contact data', (openStore) => {
  it('ST-03 read the new address masked, in the decision and in the request that rang the phone', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeProtectedCustomer(engine);
    const details = { setting: 'email_change', value: 'grace@example.com' };
    const { operation, decision } = await start(engine, customer.web, 'security_setting_change', { details });
    expect(operation.canonicalText).toContain('value: grace@example.com');
    const shown = await getDecision(engine, staff('agent'), decision.id);
    expect(shown.operation.canonicalText).toContain('value: g•••@e•••.com');
    expect(JSON.stringify(shown)).not.toContain('grace@');
    // What a policy sends to the phone as well: here a withdrawal's request with the change's text.
    const { operation: rang, prompt } = await start(engine, customer.web, 'withdrawal', {
      amount: '0.5',
      asset: 'BTC',
      referenceValue: '100.00',
      destination: { address: 'bc1qexampledestination', network: 'Bitcoin' },
    });
    const as = { kind: 'security_setting_change', canonical_text: operation.canonicalText };
    await engine.store.write(async (tx) => {
      await tx.db.updateTable('operations').set(as).where('id', '=', rang.id).execute();
      await tx.db.updateTable('verification_requests').set({ kind: as.kind }).where('operation_id', '=', rang.id).execute();
    });
    const request = await getApproval(engine, staff('agent'), prompt?.requestId ?? '');
    expect(request.canonicalText).toContain('value: g•••@e•••.com');
    await engine.close();
  });
});

import { expect, it } from 'vitest';
import { putAccount } from '../../../src/main/engine/accounts/accounts.ts';
import { readMe } from '../../../src/main/engine/accounts/me.ts';
import { recordSecurityChange } from '../../../src/main/engine/accounts/security-change.ts';
import { systemActor } from '../../../src/main/engine/actor.ts';
import { removePasskeysBySupport } from '../../../src/main/engine/factors/passkey/manage.ts';
import { removeTrustedDevice } from '../../../src/main/engine/factors/trusted-device/enrol.ts';
import { executeOperation } from '../../../src/main/engine/operations/finish.ts';
import { readOperation } from '../../../src/main/engine/operations/read.ts';
import { submitOperation } from '../../../src/main/engine/operations/submit.ts';
import { sweepRecovery } from '../../../src/main/engine/recovery/effect.ts';
import { removeAuthenticator } from '../../../src/main/engine/security-items/authenticator.ts';
import { holdSettings } from '../../../src/main/engine/settings/catalogue.ts';
import { setSetting } from '../../../src/main/engine/settings/manage.ts';
import { answerRequest } from '../../../src/main/engine/verification/answer.ts';
import { listDeviceRequests } from '../../../src/main/engine/verification/device.ts';
import type { AccountId, HoldCause } from '../../../src/shared/vocabulary/index.ts';
import { holdCauses } from '../../../src/shared/vocabulary/index.ts';
import {
  type Customer,
  completeSteps,
  enrolAuthenticator,
  makeCustomer,
  makeProtectedCustomer,
  once,
  openSession,
  platform,
  settleIn,
  withdrawal,
} from '../../support/customers.ts';
import { createTestEngine, type TestEngine } from '../../support/engine.ts';
import { approve as approveIdentity, handIn, passport, withDocument } from '../../support/identity.ts';
import { addPasskey, confirmed } from '../../support/passkeys.ts';
import { approvedReset } from '../../support/recovery.ts';
import { describeOnBothStores } from '../../support/store.ts';

const MINUTE = 60_000;

/** What makes each cause of WH-01 happen, by the use-case that it belongs to. */
const causing: Readonly<Record<HoldCause, (engine: TestEngine) => Promise<Customer>>> = {
  trusted_device_removed: async (engine) => {
    const customer = await makeProtectedCustomer(engine);
    await removeTrustedDevice(engine, customer.app, await confirmed(engine, customer, customer.app, 'trusted_device_remove'));
    return customer;
  },
  authenticator_reset: async (engine) => {
    const customer = await enrolAuthenticator(engine, await makeCustomer(engine));
    await removeAuthenticator(engine, customer.web, await confirmed(engine, customer, customer.web, 'authenticator_remove'));
    return customer;
  },
  contact_changed: async (engine) => {
    const customer = await makeCustomer(engine);
    await putAccount(engine, platform, { id: customer.id, kind: 'main', email: `new-${customer.id}@example.com` }, once());
    return customer;
  },
  password_reset: async (engine) => {
    const customer = await makeCustomer(engine);
    await recordSecurityChange(engine, platform, { id: customer.id, change: 'password_reset' }, once());
    return customer;
  },
  passkey_removed: async (engine) => {
    const customer = await makeCustomer(engine);
    await addPasskey(engine, customer);
    await engine.store.write((tx) => removePasskeysBySupport(tx, engine, systemActor('test'), { accountId: customer.id }));
    return customer;
  },
  device_reset: async (engine) => {
    const customer = await makeProtectedCustomer(engine);
    const { effectAt } = await approvedReset(engine, customer, ['sessions']);
    engine.clock.moveTo(effectAt ?? 0);
    await sweepRecovery(engine);
    return customer;
  },
  identity_updated: async (engine) => {
    const customer = await withDocument(engine, await makeCustomer(engine));
    await handIn(engine, customer, passport({ number: 'C01X00T47' }));
    await approveIdentity(engine, customer.id);
    return customer;
  },
  not_me: async (engine) => {
    const customer = await makeProtectedCustomer(engine);
    await submitOperation(engine, platform, withdrawal(customer), once());
    const [request] = (await listDeviceRequests(engine, customer.app)).items;
    if (request === undefined) throw new Error('the trusted device was not asked');
    const answer = customer.phone.answer({ id: request.id, answer: 'reject', reason: 'not_me' }, request.canonicalHash);
    await answerRequest(engine, customer.app, answer);
    return customer;
  },
};

const holdsOf = (engine: TestEngine, accountId: string) =>
  engine.store.read((tx) =>
    tx.db.selectFrom('holds').select(['cause', 'starts_at as startsAt', 'ends_at as endsAt']).where('account_id', '=', accountId).execute(),
  );

const decide = async (engine: TestEngine, customer: Customer) =>
  (await submitOperation(engine, platform, withdrawal(customer), once())).decision.outcome;

describeOnBothStores('a withdrawal hold', (openStore) => {
  it.each(holdCauses)('WH-01 starts by %s, for the length of its setting, and is in force to its last millisecond', async (cause) => {
    const engine = await createTestEngine(openStore);
    const length = 90 * MINUTE;
    if (cause !== 'not_me') {
      await setSetting(engine, systemActor('test'), { name: holdSettings[cause], value: length, reason: 'a length of its own' });
    }
    const customer = await causing[cause](engine);
    const holds = await holdsOf(engine, customer.id);
    const hold = holds.find((each) => each.cause === cause);
    expect(holds.filter((each) => each.cause === cause)).toHaveLength(1);
    expect(hold?.startsAt).toBe(engine.clock.now());
    expect(hold?.endsAt).toBe(cause === 'not_me' ? null : engine.clock.now() + length);
    expect(await decide(engine, customer)).toBe('hold');
    const { held } = await readMe(engine, customer.web);
    expect(held?.causes).toContain(cause);
    if (cause === 'not_me') {
      expect(held?.endsAt).toBeNull();
      engine.clock.advance(365 * 24 * 60 * MINUTE);
      expect((await readMe(engine, customer.web)).held?.causes).toEqual(['not_me']);
    } else if (holds.length === 1) {
      engine.clock.advance(length - 1);
      expect(await decide(engine, customer)).toBe('hold');
      engine.clock.advance(1);
      expect(await decide(engine, customer)).not.toBe('hold');
      expect((await readMe(engine, customer.web)).held).toBeNull();
    }
    await engine.close();
  });

  it('WH-04 refuses what was authorized before the hold began, and lets it go when the hold ended in time', async () => {
    const engine = await createTestEngine(openStore);
    await setSetting(engine, systemActor('test'), { name: 'hold.contactChange', value: 2 * MINUTE, reason: 'short' });
    const customer = await settleIn(engine, await makeCustomer(engine));
    const { operation } = await submitOperation(engine, platform, withdrawal(customer), once());
    await completeSteps(engine, customer, customer.web, operation.id);
    await recordSecurityChange(engine, platform, { id: customer.id, change: 'contact_changed' }, once());
    const execute = () =>
      executeOperation(
        engine,
        platform,
        { id: operation.id, amount: '0.5', asset: 'BTC', destination: { address: 'bc1qexampledestination', network: 'Bitcoin' } },
        once(),
      );
    engine.clock.advance(2 * MINUTE - 1);
    await expect(execute()).rejects.toMatchObject({ code: 'held', data: { current: { holdEndsAt: engine.clock.now() + 1 } } });
    engine.clock.advance(1);
    expect(await execute()).toMatchObject({ operation: { status: 'executed' } });
    await engine.close();
  });

  it('WH-04 holds sub-accounts with their main account, at creation and at execution, and shows them its end', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await settleIn(engine, await makeCustomer(engine));
    const sub = `${customer.id}-sub` as AccountId;
    await putAccount(engine, platform, { id: sub, kind: 'sub', mainAccountId: customer.id, openedAt: 0 }, once());
    const session = await openSession(engine, sub, 'web', customer.web.deviceId);
    const of = { id: sub, web: session };
    const { operation } = await submitOperation(engine, platform, withdrawal(of), once());
    await completeSteps(engine, { ...customer, id: sub }, session, operation.id);
    expect((await readOperation(engine, platform, operation.id)).operation.status).toBe('authorized');
    await recordSecurityChange(engine, platform, { id: customer.id, change: 'contact_changed' }, once());
    const endsAt = engine.clock.now() + 24 * 60 * MINUTE;
    await expect(
      executeOperation(
        engine,
        platform,
        { id: operation.id, amount: '0.5', asset: 'BTC', destination: { address: 'bc1qexampledestination', network: 'Bitcoin' } },
        once(),
      ),
    ).rejects.toMatchObject({ code: 'held', data: { current: { holdEndsAt: endsAt } } });
    const next = await submitOperation(engine, platform, withdrawal(of), once());
    expect(next).toMatchObject({ decision: { outcome: 'hold' }, operation: { holdEndsAt: endsAt } });
    expect((await readOperation(engine, platform, next.operation.id)).operation.holdEndsAt).toBe(endsAt);
    expect((await readMe(engine, session)).held).toMatchObject({ endsAt, causes: ['contact_changed'] });
    await engine.close();
  });
});

import { expect, it } from 'vitest';
import { putAccount } from '../../../src/main/engine/accounts/accounts.ts';
import { systemActor } from '../../../src/main/engine/actor.ts';
import { submitOperation } from '../../../src/main/engine/operations/submit.ts';
import { endOwnSession } from '../../../src/main/engine/sessions/own.ts';
import { setSetting } from '../../../src/main/engine/settings/manage.ts';
import { expireDue } from '../../../src/main/engine/verification/expire.ts';
import type { AccountId } from '../../../src/shared/vocabulary/index.ts';
import { makeCustomer, once, openSession, platform, staff } from '../../support/customers.ts';
import { createTestEngine, type TestEngine } from '../../support/engine.ts';
import { startServer } from '../../support/server.ts';
import { describeOnBothStores } from '../../support/store.ts';

/** The newest entry of one action, as it is stored. */
const entryOf = (engine: TestEngine, action: string) =>
  engine.store.read((tx) =>
    tx.db
      .selectFrom('audit')
      .select(['at', 'actor_kind', 'actor_id', 'action', 'account_id', 'subject_kind', 'subject_id', 'reason', 'address', 'changes'])
      .where('action', '=', action)
      .orderBy('at', 'desc')
      .executeTakeFirstOrThrow(),
  );

describeOnBothStores('an entry of the audit trail', (openStore) => {
  it('AU-01 says who did what, from old to new, why, from where and when: staff, customer, platform and system', async () => {
    const engine = await createTestEngine(openStore);
    const administrator = { ...staff('administrator'), address: '198.51.100.4' };
    engine.clock.advance(1_234);
    await setSetting(engine, administrator, { name: 'approval.ttl', value: 120_000, reason: 'a drill' });
    expect(await entryOf(engine, 'setting.changed')).toEqual({
      at: engine.clock.now(),
      actor_kind: 'staff',
      actor_id: administrator.staffId,
      action: 'setting.changed',
      account_id: null,
      subject_kind: 'setting',
      subject_id: 'approval.ttl',
      reason: 'a drill',
      address: '198.51.100.4',
      changes: JSON.stringify([{ field: 'approval.ttl', old: 300_000, new: 120_000 }]),
    });

    engine.clock.advance(1_000);
    await putAccount(engine, { ...platform, address: '203.0.113.9' }, { id: 'acc-who' as AccountId, kind: 'main', country: 'DE' }, once());
    expect(await entryOf(engine, 'account.created')).toMatchObject({
      at: engine.clock.now(),
      actor_kind: 'platform',
      actor_id: platform.keyId,
      account_id: 'acc-who',
      subject_id: 'acc-who',
      address: '203.0.113.9',
    });

    const customer = await makeCustomer(engine);
    const other = await openSession(engine, customer.id, 'web', 'lost-laptop');
    engine.clock.advance(1_000);
    await endOwnSession(engine, { ...customer.web, address: '2001:db8::5' }, other.sessionId);
    expect(await entryOf(engine, 'session.ended')).toMatchObject({
      at: engine.clock.now(),
      actor_kind: 'customer',
      actor_id: customer.id,
      account_id: customer.id,
      subject_kind: 'session',
      subject_id: other.sessionId,
      address: '2001:db8::5',
    });

    const { operation } = await submitOperation(
      engine,
      platform,
      { accountId: customer.id, kind: 'api_key_delete', client: 'web', sessionId: customer.web.sessionId },
      once(),
    );
    engine.clock.moveTo(operation.expiresAt);
    await expireDue(engine);
    expect(await entryOf(engine, 'operation.expired')).toMatchObject({
      at: operation.expiresAt,
      actor_kind: 'system',
      actor_id: systemActor('deadline').name,
      account_id: customer.id,
      subject_id: operation.id,
      address: null,
    });
    await engine.close();
  });
});

it('AU-01 takes where a call came from off its connection, or from the proxy that is trusted to say, and from nobody else', async () => {
  const body = { name: 'From Somewhere' };
  const from = { headers: { 'x-forwarded-for': '203.0.113.50' } };
  const alone = await startServer();
  await alone.call('PUT', '/platform/v1/accounts/somewhere', body, from);
  expect(await entryOf(alone.engine, 'account.created')).toMatchObject({ address: '127.0.0.1' });
  const behind = await startServer({ trustProxy: 'loopback' });
  await behind.call('PUT', '/platform/v1/accounts/somewhere', body, from);
  expect(await entryOf(behind.engine, 'account.created')).toMatchObject({ address: '203.0.113.50' });
});

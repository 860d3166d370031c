import { expect, it } from 'vitest';
import { putAccount } from '../../../src/main/engine/accounts/accounts.ts';
import { beginAuthenticator } from '../../../src/main/engine/factors/authenticator/enrol.ts';
import { removeAuthenticator } from '../../../src/main/engine/security-items/authenticator.ts';
import {
  abandonExpiredChanges,
  beginContactChange,
  confirmContactChange,
  listSecurityItems,
  removeContact,
  resendContactCode,
} from '../../../src/main/engine/security-items/contact.ts';
import type { AccountId } from '../../../src/shared/vocabulary/index.ts';
import {
  authorize,
  type Customer,
  enrolAuthenticator,
  enrolTrustedDevice,
  makeCustomer,
  once,
  openSession,
  platform,
} from '../../support/customers.ts';
import { createTestEngine, type TestEngine } from '../../support/engine.ts';
import { describeOnBothStores } from '../../support/store.ts';

const MINUTE = 60_000;
const HOUR = 3_600_000;

/** The code that was sent last to a new destination. */
async function contactCode(engine: TestEngine, accountId: string): Promise<string> {
  const row = await engine.store.read((tx) =>
    tx.db
      .selectFrom('outbox')
      .select('payload')
      .where('account_id', '=', accountId)
      .where('topic', '=', 'code.contact')
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow(),
  );
  const { sealed } = JSON.parse(row.payload) as { readonly sealed: string };
  return engine.sealer.openText(Buffer.from(sealed, 'base64'), 'outbox.code');
}

const wrong = (code: string): string => (code === '000000' ? '000001' : '000000');

/** To whom a notice went, by channel. */
async function told(engine: TestEngine, accountId: string, topic: string): Promise<Record<string, string>> {
  const rows = await engine.store.read((tx) =>
    tx.db
      .selectFrom('outbox')
      .select(['channel', 'payload'])
      .where('account_id', '=', accountId)
      .where('topic', '=', topic)
      .where('channel', 'in', ['mail', 'sms'])
      .execute(),
  );
  return Object.fromEntries(rows.map(({ channel, payload }) => [channel, (JSON.parse(payload) as { to: string }).to]));
}

const holds = (engine: TestEngine, accountId: string) =>
  engine.store.read((tx) =>
    tx.db.selectFrom('holds').select(['cause', 'starts_at', 'ends_at']).where('account_id', '=', accountId).execute(),
  );

async function change(engine: TestEngine, customer: Customer, item: 'email' | 'phone', destination: string) {
  const operationId = await authorize(engine, customer, customer.web, `${item}_change`, destination);
  return beginContactChange(engine, customer.web, { operationId, item, destination });
}

describeOnBothStores('security items', (openStore) => {
  it('SI-05 binds a new phone number after its code, tells the former ones, and holds withdrawals', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const { id, sentTo } = await change(engine, customer, 'phone', '+4930123456');
    expect(sentTo).not.toContain('123456');
    expect(await listSecurityItems(engine, customer.web)).toMatchObject({ pending: [{ id, item: 'phone' }] });
    const before = await listSecurityItems(engine, customer.web);
    expect(await holds(engine, customer.id)).toEqual([]);

    const after = await confirmContactChange(engine, customer.web, { id, code: await contactCode(engine, customer.id) });
    expect(after.pending).toEqual([]);
    expect(after.phone).not.toBe(before.phone);
    expect(await told(engine, customer.id, 'phone.changed')).toEqual({ mail: `${customer.id}@example.com`, sms: '+4915112345678' });
    const now = engine.clock.now();
    expect(await holds(engine, customer.id)).toEqual([{ cause: 'contact_changed', starts_at: now, ends_at: now + 24 * HOUR }]);
    const account = await engine.store.read((tx) =>
      tx.db.selectFrom('accounts').select(['phone', 'contact_changed_at']).where('id', '=', customer.id).executeTakeFirstOrThrow(),
    );
    expect(account).toEqual({ phone: '+4930123456', contact_changed_at: now });
    await expect(confirmContactChange(engine, customer.web, { id, code: '000000' })).rejects.toMatchObject({ code: 'conflict' });
    await engine.close();
  });

  it('SI-05 removes an item with a hold and a notice, and keeps the last way to reach the customer', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await enrolAuthenticator(engine, await makeCustomer(engine));
    const first = await authorize(engine, customer, customer.web, 'phone_remove');
    expect(await removeContact(engine, customer.web, { operationId: first, item: 'phone' })).toMatchObject({ phone: null });
    expect(await told(engine, customer.id, 'phone.removed')).toEqual({ mail: `${customer.id}@example.com`, sms: '+4915112345678' });
    expect(await holds(engine, customer.id)).toMatchObject([{ cause: 'contact_changed' }]);
    engine.clock.advance(HOUR);
    const remove = async (item: 'email' | 'phone') => {
      engine.clock.advance(5 * MINUTE);
      const operationId = await authorize(engine, customer, customer.web, `${item}_remove`);
      return removeContact(engine, customer.web, { operationId, item });
    };
    await expect(remove('email')).rejects.toMatchObject({ data: { current: { reason: 'last_contact' } } });
    await expect(remove('phone')).rejects.toMatchObject({ code: 'not_found' });
    engine.clock.advance(5 * MINUTE);
    const { id } = await change(engine, customer, 'phone', '+4930123456');
    await confirmContactChange(engine, customer.web, { id, code: await contactCode(engine, customer.id) });
    expect(await told(engine, customer.id, 'phone.bound')).toEqual({ mail: `${customer.id}@example.com` });
    await engine.close();
  });

  it('SI-05 WH-01 TD-21 removes the authenticator app with a hold, tells every channel, and suspends a trusted device that rested on it', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await enrolTrustedDevice(engine, await enrolAuthenticator(engine, await makeCustomer(engine)));
    const operationId = await authorize(engine, customer, customer.web, 'authenticator_remove');
    expect(await removeAuthenticator(engine, customer.web, operationId)).toMatchObject({ authenticator: false });
    expect(await holds(engine, customer.id)).toMatchObject([{ cause: 'authenticator_reset' }]);
    expect(await told(engine, customer.id, 'authenticator.removed')).toEqual({
      mail: `${customer.id}@example.com`,
      sms: '+4915112345678',
    });
    const factors = await engine.store.read((tx) => tx.db.selectFrom('factors').select(['kind', 'status']).orderBy('kind').execute());
    expect(factors).toEqual([
      { kind: 'authenticator', status: 'removed' },
      { kind: 'trusted_device', status: 'suspended' },
    ]);
    await engine.close();
  });

  it('SI-01 takes five wrong codes for a new destination, and its right one at the last millisecond', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const first = await change(engine, customer, 'email', 'new@example.com');
    const right = await contactCode(engine, customer.id);
    for (let left = 4; left >= 0; left -= 1) {
      await expect(confirmContactChange(engine, customer.web, { id: first.id, code: wrong(right) })).rejects.toMatchObject({
        data: { reason: 'wrong_code', current: { attemptsLeft: left } },
      });
    }
    await expect(confirmContactChange(engine, customer.web, { id: first.id, code: right })).rejects.toMatchObject({ code: 'conflict' });

    engine.clock.advance(2 * 60_000);
    const second = await change(engine, customer, 'email', 'new@example.com');
    engine.clock.advance(10 * 60_000);
    const stale = await contactCode(engine, customer.id);
    await expect(confirmContactChange(engine, customer.web, { id: second.id, code: stale })).rejects.toMatchObject({ code: 'expired' });
    await resendContactCode(engine, customer.web, second.id);
    await expect(resendContactCode(engine, customer.web, second.id)).rejects.toMatchObject({ code: 'rate_limited' });
    engine.clock.advance(5 * 60_000 - 1);
    const code = await contactCode(engine, customer.id);
    expect((await confirmContactChange(engine, customer.web, { id: second.id, code })).email).toMatch(/^n•+@/);
    await engine.close();
  });

  it('TD-03 refuses sub-accounts, and everybody without an authorized change of their own', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const subId = `${customer.id}-sub` as AccountId;
    await putAccount(engine, platform, { id: subId, kind: 'sub', mainAccountId: customer.id, openedAt: 0 }, once());
    const sub = await openSession(engine, subId, 'web', 'sub-laptop');
    const operationId = await authorize(engine, customer, customer.web, 'email_change', 'sub@example.com');
    const input = { operationId, item: 'email' as const, destination: 'sub@example.com' };
    await expect(beginContactChange(engine, sub, input)).rejects.toMatchObject({ data: { reason: 'sub_account' } });
    await expect(removeContact(engine, sub, input)).rejects.toMatchObject({ data: { reason: 'sub_account' } });
    await expect(removeAuthenticator(engine, sub, operationId)).rejects.toMatchObject({ data: { reason: 'sub_account' } });
    await expect(listSecurityItems(engine, sub)).rejects.toMatchObject({ data: { reason: 'sub_account' } });
    await expect(beginContactChange(engine, customer.app, input)).rejects.toMatchObject({ data: { reason: 'not_initiator' } });
    await expect(beginAuthenticator(engine, customer.app, operationId)).rejects.toMatchObject({ data: { reason: 'not_initiator' } });
    const stranger = await makeCustomer(engine);
    await expect(beginContactChange(engine, stranger.web, input)).rejects.toMatchObject({ code: 'not_found' });
    const withdrawalKey = await authorize(engine, customer, customer.web, 'api_key_delete');
    await expect(beginContactChange(engine, customer.web, { ...input, operationId: withdrawalKey })).rejects.toMatchObject({
      data: { reason: 'wrong_operation' },
    });
    await beginContactChange(engine, customer.web, input);
    await expect(beginContactChange(engine, customer.web, input)).rejects.toMatchObject({ code: 'conflict' });
    await engine.close();
  });

  it('SI-05 keeps one change an item at a time, and none in a session that did not begin it', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const first = await change(engine, customer, 'email', 'one@example.com');
    const code = await contactCode(engine, customer.id);
    engine.clock.advance(60_000);
    await expect(confirmContactChange(engine, customer.app, { id: first.id, code })).rejects.toMatchObject({ code: 'not_found' });
    await change(engine, customer, 'email', 'two@example.com');
    await expect(confirmContactChange(engine, customer.web, { id: first.id, code })).rejects.toMatchObject({ code: 'conflict' });
    await engine.close();
  });

  it('SI-05 keeps nothing of a destination once its change is over', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const rows = () => engine.store.read((tx) => tx.db.selectFrom('contact_changes').select(['status', 'destination']).execute());
    const { expiresAt } = await change(engine, customer, 'email', 'one@example.com');
    engine.clock.moveTo(expiresAt - 1);
    expect(await abandonExpiredChanges(engine)).toBe(0);
    engine.clock.advance(1);
    expect(await abandonExpiredChanges(engine)).toBe(1);
    expect(await rows()).toEqual([{ status: 'abandoned', destination: '' }]);
    await engine.close();
  });

  it('SI-05 lets one of many parallel confirmations win', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const { id } = await change(engine, customer, 'email', 'new@example.com');
    const code = await contactCode(engine, customer.id);
    const results = await Promise.allSettled(Array.from({ length: 10 }, () => confirmContactChange(engine, customer.web, { id, code })));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await holds(engine, customer.id)).toHaveLength(1);
    await engine.close();
  });
});

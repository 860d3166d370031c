import { expect, it } from 'vitest';
import { authenticateCustomer } from '../../../src/main/engine/sessions/authenticate.ts';
import { endOwnSession, listOwnSessions } from '../../../src/main/engine/sessions/own.ts';
import type { DeviceId } from '../../../src/shared/vocabulary/index.ts';
import { createTestEngine } from '../../support/engine.ts';
import { describeOnBothStores } from '../../support/store.ts';
import { auditOf, openSession, put } from '../accounts/fixtures.ts';

describeOnBothStores('a customer’s own sessions', (openStore) => {
  const open = async () => {
    const engine = await createTestEngine(openStore);
    await put(engine, 'acc-1');
    await put(engine, 'acc-2');
    const first = await openSession(engine, 'acc-1', { deviceId: 'phone-1' as DeviceId, deviceName: 'Phone' });
    const second = await openSession(engine, 'acc-1', { client: 'web', deviceId: 'laptop-1' as DeviceId, address: '192.0.2.7' });
    const other = await openSession(engine, 'acc-2');
    return { engine, first, second, other, actor: await authenticateCustomer(engine, first.token, null) };
  };

  it('IN-02 are listed with device, client and place, and nobody else’s', async () => {
    const { engine, first, second, actor } = await open();
    const { items } = await listOwnSessions(engine, actor);
    expect(items).toHaveLength(2);
    expect(items.find(({ id }) => id === first.session.id)).toMatchObject({
      current: true,
      deviceName: 'Phone',
      client: 'ios',
      loginComplete: true,
    });
    expect(items.find(({ id }) => id === second.session.id)).toMatchObject({ current: false, client: 'web', address: '192.0.2.7' });
  });

  it('IN-02 are left out once they have ended, expired or idled out', async () => {
    const { engine, first, second, actor } = await open();
    await endOwnSession(engine, actor, second.session.id);
    expect((await listOwnSessions(engine, actor)).items.map(({ id }) => id)).toEqual([first.session.id]);
    engine.clock.advance(engine.settings.get('session.idle'));
    expect((await listOwnSessions(engine, actor)).items).toEqual([]);
  });

  it('IN-02 AU-01 are ended for good, once, and it stands in the audit trail', async () => {
    const { engine, second, actor } = await open();
    const ended = await endOwnSession(engine, actor, second.session.id);
    expect(await endOwnSession(engine, actor, second.session.id)).toEqual(ended);
    await expect(authenticateCustomer(engine, second.token, null)).rejects.toMatchObject({ code: 'unauthenticated' });
    const entries = (await auditOf(engine, 'acc-1')).filter(({ action }) => action === 'session.ended');
    expect(entries).toHaveLength(1);
  });

  it('IN-02 of somebody else are not there', async () => {
    const { engine, other, actor } = await open();
    await expect(endOwnSession(engine, actor, other.session.id)).rejects.toMatchObject({ code: 'not_found' });
    expect((await authenticateCustomer(engine, other.token, null)).accountId).toBe('acc-2');
  });
});

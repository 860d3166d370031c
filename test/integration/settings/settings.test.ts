import { describe, expect, it } from 'vitest';
import { type StaffActor, systemActor } from '../../../src/main/engine/actor.ts';
import { listAudit } from '../../../src/main/engine/audit/list.ts';
import { minute, second } from '../../../src/main/engine/settings/kinds.ts';
import { listSettings, setSetting } from '../../../src/main/engine/settings/manage.ts';
import { Settings } from '../../../src/main/engine/settings/settings.ts';
import { openStore as openTarget } from '../../../src/main/store/open.ts';
import { createTestEngine, RecordedLog } from '../../support/engine.ts';
import { setUp } from '../../support/staff.ts';
import { describeOnBothStores, temporaryDatabase } from '../../support/store.ts';

const system = systemActor('test');
const because = { reason: 'the customers asked for it' };

describeOnBothStores('settings', (openStore) => {
  it('start at their defaults, and are read without waiting', async () => {
    const engine = await createTestEngine(openStore);
    expect(engine.settings.get('approval.ttl')).toBe(5 * minute);
    expect(engine.settings.get('approval.numberMatching')).toBe('always');
    expect(engine.settings.get('passkey.securityKeyClients')).toEqual(['ios', 'web']);
    expect(engine.settings.cents('trustedDevice.youngLimit')).toBe(100_000);
  });

  it('AU-01 change with old and new value, reason and author in the audit trail', async () => {
    const engine = await createTestEngine(openStore);
    const { session } = await setUp(engine);
    const actor: StaffActor = session.actor;
    const changed = await setSetting(engine, actor, { name: 'approval.ttl', value: 2 * minute, ...because });
    expect(changed).toMatchObject({ name: 'approval.ttl', value: 2 * minute, defaultValue: 5 * minute, unit: 'ms', updatedBy: 'Root' });
    expect(engine.settings.get('approval.ttl')).toBe(2 * minute);
    const { items } = await listSettings(engine, actor);
    expect(items.find((item) => item.name === 'approval.ttl')).toEqual(changed);
    expect(items.find((item) => item.name === 'code.ttl')).toMatchObject({ updatedAt: null, updatedBy: null });
    const page = await listAudit(engine, actor, { action: 'setting.changed', limit: 5 });
    expect(page.items).toMatchObject([
      {
        actorId: actor.staffId,
        actorName: 'Root',
        subjectKind: 'setting',
        subjectId: 'approval.ttl',
        reason: because.reason,
        changes: [{ field: 'approval.ttl', old: 5 * minute, new: 2 * minute }],
      },
    ]);
  });

  it('survive a restart', async () => {
    const engine = await createTestEngine(openStore);
    await setSetting(engine, system, { name: 'passkey.securityKeyClients', value: ['web'], ...because });
    const reloaded = await Settings.load(engine.store, engine.log);
    expect(reloaded.get('passkey.securityKeyClients')).toEqual(['web']);
    reloaded.close();
  });

  it('refuse what does not fit, and name the field', async () => {
    const engine = await createTestEngine(openStore);
    const tooLong = setSetting(engine, system, { name: 'approval.ttl', value: 11 * minute, ...because });
    await expect(tooLong).rejects.toMatchObject({ code: 'invalid_input', data: { issues: [{ path: 'value' }] } });
    await expect(setSetting(engine, system, { name: 'no.such', value: 1, ...because })).rejects.toMatchObject({ code: 'not_found' });
    await expect(setSetting(engine, system, { name: 'toString', value: 1, ...because })).rejects.toMatchObject({ code: 'not_found' });
    expect(engine.settings.get('approval.ttl')).toBe(5 * minute);
    expect((await listAudit(engine, system, { limit: 5 })).items).toEqual([]);
  });

  it('ST-02 keep limits in order, from either side', async () => {
    const engine = await createTestEngine(openStore);
    const set = (name: string, value: number) => setSetting(engine, system, { name, value, ...because });
    await expect(set('staff.maxBackoff', 10 * second)).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(set('staff.backoff', 15 * minute)).rejects.toMatchObject({ code: 'invalid_input' });
    await set('staff.maxBackoff', 5 * minute);
    await set('staff.backoff', 4 * minute);
    await expect(set('staff.maxBackoff', 4 * minute)).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('ST-02 keep limits in order when two change at the same moment', async () => {
    const engine = await createTestEngine(openStore);
    const results = await Promise.allSettled([
      setSetting(engine, system, { name: 'staff.backoff', value: 10 * minute, ...because }),
      setSetting(engine, system, { name: 'staff.maxBackoff', value: 2 * minute, ...because }),
    ]);
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    await engine.settings.refresh();
    expect(engine.settings.get('staff.backoff')).toBeLessThan(engine.settings.get('staff.maxBackoff'));
  });

  it('reach another process of the same database through the feed', async () => {
    const engine = await createTestEngine(openStore);
    const other = await Settings.load(engine.store, engine.log);
    await setSetting(engine, system, { name: 'code.maxTries', value: 3, ...because });
    // The feed told it to read again; asking once more waits for that reading.
    await other.refresh();
    expect(other.get('code.maxTries')).toBe(3);
    other.close();
  });

  it('fall back to the default where a stored value no longer fits, and say so', async () => {
    const engine = await createTestEngine(openStore);
    await engine.store.write((tx) =>
      tx.db
        .insertInto('settings')
        .values([
          { name: 'approval.ttl', value: '99999999', updated_at: 1, updated_by: 'old' },
          { name: 'gone.setting', value: '1', updated_at: 1, updated_by: 'old' },
        ])
        .execute(),
    );
    const log = new RecordedLog();
    const loaded = await Settings.load(engine.store, log);
    expect(loaded.get('approval.ttl')).toBe(5 * minute);
    expect(log.entries).toMatchObject([{ level: 'warn', fields: { setting: 'approval.ttl' } }]);
    loaded.close();
  });
});

describe('settings on two servers of one PostgreSQL database', () => {
  it('IN-05 are in force on the other server after the feed told it', async () => {
    const place = await temporaryDatabase();
    const here = await createTestEngine(() => openTarget(place.target));
    const there = await createTestEngine(() => openTarget(place.target));
    const told = new Promise<void>((resolve) => {
      there.store.feed.subscribe((event) => {
        if (event.topic === 'settings') resolve();
      });
    });
    await setSetting(here, system, { name: 'code.maxTries', value: 3, ...because });
    await told;
    await there.settings.refresh();
    expect(there.settings.get('code.maxTries')).toBe(3);
    await here.close();
    await there.close();
    await place.remove();
  });
});

import { expect, it } from 'vitest';
import { systemActor } from '../../../src/main/engine/actor.ts';
import { createKey, listKeys, PlatformKeys, revokeKey } from '../../../src/main/engine/integration/keys.ts';
import { staff } from '../../support/customers.ts';
import { createTestEngine } from '../../support/engine.ts';
import { describeOnBothStores } from '../../support/store.ts';

const administrator = staff('administrator');

describeOnBothStores('platform keys', (openStore) => {
  it('IN-01 shows a key once and keeps only its hash', async () => {
    const engine = await createTestEngine(openStore);
    const { key, token } = await createKey(engine, administrator, { name: 'shop', scopes: ['operations:write', 'operations:write'] });
    expect(token).toMatch(/^psk_[A-Za-z0-9_-]{43}$/);
    expect(key.scopes).toEqual(['operations:write']);
    const stored = await engine.store.read((tx) => tx.db.selectFrom('platform_keys').selectAll().execute());
    expect(JSON.stringify(stored)).not.toContain(token);
    expect(JSON.stringify(await listKeys(engine, administrator))).not.toContain(token);
    await engine.close();
  });

  it('IN-01 knows a key’s bearer and scopes, and notes when it was last used', async () => {
    const engine = await createTestEngine(openStore);
    const keys = new PlatformKeys(engine);
    const { key, token } = await createKey(engine, systemActor('command-line'), { name: 'shop', scopes: ['labels:write'] });
    expect(await keys.authenticate(token, '192.0.2.1')).toEqual({
      kind: 'platform',
      keyId: key.id,
      scopes: ['labels:write'],
      address: '192.0.2.1',
    });
    await keys.authenticate(token, null);
    await engine.store.write(async () => undefined);
    const [listed] = (await listKeys(engine, administrator)).items;
    expect(listed?.lastUsedAt).toBe(engine.clock.now());
    keys.close();
    await engine.close();
  });

  it('IN-01 refuses a revoked key at once, also one that was remembered, and revokes once only', async () => {
    const engine = await createTestEngine(openStore);
    const keys = new PlatformKeys(engine);
    const { key, token } = await createKey(engine, administrator, { name: 'shop', scopes: ['labels:write'] });
    await keys.authenticate(token, null);
    await revokeKey(engine, administrator, { id: key.id, reason: 'lost' });
    await expect(keys.authenticate(token, null)).rejects.toMatchObject({ code: 'unauthenticated' });
    await expect(revokeKey(engine, administrator, { id: key.id, reason: 'lost' })).rejects.toMatchObject({ code: 'conflict' });
    const trail = await engine.store.read((tx) => tx.db.selectFrom('audit').select(['action', 'reason']).orderBy('seq').execute());
    expect(trail.map(({ action }) => action)).toEqual(expect.arrayContaining(['platform_key.created', 'platform_key.revoked']));
    keys.close();
    await engine.close();
  });

  it('IN-01 answers the same for a key that never was', async () => {
    const engine = await createTestEngine(openStore);
    const keys = new PlatformKeys(engine);
    const tokens = ['', 'psk_', `psk_${'A'.repeat(43)}`, `psk_${'A'.repeat(44)}`, "psk_' OR 1=1"];
    const answers = await Promise.all(tokens.map((token) => keys.authenticate(token, null).catch((error: Error) => error.message)));
    expect(new Set(answers).size).toBe(1);
    keys.close();
    await engine.close();
  });

  it('ST-01 lets nobody without the permission make, list or revoke keys', async () => {
    const engine = await createTestEngine(openStore);
    const agent = staff('agent');
    await expect(createKey(engine, agent, { name: 'x', scopes: ['labels:write'] })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(listKeys(engine, agent)).rejects.toMatchObject({ code: 'forbidden' });
    await engine.close();
  });
});

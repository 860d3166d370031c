import { describe, expect, it } from 'vitest';
import { createLogger } from '../../../src/main/adapters/pino-log.ts';
import { compose } from '../../../src/main/compose.ts';
import { seedDemo } from '../../../src/main/demo/seed.ts';
import { startTraffic } from '../../../src/main/demo/traffic/traffic.ts';
import { systemActor } from '../../../src/main/engine/actor.ts';
import { createKey } from '../../../src/main/engine/integration/keys.ts';
import { scopes } from '../../../src/shared/vocabulary/index.ts';
import { testRootKey } from '../../support/engine.ts';
import { temporaryWorkspace } from '../../support/store.ts';

describe('the simulated traffic', () => {
  it('lives through the public HTTP API: requests wait, phones answer with real signatures, money moves, and it stops when told', async () => {
    const { target, remove } = temporaryWorkspace();
    const backend = await compose({
      target,
      demo: true,
      shell: 'server',
      logger: createLogger({ level: 'silent' }),
      rootKeys: async () => [testRootKey],
    });
    const { engine } = backend;
    await seedDemo(engine, { people: 120 });
    const since = engine.clock.now();
    const { token } = await createKey(engine, systemActor('test'), { name: 'Traffic', scopes });
    const { url } = await backend.listenHttp({ host: '127.0.0.1', port: 0 });
    const troubles: unknown[] = [];
    const traffic = startTraffic({ baseUrl: url, platformKey: token, people: 120, pace: 12, onTrouble: (error) => troubles.push(error) });
    backend.setTraffic(traffic);

    const requests = () =>
      engine.store.read((tx) =>
        tx.db.selectFrom('verification_requests').select(['status', 'signature']).where('created_at', '>', since).execute(),
      );
    const executed = () =>
      engine.store.read((tx) =>
        tx.db.selectFrom('operations').select('kind').where('created_at', '>', since).where('status', '=', 'executed').execute(),
      );
    await expect
      .poll(async () => (await requests()).filter((row) => row.status === 'pending').length, { timeout: 20_000 })
      .toBeGreaterThan(0);
    await expect
      .poll(async () => (await requests()).filter((row) => row.status === 'approved').length, { timeout: 40_000 })
      .toBeGreaterThan(2);
    await expect
      .poll(async () => (await executed()).filter((row) => row.kind === 'withdrawal').length, { timeout: 40_000 })
      .toBeGreaterThan(0);
    expect((await requests()).filter((row) => row.status === 'approved').every((row) => row.signature !== null)).toBe(true);
    expect(traffic.state()).toMatchObject({ running: true });
    expect(traffic.state().operationsPerMinute).toBeGreaterThan(5);

    expect(traffic.setRunning(false).running).toBe(false);
    await backend.close();
    expect(troubles).toEqual([]);
    await remove();
  }, 120_000);
});

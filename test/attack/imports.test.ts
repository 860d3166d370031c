import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { getImport, importFile } from '../../src/main/engine/imports/imports.ts';
import { submitOperation } from '../../src/main/engine/operations/submit.ts';
import { importMappingSchema } from '../../src/shared/contract/console/index.ts';
import { analyst } from '../integration/imports/support.ts';
import { type Customer, makeCustomer, once, platform, withdrawal } from '../support/customers.ts';
import { createTestEngine, type TestEngine } from '../support/engine.ts';
import { submitLogIn } from '../support/new-device.ts';
import { describeOnBothStores } from '../support/store.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'planted-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const mapping = importMappingSchema.parse({
  format: 'csv',
  kind: { value: 'login' },
  client: { value: 'ios' },
  columns: { accountId: 'who', time: 'at', deviceId: 'device', address: 'from', credentialResult: 'result' },
  time: { format: 'epoch_ms' },
  createAccounts: false,
});

/** Imports made-up log-ins of one account. @param ago how long before now, ms */
async function plant(
  engine: TestEngine,
  name: string,
  rows: readonly { readonly who: string; readonly device: string; readonly ago: number }[],
) {
  const filePath = join(folder, `${name}-${engine.store.dialect}.csv`);
  const lines = rows.map(({ who, device, ago }) => `${who},${engine.clock.now() - ago},${device},203.0.113.66,accepted`);
  writeFileSync(filePath, `who,at,device,from,result\n${lines.join('\n')}\n`);
  const { import: ended } = await importFile(engine, { filePath, mapping });
  return getImport(engine, analyst, ended.id);
}

const devicesOf = (engine: TestEngine, { id }: Customer) =>
  engine.store.read((tx) =>
    tx.db.selectFrom('devices').select(['id', 'last_seen_at', 'last_login_at']).where('account_id', '=', id).orderBy('id').execute(),
  );

const hour = 3_600_000;

describeOnBothStores('an analyst who makes up a past for a thief', (openStore) => {
  it('ND-01 RT-09 has no device become known by a history that is imported for a customer who is here already', async () => {
    const engine = await createTestEngine(openStore);
    const victim = await makeCustomer(engine, { verified: false });
    engine.clock.advance(hour);
    await submitOperation(engine, platform, withdrawal(victim), once());
    engine.clock.advance(hour);
    const before = await devicesOf(engine, victim);
    const planted = await plant(engine, 'known', [
      { who: victim.id, device: 'thiefs-phone', ago: hour / 2 },
      { who: victim.id, device: 'thiefs-tablet', ago: 100 * hour },
    ]);
    // Since the customer's first operation the engine's own record counts, and a row of that time is told of as bad.
    expect(planted.import).toMatchObject({ rowsAccepted: 1, rowsRejected: 1 });
    expect(planted.errors).toMatchObject([{ line: 2, reason: expect.stringMatching(/^time: .*own record/) }]);
    for (const device of ['thiefs-phone', 'thiefs-tablet']) {
      const login = await submitLogIn(engine, victim.id, { device, client: 'ios', address: '203.0.113.66' });
      expect(login.decision.outcome).not.toBe('allow');
      expect(login.decision.steps).toEqual(['phone_code', 'email_code']);
    }
    const after = (await devicesOf(engine, victim)).filter(({ id }) => !id.startsWith('thiefs'));
    expect(after).toEqual(before);
  });

  it('ND-08 RT-09 makes no device that is in use look silent by a log-in of long ago', async () => {
    const engine = await createTestEngine(openStore);
    const victim = await makeCustomer(engine, { verified: false });
    await submitOperation(engine, platform, withdrawal(victim), once());
    const before = await devicesOf(engine, victim);
    engine.clock.advance(hour);
    await plant(engine, 'silent', [{ who: victim.id, device: victim.app.deviceId, ago: 2_000 * hour }]);
    expect(await devicesOf(engine, victim)).toEqual(before);
  });
});

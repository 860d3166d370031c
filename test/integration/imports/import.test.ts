import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { PlatformActor } from '../../../src/main/engine/actor.ts';
import {
  cancelImport,
  getImport,
  importFile,
  listImports,
  previewImport,
  resumeImports,
  startImport,
  stopImports,
} from '../../../src/main/engine/imports/imports.ts';
import { submitOperation } from '../../../src/main/engine/operations/submit.ts';
import { operationInputSchema } from '../../../src/shared/contract/operation.ts';
import { type PlatformKeyId, scopes } from '../../../src/shared/vocabulary/index.ts';
import { createTestEngine, type TestEngine } from '../../support/engine.ts';
import { ManualClock } from '../../support/ports.ts';
import { describeOnBothStores } from '../../support/store.ts';
import { analyst, fixture, logIns, longHistory, payments } from './support.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'import-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const count = (
  engine: TestEngine,
  table: 'operations' | 'decisions' | 'labels' | 'outbox' | 'verification_requests' | 'operation_steps' | 'holds',
) =>
  engine.store.read(async (tx) =>
    Number(
      (
        await tx.db
          .selectFrom(table)
          .select((eb) => eb.fn.countAll().as('n'))
          .executeTakeFirstOrThrow()
      ).n,
    ),
  );

const decisionsOf = (engine: TestEngine) =>
  engine.store.read((tx) =>
    tx.db
      .selectFrom('decisions')
      .innerJoin('operations', 'operations.id', 'decisions.operation_id')
      .select(['operations.account_id', 'operations.address', 'operations.status', 'operations.source', 'operations.created_at'])
      .select(['decisions.outcome', 'decisions.score', 'decisions.band', 'decisions.hits', 'decisions.signals', 'decisions.steps'])
      .orderBy('operations.created_at')
      .orderBy('operations.id')
      .execute(),
  );

const rulesOf = (hits: string): string[] => (JSON.parse(hits) as { id: string }[]).map((hit) => hit.id);

describeOnBothStores('importing history', (openStore) => {
  it('RT-09 the built-in rules flag the brute force in a server’s log, as of its own time', async () => {
    const engine = await createTestEngine(openStore);
    const result = await importFile(engine, { filePath: fixture('log-ins.csv'), mapping: logIns });
    expect(result.import).toMatchObject({
      status: 'finished',
      rowsAccepted: 44,
      rowsRejected: 0,
      nextLine: 46,
      progress: 1,
      fileName: 'log-ins.csv',
    });
    expect(result.errors).toEqual([]);

    const decisions = await decisionsOf(engine);
    expect(decisions).toHaveLength(44);
    expect(decisions[0]?.created_at).toBe(Date.UTC(2015, 11, 10, 6, 0, 50));
    expect(decisions.every((row) => row.source === 'import')).toBe(true);

    const guesses = decisions.filter((row) => row.address === '198.51.100.23');
    expect(guesses.slice(0, 5).flatMap((row) => rulesOf(row.hits))).toEqual([]);
    expect(guesses.slice(5, 30).every((row) => rulesOf(row.hits).includes('address_guessing') && row.outcome === 'deny')).toBe(true);
    expect(guesses.slice(20, 30).every((row) => rulesOf(row.hits).includes('address_guessing_fast') && row.band === 'critical')).toBe(true);
    expect(rulesOf(guesses.at(-1)?.hits ?? '')).toContain('address_guessing_slow');
    const spray = decisions.filter((row) => row.address === '203.0.113.77');
    expect(spray.slice(5).every((row) => rulesOf(row.hits).includes('address_spraying'))).toBe(true);
    expect(spray.map((row) => row.account_id)).toContain('esc:_7eops_20team');
    const honest = decisions.filter((row) => row.account_id === 'maria' || row.account_id === 'jonas');
    expect(honest.flatMap((row) => rulesOf(row.hits))).toEqual([]);
    expect(honest.map((row) => row.status)).toEqual(['denied', 'executed', 'executed']);
  });

  it('RT-09 starts nothing for a row: no request, step, hold, message or webhook', async () => {
    const engine = await createTestEngine(openStore);
    await importFile(engine, { filePath: fixture('log-ins.csv'), mapping: logIns });
    for (const table of ['outbox', 'verification_requests', 'operation_steps', 'holds'] as const)
      expect(await count(engine, table), table).toBe(0);
  });

  it('RT-09 reports every bad row with its line and reason, and keeps the labels of the good ones', async () => {
    const engine = await createTestEngine(openStore);
    const { import: done, errors } = await importFile(engine, { filePath: fixture('payments.csv'), mapping: payments });
    expect(done).toMatchObject({ status: 'finished', rowsAccepted: 4, rowsRejected: 6 });
    expect(errors.map(({ line, reason }) => [line, reason])).toEqual([
      [
        4,
        'amount: must be a decimal such as 12.50, without sign or exponent; referenceValue: must be a decimal such as 12.50, without sign or exponent',
      ],
      [5, 'time: "yesterday" is not yyyy-MM-dd HH:mm:ss'],
      [6, 'a quote is opened and not closed'],
      [8, 'accountId: missing'],
      [9, 'label: "perhaps" is neither fraud nor legitimate'],
      [10, '4 cells where the header has 6 columns'],
    ]);
    expect(errors[2]?.row).toBe('5,2018-04-01 00:09:29,4128,8737,"64.49,0');
    const labels = await engine.store.read((tx) =>
      tx.db.selectFrom('labels').select(['label', 'source', 'known_at']).orderBy('known_at').execute(),
    );
    expect(labels.map((row) => row.label)).toEqual(['legitimate', 'legitimate', 'legitimate', 'fraud']);
    expect(labels[3]).toEqual({ label: 'fraud', source: 'import', known_at: Date.UTC(2018, 3, 1, 0, 14) });
    const account = await engine.store.read((tx) =>
      tx.db.selectFrom('accounts').selectAll().where('id', '=', '596').executeTakeFirstOrThrow(),
    );
    expect(account).toMatchObject({
      kind: 'main',
      identity_status: 'unverified',
      country: 'BE',
      opened_at: Date.UTC(2018, 3, 1, 0, 0, 31),
    });
  });

  it('RT-09 an import that is stopped again and again ends with the same rows as one that is not', async () => {
    const text = longHistory(730);
    for (const filePath of [write('long.csv', text), write('long.csv.gz', gzipSync(text))]) {
      const engine = await createTestEngine(openStore);
      let [runs, rows] = [0, 0];
      for (let status = 'running'; status !== 'finished'; runs += 1) {
        const stop = new AbortController();
        let batches = 0;
        const { import: seen } = await importFile(engine, { filePath, mapping: payments, signal: stop.signal }, () => {
          batches += 1;
          if (batches === 3) stop.abort();
        });
        status = seen.status;
        expect(seen.rowsAccepted + seen.rowsRejected).toBeGreaterThan(rows);
        rows = seen.rowsAccepted + seen.rowsRejected;
      }
      expect(runs).toBeGreaterThan(1);
      expect(rows).toBe(730);
      expect(await count(engine, 'operations')).toBe(657);
      expect(await count(engine, 'decisions')).toBe(657);
      expect(await count(engine, 'labels')).toBe(657);
      const again = await importFile(engine, { filePath, mapping: payments });
      expect(again).toMatchObject({ alreadyFinished: true, import: { status: 'finished', rowsAccepted: 657, rowsRejected: 73 } });
      expect(again.errors.map((error) => error.line)).toEqual(Array.from({ length: 73 }, (_, i) => i * 10 + 11));
      expect(await count(engine, 'operations')).toBe(657);
      expect((await listImports(engine, analyst)).items).toHaveLength(1);
      await engine.close();
    }
  });

  it('RT-09 decides a historic row exactly as it would have decided it live', async () => {
    const historic = await createTestEngine(openStore);
    await importFile(historic, { filePath: fixture('log-ins.csv'), mapping: logIns });
    const imported = await decisionsOf(historic);

    const live = await createTestEngine(openStore, { clock: new ManualClock(Date.UTC(2015, 0, 1)) });
    const actor: PlatformActor = {
      kind: 'platform',
      keyId: 'pk_00000000000000000000000001' as PlatformKeyId,
      scopes: [...scopes],
      address: null,
    };
    const operations = await historic.store.read((tx) =>
      tx.db.selectFrom('operations').selectAll().orderBy('created_at').orderBy('id').execute(),
    );
    for (const [index, row] of operations.entries()) {
      live.clock.moveTo(row.created_at);
      await live.store.write((tx) =>
        tx.db
          .insertInto('accounts')
          .values({
            id: row.account_id,
            kind: 'main',
            main_account_id: null,
            status: 'active',
            name: null,
            name_folded: null,
            email: null,
            phone: null,
            country: null,
            identity_status: 'unverified',
            identity_level: 0,
            identity_verified_at: null,
            face_enrolled_at: null,
            password_changed_at: null,
            factor_changed_at: null,
            contact_changed_at: null,
            opened_at: row.created_at,
            created_at: row.created_at,
            updated_at: row.created_at,
          })
          .onConflict((oc) => oc.doNothing())
          .execute(),
      );
      const input = operationInputSchema.parse({
        accountId: row.account_id,
        kind: row.kind,
        client: row.client,
        address: row.address,
        credentialResult: row.credential_result,
      });
      await submitOperation(live, actor, input, { key: `k${index}`, requestHash: `h${index}` });
    }
    const same = (rows: typeof imported) =>
      rows.map(({ outcome, score, band, hits, signals, steps }) => ({ outcome, score, band, hits, signals, steps }));
    expect(same(await decisionsOf(live))).toEqual(same(imported));
  });

  it('RT-09 staff start, watch and cancel an import, and take it up again', async () => {
    const engine = await createTestEngine(openStore);
    const filePath = write('staff.csv', longHistory(2_400));
    const preview = await previewImport(engine, analyst, filePath);
    expect(preview.columns).toEqual(['PAYMENT', 'WHEN', 'CUSTOMER', 'SHOP', 'AMOUNT', 'FRAUD']);
    expect(preview.rows).toHaveLength(5);

    const source = { filePath, fileName: 'Payments of April.csv', mapping: payments };
    const started = await startImport(engine, analyst, source);
    expect(started).toMatchObject({ status: 'running', fileName: 'Payments of April.csv' });
    expect((await startImport(engine, analyst, source)).id).toBe(started.id);
    const cancelled = await cancelImport(engine, analyst, started.id);
    expect(cancelled.status).toBe('cancelled');
    await expect(cancelImport(engine, analyst, started.id)).rejects.toMatchObject({
      code: 'conflict',
      data: { current: { status: 'cancelled' } },
    });
    expect(await count(engine, 'operations')).toBe(cancelled.rowsAccepted);

    expect((await startImport(engine, analyst, source)).id).toBe(started.id);
    await stopImports(engine);
    await resumeImports(engine);
    await expect.poll(async () => (await getImport(engine, analyst, started.id)).import.status, { timeout: 20_000 }).toBe('finished');
    const { import: done, errors } = await getImport(engine, analyst, started.id);
    expect(done).toMatchObject({ rowsAccepted: 2_160, rowsRejected: 240, progress: 1 });
    expect(errors).toHaveLength(240);
    await expect(startImport(engine, analyst, source)).rejects.toMatchObject({ code: 'conflict' });
    const actions = await engine.store.read((tx) =>
      tx.db.selectFrom('audit').select('action').where('subject_id', '=', started.id).orderBy('seq').execute(),
    );
    expect(new Set(actions.map((row) => row.action))).toEqual(
      new Set(['import.started', 'import.rows_recorded', 'import.cancelled', 'import.resumed', 'import.finished']),
    );
  });

  it('RT-09 does not go on in a file that has changed meanwhile', async () => {
    const engine = await createTestEngine(openStore);
    const filePath = write('changing.csv', longHistory(400));
    const stop = new AbortController();
    const { import: begun } = await importFile(engine, { filePath, mapping: payments, signal: stop.signal }, () => stop.abort());
    write('changing.csv', longHistory(300));
    await resumeImports(engine);
    await stopImports(engine);
    const { rowsAccepted, rowsRejected } = begun;
    expect(rowsAccepted).toBeGreaterThan(0);
    expect((await getImport(engine, analyst, begun.id)).import).toMatchObject({ status: 'running', rowsAccepted, rowsRejected });
    expect(engine.log.entries.map((entry) => entry.message)).toContainEqual(expect.stringContaining('cannot go on here'));
  });

  it('ST-01 only roles that may import see or start imports', async () => {
    const engine = await createTestEngine(openStore);
    const agent = { ...analyst, role: 'agent' } as const;
    const source = { filePath: fixture('payments.csv'), fileName: 'x', mapping: payments };
    await expect(listImports(engine, agent)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(startImport(engine, agent, source)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(previewImport(engine, agent, source.filePath)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(getImport(engine, agent, 'imp_x')).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('RT-09 a mapping that does not fit its file leaves no trace', async () => {
    const engine = await createTestEngine(openStore);
    const filePath = fixture('payments.csv');
    await expect(importFile(engine, { filePath, mapping: logIns })).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(importFile(engine, { filePath: join(folder, 'nothing.csv'), mapping: logIns })).rejects.toMatchObject({
      code: 'invalid_input',
    });
    expect((await listImports(engine, analyst)).items).toEqual([]);
  });

  it('RT-09 says at which line a damaged file broke off, and keeps what came before', async () => {
    const engine = await createTestEngine(openStore);
    const packed = gzipSync(longHistory(1_500));
    const { import: broken, errors } = await importFile(engine, {
      filePath: write('broken.csv.gz', packed.subarray(0, packed.length - 1_000)),
      mapping: payments,
    });
    expect(broken.status).toBe('failed');
    expect(broken.rowsAccepted).toBe(await count(engine, 'operations'));
    expect(errors.at(-1)).toEqual({ line: broken.nextLine, reason: expect.stringContaining('reading stopped'), row: '' });
  });

  it('RT-09 without createAccounts a row of an unknown account is reported', async () => {
    const engine = await createTestEngine(openStore);
    const { import: done, errors } = await importFile(engine, {
      filePath: fixture('log-ins.csv'),
      mapping: { ...logIns, createAccounts: false },
    });
    expect(done).toMatchObject({ rowsAccepted: 0, rowsRejected: 44 });
    expect(errors[0]).toEqual({
      line: 2,
      reason: 'accountId: no such account',
      row: 'Dec 10 06:00:50,maria,192.0.2.10,30000,wrong_password,4000',
    });
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runColumnImport } from '../../../src/main/engine/imports/columns/runner.ts';
import { importFile } from '../../../src/main/engine/imports/imports.ts';
import { importById, insertImport } from '../../../src/main/engine/imports/store.ts';
import { listHistories } from '../../../src/main/engine/tuning/backtest/histories.ts';
import { backtestExamples, runBacktest } from '../../../src/main/engine/tuning/backtest/run-backtest.ts';
import { valueAt, valuesOf } from '../../../src/main/engine/tuning/columns/column.ts';
import { openDataset } from '../../../src/main/engine/tuning/history/dataset.ts';
import { LiveHistory } from '../../../src/main/engine/tuning/history/live-history.ts';
import type { HistorySource } from '../../../src/main/engine/tuning/history/source.ts';
import { createTestEngine, type TestEngine } from '../../support/engine.ts';
import { describeOnBothStores } from '../../support/store.ts';
import { analyst, fixture, logIns, longHistory, payments } from './support.ts';

let folder: string;
let file: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'columns-'));
  file = join(folder, 'history.csv');
  writeFileSync(file, longHistory(400));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function rowsOf(source: HistorySource, names: readonly string[]): Promise<unknown[]> {
  const columns = await source.load(names);
  const values = columns.map((column) => valuesOf(column));
  return Array.from({ length: source.rows }, (_, row) =>
    Object.fromEntries(columns.map((column, index) => [column.name, valueAt(column, values[index] ?? new Uint8Array(), row)])),
  );
}

const forBacktests = { ...payments, purpose: 'backtest' } as const;

async function imported(engine: TestEngine, id: string): Promise<HistorySource> {
  const source = await openDataset(engine.store, id);
  if (source === undefined) throw new Error('Nothing was imported');
  return source;
}

describeOnBothStores('history imported for backtests alone', (openStore) => {
  it.each([
    ['payments', payments],
    ['log-ins', logIns],
  ] as const)('RT-09: knows of %s what the engine would have known at each moment', async (name, mapping) => {
    const filePath = name === 'payments' ? file : fixture('log-ins.csv');
    const engine = await createTestEngine(openStore);
    await importFile(engine, { filePath, mapping });
    const { import: quick } = await importFile(engine, { filePath, mapping: { ...mapping, purpose: 'backtest' } });
    expect(quick.status).toBe('finished');
    const [whole, columns] = [await new LiveHistory(engine).refresh(), await imported(engine, quick.id)];
    expect(columns.rows).toBe(whole.rows);
    const known = [...columns.types.keys()].filter((signal) => whole.types.has(signal) && !signal.startsWith('$'));
    expect(known.length).toBeGreaterThan(5);
    const own = ['$kind', '$at', '$account', '$cents', '$destination', '$address', '$credential'].filter((column) =>
      columns.types.has(column),
    );
    expect(await rowsOf(columns, [...own, ...known])).toEqual(await rowsOf(whole, [...own, ...known]));
  });

  it('RT-09: reports every bad row by its line, and leaves no account, operation or decision behind', async () => {
    const engine = await createTestEngine(openStore);
    const { import: done, errors } = await importFile(engine, { filePath: file, mapping: forBacktests });
    expect(done).toMatchObject({ status: 'finished', rowsAccepted: 360, rowsRejected: 40, progress: 1 });
    expect(errors).toHaveLength(40);
    expect(errors[0]).toMatchObject({ line: 11, reason: expect.stringContaining('amount') });
    for (const table of ['accounts', 'operations', 'decisions', 'labels'] as const) {
      expect(await engine.store.read((tx) => tx.db.selectFrom(table).selectAll().execute())).toEqual([]);
    }
    const again = await importFile(engine, { filePath: file, mapping: forBacktests });
    expect(again.alreadyFinished).toBe(true);
  });

  it('RT-05 RT-08: is a history that the console replays drafts over, with the labels that were known by a day', async () => {
    const engine = await createTestEngine(openStore);
    expect((await listHistories(engine, analyst)).items).toEqual([]);
    const mapping = { ...forBacktests, labelDelayDays: 30 };
    const { import: done } = await importFile(engine, { filePath: file, mapping });
    expect((await listHistories(engine, analyst)).items).toMatchObject([{ id: done.id, name: 'history.csv', operations: 360 }]);
    const large = { id: 'large', name: 'large', when: 'amount_value > 80.0', score: 95, reason: 'large', tags: [], enabled: true };
    const subject = { kind: 'rules', content: { rules: [large] }, history: done.id } as const;
    const report = await runBacktest(engine, analyst, subject);
    expect(report.operations).toBe(360);
    expect(report.labelled).toMatchObject({ fraud: 8, none: 0 });
    expect(report.rules[0]?.hits).toBeGreaterThan(10);
    const early = await runBacktest(engine, analyst, { ...subject, labelsKnownBy: Date.UTC(2018, 3, 20) });
    expect(early.labelled).toEqual({ fraud: 0, legitimate: 0, none: 360 });
    const { items } = await backtestExamples(engine, analyst, { ...subject, ruleId: 'large', limit: 3 });
    expect(items).toHaveLength(3);
    for (const item of items) expect(item).toMatchObject({ decisionId: null, line: expect.any(Number), draft: 'deny' });
    expect((await runBacktest(engine, analyst, {})).operations).toBe(0);
    await expect(runBacktest(engine, analyst, { history: 'imp_00000000000000000000000000' })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('RT-09: ends with the same columns however often it was stopped', async () => {
    const calm = await createTestEngine(openStore);
    const whole = await importFile(calm, { filePath: file, mapping: forBacktests });
    const engine = await createTestEngine(openStore);
    const started = {
      id: engine.ids.next('import'),
      fileName: 'history.csv',
      filePath: file,
      fileBytes: 1,
      fileHash: 'x',
      mappingHash: 'x',
    };
    const now = engine.clock.now();
    await engine.store.write((tx) => tx.run(insertImport, { ...started, mapping: JSON.stringify(forBacktests), now, by: 'test' }));
    let pieces = 0;
    for (let finished = false; !finished; pieces += 1) {
      const row = await engine.store.read((tx) => tx.first(importById, { id: started.id }));
      if (row === undefined) throw new Error('The import vanished');
      const pause = new AbortController();
      finished = await runColumnImport(engine, row, () => pause.abort(), pause.signal, 64);
    }
    expect(pieces).toBeGreaterThan(3);
    const [expected, found] = [await imported(calm, whole.import.id), await imported(engine, started.id)];
    const names = [...expected.types.keys()].sort();
    expect([...found.types.keys()].sort()).toEqual(names);
    expect(await rowsOf(found, names)).toEqual(await rowsOf(expected, names));
  });
});

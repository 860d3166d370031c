import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importFile } from '../../../src/main/engine/imports/imports.ts';
import { openStore } from '../../../src/main/store/open.ts';
import { type ImportMapping, importMappingSchema } from '../../../src/shared/contract/console/index.ts';
import { createTestEngine } from '../../support/engine.ts';

export const mapping: ImportMapping = importMappingSchema.parse({
  format: 'csv',
  kind: { value: 'withdrawal' },
  client: { value: 'web' },
  columns: { accountId: 'CUSTOMER', time: 'WHEN', amount: 'AMOUNT', referenceValue: 'AMOUNT', destination: 'SHOP', label: 'FRAUD' },
  defaults: { asset: 'USD' },
  time: { format: 'yyyy-MM-dd HH:mm:ss' },
  values: { label: { '0': 'legitimate', '1': 'fraud' } },
  purpose: 'backtest',
});

/** Payments of 5,000 customers at 10,000 shops, in the order of their time. */
export function payments(rows: number): string {
  const lines = ['PAYMENT,WHEN,CUSTOMER,SHOP,AMOUNT,FRAUD'];
  for (let i = 0; i < rows; i++) {
    const when = new Date(1_520_000_000_000 + i * 9_000).toISOString().slice(0, 19).replace('T', ' ');
    lines.push(`${i},${when},${(i * 7_919) % 5_000},${(i * 104_729) % 10_000},${((i * 31) % 20_000) / 100},${i % 150 === 0 ? 1 : 0}`);
  }
  return `${lines.join('\n')}\n`;
}

/** Imports a CSV file for backtests into a SQLite workspace, whole: reading, checking, signals, columns, store, audit. */
export async function measureImport(rows: number): Promise<{ readonly rowsPerSecond: number; readonly rowsPerCpuSecond: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-bench-import-'));
  const filePath = join(folder, 'history.csv');
  writeFileSync(filePath, payments(rows));
  const engine = await createTestEngine(() => openStore({ workspace: join(folder, 'workspace') }));
  try {
    const [started, before] = [performance.now(), process.cpuUsage()];
    const { import: done } = await importFile(engine, { filePath, mapping });
    const { user, system } = process.cpuUsage(before);
    if (done.rowsAccepted !== rows) throw new Error(`${done.rowsAccepted} rows were imported of ${rows}`);
    return { rowsPerSecond: rows / ((performance.now() - started) / 1_000), rowsPerCpuSecond: rows / ((user + system) / 1e6) };
  } finally {
    await engine.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

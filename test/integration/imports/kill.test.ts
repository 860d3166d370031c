import { spawn } from 'node:child_process';
import { hash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importFile } from '../../../src/main/engine/imports/imports.ts';
import { textsOf, valuesOf } from '../../../src/main/engine/tuning/columns/column.ts';
import { openDataset } from '../../../src/main/engine/tuning/history/dataset.ts';
import { openStore } from '../../../src/main/store/open.ts';
import { createTestEngine, type TestEngine } from '../../support/engine.ts';
import { SeededRandom } from '../../support/ports.ts';
import { longHistory, payments } from './support.ts';

const child = fileURLToPath(new URL('./kill-child.ts', import.meta.url));
const random = new SeededRandom('kill');
const ROWS = 2_500;
/** Six segments and a part of one. */
const COLUMN_ROWS = 60_000;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kill-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the import in a process of its own and kills that at a random moment after some batches. @returns true when it came to its end first */
async function runAndKill(
  workspace: string,
  filePath: string,
  { purpose, most, longestMs }: { readonly purpose?: 'backtest'; readonly most: number; readonly longestMs: number },
): Promise<boolean> {
  const running = spawn(process.execPath, [child, workspace, filePath, ...(purpose === undefined ? [] : [purpose])], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const batches = 1 + random.integer(most);
  const delayMs = random.integer(longestMs);
  let seen = 0;
  let finished = false;
  createInterface({ input: running.stdout }).on('line', (line) => {
    if (line === 'finished') finished = true;
    seen += 1;
    if (seen === batches) setTimeout(() => running.kill('SIGKILL'), delayMs);
  });
  const [code] = (await once(running, 'close')) as [number | null];
  if (code !== null && !finished) throw new Error(`The import ended by itself with code ${code}`);
  return finished;
}

/** Everything of an imported history that does not depend on when it was imported. */
const contentOf = (engine: TestEngine) =>
  engine.store.read(async (tx) => ({
    decisions: await tx.db
      .selectFrom('operations')
      .innerJoin('decisions', 'decisions.operation_id', 'operations.id')
      .leftJoin('labels', 'labels.operation_id', 'operations.id')
      .select(['operations.account_id', 'operations.created_at', 'operations.amount', 'operations.status', 'labels.label'])
      .select(['decisions.outcome', 'decisions.score', 'decisions.signals', 'decisions.hits'])
      .orderBy('operations.created_at')
      .execute(),
    profiles: await tx.db.selectFrom('account_profiles').selectAll().orderBy('account_id').execute(),
    errors: await tx.db.selectFrom('import_errors').select(['line', 'reason', 'row']).orderBy('line').execute(),
    imports: await tx.db.selectFrom('imports').select(['status', 'next_line', 'rows_accepted', 'rows_rejected', 'byte_offset']).execute(),
  }));

/** A history that was imported for backtests, as whoever replays it reads it. */
async function columnsOf(engine: TestEngine) {
  const imports = await engine.store.read((tx) =>
    tx.db.selectFrom('imports').select(['id', 'status', 'next_line', 'rows_accepted', 'rows_rejected', 'byte_offset']).execute(),
  );
  const errors = await engine.store.read((tx) => tx.db.selectFrom('import_errors').select(['line', 'reason']).orderBy('line').execute());
  const source = await openDataset(engine.store, imports[0]?.id ?? '');
  const names = [...(source?.types.keys() ?? [])].sort();
  const columns = (await source?.load(names)) ?? [];
  const line = columns.find(({ name }) => name === '$line');
  return {
    imports: imports.map(({ id: _, ...rest }) => rest),
    errors,
    lines: line === undefined ? [] : [...valuesOf(line)],
    columns: columns.map((column) => ({
      name: column.name,
      values: hash('sha256', Buffer.from(column.buffer), 'hex'),
      texts: column.dictionary === null ? [] : textsOf(column.dictionary),
    })),
  };
}

describe('an import whose process is killed', () => {
  it('RT-09 ends, after any number of kills, with exactly what an undisturbed one has', async () => {
    const filePath = join(folder, 'history.csv');
    writeFileSync(filePath, longHistory(ROWS));
    const [killed, calm] = [join(folder, 'killed'), join(folder, 'calm')];
    mkdirSync(killed);
    mkdirSync(calm);

    let kills = 0;
    while (!(await runAndKill(killed, filePath, { most: 6, longestMs: 40 }))) kills += 1;
    expect(kills).toBeGreaterThan(2);

    const undisturbed = await createTestEngine(() => openStore({ workspace: calm }));
    await importFile(undisturbed, { filePath, mapping: payments });
    const expected = await contentOf(undisturbed);
    await undisturbed.close();
    expect(expected.decisions).toHaveLength(ROWS * 0.9);

    const survivor = await createTestEngine(() => openStore({ workspace: killed }));
    expect(await contentOf(survivor)).toEqual(expected);
    await survivor.close();
  }, 120_000);

  it('RT-09 of history for backtests alone ends with the same columns, each row once', async () => {
    const filePath = join(folder, 'long.csv');
    writeFileSync(filePath, longHistory(COLUMN_ROWS));
    const [killed, calm] = [join(folder, 'columns-killed'), join(folder, 'columns-calm')];
    mkdirSync(killed);
    mkdirSync(calm);

    let kills = 0;
    while (!(await runAndKill(killed, filePath, { purpose: 'backtest', most: 3, longestMs: 60 }))) kills += 1;
    expect(kills).toBeGreaterThan(1);

    const mapping = { ...payments, purpose: 'backtest' } as const;
    const undisturbed = await createTestEngine(() => openStore({ workspace: calm }));
    await importFile(undisturbed, { filePath, mapping });
    const expected = await columnsOf(undisturbed);
    await undisturbed.close();
    expect(expected.imports).toMatchObject([{ status: 'finished', rows_accepted: COLUMN_ROWS * 0.9, rows_rejected: COLUMN_ROWS * 0.1 }]);
    expect(expected.lines).toHaveLength(COLUMN_ROWS * 0.9);
    expect(new Set(expected.lines).size).toBe(expected.lines.length);

    const survivor = await createTestEngine(() => openStore({ workspace: killed }));
    expect(await columnsOf(survivor)).toEqual(expected);
    await survivor.close();
  }, 120_000);
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { importFile } from '../../../src/main/engine/imports/imports.ts';
import { submitOperation } from '../../../src/main/engine/operations/submit.ts';
import { openStore } from '../../../src/main/store/open.ts';
import { makeCustomer, once, platform, withdrawal } from '../../support/customers.ts';
import { createTestEngine } from '../../support/engine.ts';
import { mapping, payments } from './import.ts';

const columnRows = 200_000;
const wholeRows = 6_000;
const aloneMs = 2_000;
/** Some two hundred decisions a second: enough to be in the way of every batch, too few to wait for each other. */
const pauseMs = 4;

/** The 99th percentile of what a decision takes, ms. */
export interface Beside {
  readonly alone: number;
  /** While history for backtests alone is imported by the same process. */
  readonly columns: number;
  /** While history is run through the engine by the same process. */
  readonly whole: number;
}

/** How long live decisions take in a process that imports history at the same time, on one SQLite workspace. */
export async function measureBeside(): Promise<Beside> {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-bench-beside-'));
  const file = (name: string, rows: number): string => {
    const path = join(folder, name);
    writeFileSync(path, payments(rows));
    return path;
  };
  const test = await createTestEngine(() => openStore({ workspace: join(folder, 'workspace') }));
  const engine = { ...test, stopwatch: () => performance.now() };
  const customers = [await makeCustomer(test), await makeCustomer(test), await makeCustomer(test)];
  const decideUntil = async (over: Promise<unknown>): Promise<number> => {
    const took: number[] = [];
    let isOver = false;
    const end = over.finally(() => {
      isOver = true;
    });
    while (!isOver) {
      const customer = customers[took.length % customers.length];
      if (customer === undefined) break;
      test.clock.advance(1_000);
      const started = performance.now();
      await submitOperation(engine, platform, withdrawal(customer, { amount: '1', referenceValue: '50' }), once());
      took.push(performance.now() - started);
      await wait(pauseMs);
    }
    await end;
    took.sort((a, b) => a - b);
    return took[Math.floor(took.length * 0.99)] ?? Number.NaN;
  };
  try {
    await decideUntil(wait(aloneMs));
    const alone = await decideUntil(wait(aloneMs));
    const columns = await decideUntil(importFile(engine, { filePath: file('columns.csv', columnRows), mapping }));
    const { purpose: _, ...whole } = mapping;
    return { alone, columns, whole: await decideUntil(importFile(engine, { filePath: file('whole.csv', wholeRows), mapping: whole })) };
  } finally {
    await test.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

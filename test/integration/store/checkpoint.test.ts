import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { openStore } from '../../../src/main/store/open.ts';
import { checkpointer } from '../../../src/main/store/sqlite/checkpointer.ts';
import { DATABASE_FILE } from '../../../src/main/store/sqlite/store.ts';
import { temporaryWorkspace } from '../../support/store.ts';
import { insertSetting, setting } from './statements.ts';

describe('the write-ahead log', () => {
  it('is emptied into the database by the thread beside, while the store stays open', async () => {
    const { target, remove } = temporaryWorkspace();
    const defects: unknown[] = [];
    const store = await openStore(target, { onDefect: (error) => defects.push(error) });
    const file = join(target.workspace, DATABASE_FILE);
    const before = statSync(file).size;
    await store.write(async (tx) => {
      for (let i = 0; i < 2_000; i += 1) await tx.run(insertSetting, setting(`name ${i}`, 'x'.repeat(200)));
    });
    expect(statSync(`${file}-wal`).size).toBeGreaterThan(400_000);
    await vi.waitUntil(() => statSync(`${file}-wal`).size === 0, { timeout: 20_000, interval: 50 });
    expect(statSync(file).size).toBeGreaterThan(before + 400_000);
    await store.write((tx) => tx.run(insertSetting, setting('again')));
    await vi.waitUntil(() => statSync(`${file}-wal`).size === 0, { timeout: 20_000, interval: 50 });
    await store.close();
    await remove();
    expect(defects).toEqual([]);
  });
});

describe('the checkpoint thread', () => {
  it('says so when it cannot run, so that the writer checkpoints for itself', async () => {
    const { target, remove } = temporaryWorkspace();
    const lost = vi.fn();
    const thread = checkpointer(join(target.workspace, 'no such file'), lost);
    thread.committed();
    await vi.waitUntil(() => lost.mock.calls.length === 1, { timeout: 20_000 });
    await thread.stop();
    await remove();
    expect(lost).toHaveBeenCalledTimes(1);
  });
});

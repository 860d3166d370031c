import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { backUp, restore } from '../../../src/main/store/backup.ts';
import { MIGRATIONS } from '../../../src/main/store/migrations/index.ts';
import { openStore } from '../../../src/main/store/open.ts';
import { DATABASE_FILE } from '../../../src/main/store/sqlite/store.ts';
import type { Store } from '../../../src/main/store/store.ts';
import { storeOpener, temporaryWorkspace } from '../../support/store.ts';
import { insertSetting, names, setting } from './statements.ts';

function place(): string {
  const { target, remove } = temporaryWorkspace();
  onTestFinished(remove);
  return target.workspace;
}

async function filled(workspace: string, ...settings: string[]): Promise<Store> {
  const store = await openStore({ workspace });
  onTestFinished(() => store.close());
  await store.write(async (tx) => {
    for (const name of settings) await tx.run(insertSetting, setting(name));
  });
  return store;
}

async function content(workspace: string): Promise<string[]> {
  const store = await openStore({ workspace });
  const found = await names(store);
  await store.close();
  return found;
}

describe('a backup', () => {
  it('taken while the store is being written is one state of it, and restores as such', async () => {
    const [workspace, elsewhere, file] = [place(), place(), join(place(), 'backup.db')];
    const store = await openStore({ workspace });
    onTestFinished(() => store.close());
    const pad = randomBytes(2_000).toString('hex');
    await store.write(async (tx) => {
      for (let i = 0; i < 2_000; i += 1) await tx.run(insertSetting, setting(`${i} base`, pad));
    });
    let stop = false;
    let pairs = 0;
    const writing = (async () => {
      while (!stop) {
        pairs += 1;
        const pair = pairs;
        await store.write((tx) =>
          tx.run(insertSetting, setting(`${pair} left`)).then(() => tx.run(insertSetting, setting(`${pair} right`))),
        );
        await store.write((tx) => tx.run(insertSetting, setting(`${pair} after`, pad)));
      }
    })();
    const before = pairs;
    await store.backup(file);
    const during = pairs - before;
    stop = true;
    await writing;
    expect(during).toBeGreaterThan(0);

    expect(restore(file, elsewhere)).toBe(MIGRATIONS.length);
    const found = new Set(await content(elsewhere));
    const lefts = [...found].filter((name) => name.endsWith('left'));
    expect([...found].filter((name) => name.endsWith('base'))).toHaveLength(2_000);
    expect(lefts.filter((name) => !found.has(name.replace('left', 'right')))).toEqual([]);
    expect(lefts.length).toBeLessThanOrEqual(pairs);
  });

  it('is one file of its own, readable by its owner only, and never replaces another', async () => {
    const [workspace, folder] = [place(), place()];
    const store = await filled(workspace, 'a');
    const file = join(folder, 'backup.db');
    await store.backup(file);
    expect(readdirSync(folder)).toEqual(['backup.db']);
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
    const bytes = readFileSync(file);
    await expect(store.backup(file)).rejects.toMatchObject({ code: 'file_exists' });
    expect(readFileSync(file).equals(bytes)).toBe(true);
  });

  it('can be taken of a workspace that another process has open, or nobody', async () => {
    const [workspace, folder] = [place(), place()];
    const store = await filled(workspace, 'a');
    await backUp({ workspace }, join(folder, 'open.db'));
    await store.close();
    await backUp({ workspace }, join(folder, 'closed.db'));
    for (const name of ['open.db', 'closed.db']) {
      const target = place();
      restore(join(folder, name), target);
      expect(await content(target)).toEqual(['a']);
    }
    await expect(backUp({ workspace: folder }, join(folder, 'none.db'))).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('leaves nothing behind when it cannot be written', async () => {
    const store = await filled(place(), 'a');
    const folder = place();
    await expect(store.backup(join(folder, 'missing', 'backup.db'))).rejects.toThrow();
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('a restore', () => {
  async function backupOf(...settings: string[]): Promise<string> {
    const file = join(place(), 'backup.db');
    const store = await filled(place(), ...settings);
    await store.backup(file);
    await store.close();
    return file;
  }

  it('replaces a database only when asked, and then whole, log included', async () => {
    const file = await backupOf('from the backup');
    const workspace = place();
    const store = await filled(workspace, 'was here');
    await store.close();
    expect(() => restore(file, workspace)).toThrow(expect.objectContaining({ code: 'file_exists' }));
    expect(await content(workspace)).toEqual(['was here']);
    writeFileSync(join(workspace, `${DATABASE_FILE}-wal`), randomBytes(5_000));
    restore(file, workspace, { overwrite: true });
    expect(await content(workspace)).toEqual(['from the backup']);
    expect(readdirSync(workspace).sort()).toEqual(['lock.db', DATABASE_FILE]);
  });

  it('is refused while the workspace is open', async () => {
    const file = await backupOf('a');
    const workspace = place();
    await filled(workspace, 'b');
    expect(() => restore(file, workspace, { overwrite: true })).toThrow(expect.objectContaining({ code: 'workspace_in_use' }));
  });

  it('refuses a file that is no whole Portcullis database, and leaves what was there', async () => {
    const workspace = place();
    await (await filled(workspace, 'was here')).close();
    const folder = place();
    const random = join(folder, 'random.db');
    writeFileSync(random, randomBytes(40_000));
    const other = join(folder, 'other.db');
    new Database(other).exec('CREATE TABLE t (a)').close();
    const cut = await backupOf(...Array.from({ length: 500 }, (_, i) => `name ${i}`));
    truncateSync(cut, statSync(cut).size - 8_192);
    const flipped = await backupOf(...Array.from({ length: 500 }, (_, i) => `name ${i}`));
    const bytes = readFileSync(flipped);
    bytes.fill(0xa5, bytes.length - 20_000, bytes.length - 12_000);
    writeFileSync(flipped, bytes);
    for (const file of [random, other, cut, flipped, join(folder, 'missing.db')]) {
      expect(() => restore(file, workspace, { overwrite: true }), file).toThrow(expect.objectContaining({ code: 'backup_invalid' }));
      expect(existsSync(join(workspace, `${DATABASE_FILE}.incoming`))).toBe(false);
    }
    expect(await content(workspace)).toEqual(['was here']);
  });

  it('refuses a backup from a newer program', async () => {
    const file = await backupOf('a');
    expect(() => restore(file, place(), { migrations: MIGRATIONS.slice(0, -1) })).toThrow(
      expect.objectContaining({ code: 'database_too_new' }),
    );
  });
});

describe('a PostgreSQL database', () => {
  const open = storeOpener('postgres');

  it('is not backed up by us but by its own tools, which the error names', async () => {
    const store = await open();
    const refusal = { code: 'backup_unsupported', message: expect.stringContaining('pg_dump') };
    await expect(store.backup('/nowhere')).rejects.toMatchObject(refusal);
    await expect(backUp({ databaseUrl: 'postgres://localhost/x' }, '/nowhere')).rejects.toMatchObject(refusal);
  });
});

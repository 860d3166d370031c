import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { StoreError } from '../../../src/main/store/errors.ts';
import { MIGRATIONS } from '../../../src/main/store/migrations/index.ts';
import type { Migration } from '../../../src/main/store/migrations/kit.ts';
import { openStore } from '../../../src/main/store/open.ts';
import { storeOpener } from '../../support/store.ts';
import { insertSetting, moveSetting, names, setting, settingByName } from './statements.ts';

describe('writing on PostgreSQL', () => {
  const open = storeOpener('postgres');

  it('runs a work that lost a conflict again, from its start and with its hooks forgotten', async () => {
    const waits: number[] = [];
    const store = await open({ random: () => 0.5, sleep: async (ms) => void waits.push(ms) });
    await store.write((tx) => tx.run(insertSetting, setting('a', 'old')));
    let runs = 0;
    const heard: number[] = [];
    await store.write(async (tx) => {
      runs += 1;
      const run = runs;
      tx.afterCommit(() => heard.push(run));
      const seen = await tx.first(settingByName, { name: 'a' });
      if (run <= 3) await store.write((other) => other.run(moveSetting, { name: 'a', from: seen?.value ?? '', to: `other ${run}` }));
      await tx.run(moveSetting, { name: 'a', from: seen?.value ?? '', to: 'mine' });
    });
    expect(runs).toBe(4);
    expect(heard).toEqual([4]);
    expect(waits).toEqual([2, 4, 8]);
    expect((await store.read((tx) => tx.first(settingByName, { name: 'a' })))?.value).toBe('mine');
  });

  it('runs it again also when the work hides the conflict behind an error of its own', async () => {
    const store = await open({ sleep: async () => undefined });
    await store.write((tx) => tx.run(insertSetting, setting('a', 'old')));
    let runs = 0;
    await store.write(async (tx) => {
      runs += 1;
      const seen = await tx.first(settingByName, { name: 'a' });
      if (runs === 1) await store.write((other) => other.run(moveSetting, { name: 'a', from: 'old', to: 'other' }));
      try {
        await tx.run(moveSetting, { name: 'a', from: seen?.value ?? '', to: 'mine' });
      } catch {
        throw new Error('conflict');
      }
    });
    expect(runs).toBe(2);
  });

  it('gives up after a bounded number of runs', async () => {
    const store = await open({ sleep: async () => undefined });
    await store.write((tx) => tx.run(insertSetting, setting('a', '0')));
    let runs = 0;
    const hopeless = store.write(async (tx) => {
      runs += 1;
      const seen = await tx.first(settingByName, { name: 'a' });
      await store.write((other) => other.run(moveSetting, { name: 'a', from: seen?.value ?? '', to: String(runs) }));
      await tx.run(moveSetting, { name: 'a', from: seen?.value ?? '', to: 'mine' });
    });
    await expect(hopeless).rejects.toMatchObject({ code: 'contention', data: { state: '40001' } });
    expect(runs).toBe(20);
  });

  it('does not run a work again that failed by itself', async () => {
    const store = await open();
    let runs = 0;
    const failing = store.write(async () => {
      runs += 1;
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(runs).toBe(1);
  });

  it('keeps two works apart that each read what the other writes', async () => {
    const store = await open();
    await store.write(async (tx) => {
      await tx.run(insertSetting, setting('left', 'on'));
      await tx.run(insertSetting, setting('right', 'on'));
    });
    // Each may switch its own off only while the other is on: serializable means that one of them sees the other's work.
    const off = (mine: string, other: string) =>
      store.write(async (tx) => {
        if ((await tx.first(settingByName, { name: other }))?.value !== 'on') return 0;
        return tx.run(moveSetting, { name: mine, from: 'on', to: 'off' });
      });
    const changed = await Promise.all([off('left', 'right'), off('right', 'left')]);
    expect(changed.sort()).toEqual([0, 1]);
  });

  it('says that the outcome is unknown when the connection breaks during the commit', async () => {
    const cutting: Migration = {
      number: MIGRATIONS.length + 1,
      name: 'cuts-the-line-at-commit',
      statements: () => [
        `CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$`,
        `CREATE CONSTRAINT TRIGGER cut AFTER INSERT ON settings DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (new.name = 'cut') EXECUTE FUNCTION cut()`,
      ],
    };
    const store = await open({ migrations: [...MIGRATIONS, cutting], onDefect: () => undefined });
    let runs = 0;
    const cut = store.write(async (tx) => {
      runs += 1;
      await tx.run(insertSetting, setting('cut'));
    });
    await expect(cut).rejects.toMatchObject({ code: 'outcome_unknown' });
    expect(runs).toBe(1);
    await store.write((tx) => tx.run(insertSetting, setting('next')));
    expect(await names(store)).toEqual(['next']);
  });

  it('recovers when its connections are cut between two works', async () => {
    const store = await open({ onDefect: () => undefined, connections: 2 });
    const cut = store.write(async (tx) => {
      await sql`SELECT pg_terminate_backend(pg_backend_pid())`.execute(tx.db);
    });
    await expect(cut).rejects.toMatchObject({ code: 'unavailable' });
    expect(await store.write((tx) => tx.run(insertSetting, setting('a')))).toBe(1);
  });

  it('refuses an integer that a number cannot hold', async () => {
    const store = await open();
    const beyond = store.write((tx) => sql`SELECT 9007199254740993::bigint AS n`.execute(tx.db));
    await expect(beyond).rejects.toMatchObject({ code: 'number_out_of_range' });
    const { rows } = await store.write((tx) =>
      sql`SELECT 9007199254740991::bigint AS n, avg(x) AS mean FROM (VALUES (1::bigint), (2)) AS t (x)`.execute(tx.db),
    );
    expect(rows).toEqual([{ n: Number.MAX_SAFE_INTEGER, mean: 1.5 }]);
  });

  it('names no password when the server cannot be reached', async () => {
    const error: unknown = await openStore({ databaseUrl: 'postgres://ada:s3cret@127.0.0.1:1/none' }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(StoreError);
    expect(error).toMatchObject({ code: 'unavailable' });
    expect(String((error as StoreError).message) + String((error as StoreError).cause)).not.toContain('s3cret');
  });
});

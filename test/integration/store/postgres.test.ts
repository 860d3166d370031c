import { sql } from 'kysely';
import pg from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import { StoreError } from '../../../src/main/store/errors.ts';
import { MIGRATIONS } from '../../../src/main/store/migrations/index.ts';
import type { Migration } from '../../../src/main/store/migrations/kit.ts';
import { openStore } from '../../../src/main/store/open.ts';
import type { PostgresOptions } from '../../../src/main/store/postgres/store.ts';
import type { Store } from '../../../src/main/store/store.ts';
import { storeOpener, temporaryDatabase } from '../../support/store.ts';
import { allSettings, insertSetting, moveSetting, names, setting, settingByName } from './statements.ts';

const endings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

/** Somebody who writes to the same database and takes no turns. */
type Stranger = (statement: string) => Promise<unknown>;

async function openBeside(options: PostgresOptions): Promise<readonly [Store, Stranger]> {
  const { target, remove } = await temporaryDatabase();
  endings.push(remove);
  const store = await openStore(target, options);
  endings.push(() => store.close());
  const client = new pg.Client({ connectionString: target.databaseUrl });
  await client.connect();
  endings.push(() => client.end());
  return [store, (statement) => client.query(statement)];
}

/** Two servers on one database. */
async function openTwice(options: PostgresOptions = {}): Promise<readonly [Store, Store]> {
  const { target, remove } = await temporaryDatabase();
  endings.push(remove);
  const stores = [await openStore(target, options), await openStore(target, options)] as const;
  for (const store of stores) endings.push(() => store.close());
  return stores;
}

describe('writing on PostgreSQL', () => {
  const open = storeOpener('postgres');

  it('runs a work that lost a conflict again, from its start and with its hooks forgotten', async () => {
    const waits: number[] = [];
    const [store, stranger] = await openBeside({ random: () => 0.5, sleep: async (ms) => void waits.push(ms) });
    await store.write((tx) => tx.run(insertSetting, setting('a', 'old')));
    let runs = 0;
    const heard: number[] = [];
    await store.write(async (tx) => {
      runs += 1;
      const run = runs;
      tx.afterCommit(() => heard.push(run));
      const seen = await tx.first(settingByName, { name: 'a' });
      if (run <= 3) await stranger(`UPDATE settings SET value = 'other ${run}'`);
      await tx.run(moveSetting, { name: 'a', from: seen?.value ?? '', to: 'mine' });
    });
    expect(runs).toBe(4);
    expect(heard).toEqual([4]);
    expect(waits).toEqual([2, 4, 8]);
    expect((await store.read((tx) => tx.first(settingByName, { name: 'a' })))?.value).toBe('mine');
  });

  it('runs it again also when the work hides the conflict behind an error of its own', async () => {
    const [store, stranger] = await openBeside({ sleep: async () => undefined });
    await store.write((tx) => tx.run(insertSetting, setting('a', 'old')));
    let runs = 0;
    await store.write(async (tx) => {
      runs += 1;
      const seen = await tx.first(settingByName, { name: 'a' });
      if (runs === 1) await stranger(`UPDATE settings SET value = 'other'`);
      try {
        await tx.run(moveSetting, { name: 'a', from: seen?.value ?? '', to: 'mine' });
      } catch {
        throw new Error('conflict');
      }
    });
    expect(runs).toBe(2);
  });

  it('gives up after a bounded number of runs', async () => {
    const [store, stranger] = await openBeside({ sleep: async () => undefined });
    await store.write((tx) => tx.run(insertSetting, setting('a', '0')));
    let runs = 0;
    const hopeless = store.write(async (tx) => {
      runs += 1;
      const seen = await tx.first(settingByName, { name: 'a' });
      await stranger(`UPDATE settings SET value = '${runs}'`);
      await tx.run(moveSetting, { name: 'a', from: seen?.value ?? '', to: 'mine' });
    });
    await expect(hopeless).rejects.toMatchObject({ code: 'contention', data: { state: '40001' } });
    expect(runs).toBe(20);
  });

  it('runs a group that lost a conflict again, and each of its works takes effect once', async () => {
    const [store, stranger] = await openBeside({ sleep: async () => undefined });
    await store.write((tx) => tx.run(insertSetting, setting('contested', 'old')));
    await store.write((tx) => tx.run(insertSetting, setting('count', '0')));
    const heard: number[] = [];
    let losses = 0;
    const increment = (i: number) =>
      store.write(async (tx) => {
        tx.afterCommit(() => heard.push(i));
        const seen = await tx.first(settingByName, { name: 'count' });
        await tx.run(moveSetting, { name: 'count', from: seen?.value ?? '', to: String(Number(seen?.value) + 1) });
        if (i !== 5) return;
        if (losses === 0) await stranger(`UPDATE settings SET value = 'theirs' WHERE name = 'contested'`);
        losses += 1;
        await tx.run(moveSetting, { name: 'contested', from: 'old', to: 'ours' });
      });
    await Promise.all(Array.from({ length: 8 }, (_, i) => increment(i)));
    expect(losses).toBe(2);
    expect(heard).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    const left = await store.read((tx) => tx.all(allSettings, {}));
    expect(left.map(({ name, value }) => [name, value])).toEqual([
      ['contested', 'theirs'],
      ['count', '8'],
    ]);
  });

  it('refuses nobody for what another of the group did in vain', async () => {
    const [store, stranger] = await openBeside({ sleep: async () => undefined });
    await store.write(async (tx) => {
      tx.post(insertSetting, setting('request', 'pending'));
      tx.post(insertSetting, setting('contested', 'ours'));
    });
    let runs = 0;
    const first = store.write(async (tx) => {
      runs += 1;
      const seen = await tx.first(settingByName, { name: 'request' });
      // The second time it finds that it may not.
      if (runs === 2) throw new Error('frozen meanwhile');
      await tx.run(moveSetting, { name: 'request', from: seen?.value ?? '', to: 'approved' });
    });
    const second = store.write(async (tx) => {
      if ((await tx.run(moveSetting, { name: 'request', from: 'pending', to: 'rejected' })) !== 1) throw new Error('conflict');
    });
    const third = store.write(async (tx) => {
      if (runs === 1) await stranger(`UPDATE settings SET value = 'theirs' WHERE name = 'contested'`);
      return tx.run(moveSetting, { name: 'contested', from: 'ours', to: 'mine' });
    });
    const results = await Promise.allSettled([first, second, third]);
    expect(results).toEqual([
      { status: 'rejected', reason: new Error('frozen meanwhile') },
      { status: 'fulfilled', value: undefined },
      { status: 'fulfilled', value: 0 },
    ]);
    expect((await store.read((tx) => tx.first(settingByName, { name: 'request' })))?.value).toBe('rejected');
  });

  it('gives the blame for a commit that fails to the work whose it is', async () => {
    const checking: Migration = {
      number: MIGRATIONS.length + 1,
      name: 'checked-at-commit',
      statements: () => [
        'CREATE TABLE parents (id text PRIMARY KEY)',
        'CREATE TABLE children (id text PRIMARY KEY, parent text REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED)',
        `CREATE FUNCTION orphan() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO children VALUES (new.value, 'nobody'); RETURN NULL; END $$`,
        `CREATE TRIGGER orphan AFTER INSERT ON settings FOR EACH ROW WHEN (new.name = 'orphan') EXECUTE FUNCTION orphan()`,
      ],
    };
    const store = await open({ migrations: [...MIGRATIONS, checking] });
    const results = await Promise.allSettled(
      ['a', 'orphan', 'b', 'c'].map((name) => store.write((tx) => tx.run(insertSetting, setting(name)))),
    );
    expect(results.map((result) => (result.status === 'rejected' ? result.reason.code : 'kept'))).toEqual([
      'kept',
      'foreign_key_violation',
      'kept',
      'kept',
    ]);
    expect(await names(store)).toEqual(['a', 'b', 'c']);
  });

  it('keeps nothing of a group whose connection is cut, and says so to each of its works', async () => {
    const store = await open({ onDefect: () => undefined });
    const results = await Promise.allSettled(
      ['a', 'cut', 'b'].map((name) =>
        store.write(async (tx) => {
          await tx.run(insertSetting, setting(name));
          if (name === 'cut') await sql`SELECT pg_terminate_backend(pg_backend_pid())`.execute(tx.db);
        }),
      ),
    );
    const told = results.map((result) => (result.status === 'rejected' ? result.reason.code : 'kept'));
    expect(told.slice(0, 2)).toEqual(['unavailable', 'unavailable']);
    // The third had not begun, so it has a group of its own.
    expect(told[2]).toBe('kept');
    expect(await names(store)).toEqual(['b']);
  });

  it('loses no increment of two servers that write at once', async () => {
    const servers = await openTwice();
    const [one] = servers;
    await one.write((tx) => tx.run(insertSetting, setting('count', '0')));
    const increment = (store: Store) =>
      store.write(async (tx) => {
        const value = (await tx.first(settingByName, { name: 'count' }))?.value ?? '';
        await tx.run(moveSetting, { name: 'count', from: value, to: String(Number(value) + 1) });
      });
    await Promise.all(Array.from({ length: 60 }, (_, i) => increment(servers[i % 2] as Store)));
    expect((await one.read((tx) => tx.first(settingByName, { name: 'count' })))?.value).toBe('60');
  });

  it('lets one of two servers go on while the other hangs in its turn no longer than a work may', async () => {
    const [hanging, other] = await openTwice({ workTimeoutMs: 500, sleep: async () => undefined });
    const hung = hanging.write(async (tx) => {
      await tx.run(insertSetting, setting('hung'));
      await new Promise(() => undefined);
    });
    const waiting = other.write((tx) => tx.run(insertSetting, setting('waited')));
    await expect(hung).rejects.toMatchObject({ code: 'work_too_long' });
    await waiting;
    expect(await names(other)).toEqual(['waited']);
  });

  it('ends a statement that takes longer than a work may', async () => {
    const store = await open({ workTimeoutMs: 100 });
    const results = await Promise.allSettled([
      store.write((tx) => tx.run(insertSetting, setting('before'))),
      store.write((tx) => sql`SELECT pg_sleep(60)`.execute(tx.db)),
      store.write((tx) => tx.run(insertSetting, setting('after'))),
    ]);
    expect(results[1]).toMatchObject({ status: 'rejected', reason: { code: 'work_too_long' } });
    expect(await names(store)).toEqual(['after', 'before']);
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

import fc from 'fast-check';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { MIGRATIONS } from '../../../src/main/store/migrations/index.ts';
import type { Migration } from '../../../src/main/store/migrations/kit.ts';
import { command } from '../../../src/main/store/prepared.ts';
import type { WriteTx } from '../../../src/main/store/store.ts';
import { describeOnBothStores, storeOpener } from '../../support/store.ts';
import { allSettings, insertSetting, names, type Setting, setting, settingByName } from './statements.ts';

const upsertReturning = command<Setting>()((db, p) =>
  db
    .insertInto('settings')
    .values(p.pick('name', 'value', 'updated_at', 'updated_by'))
    .onConflict((conflict) => conflict.column('name').doUpdateSet(p.pick('value')))
    .returning('name'),
);
const removeSetting = command<{ name: string }>()((db, p) => db.deleteFrom('settings').where('name', '=', p('name')));

describeOnBothStores('writes that share a commit', (openStore) => {
  it('fail alone: one of sixteen leaves no trace, fifteen are kept', async () => {
    const store = await openStore();
    const heard: number[] = [];
    const results = await Promise.allSettled(
      Array.from({ length: 16 }, (_, i) =>
        store.write(async (tx) => {
          tx.afterCommit(() => heard.push(i));
          await tx.run(insertSetting, setting(`work ${String(i).padStart(2, '0')}`));
          if (i === 7) throw new Error('the seventh');
          return i;
        }),
      ),
    );
    expect(results.filter((result) => result.status === 'rejected')).toEqual([{ status: 'rejected', reason: new Error('the seventh') }]);
    const kept = Array.from({ length: 16 }, (_, i) => i).filter((i) => i !== 7);
    expect(await names(store)).toEqual(kept.map((i) => `work ${String(i).padStart(2, '0')}`));
    expect(heard).toEqual(kept);
  });

  it('fail alone also when a statement of theirs fails', async () => {
    const store = await openStore();
    const results = await Promise.allSettled(
      ['a', 'b', 'a', 'c'].map((name, i) => store.write((tx) => tx.run(insertSetting, setting(name, String(i))))),
    );
    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect(await names(store)).toEqual(['a', 'b', 'c']);
  });

  it('see what the works before them in the group did', async () => {
    const store = await openStore();
    const [, seen] = await Promise.all([
      store.write((tx) => tx.run(insertSetting, setting('a', 'first'))),
      store.write((tx) => tx.first(settingByName, { name: 'a' })),
    ]);
    expect(seen?.value).toBe('first');
  });

  it('leave what the works that succeeded would have left one after the other', async () => {
    const store = await openStore();
    const name = fc.constantFrom('a', 'b', 'c', 'd');
    const step = fc.record({ insert: fc.boolean(), name });
    const work = fc.record({ steps: fc.array(step, { maxLength: 4 }), fails: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(work, { maxLength: 40 }), async (works) => {
        await store.write(async (tx) => {
          for (const { name } of await tx.all(allSettings, {})) await tx.run(removeSetting, { name });
        });
        const results = await Promise.allSettled(
          works.map(({ steps, fails }, i) =>
            store.write(async (tx) => {
              for (const { insert, name } of steps)
                await (insert ? tx.run(insertSetting, setting(name, String(i))) : tx.run(removeSetting, { name }));
              if (fails) throw new Error('fails');
            }),
          ),
        );
        const model = new Map<string, string>();
        for (const [i, { steps, fails }] of works.entries()) {
          const next = new Map(model);
          const taken = steps.some(({ insert, name }) => {
            if (!insert) next.delete(name);
            else if (next.has(name)) return true;
            else next.set(name, String(i));
            return false;
          });
          expect(results[i]?.status).toBe(taken || fails ? 'rejected' : 'fulfilled');
          if (taken || fails) continue;
          model.clear();
          for (const [key, value] of next) model.set(key, value);
        }
        const rows = await store.read((tx) => tx.all(allSettings, {}));
        expect(new Map(rows.map((row) => [row.name, row.value]))).toEqual(model);
      }),
      { numRuns: 60 },
    );
  });

  it('fail by a command that they did not wait for, with its error, and leave nothing', async () => {
    const store = await openStore();
    await store.write((tx) => tx.run(insertSetting, setting('taken')));
    const results = await Promise.allSettled([
      store.write(async (tx) => tx.post(insertSetting, setting('before'))),
      store.write(async (tx) => {
        tx.post(insertSetting, setting('undone'));
        tx.post(insertSetting, setting('taken'));
      }),
      store.write(async (tx) => {
        tx.post(insertSetting, setting('taken'));
        await tx.all(allSettings, {});
        await tx.run(insertSetting, setting('never'));
      }),
      store.write(async (tx) => {
        tx.post(insertSetting, setting('after'));
        return (await tx.first(settingByName, { name: 'after' }))?.name;
      }),
    ]);
    expect(results.map((result) => (result.status === 'rejected' ? result.reason.code : result.value))).toEqual([
      undefined,
      'unique_violation',
      'unique_violation',
      'after',
    ]);
    expect(await names(store)).toEqual(['after', 'before', 'taken']);
  });
});

describe('writes that share a commit on SQLite', () => {
  const openStore = storeOpener('sqlite');

  it('run again only when one among them failed after it had written', async () => {
    const store = await openStore();
    let made = 0;
    const runs = async (failing: (tx: WriteTx) => Promise<unknown>) => {
      const times = [0, 0, 0, 0];
      const work = (i: number) =>
        store.write(async (tx) => {
          times[i] = (times[i] ?? 0) + 1;
          made += 1;
          await (i === 2 ? failing(tx) : tx.run(insertSetting, setting(`work ${made}`)));
        });
      const results = await Promise.allSettled([0, 1, 2, 3].map(work));
      expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
      return times;
    };
    const fail = (_: unknown): never => {
      throw new Error('fails');
    };
    expect(await runs(async (tx) => fail(await tx.all(allSettings, {})))).toEqual([1, 1, 1, 1]);
    expect(await runs(async (tx) => fail(await tx.run(removeSetting, { name: 'not there' })))).toEqual([1, 1, 1, 1]);
    expect(await runs(async (tx) => fail(await tx.run(insertSetting, setting('undone'))))).toEqual([2, 2, 1, 1]);
    expect(await runs(async (tx) => fail(await tx.returning(upsertReturning, setting('undone'))))).toEqual([2, 2, 1, 1]);
    expect(await runs(async (tx) => fail(await sql`INSERT INTO settings VALUES ('undone', '', 0, 'test')`.execute(tx.db)))).toEqual([
      2, 2, 1, 1,
    ]);
    const left = await names(store);
    expect(left).toHaveLength(15);
    expect(left).not.toContain('undone');
  });

  it('share one commit when they arrive together, up to sixty-four', async () => {
    const store = await openStore();
    const visible: number[] = [];
    await Promise.all(
      Array.from({ length: 72 }, (_, i) =>
        store.write(async (tx) => {
          await tx.run(insertSetting, setting(String(i)));
          visible.push((await names(store)).length);
        }),
      ),
    );
    // What a reader saw while each ran: nothing until the first sixty-four were committed together.
    expect(visible).toEqual([...Array(64).fill(0), ...Array(8).fill(64)]);
  });

  it('are all refused, with the reason, when the commit itself fails', async () => {
    const broken: Migration = {
      number: MIGRATIONS.length + 1,
      name: 'checked-at-commit',
      statements: () => [
        'CREATE TABLE parents (id TEXT PRIMARY KEY) STRICT',
        'CREATE TABLE children (id TEXT PRIMARY KEY, parent TEXT REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED) STRICT',
        `CREATE TRIGGER orphan AFTER INSERT ON settings WHEN new.name = 'orphan' BEGIN INSERT INTO children VALUES ('c', 'nobody'); END`,
      ],
    };
    const store = await openStore({ migrations: [...MIGRATIONS, broken] });
    const heard: string[] = [];
    const write = (name: string) =>
      store.write(async (tx) => {
        tx.afterCommit(() => heard.push(name));
        await tx.run(insertSetting, setting(name));
      });
    const results = await Promise.allSettled(['a', 'orphan', 'b'].map(write));
    expect(results.map((result) => (result.status === 'rejected' ? result.reason.code : 'kept'))).toEqual(
      Array(3).fill('foreign_key_violation'),
    );
    expect(heard).toEqual([]);
    expect(await names(store)).toEqual([]);
    await write('later');
    expect(await names(store)).toEqual(['later']);
  });

  it('are told truly what became of them when the disk is full', async () => {
    const store = await openStore();
    await store.write(async (tx) => {
      const { rows } = await sql<{ page_count: number }>`PRAGMA page_count`.execute(tx.db);
      await sql`PRAGMA max_page_count = ${sql.raw(String((rows[0]?.page_count ?? 0) + 10))}`.execute(tx.db);
    });
    const write = (name: string, length: number) => store.write((tx) => tx.run(insertSetting, setting(name, 'x'.repeat(length))));
    const results = await Promise.allSettled([
      write('a', 10),
      write('b', 1_000_000),
      write('c', 10),
      write('d', 1_000_000),
      write('e', 10),
    ]);
    expect(results[1]).toMatchObject({ status: 'rejected', reason: { code: 'disk_full' } });
    const kept = ['a', 'b', 'c', 'd', 'e'].filter((_, i) => results[i]?.status === 'fulfilled');
    expect(await names(store)).toEqual(kept);
    expect(kept).toContain('e');
  });
});

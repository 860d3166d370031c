import fc from 'fast-check';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { command, query } from '../../../src/main/store/prepared.ts';
import { describeOnBothStores } from '../../support/store.ts';
import { insertSetting, type Setting, setting, settingByName } from './statements.ts';

const between = query<{ from: string; to: string; most: number }>()((db, p) =>
  db
    .with('wanted', (with_) => with_.selectFrom('settings').selectAll().where('name', '>=', p('from')).where('name', '<=', p('to')))
    .selectFrom('wanted')
    .select(['name', 'value'])
    .where('updated_by', '=', 'test')
    .orderBy('name', 'desc')
    .limit(p('most')),
);

const upsert = command<Setting>()((db, p) =>
  db
    .insertInto('settings')
    .values(p.pick('name', 'value', 'updated_at', 'updated_by'))
    .onConflict((conflict) => conflict.column('name').doUpdateSet(p.pick('value')))
    .returning(['name', 'value']),
);

const raw = query<{ name: string }>()(
  (_, p) => sql<{ length: number }>`SELECT length(value) AS length FROM settings WHERE name = ${p('name')}`,
);

describeOnBothStores('a prepared query', (openStore) => {
  it('finds what the same query built by Kysely finds, whatever is stored and asked', async () => {
    const store = await openStore();
    const name = fc.string({ unit: 'grapheme', maxLength: 6 }).filter((text) => !text.includes('\0'));
    const stored = fc.sample(fc.uniqueArray(name, { minLength: 30, maxLength: 30 }), { numRuns: 1, seed: 7 })[0] ?? [];
    await store.write(async (tx) => {
      for (const [i, text] of stored.entries())
        await tx.run(insertSetting, { ...setting(text, `v${i}`), updated_by: i % 3 === 0 ? 'other' : 'test' });
    });
    await fc.assert(
      fc.asyncProperty(name, name, fc.integer({ min: 0, max: 40 }), (from, to, most) =>
        store.read(async (tx) => {
          const built = tx.db
            .selectFrom('settings')
            .select(['name', 'value'])
            .where('name', '>=', from)
            .where('name', '<=', to)
            .where('updated_by', '=', 'test')
            .orderBy('name', 'desc')
            .limit(most);
          const expected = await built.execute();
          expect(await tx.all(between, { from, to, most })).toEqual(expected);
          expect(await tx.first(between, { from, to, most })).toEqual(expected[0]);
        }),
      ),
      { numRuns: 50 },
    );
  });

  it('gives back rows of a command that returns them', async () => {
    const store = await openStore();
    const rows = await store.write(async (tx) => [
      await tx.returning(upsert, setting('a', '1')),
      await tx.returning(upsert, setting('a', '2')),
      await tx.run(upsert, setting('a', '3')),
    ]);
    expect(rows).toEqual([[{ name: 'a', value: '1' }], [{ name: 'a', value: '2' }], 1]);
  });

  it('may be raw SQL', async () => {
    const store = await openStore();
    await store.write((tx) => tx.run(insertSetting, setting('a', 'four')));
    expect(await store.read((tx) => tx.first(raw, { name: 'a' }))).toEqual({ length: 4 });
  });

  it('refuses a missing parameter instead of taking it for null', async () => {
    const store = await openStore();
    const missing = store.read((tx) => tx.first(settingByName, {} as { name: string }));
    await expect(missing).rejects.toMatchObject({ code: 'parameter_missing' });
  });

  it('works on several stores at once', async () => {
    const stores = [await openStore(), await openStore()];
    for (const [i, store] of stores.entries()) await store.write((tx) => tx.run(insertSetting, setting('a', `store ${i}`)));
    const found = await Promise.all(stores.map((store) => store.read((tx) => tx.first(settingByName, { name: 'a' }))));
    expect(found.map((row) => row?.value)).toEqual(['store 0', 'store 1']);
  });
});

describe('preparing', () => {
  it('builds a query once for each dialect, when first used', () => {
    let built = 0;
    const counted = query<{ name: string }>()((db, p) => {
      built += 1;
      return db.selectFrom('settings').selectAll().where('name', '=', p('name'));
    });
    expect(built).toBe(0);
    expect(counted.statement('sqlite').sql).toBe('select * from "settings" where "name" = +?');
    expect(counted.statement('sqlite')).toBe(counted.statement('sqlite'));
    expect(counted.statement('postgres').sql).toBe('select * from "settings" where "name" = $1');
    expect(built).toBe(2);
  });
});

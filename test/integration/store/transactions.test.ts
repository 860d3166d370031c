import { inspect } from 'node:util';
import { expect, expectTypeOf, it } from 'vitest';
import { isUniqueViolation, StoreError } from '../../../src/main/store/errors.ts';
import { command, type PreparedCommand, type PreparedQuery } from '../../../src/main/store/prepared.ts';
import type { ReadDb, ReadStore, ReadTx, Store, WriteDb, WriteTx } from '../../../src/main/store/store.ts';
import { describeOnBothStores } from '../../support/store.ts';
import { insertSetting, moveSetting, names, type Setting, setting, settingByName } from './statements.ts';

describeOnBothStores('transactions', (openStore, dialect) => {
  it('keep all of a work or nothing', async () => {
    const store = await openStore();
    const failing = store.write(async (tx) => {
      await tx.run(insertSetting, setting('first'));
      await tx.db.insertInto('settings').values(setting('second')).execute();
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    await store.write((tx) => tx.run(insertSetting, setting('third')));
    expect(await names(store)).toEqual(['third']);
  });

  it('give back what the work gave', async () => {
    const store = await openStore();
    expect(await store.write(async () => ({ answer: 42 }))).toEqual({ answer: 42 });
    expect(await store.read(async () => undefined)).toBeUndefined();
  });

  it('show a work its own changes, and others only after the commit', async () => {
    const store = await openStore();
    let outside: string[] | undefined;
    await store.write(async (tx) => {
      await tx.run(insertSetting, setting('new'));
      expect(await tx.first(settingByName, { name: 'new' })).toEqual(setting('new'));
      outside = await names(store);
    });
    expect(outside).toEqual([]);
    expect(await names(store)).toEqual(['new']);
  });

  it('let a read see one state from its first query to its last', async () => {
    const store = await openStore();
    await store.write((tx) => tx.run(insertSetting, setting('a', 'old')));
    const seen = await store.read(async (tx) => {
      const before = await tx.first(settingByName, { name: 'a' });
      await store.write((write) => write.run(moveSetting, { name: 'a', from: 'old', to: 'new' }));
      return [before?.value, (await tx.first(settingByName, { name: 'a' }))?.value];
    });
    expect(seen).toEqual(['old', 'old']);
    expect((await store.read((tx) => tx.first(settingByName, { name: 'a' })))?.value).toBe('new');
  });

  it('let one of a hundred conditional updates win', async () => {
    const store = await openStore();
    await store.write((tx) => tx.run(insertSetting, setting('request', 'pending')));
    const changed = await Promise.all(
      Array.from({ length: 100 }, (_, i) =>
        store.write((tx) => tx.run(moveSetting, { name: 'request', from: 'pending', to: `answered ${i}` })),
      ),
    );
    expect(changed.filter((rows) => rows === 1)).toHaveLength(1);
    expect(changed.filter((rows) => rows === 0)).toHaveLength(99);
    const winner = changed.indexOf(1);
    expect((await store.read((tx) => tx.first(settingByName, { name: 'request' })))?.value).toBe(`answered ${winner}`);
  });

  it('lose no increment that was read and written by hand', async () => {
    const store = await openStore();
    await store.write((tx) => tx.run(insertSetting, setting('count', '0')));
    const increment = () =>
      store.write(async (tx) => {
        const value = (await tx.first(settingByName, { name: 'count' }))?.value ?? '';
        await tx.run(moveSetting, { name: 'count', from: value, to: String(Number(value) + 1) });
      });
    await Promise.all(Array.from({ length: 20 }, increment));
    expect((await store.read((tx) => tx.first(settingByName, { name: 'count' })))?.value).toBe('20');
  });

  it('call hooks after the commit, in order, and drop those of a work that failed', async () => {
    const defects: unknown[] = [];
    const store = await openStore({ onDefect: (error) => defects.push(error) });
    const heard: string[] = [];
    const failing = store.write(async (tx) => {
      tx.afterCommit(() => heard.push('never'));
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    const outside: Promise<string[]>[] = [];
    await store.write(async (tx) => {
      tx.afterCommit(() => outside.push(names(store)));
      tx.afterCommit(() => {
        throw new Error('a hook that throws');
      });
      tx.afterCommit(() => heard.push('second'));
      await tx.run(insertSetting, setting('a'));
      expect(heard).toEqual([]);
    });
    expect(heard).toEqual(['second']);
    expect(await outside[0]).toEqual(['a']);
    expect(defects).toEqual([new Error('a hook that throws')]);
  });

  it('are good for nothing after a statement failed, even if the work catches the error', async () => {
    const store = await openStore();
    await store.write((tx) => tx.run(insertSetting, setting('taken')));
    const stubborn = store.write(async (tx) => {
      await tx.run(insertSetting, setting('mine'));
      await tx.run(insertSetting, setting('taken')).catch(() => undefined);
      return 'done';
    });
    await expect(stubborn).rejects.toMatchObject({ code: 'unique_violation' });
    const insisting = store.write(async (tx) => {
      await tx.run(insertSetting, setting('taken')).catch(() => undefined);
      await tx.run(insertSetting, setting('mine'));
    });
    await expect(insisting).rejects.toMatchObject({ code: 'transaction_over' });
    expect(await names(store)).toEqual(['taken']);
  });

  it('refuse a handle that outlived its work', async () => {
    const store = await openStore();
    let kept: WriteTx | undefined;
    await store.write(async (tx) => {
      kept = tx;
    });
    await expect(kept?.run(insertSetting, setting('late'))).rejects.toMatchObject({ code: 'transaction_over' });
    await expect(kept?.db.insertInto('settings').values(setting('late')).execute()).rejects.toMatchObject({ code: 'transaction_over' });
    expect(() => kept?.afterCommit(() => undefined)).toThrow(StoreError);
    expect(await names(store)).toEqual([]);
  });

  it('end a work that waits for something else than its transaction', async () => {
    const store = await openStore({ workTimeoutMs: 50 });
    const nested = store.write(async (tx) => {
      await tx.run(insertSetting, setting('outer'));
      await new Promise(() => undefined);
    });
    await expect(nested).rejects.toMatchObject({ code: 'work_too_long' });
    await store.write((tx) => tx.run(insertSetting, setting('next')));
    expect(await names(store)).toEqual(['next']);
  });

  it('say which key was taken, without the value', async () => {
    const store = await openStore();
    const answer = (owner: string, key: string) => ({ owner, key, request_hash: 'h', response: 'secret', created_at: 1 });
    const insert = (row: ReturnType<typeof answer>) => store.write((tx) => tx.db.insertInto('idempotency_keys').values(row).execute());
    await insert(answer('ada', 'k1'));
    await insert(answer('ada', 'k2'));
    const error: unknown = await insert(answer('ada', 'k1')).catch((caught: unknown) => caught);
    expect(isUniqueViolation(error)).toBe(true);
    expect(isUniqueViolation(error, { columns: ['key', 'owner'] })).toBe(true);
    expect(isUniqueViolation(error, { columns: ['owner'] })).toBe(false);
    expect((error as StoreError).data).toMatchObject({ table: 'idempotency_keys', columns: ['owner', 'key'] });
    const { stack, ...rest } = (error as StoreError).cause as Error;
    expect(inspect([(error as StoreError).message, (error as StoreError).data, rest])).not.toMatch(/k1|secret/u);
  });

  it('name the other broken constraints alike', async () => {
    const store = await openStore();
    await expect(
      store.write((tx) => tx.db.insertInto('account_profiles').values({ account_id: 'nobody', data: '{}', updated_at: 1 }).execute()),
    ).rejects.toMatchObject({ code: 'foreign_key_violation' });
    await expect(
      store.write((tx) =>
        tx.db
          .insertInto('settings')
          .values({ ...setting('a'), value: null as never })
          .execute(),
      ),
    ).rejects.toMatchObject({ code: 'not_null_violation', data: { columns: ['value'] } });
  });

  it('cannot write when they were opened for reading, even when forced', async () => {
    const store = await openStore();
    const forced = store.read((tx) => (tx.db as unknown as WriteDb).insertInto('settings').values(setting('sneaked')).execute());
    await expect(forced).rejects.toMatchObject({ code: 'read_only' });
    const disguised = command<Setting>()((db, p) =>
      db
        .insertInto('settings')
        .values(p.pick('name', 'value', 'updated_at', 'updated_by'))
        .returning('name'),
    ) as unknown as PreparedQuery<Setting, never>;
    const prepared = store.read((tx) => tx.all(disguised, setting('sneaked')));
    await expect(prepared).rejects.toMatchObject({ code: 'read_only' });
    expect(await names(store)).toEqual([]);
  });

  it('store every kind of value alike', async () => {
    const store = await openStore();
    const bytes = new Uint8Array([0, 1, 127, 128, 255]);
    await store.write((tx) =>
      tx.db
        .insertInto('webhook_endpoints')
        .values({
          id: 'w',
          url: 'ü😀\n\\\'"',
          secret_sealed: bytes,
          topics: '[]',
          status: 'active',
          created_at: Number.MAX_SAFE_INTEGER,
          created_by: '',
        })
        .execute(),
    );
    const row = await store.read((tx) => tx.db.selectFrom('webhook_endpoints').selectAll().executeTakeFirstOrThrow());
    expect(row).toMatchObject({ url: 'ü😀\n\\\'"', created_at: Number.MAX_SAFE_INTEGER, created_by: '' });
    expect(Buffer.isBuffer(row.secret_sealed)).toBe(true);
    expect([...row.secret_sealed]).toEqual([...bytes]);
  });

  it('count, sum and compare in plain numbers, and sort text by code point', async () => {
    const store = await openStore();
    await store.write(async (tx) => {
      for (const name of ['b', 'A', 'a', 'B', 'ä', '_']) await tx.run(insertSetting, setting(name));
    });
    expect(await names(store)).toEqual(['A', 'B', '_', 'a', 'b', 'ä']);
    const row = await store.read((tx) =>
      tx.db
        .selectFrom('settings')
        .select((eb) => [
          eb.fn.countAll().as('count'),
          eb.fn.sum('updated_at').as('sum'),
          eb.exists(eb.selectFrom('accounts').select('id')).as('any'),
        ])
        .executeTakeFirstOrThrow(),
    );
    expect(row).toEqual({ count: 6, sum: 6 * 1_700_000_000_000, any: 0 });
  });

  it('report how many rows an ordinary query changed', async () => {
    const store = await openStore();
    const [result] = await store.write(async (tx) => {
      await tx.run(insertSetting, setting('a'));
      await tx.run(insertSetting, setting('b'));
      return tx.db.updateTable('settings').set({ value: 'w' }).execute();
    });
    expect(result?.numUpdatedRows).toBe(2n);
  });

  it('run queries that were started together', async () => {
    const store = await openStore();
    const found = await store.write(async (tx) => {
      await Promise.all(['a', 'b', 'c'].map((name) => tx.run(insertSetting, setting(name))));
      return Promise.all(['a', 'b', 'c', 'd'].map((name) => tx.first(settingByName, { name })));
    });
    expect(found.map((row) => row?.name)).toEqual(['a', 'b', 'c', undefined]);
  });

  it('serve more reads at once than there are connections', async () => {
    const store = await openStore();
    await store.write((tx) => tx.run(insertSetting, setting('a')));
    const reads = await Promise.all(Array.from({ length: 50 }, () => store.read((tx) => tx.first(settingByName, { name: 'a' }))));
    expect(reads.every((row) => row?.name === 'a')).toBe(true);
  });

  it('are refused once the store is closed, which waits for those under way', async () => {
    const store = await openStore();
    const under = store.write((tx) => tx.run(insertSetting, setting('a')));
    const reading = store.read((tx) => tx.first(settingByName, { name: 'a' }));
    const closing = store.close();
    await expect(store.write(async () => 1)).rejects.toMatchObject({ code: 'closed' });
    await expect(store.read(async () => 1)).rejects.toMatchObject({ code: 'closed' });
    expect(await under).toBe(1);
    await reading;
    await closing;
    await store.close();
  });

  it(`know their dialect`, async () => {
    const store = await openStore();
    expect(store.dialect).toBe(dialect);
    expect(await store.read(async (tx) => tx.dialect)).toBe(dialect);
    expect(await store.write(async (tx) => tx.dialect)).toBe(dialect);
  });
});

it('readers and writers are types that cannot be mistaken for each other', () => {
  expectTypeOf<Store>().toExtend<ReadStore>();
  expectTypeOf<ReadStore>().not.toExtend<Store>();
  expectTypeOf<WriteTx>().toExtend<ReadTx>();
  expectTypeOf<ReadTx>().not.toExtend<WriteTx>();
  expectTypeOf<WriteDb>().toExtend<ReadDb>();
  expectTypeOf<keyof ReadDb>().toEqualTypeOf<'selectFrom' | 'selectNoFrom' | 'with' | 'fn' | 'dynamic' | 'case'>();
  expectTypeOf<PreparedCommand<object, object>>().not.toExtend<PreparedQuery<object, object>>();
  expectTypeOf<ReadTx['all']>().parameter(0).not.toExtend<PreparedCommand<never, unknown>>();
});

import { expect, it } from 'vitest';
import type { Engine } from '../../../src/main/engine/engine.ts';
import { forgetOldAnswers, idempotently } from '../../../src/main/engine/integration/idempotency.ts';
import { createTestEngine } from '../../support/engine.ts';
import { describeOnBothStores } from '../../support/store.ts';
import { server } from '../accounts/fixtures.ts';

describeOnBothStores('idempotency', (openStore) => {
  /** Each call that does its work leaves one row behind. */
  const call = (engine: Engine, key: string, options: { requestHash?: string; keyId?: string; sealed?: boolean; fail?: boolean } = {}) =>
    engine.store.write((tx) =>
      idempotently(
        tx,
        engine,
        server(options.keyId),
        { key, requestHash: options.requestHash ?? 'h' },
        async () => {
          const bucket = engine.ids.next('event');
          await tx.db.insertInto('rate_limits').values({ bucket, tokens: 1, updated_at: 0 }).execute();
          if (options.fail) throw new Error('refused');
          return { bucket, nothing: null, money: '12.50' };
        },
        { sealed: options.sealed ?? false },
      ),
    );
  const done = async (engine: Engine) =>
    (await engine.store.read((tx) => tx.db.selectFrom('rate_limits').select('bucket').execute())).length;

  it('IN-01 does the work of a key once and gives its answer every time', async () => {
    const engine = await createTestEngine(openStore);
    const first = await call(engine, 'k');
    expect(await call(engine, 'k')).toEqual(first);
    expect(await call(engine, 'k2')).not.toEqual(first);
    expect(await done(engine)).toBe(2);
  });

  it('IN-01 refuses a key that was used for another request', async () => {
    const engine = await createTestEngine(openStore);
    await call(engine, 'k');
    await expect(call(engine, 'k', { requestHash: 'other' })).rejects.toMatchObject({ code: 'idempotency_mismatch' });
    expect(await done(engine)).toBe(1);
  });

  it('IN-01 runs a hundred simultaneous calls of one key once, and all get that answer', async () => {
    const engine = await createTestEngine(openStore);
    const answers = await Promise.all(Array.from({ length: 100 }, () => call(engine, 'k')));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await done(engine)).toBe(1);
  });

  it('IN-01 keeps no answer of what failed, so it can be tried again', async () => {
    const engine = await createTestEngine(openStore);
    await expect(call(engine, 'k', { fail: true })).rejects.toThrow('refused');
    expect(await done(engine)).toBe(0);
    await call(engine, 'k', { requestHash: 'corrected' });
    expect(await done(engine)).toBe(1);
  });

  it('keeps a sealed answer unreadable, and opens it for its own key only', async () => {
    const engine = await createTestEngine(openStore);
    const first = await call(engine, 'k', { sealed: true });
    const stored = () =>
      engine.store.read((tx) => tx.db.selectFrom('idempotency_keys').selectAll().where('key', '=', 'k').executeTakeFirstOrThrow());
    const { response } = await stored();
    expect(response).not.toContain(first.bucket);
    expect(Buffer.from(response, 'base64').toString('latin1')).not.toContain(first.bucket);
    expect(await call(engine, 'k', { sealed: true })).toEqual(first);
    await engine.store.write((tx) => tx.db.updateTable('idempotency_keys').set({ key: 'moved' }).where('key', '=', 'k').execute());
    await expect(call(engine, 'moved', { sealed: true })).rejects.toThrow();
  });

  it('forgets answers after idempotency.retention', async () => {
    const engine = await createTestEngine(openStore);
    const first = await call(engine, 'k');
    engine.clock.advance(engine.settings.get('idempotency.retention'));
    expect(await forgetOldAnswers(engine)).toBe(0);
    engine.clock.advance(1);
    expect(await forgetOldAnswers(engine)).toBe(1);
    expect(await call(engine, 'k')).not.toEqual(first);
  });
});

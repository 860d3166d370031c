import { expect, it } from 'vitest';
import { searchCustomers } from '../../../src/main/engine/accounts/search/search.ts';
import { recordSecurityChange } from '../../../src/main/engine/accounts/security-change.ts';
import type { Engine } from '../../../src/main/engine/engine.ts';
import { createTestEngine } from '../../support/engine.ts';
import { describeOnBothStores } from '../../support/store.ts';
import { account, enrol, once, put, server, staff } from './fixtures.ts';

const find = async (engine: Engine, text: string, limit = 50) =>
  (await searchCustomers(engine, staff('agent'), { text, limit })).items.map(({ id }) => id);

/** Follows the cursors to the end. */
async function walk(engine: Engine, text: string, limit: number): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await searchCustomers(engine, staff('agent'), { text, limit, cursor });
    expect(page.items.length).toBeLessThanOrEqual(limit);
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return ids;
}

describeOnBothStores('finding customers', (openStore) => {
  const open = async () => {
    const engine = await createTestEngine(openStore);
    const add = async (id: string, rest: Parameters<typeof put>[2]) => {
      await put(engine, id, rest);
      engine.clock.advance(1_000);
    };
    await add('C-100', { name: 'Jürgen Müller', email: 'juergen@example.com', phone: '+491701234567' });
    await add('C-1001', { name: 'Anna Weiss', email: 'Anna.Weiss@example.com', phone: '+491709999999' });
    await add('c-200', { name: 'Hannah O’Neill', email: 'hannah@sample.org', phone: '+33612345678' });
    await add('x_300', { name: '100% _real_ "quoted" \\ name', email: 'c-100@trick.example' });
    await add('y-400', { name: 'Łukasz Żółć' });
    return engine;
  };

  it('lists everybody newest first when nothing is typed', async () => {
    const engine = await open();
    expect(await find(engine, '')).toEqual(['y-400', 'x_300', 'c-200', 'C-1001', 'C-100']);
    expect(await find(engine, ' \u0000 ')).toHaveLength(5);
  });

  it('finds by the beginning of an id in any case, the exact one first, then an e-mail address that begins so', async () => {
    const engine = await open();
    expect(await find(engine, 'c-100')).toEqual(['C-100', 'C-1001', 'x_300']);
    expect(await find(engine, 'C-2')).toEqual(['c-200']);
    expect(await find(engine, '-100')).toEqual([]);
  });

  it('finds by an e-mail address and its beginning in any case', async () => {
    const engine = await open();
    expect(await find(engine, 'ANNA.WEISS@EXAMPLE.COM')).toEqual(['C-1001']);
    expect(await find(engine, 'anna.w')).toEqual(['C-1001']);
    expect(await find(engine, 'example.com')).toEqual([]);
  });

  it.each(['+491701234567', '491701234567', '+49 170 123', '0049 170123', '49170123'])('finds by the phone number %s', async (typed) => {
    const engine = await open();
    expect(await find(engine, typed)).toEqual(['C-100']);
  });

  it('finds inside names without regard to case and accents, newest first', async () => {
    const engine = await open();
    expect(await find(engine, 'ANNA')).toEqual(['C-1001', 'c-200']);
    expect(await find(engine, 'muller')).toEqual(['C-100']);
    expect(await find(engine, 'rgen mü')).toEqual(['C-100']);
    expect(await find(engine, 'zolc')).toEqual(['y-400']);
  });

  it('finds a name by its beginning when fewer than three characters are typed', async () => {
    const engine = await open();
    expect(await find(engine, 'ju')).toEqual(['C-100']);
    expect(await find(engine, 'ł')).toEqual(['y-400']);
    expect(await find(engine, 'mü')).toEqual([]);
  });

  it('finds a changed name and no longer the former one', async () => {
    const engine = await open();
    await put(engine, 'C-100', { name: 'Karl Schmidt' });
    expect(await find(engine, 'muller')).toEqual([]);
    expect(await find(engine, 'schmidt')).toEqual(['C-100']);
  });

  it('shows nobody twice, whatever in them matches', async () => {
    const engine = await createTestEngine(openStore);
    await put(engine, 'anna', { name: 'Anna Anna', email: 'anna@example.com' });
    expect(await find(engine, 'anna')).toEqual(['anna']);
    expect(await walk(engine, 'an', 1)).toEqual(['anna']);
  });

  it.each([1, 2, 3, 7, 200])('pages through every customer once, %i at a time', async (limit) => {
    const engine = await createTestEngine(openStore);
    for (let i = 0; i < 7; i += 1) {
      await put(engine, `ann-${i}`, {});
      await put(engine, `m${i}`, { email: i % 2 === 0 ? 'ann@example.com' : `ann${i}@example.com`, phone: '+49170000000', name: 'Joanna' });
      await put(engine, `n${i}`, { name: i % 3 === 0 ? 'Hanna' : 'Marianne' });
    }
    const whole = await find(engine, 'ann', 200);
    expect(whole).toHaveLength(21);
    expect(whole.slice(0, 7)).toEqual(Array.from({ length: 7 }, (_, i) => `ann-${i}`));
    expect(await walk(engine, 'ann', limit)).toEqual(whole);
    expect(await walk(engine, '+4917', limit)).toEqual(['m0', 'm1', 'm2', 'm3', 'm4', 'm5', 'm6']);
    expect(new Set(await walk(engine, '', limit)).size).toBe(21);
  });

  it('ST-03 masks personal data, in the rows and in the cursor', async () => {
    const engine = await open();
    const page = await searchCustomers(engine, staff('agent'), { text: 'anna', limit: 1 });
    expect(page.items[0]).toMatchObject({ id: 'C-1001', name: 'A••• W•••', email: 'A•••@e•••.com', phone: '+49•••99' });
    expect(page.nextCursor).toBe('email.C-1001');
  });

  it('shows factors, holds and the last operation beside each customer', async () => {
    const engine = await open();
    await enrol(engine, 'C-100', 'authenticator');
    await enrol(engine, 'C-100', 'trusted_device', 'phone-1');
    await recordSecurityChange(engine, server(), { id: account('C-100'), change: 'password_reset' }, once());
    await put(engine, 'C-100-sub', { kind: 'sub', mainAccountId: account('C-100') });
    const page = await searchCustomers(engine, staff('auditor'), { text: 'C-100', limit: 3 });
    const main = page.items.find(({ id }) => id === 'C-100');
    expect(main).toMatchObject({ kind: 'main', held: true, factors: ['trusted_device', 'authenticator', 'email_code', 'phone_code'] });
    expect(page.items.find(({ id }) => id === 'C-100-sub')).toMatchObject({ kind: 'sub', held: true, factors: main?.factors });
    expect(page.items.find(({ id }) => id === 'C-1001')).toMatchObject({ held: false, lastOperationAt: null });
  });

  it('refuses a cursor that no page gave', async () => {
    const engine = await open();
    for (const cursor of ['', 'all.x', 'id', 'id.', 'secret.C-100', 'ID.C-100']) {
      await expect(searchCustomers(engine, staff('agent'), { text: 'c', limit: 5, cursor })).rejects.toMatchObject({
        code: 'invalid_input',
      });
    }
  });
});

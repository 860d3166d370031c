import { expect, it } from 'vitest';
import { measureDeclared } from '../../src/main/engine/operations/declared-windows/store.ts';
import { insertOperation } from '../../src/main/engine/operations/store.ts';
import { measureWindows } from '../../src/main/engine/operations/windows/store.ts';
import { declaredWindow } from '../../src/main/engine/risk/declared/windows.ts';
import { beyond, mostRows } from '../../src/main/engine/risk/window-bound.ts';
import type { Store } from '../../src/main/store/store.ts';
import { pastRow } from '../support/past.ts';
import { testEpoch } from '../support/ports.ts';
import { describeOnBothStores } from '../support/store.ts';

const minute = 60_000;
const address = '203.0.113.9';
const keys = { accountId: 'acc-victim', address, destination: 'bc1qmule' };

interface Row {
  readonly accountId: string;
  readonly kind: 'login' | 'withdrawal';
  readonly credential: string | null;
  readonly ago: number;
}

async function insert(store: Store, prefix: string, rows: readonly Row[]): Promise<void> {
  await store.write(async (tx) => {
    const inserting = rows.map(({ accountId, kind, credential, ago }, index) =>
      tx.run(insertOperation, {
        ...pastRow(`${prefix}-${index}`, {
          account: accountId,
          kind,
          address,
          destination: kind === 'withdrawal' ? keys.destination : null,
          device: null,
          cents: null,
          credential,
          ago,
        }),
        status: 'denied',
      }),
    );
    await Promise.all(inserting);
  });
}

const many = (count: number, row: Omit<Row, 'ago'>, newest: number): Row[] =>
  Array.from({ length: count }, (_, index) => ({ ...row, ago: newest + index }));

describeOnBothStores('whoever floods a window', (openStore) => {
  async function open(): Promise<Store> {
    const store = await openStore();
    await store.write(async (tx) => {
      for (const id of ['acc-victim', 'acc-attacker', 'acc-other']) {
        const account = { kind: 'main', status: 'active', identity_status: 'verified', identity_level: 1 };
        await tx.db
          .insertInto('accounts')
          .values({ id, ...account, opened_at: 0, created_at: 0, updated_at: 0 })
          .execute();
      }
    });
    return store;
  }

  it('RT-02 makes no decision look at more rows than a fixed number, and the count stays at that', async () => {
    const store = await open();
    await insert(store, 'guess', many(mostRows + 500, { accountId: 'acc-victim', kind: 'login', credential: 'wrong_password' }, 0));
    const names = ['address_failed_10m', 'address_logins_10m', 'logins_failed_24h', 'logins_1h'] as const;
    expect(await store.read((tx) => measureWindows(tx, names, keys, testEpoch))).toEqual(
      Object.fromEntries(names.map((name) => [name, mostRows])),
    );
  });

  it('RT-02 hides nothing: accepted log-ins of their own do not push refused ones out of sight', async () => {
    const store = await open();
    await insert(store, 'guess', many(30, { accountId: 'acc-victim', kind: 'login', credential: 'wrong_password' }, 60 * minute));
    await insert(store, 'cover', many(mostRows, { accountId: 'acc-attacker', kind: 'login', credential: 'accepted' }, 20 * minute));
    await insert(store, 'recent', many(3, { accountId: 'acc-other', kind: 'login', credential: 'unknown_user' }, minute));
    const names = ['address_failed_24h', 'address_accounts_1h', 'address_failed_10m', 'address_logins_10m'] as const;
    expect(await store.read((tx) => measureWindows(tx, names, keys, testEpoch))).toEqual({
      address_failed_24h: mostRows,
      address_accounts_1h: mostRows,
      // Windows that lie within what was looked at are exact.
      address_failed_10m: 3,
      address_logins_10m: 3,
    });
  });

  it('RT-02 hides no other senders to a destination behind withdrawals of one account', async () => {
    const store = await open();
    await insert(store, 'sent', many(1, { accountId: 'acc-victim', kind: 'withdrawal', credential: null }, 60 * minute));
    await insert(store, 'cover', many(mostRows, { accountId: 'acc-attacker', kind: 'withdrawal', credential: null }, minute));
    const measured = await store.read((tx) => measureWindows(tx, ['destination_accounts_30d'], keys, testEpoch));
    expect(measured).toEqual({ destination_accounts_30d: mostRows });
  });

  const declared = (store: Store, names: readonly string[]) =>
    store.read((tx) =>
      measureDeclared(
        tx,
        names.map((name) => declaredWindow(name) ?? expect.fail(name)),
        { account: keys.accountId, device: null, address, destination: keys.destination },
        testEpoch,
      ),
    );

  it('RT-02 hides nothing from the windows that rules declare, which look at no more rows than the built-in ones', async () => {
    const store = await open();
    await insert(store, 'guess', many(30, { accountId: 'acc-victim', kind: 'login', credential: 'wrong_password' }, 60 * minute));
    await insert(store, 'cover', many(mostRows, { accountId: 'acc-attacker', kind: 'login', credential: 'accepted' }, 20 * minute));
    await insert(store, 'recent', many(3, { accountId: 'acc-other', kind: 'login', credential: 'unknown_user' }, minute));
    await insert(store, 'sent', many(4, { accountId: 'acc-victim', kind: 'withdrawal', credential: null }, 2 * minute));
    const measured = {
      count__login_failed__24h__address: mostRows,
      count__any__24h__address: mostRows,
      distinct__account__login__24h__address: mostRows,
      // Within what was looked at, and of kinds that nobody flooded, windows are exact.
      count__login_failed__10m__address: 3,
      distinct__account__any__10m__address: 2,
      count__withdrawal__24h__address: 4,
      count__login_failed__24h__account: 30,
      count__withdrawal__24h__destination: 4,
    };
    expect(await declared(store, Object.keys(measured))).toEqual(measured);
  });

  it('RT-02 hides no earlier amount behind many small ones: a sum that cannot be looked at is more than any real one', async () => {
    const store = await open();
    await insert(store, 'small', many(mostRows, { accountId: 'acc-victim', kind: 'withdrawal', credential: null }, minute));
    const names = ['sum__withdrawal__24h__account', 'sum__any__7d__destination', 'sum__withdrawal__1m__account'];
    expect(await declared(store, names)).toEqual({
      sum__withdrawal__24h__account: beyond.cents / 100,
      sum__any__7d__destination: beyond.cents / 100,
      sum__withdrawal__1m__account: 0,
    });
    expect(await store.read((tx) => measureWindows(tx, ['withdrawal_sum_24h'], keys, testEpoch))).toEqual({
      withdrawal_sum_24h: beyond.cents,
    });
  });
});

import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { passOf } from '../../../src/main/engine/operations/declared-windows/store.ts';
import { insertOperation } from '../../../src/main/engine/operations/store.ts';
import { type Pass, type PassWindow, passParameters } from '../../../src/main/engine/operations/windows/passes/store.ts';
import { measureWindows, passesFor } from '../../../src/main/engine/operations/windows/store.ts';
import { declaredWindow, windowEvents } from '../../../src/main/engine/risk/declared/windows.ts';
import { type WindowName, windowSpecs } from '../../../src/main/engine/risk/signals/windows.ts';
import { MIGRATIONS } from '../../../src/main/store/migrations/index.ts';
import { distinctFields, windowKeys } from '../../../src/shared/vocabulary/index.ts';
import { type Past, past, pastAccounts, pastRow } from '../../support/past.ts';
import { testEpoch } from '../../support/ports.ts';
import { describeOnBothStores } from '../../support/store.ts';

const keys = { accountId: 'acc-1', address: '198.51.100.1', destination: 'bc1qone' };
const names = Object.keys(windowSpecs) as WindowName[];
const different = (values: readonly (string | null)[]): number => new Set(values.filter((value) => value !== null)).size;
const failed = ({ credential }: Past): boolean => credential === 'wrong_password' || credential === 'unknown_user';

/** The same windows by looking at every operation. */
function expected(operations: readonly Past[], name: WindowName): number {
  const { shape, kind, lengthMs } = windowSpecs[name];
  const inside = operations.filter(({ ago }) => ago < lengthMs);
  const ofKind = inside.filter((operation) => operation.kind === kind);
  const own = ofKind.filter(({ account }) => account === keys.accountId);
  const fromHere = ofKind.filter(({ address }) => address === keys.address);
  switch (shape) {
    case 'account_count':
      return own.length;
    case 'account_failed':
      return own.filter(failed).length;
    case 'account_sum_cents':
      return own.reduce((sum, { cents }) => sum + (cents ?? 0), 0);
    case 'account_devices':
      return different(own.map(({ device }) => device));
    case 'account_denied_requests':
      return 0;
    case 'address_count':
      return fromHere.length;
    case 'address_failed':
      return fromHere.filter(failed).length;
    case 'address_accounts':
      return different(fromHere.map(({ account }) => account));
    case 'destination_accounts':
      return different(inside.filter(({ destination }) => destination === keys.destination).map(({ account }) => account));
  }
}

describeOnBothStores('windows', (openStore) => {
  it('RT-02 count and add up what happened within their time, to the millisecond', async () => {
    const store = await openStore();
    await store.write(pastAccounts);
    let made = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(past, { maxLength: 40 }), async (operations) => {
        await store.write(async (tx) => {
          await tx.db.deleteFrom('operations').execute();
          for (const operation of operations) {
            made += 1;
            await tx.run(insertOperation, pastRow(`op_${made}`, operation));
          }
        });
        const measured = await store.read((tx) => measureWindows(tx, names, keys, testEpoch));
        expect(measured).toEqual(Object.fromEntries(names.map((name) => [name, expected(operations, name)])));
      }),
      { numRuns: 25 },
    );
  });
});

function planOf(database: Database.Database, pass: Pass, windows: readonly Pick<PassWindow, 'lengthMs'>[]): string[] {
  const statement = pass.query.statement('sqlite');
  const values = statement.bind(passParameters(windows, 'a', 2));
  const plan = database.prepare(`EXPLAIN QUERY PLAN ${statement.sql}`).all(values) as { readonly detail: string }[];
  return plan.map(({ detail }) => detail);
}

describe('the plan of the windows on SQLite', () => {
  const database = new Database(':memory:');
  for (const migration of MIGRATIONS) for (const statement of migration.statements('sqlite')) database.exec(statement);
  afterAll(() => database.close());

  const passes = [names, ...names.map((name) => [name])].flatMap((each) =>
    passesFor(each).map((planned) => ({ ...planned, measured: planned.windows.map(({ name }) => name).join(' ') })),
  );

  it.each(passes)('reads an index and nothing else, once: $measured', ({ pass, windows }) => {
    const search = expect.stringMatching(/^SEARCH \w+ USING COVERING INDEX \w+ \(.*created_at>\? AND created_at<\?\)$/);
    // The newest rows come from the index in its own order, one after the other: nothing is sorted, nothing is kept.
    expect(planOf(database, pass, windows)).toEqual(['CO-ROUTINE newest', search, 'SCAN newest']);
  });

  const measures = ['count', 'sum', ...distinctFields.map((field) => `distinct__${field}`)];
  const declared = measures.flatMap((measure) =>
    windowEvents.flatMap((event) => windowKeys.map((key) => `${measure}__${event}__24h__${key}`)),
  );

  it('goes along an index for every window that a rule can declare, and sorts nothing', () => {
    for (const name of declared) {
      const window = declaredWindow(name);
      if (window === undefined) throw new Error(name);
      const plan = planOf(database, passOf(window).pass, [window]);
      expect(plan.join('\n'), name).not.toContain('TEMP B-TREE');
      const reads = plan.filter((detail) => /^(SEARCH|SCAN) operations/.test(detail));
      expect(reads.length, name).toBeGreaterThan(0);
      for (const detail of reads)
        expect(detail, name).toMatch(/^SEARCH operations USING (COVERING )?INDEX \w+ \(.*created_at>\? AND created_at<\?\)$/);
    }
  });
});

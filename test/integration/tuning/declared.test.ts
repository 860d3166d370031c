import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { measureDeclared } from '../../../src/main/engine/operations/declared-windows/store.ts';
import { insertOperation } from '../../../src/main/engine/operations/store.ts';
import { submitOperation } from '../../../src/main/engine/operations/submit.ts';
import { type DeclaredWindow, declaredWindow, windowEvents } from '../../../src/main/engine/risk/declared/windows.ts';
import { checkExpression } from '../../../src/main/engine/risk/expression/check.ts';
import { signalCatalogue } from '../../../src/main/engine/risk/signals/catalogue.ts';
import { distinctFields, windowKeys } from '../../../src/shared/vocabulary/index.ts';
import { makeCustomer, once, platform, withdrawal } from '../../support/customers.ts';
import { createTestEngine } from '../../support/engine.ts';
import { type Past, past, pastAccounts, pastRow } from '../../support/past.ts';
import { publish } from '../../support/policy.ts';
import { testEpoch } from '../../support/ports.ts';
import { describeOnBothStores } from '../../support/store.ts';

const rule = (id: string, when: string) => ({ id, name: id, when, score: 5, reason: id, tags: [], enabled: true });
const keys = { account: 'acc-1', device: 'd-1', address: '198.51.100.1', destination: 'bc1qone' };

const window = fc
  .record({
    measure: fc.constantFrom('count', 'sum', 'distinct'),
    field: fc.constantFrom(...distinctFields),
    event: fc.constantFrom(...windowEvents),
    length: fc.constantFrom('10m', '1h', '24h', '7d', '30d', '90d'),
    key: fc.constantFrom(...windowKeys),
  })
  .map(({ measure, field, event, length, key }) => [measure, ...(measure === 'distinct' ? [field] : []), event, length, key].join('__'));

/** The same windows by looking at every operation. */
function expected(operations: readonly Past[], { measure, field, event, key, lengthMs }: DeclaredWindow): number {
  const fields = (each: Past) => ({ ...each, network: null, country: null, asset: null });
  const inside = operations.filter(
    (each) =>
      each.ago < lengthMs &&
      fields(each)[key] === keys[key] &&
      (event === 'any' || (event === 'login_failed' ? each.kind === 'login' && /_/.test(each.credential ?? '') : each.kind === event)),
  );
  if (measure === 'count') return inside.length;
  if (measure === 'sum') return inside.reduce((sum, { cents }) => sum + (cents ?? 0), 0) / 100;
  return new Set(inside.map((each) => fields(each)[field ?? 'account']).filter((value) => value !== null)).size;
}

describe('a window that a rule declares', () => {
  it('RT-02 is checked as one types: kinds, lengths and keys are known', () => {
    const check = (when: string) => checkExpression(when, signalCatalogue);
    for (const good of [
      'count("withdrawal", "24h") > 3',
      'sum("any", "90d", "destination") > 1.5',
      'distinct("device", "login", "7d") >= 2',
    ]) {
      expect(check(good), good).toMatchObject({ ok: true });
    }
    for (const [bad, message] of [
      ['count("withdrawals", "24h") > 3', /kind of operation/],
      ['count("withdrawal", "24 h") > 3', /length/],
      ['count("withdrawal", "91d") > 3', /length/],
      ['count("withdrawal") > 3', /2 to 3 arguments/],
      ['count("withdrawal", "1h", "planet") > 3', /kept by/],
      ['distinct("planet", "login", "1h") > 3', /tells apart/],
      ['count(country, "1h") > 3', /literal/],
      ['listed("none")', /no list/],
    ] as const) {
      expect(check(bad), bad).toMatchObject({ ok: false, errors: [{ message: expect.stringMatching(message) }] });
    }
  });
});

describeOnBothStores('windows that rules declare', (openStore) => {
  it('RT-02 measure what happened within their time, whatever they count and by whom', async () => {
    const engine = await createTestEngine(openStore);
    await engine.store.write((tx) => pastAccounts(tx));
    let made = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(past, { maxLength: 30 }),
        fc.uniqueArray(window, { minLength: 1, maxLength: 12 }),
        async (operations, names) => {
          await engine.store.write(async (tx) => {
            await tx.db.deleteFrom('operations').execute();
            for (const operation of operations) {
              made += 1;
              await tx.run(insertOperation, pastRow(`op_${made}`, operation));
            }
          });
          const windows = names.flatMap((name) => declaredWindow(name) ?? []);
          expect(windows).toHaveLength(names.length);
          const measured = await engine.store.read((tx) => measureDeclared(tx, windows, keys, testEpoch));
          expect(measured).toEqual(Object.fromEntries(windows.map((each) => [each.name, expected(operations, each)])));
        },
      ),
      { numRuns: 20 },
    );
  });

  it('RT-02 decide: a rule reads its own window and a list, until the entry expires', async () => {
    const engine = await createTestEngine(openStore);
    const customer = await makeCustomer(engine);
    const soon = engine.clock.now() + 3_600_000;
    await publish(engine, 'lists', {
      lists: [
        { id: 'watched', name: 'Watched', holds: 'destination', entries: [{ value: 'bc1qexampledestination', expiresAt: soon, note: '' }] },
      ],
    });
    await publish(engine, 'rules', {
      rules: [rule('second', 'count("withdrawal", "1h") >= 1 && sum("withdrawal", "1h") == 100.0'), rule('watched', 'listed("watched")')],
    });
    const hits = async () => {
      const { decision } = await submitOperation(engine, platform, withdrawal(customer), once());
      return decision.reasons;
    };
    expect(await hits()).toEqual(['watched']);
    expect(await hits()).toEqual(['second', 'watched']);
    engine.clock.advance(3_600_000);
    expect(await hits()).toEqual([]);
  });

  it('RT-02 keep a list that a live rule reads from going away', async () => {
    const engine = await createTestEngine(openStore);
    await publish(engine, 'lists', { lists: [{ id: 'watched', name: 'Watched', holds: 'country', entries: [] }] });
    await publish(engine, 'rules', { rules: [rule('watched', 'listed("watched")')] });
    await expect(publish(engine, 'lists', { lists: [] })).rejects.toMatchObject({ data: { reason: 'rules_invalid' } });
  });
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type DeclaredWindow, declaredWindow } from '../../../src/main/engine/risk/declared/windows.ts';
import { beyond, mostRows } from '../../../src/main/engine/risk/window-bound.ts';
import { valueAt, valuesOf } from '../../../src/main/engine/tuning/columns/column.ts';
import { orderByKey, windowColumn } from '../../../src/main/engine/tuning/columns/windows.ts';
import { historyTypes } from '../../../src/main/engine/tuning/history/columns.ts';
import { encodeSegment } from '../../../src/main/engine/tuning/history/encode.ts';
import { MemorySource } from '../../../src/main/engine/tuning/history/source.ts';

const minute = 60_000;
const event = fc.record({
  $at: fc.oneof(
    fc.integer({ min: 0, max: 8 }).map((n) => n * 5 * minute),
    fc.integer({ min: 0, max: 40 * minute }),
  ),
  $kind: fc.constantFrom('login', 'withdrawal'),
  $credential: fc.constantFrom('accepted', 'wrong_password', 'unknown_user', null),
  $account: fc.constantFrom('a', 'b'),
  $device: fc.constantFrom('d1', 'd2', null),
  $address: fc.constantFrom('1.1.1.1', '2001:db8::1', '2001:db8::2', null),
  $destination: fc.constantFrom('x', '0xAB', '0x00ab', null),
  $cents: fc.oneof(fc.integer({ min: 0, max: 10_000 }), fc.constant(null)),
});
type Event = typeof event extends fc.Arbitrary<infer T> ? T : never;

/** What counts as one in windows, of the values above. */
const counted = (value: unknown): unknown => (value === '2001:db8::2' ? '2001:db8::1' : value === '0x00ab' ? '0xAB' : value);

/** By looking at every row before. */
function expected(events: readonly Event[], row: number, { measure, field, event: of, key, lengthMs }: DeclaredWindow): number | undefined {
  const own = events[row] as Event & Record<string, unknown>;
  if (own[`$${key}`] === null) return undefined;
  const before = events.filter((other, index) => {
    const each = other as Event & Record<string, unknown>;
    const earlier = each.$at < own.$at || (each.$at === own.$at && index < row);
    const counts = of === 'any' || (of === 'login_failed' ? each.$kind === 'login' && /_/.test(each.$credential ?? '') : each.$kind === of);
    return earlier && counts && each.$at > own.$at - lengthMs && counted(each[`$${key}`]) === counted(own[`$${key}`]);
  });
  if (measure === 'count') return before.length;
  if (measure === 'sum') return before.reduce((sum, { $cents }) => sum + ($cents ?? 0), 0) / 100;
  return new Set(before.map((each) => counted((each as Event & Record<string, unknown>)[`$${field}`])).filter((value) => value !== null))
    .size;
}

it('RT-05 computes a window over history as it was at each moment, in whatever order it was recorded', async () => {
  const names = [
    'count__withdrawal__5m__account',
    'count__login_failed__10m__address',
    'sum__withdrawal__20m__account',
    'sum__any__5m__destination',
    'distinct__device__login__10m__account',
    'distinct__account__any__30m__destination',
    'distinct__destination__any__15m__device',
    'distinct__address__any__30m__account',
  ];
  await fc.assert(
    fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 40 }), async (events) => {
      const rows = events.map((values, index) => ({ id: String(index), at: values.$at, values }));
      const source = new MemorySource('test', [encodeSegment(rows, historyTypes, new Map())]);
      const columns = new Map((await source.load([...source.types.keys()])).map((column) => [column.name, column]));
      const table = { rows: rows.length, columns };
      for (const name of names) {
        const window = declaredWindow(name);
        if (window === undefined) throw new Error(name);
        const order = orderByKey(table, `$${window.key}`);
        const column = order && windowColumn(table, window, order);
        const got = rows.map((_, row) => column && valueAt(column, valuesOf(column), row));
        expect(got, name).toEqual(rows.map((_, row) => expected(events, row, window)));
      }
    }),
    { numRuns: 400 },
  );
});

it('RT-05 looks at no more of a window over history than the engine did', async () => {
  const at = (index: number, $kind: string, $credential: string | null) => ({ $at: index, $kind, $credential, $account: 'a', $cents: 100 });
  const events = [
    ...Array.from({ length: 5 }, (_, index) => at(index, 'login', 'wrong_password')),
    ...Array.from({ length: mostRows }, (_, index) => at(5 + index, 'login', 'accepted')),
    at(mostRows + 10, 'withdrawal', null),
  ];
  const rows = events.map((values, index) => ({ id: String(index), at: values.$at, values }));
  const source = new MemorySource('test', [encodeSegment(rows, historyTypes, new Map())]);
  const columns = new Map((await source.load([...source.types.keys()])).map((column) => [column.name, column]));
  const table = { rows: rows.length, columns };
  const values = (name: string): (number | undefined)[] => {
    const window = declaredWindow(name);
    const order = orderByKey(table, '$account');
    const column = window && order && windowColumn(table, window, order);
    return rows.map((_, row) => column && (valueAt(column, valuesOf(column), row) as number));
  };
  const failed = values('count__login_failed__1h__account');
  expect([failed[5], failed[mostRows - 1], failed[mostRows], failed.at(-1)]).toEqual([5, 5, mostRows, mostRows]);
  const sums = values('sum__login__1h__account');
  expect([sums[5], sums[mostRows - 1], sums.at(-1)]).toEqual([5, mostRows - 1, beyond.cents / 100]);
  expect(values('count__withdrawal__1h__account').at(-1)).toBe(0);
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { unrelatedRuns } from '../../../src/main/engine/imports/unrelated.ts';
import type { OperationInput } from '../../../src/shared/contract/operation.ts';

const input = fc.record(
  {
    accountId: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    kind: fc.constantFrom('login', 'withdrawal'),
    client: fc.constant('web'),
    device: fc.record({ id: fc.constantFrom('d1', 'd2', 'd3') }),
    address: fc.constantFrom('192.0.2.1', '192.0.2.2', '2001:db8::1', '2001:db8:0:0:1::2', '2001:db8:0:1::'),
    destination: fc.record({ address: fc.constantFrom('x', 'y', '0xAB', '0x00ab') }),
  },
  { requiredKeys: ['accountId', 'kind', 'client'] },
) as fc.Arbitrary<OperationInput>;
const row = fc.oneof(
  {
    weight: 9,
    arbitrary: input.map((operation) => ({ mapped: { operation: { input: operation, at: 0, label: null, labelKnownAt: 0 } } })),
  },
  { weight: 1, arbitrary: fc.constant({ mapped: { problem: 'no time' } }) },
);

/** What counts as one in windows, of the values above. */
const counted = (text: string | undefined) => text?.replace(/^2001:db8:(0:0:1)?:.$/u, 'a /64').replace(/^0x00ab$/u, '0xAB');
const related = (a: OperationInput, b: OperationInput): boolean =>
  a.accountId === b.accountId ||
  (a.device !== undefined && a.device.id === b.device?.id) ||
  (a.address !== undefined && counted(a.address) === counted(b.address)) ||
  (a.destination !== undefined && counted(a.destination.address) === counted(b.destination?.address)) ||
  (a.kind === 'login' && b.kind === 'login');

it('RT-09 decides together only rows that have nothing to do with one another, and keeps their order', () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 30 }), (rows) => {
      const runs = unrelatedRuns(rows);
      expect(runs.flat()).toEqual(rows);
      for (const run of runs) {
        const inputs = run.flatMap(({ mapped }) => ('operation' in mapped ? [mapped.operation.input] : []));
        for (const [index, one] of inputs.entries()) expect(inputs.slice(index + 1).some((other) => related(one, other))).toBe(false);
      }
    }),
  );
});

it('RT-09 decides as many together as it may', () => {
  const rows = Array.from({ length: 6 }, (_, index) => ({
    mapped: {
      operation: {
        input: { accountId: `a${index % 3}`, kind: 'withdrawal', client: 'web' } as OperationInput,
        at: index,
        label: null,
        labelKnownAt: index,
      },
    },
  }));
  expect(unrelatedRuns(rows).map((run) => run.length)).toEqual([3, 3]);
});

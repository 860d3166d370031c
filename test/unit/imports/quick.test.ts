import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blankOperation, fromCareful, quickMapper } from '../../../src/main/engine/imports/columns/quick.ts';
import { compileMapping } from '../../../src/main/engine/imports/mapping.ts';
import { importMappingSchema } from '../../../src/shared/contract/console/imports.ts';

const now = Date.UTC(2026, 0, 1);
const mapping = importMappingSchema.parse({
  format: 'csv',
  kind: { column: 'kind' },
  client: { column: 'client' },
  columns: {
    accountId: 'account',
    time: 'time',
    deviceId: 'device',
    address: 'address',
    userAgent: 'agent',
    amount: 'amount',
    asset: 'asset',
    referenceValue: 'value',
    destination: 'to',
    credentialResult: 'result',
    label: 'label',
    labelKnownAt: 'known',
  },
  defaults: { asset: 'USD' },
  time: { format: 'iso' },
  labelDelayDays: 7,
  values: { label: { '1': 'fraud', '0': 'legitimate' }, kind: { out: 'withdrawal' } },
});

const of = (...usual: readonly string[]) =>
  fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...usual) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 70 }) },
    { weight: 1, arbitrary: fc.constant('') },
  );
const cellsOf: Readonly<Record<string, fc.Arbitrary<string>>> = {
  kind: of('login', 'withdrawal', 'out', 'c2c_trade', ' login '),
  client: of('web', 'ios'),
  account: of('acc-1', '~ops team', 'esc:x', 'a'.repeat(65)),
  time: of('2025-03-04T05:06:07Z', '2025-03-04', '2031-01-01', 'yesterday'),
  device: of('dev-1', 'dev 2'),
  address: of('203.0.113.9', '2001:db8::1', '1.2.3'),
  agent: of('Mozilla/5.0', 'curl\u0000'),
  amount: of('12.50', '0', '007', '1e3'),
  asset: of('BTC', 'btc'),
  value: of('99.999', '12', '-1'),
  to: of('bc1q', 'x'.repeat(201)),
  result: of('accepted', 'wrong_password', 'maybe'),
  label: of('1', '0', 'fraud', 'perhaps'),
  known: of('2025-04-01', '2025-03-01', '2031-01-01', 'never'),
};

describe('history read straight into columns (RT-09)', () => {
  it('RT-09: takes and refuses the same rows, with the same words, as the import through the engine', () => {
    const careful = compileMapping(mapping, now);
    const quick = quickMapper(mapping, now);
    expect(quick.columns).toEqual(careful.columns);
    const row = fc.tuple(...careful.columns.map((name) => cellsOf[name] ?? fc.string()));
    const into = blankOperation();
    fc.assert(
      fc.property(row, (cells) => {
        const mapped = careful.map(cells);
        const problem = quick.read(cells, into);
        if ('problem' in mapped) expect(problem).toBe(mapped.problem);
        else {
          expect(problem).toBeNull();
          expect(into).toEqual(fromCareful(mapped.operation));
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

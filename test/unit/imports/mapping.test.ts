import { describe, expect, it } from 'vitest';
import { compileMapping } from '../../../src/main/engine/imports/mapping.ts';
import { type ImportMapping, importMappingSchema } from '../../../src/shared/contract/console/index.ts';

const now = Date.UTC(2026, 0, 1);

const withdrawals = (change: Partial<Record<keyof ImportMapping, unknown>> = {}): ImportMapping =>
  importMappingSchema.parse({
    format: 'csv',
    kind: { value: 'withdrawal' },
    client: { value: 'web' },
    columns: { accountId: 'who', time: 'when', amount: 'amount', referenceValue: 'amount', destination: 'to', label: 'fraud' },
    defaults: { asset: 'USD', destinationNetwork: 'CARD' },
    time: { format: 'iso' },
    values: { label: { '1': 'fraud', '0': 'legitimate' } },
    ...change,
  });

function map(mapping: ImportMapping, row: Record<string, string>) {
  const mapper = compileMapping(mapping, now);
  return mapper.map(mapper.columns.map((column) => row[column]));
}

const good = { who: 'c1', when: '2018-04-01 00:00:31', amount: '57.16', to: 'shop 3156', fraud: '0' };

describe('mapping rows to operations', () => {
  it('RT-09 makes the operation that the platform would have submitted', () => {
    expect(map(withdrawals(), good)).toEqual({
      operation: {
        at: Date.UTC(2018, 3, 1, 0, 0, 31),
        label: 'legitimate',
        labelKnownAt: Date.UTC(2018, 3, 1, 0, 0, 31),
        input: {
          accountId: 'c1',
          kind: 'withdrawal',
          client: 'web',
          amount: '57.16',
          asset: 'USD',
          referenceValue: '57.16',
          destination: { address: 'shop 3156', network: 'CARD' },
        },
      },
    });
  });

  it('RT-09 replaces the file’s words by ours, and counts an empty cell as absent', () => {
    const mapping = withdrawals({
      kind: { column: 'what' },
      client: { column: 'via' },
      columns: { accountId: 'who', time: 'when', credentialResult: 'result', deviceId: 'device', userAgent: 'agent', address: 'ip' },
      defaults: {},
      values: { kind: { LOGON: 'login' }, client: { app: 'ios' }, credentialResult: { ok: 'accepted' } },
    });
    const row = { who: ' ~x ', when: '2018-04-01', what: 'LOGON', via: 'app', result: 'ok', device: '', agent: '', ip: '::1' };
    expect(map(mapping, row)).toEqual({
      operation: {
        at: Date.UTC(2018, 3, 1),
        label: null,
        labelKnownAt: Date.UTC(2018, 3, 1),
        input: { accountId: 'esc:_7ex', kind: 'login', client: 'ios', address: '::1', credentialResult: 'accepted' },
      },
    });
  });

  it.each([
    ['accountId: missing', { who: '' }],
    ['accountId: longer than 64 characters', { who: 'x'.repeat(70) }],
    ['time: missing', { when: '' }],
    ['time: "yesterday" is not iso', { when: 'yesterday' }],
    ['time: lies in the future', { when: '2026-01-02' }],
    ['label: "2" is neither fraud nor legitimate', { fraud: '2' }],
    ['amount: must be a decimal such as 12.50, without sign or exponent', { amount: '1e3' }],
    ['amount: must be a decimal', { amount: '-5' }],
    ['amount: required for a withdrawal', { amount: '' }],
    ['destination: required for a withdrawal', { to: '' }],
    ['destination.address: must be one line without control characters', { to: 'a\u0007b' }],
  ])('RT-09 says what is wrong with a row: %s', (problem, change) => {
    expect(map(withdrawals(), { ...good, ...change })).toEqual({ problem: expect.stringContaining(problem) });
  });

  it('RT-08 takes from a column when a label was known, else so many days after the operation, and never from the future', () => {
    const columns = { ...withdrawals().columns, labelKnownAt: 'told' };
    const mapping = withdrawals({ columns, labelDelayDays: 7 });
    const known = (row: Record<string, string>) => {
      const mapped = map(mapping, { ...good, ...row });
      return 'problem' in mapped ? mapped.problem : new Date(mapped.operation.labelKnownAt).toISOString();
    };
    expect(known({ told: '2018-05-03' })).toBe('2018-05-03T00:00:00.000Z');
    expect(known({ told: '' })).toBe('2018-04-08T00:00:31.000Z');
    expect(known({ when: '2025-12-30', told: '' })).toBe('2026-01-01T00:00:00.000Z');
    expect(known({ told: '2018-03-31' })).toBe('labelKnownAt: lies before the operation');
    expect(known({ told: '2027-01-01' })).toBe('labelKnownAt: lies in the future');
    expect(known({ told: 'soon' })).toBe('labelKnownAt: "soon" is not iso');
    expect(known({ told: 'soon', fraud: '' })).toBe('2018-04-08T00:00:31.000Z');
    const unlabelled = { accountId: 'who', time: 'when', labelKnownAt: 'told' };
    expect(() => compileMapping(withdrawals({ columns: unlabelled, values: {} }), now)).toThrow(/columns\.label/);
  });

  it('RT-09 says everything that is wrong with a row at once', () => {
    const result = map(withdrawals(), { who: '', when: '', amount: 'x', to: '', fraud: 'maybe' });
    expect(result).toEqual({
      problem: expect.stringMatching(/time: missing; accountId: missing; label: .*; amount: .*; .*destination: required/),
    });
  });

  it('reports unknown kinds, unknown clients and bad addresses', () => {
    const mapping = withdrawals({
      kind: { column: 'what' },
      client: { column: 'via' },
      columns: { accountId: 'who', time: 'when', address: 'ip' },
      values: {},
    });
    const result = map(mapping, { who: 'a', when: '2018-04-01', what: 'transfer', via: 'fax', ip: '1.2.3' });
    expect(result).toEqual({ problem: expect.stringMatching(/kind: .*client: .*address: /) });
  });

  it('refuses a mapping that contradicts itself', () => {
    expect(() => compileMapping(withdrawals({ values: { lable: { '1': 'fraud' } } }), now)).toThrow(/mapping\.values\.lable/);
    expect(() => compileMapping(withdrawals({ columns: { accountId: 'a', time: 't', referenceValue: 'v' }, values: {} }), now)).toThrow(
      /columns\.amount/,
    );
    expect(() => compileMapping(withdrawals({ time: { format: 'MMM dd' } }), now)).toThrow(/time\.year/);
  });
});

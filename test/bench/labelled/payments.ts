import { compileMapping } from '../../../src/main/engine/imports/mapping.ts';
import { readRows } from '../../../src/main/engine/imports/rows.ts';
import { valueCents } from '../../../src/main/engine/operations/canonical.ts';
import { historyTypes } from '../../../src/main/engine/tuning/history/columns.ts';
import { type Codes, encodeSegment, type HistoryRow, type Segment } from '../../../src/main/engine/tuning/history/encode.ts';
import { segmentRows } from '../../../src/main/engine/tuning/history/live-history.ts';
import { MemorySource } from '../../../src/main/engine/tuning/history/source.ts';
import type { ImportMapping } from '../../../src/shared/contract/console/index.ts';
import type { Label } from '../../../src/shared/vocabulary/index.ts';
import { plainContext } from '../../support/decision-context.ts';
import { BenchFault } from '../harness.ts';

/** One payment of the file. */
export interface Payment {
  readonly at: number;
  readonly account: string;
  readonly destination: string;
  readonly amount: number;
  readonly label: Label | null;
}

/** The circumstances of every payment: what a card has and what is known of it besides is the same for all. */
const context = plainContext('authenticator', 'phone_code');

function rowOf(payment: Payment, index: number): HistoryRow {
  const id = `dec_${String(index).padStart(26, '0')}`;
  const { at, account, destination, amount } = payment;
  return {
    id,
    at,
    values: {
      $id: id,
      $at: at,
      $kind: 'withdrawal',
      $context: context,
      $usable: 1,
      $cents: Math.round(amount * 100),
      $account: account,
      $destination: destination,
      operation: 'withdrawal',
      client: 'web',
      amount_value: amount,
      destination,
      hour_utc: Math.floor(at / 3_600_000) % 24,
    },
  };
}

/**
 * Reads a file as an import does, by a saved mapping, into columns as history keeps them.
 * @throws BenchFault where a row is bad or out of its time: nothing is left out silently
 */
export async function readPayments(
  path: string,
  mapping: ImportMapping,
): Promise<{ readonly payments: readonly Payment[]; readonly source: MemorySource }> {
  const mapper = compileMapping(mapping, Number.MAX_SAFE_INTEGER);
  const payments: Payment[] = [];
  const segments: Segment[] = [];
  const codes: Codes = new Map();
  let rows: HistoryRow[] = [];
  const flush = (): void => {
    if (rows.length > 0) segments.push(encodeSegment(rows, historyTypes, codes));
    rows = [];
  };
  for await (const batch of readRows(path, mapping.format, mapper.columns)) {
    for (const { cells, line, problem } of batch) {
      const mapped = cells === null ? { problem: problem ?? 'unreadable' } : mapper.map(cells);
      if ('problem' in mapped) throw new BenchFault(`line ${line}: ${mapped.problem}`);
      const { input, at, label } = mapped.operation;
      const cents = valueCents(input.referenceValue);
      if (cents === null || input.destination === undefined) throw new BenchFault(`line ${line}: needs an amount and a destination`);
      if (at < (payments.at(-1)?.at ?? 0)) throw new BenchFault(`line ${line}: earlier than the line before; sort the file by time`);
      const payment: Payment = { at, account: input.accountId, destination: input.destination.address, amount: cents / 100, label };
      rows.push(rowOf(payment, payments.length));
      payments.push(payment);
      if (rows.length === segmentRows) flush();
    }
  }
  flush();
  return { payments, source: new MemorySource(`file ${path}`, segments) };
}

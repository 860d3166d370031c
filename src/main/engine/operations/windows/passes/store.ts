import { type RawBuilder, sql } from 'kysely';
import { type OperationKind, operationKinds } from '../../../../../shared/vocabulary/index.ts';
import { type PreparedQuery, query } from '../../../../store/prepared.ts';
import type { ReadTx } from '../../../../store/store.ts';
import { beyond, mostRows } from '../../../risk/window-bound.ts';

type Value = string | number | null;

/** Whose rows a window looks at. */
export type Source = 'account' | 'device' | 'address' | 'destination' | 'requests';

/** What is made of a window's rows. */
export interface Measure {
  readonly aggregate: RawBuilder<Value>;
  /** The columns that it reads. */
  readonly reads: readonly string[];
  /** The rows that count, where not all that are looked at do. */
  readonly only?: RawBuilder<unknown>;
  readonly read: (value: Value) => number;
  /** What stands for rows that were not looked at. */
  readonly beyond: number;
}

const number = (value: Value): number => Number(value ?? 0);
/** No text from outside holds a control character. */
const separator = '\u001f';
const different = (texts: Value): number => (texts === null ? 0 : new Set(String(texts).split(separator)).size);

export const count: Measure = { aggregate: sql<number>`count(*)`, reads: [], read: number, beyond: beyond.count };

export const sumCents: Measure = {
  aggregate: sql<number | null>`sum(value_cents)`,
  reads: ['value_cents'],
  read: number,
  beyond: beyond.cents,
};

/** Texts one after the other, counted without repeats here: the table that SQLite builds for `count(distinct …)` costs more than all the rest. */
export const distinct = (column: string): Measure => ({
  aggregate: sql<string | null>`string_agg(${sql.ref(column)}, ${sql.lit(separator)})`,
  reads: [column],
  read: different,
  beyond: beyond.count,
});

/** The same of some rows only. @param reads the columns that tell which */
export const where = (measure: Measure, only: RawBuilder<unknown>, ...reads: string[]): Measure => ({
  ...measure,
  only: measure.only === undefined ? only : sql`${measure.only} and ${only}`,
  reads: [...measure.reads, ...reads],
});

/** Passwords that were refused. */
export const refused = (measure: Measure): Measure =>
  where(measure, sql`credential_result in ('wrong_password', 'unknown_user')`, 'credential_result');

/** One window of a pass. */
export interface PassWindow {
  readonly name: string;
  readonly lengthMs: number;
  readonly measure: Measure;
}

/** Windows that look at the same rows: one pass over one index measures them all, looking at no more than {@link mostRows} of them. */
export interface Pass {
  readonly query: PreparedQuery<Readonly<Record<string, string | number>>, Readonly<Record<string, Value>>>;
}

/**
 * Prepares a pass. Its windows' names are not part of it, nor are their lengths but for which is the longest.
 * @param kind the operations that are looked at; null for all
 * @param windows the longest first
 */
export function makePass(source: Source, kind: OperationKind | null, windows: readonly Omit<PassWindow, 'name'>[]): Pass {
  const [longest] = windows;
  const columns = [...new Set(['created_at', ...windows.flatMap(({ measure }) => measure.reads)])].map((column) => sql.ref(column));
  return {
    query: query<Readonly<Record<string, string | number>>>()((_, p) => {
      const aggregates = windows.map(({ lengthMs, measure: { aggregate, only } }, index) => {
        const shorter = lengthMs < (longest?.lengthMs ?? 0) ? [sql`created_at > ${p(`since_${index}`)}`] : [];
        const conditions = [...shorter, ...(only === undefined ? [] : [only])];
        const filter = conditions.length === 0 ? sql`` : sql` filter (where ${sql.join(conditions, sql` and `)})`;
        return sql`${aggregate}${filter} as ${sql.ref(`value_${index}`)}`;
      });
      // `since` is exclusive: a 24-hour window that ends now no longer holds what happened exactly 24 hours ago.
      const within = sql`created_at > ${p('since_0')} and created_at <= ${p('now')}`;
      const kinds = sql.join((kind === null ? operationKinds : [kind]).map((each) => sql.lit(each)));
      const rows = {
        account: sql`operations where account_id = ${p('key')} and kind in (${kinds})`,
        device: sql`operations where device_id = ${p('key')} and kind in (${kinds})`,
        address: sql`operations where address_key = ${p('key')} and kind in (${kinds})`,
        // Its index knows no kinds.
        destination: sql`operations where destination_key = ${p('key')}`,
        requests: sql`verification_requests where account_id = ${p('key')}`,
      }[source];
      // The newest rows tell a window that ends among them from one that reaches beyond. Of a single window, any rows tell that there are too many.
      const order = windows.length > 1 ? sql` order by created_at desc` : sql``;
      return sql<Readonly<Record<string, Value>>>`
        select ${sql.join(aggregates)}, count(*) as looked, min(created_at) as oldest
        from (select ${sql.join(columns)} from ${rows} and ${within}${order} limit ${sql.lit(mostRows)}) as newest`;
    }),
  };
}

/** Names are looked up, not put together: a decision has dozens. */
const sinceNames: string[] = [];
const valueNames: string[] = [];

function nameWindows(count: number): void {
  for (let index = sinceNames.length; index < count; index += 1) {
    sinceNames.push(`since_${index}`);
    valueNames.push(`value_${index}`);
  }
}

/** Parameters for a pass over the rows of a key up to a moment. */
export function passParameters(
  windows: readonly Pick<PassWindow, 'lengthMs'>[],
  key: string,
  now: number,
): Record<string, string | number> {
  nameWindows(windows.length);
  const parameters: Record<string, string | number> = { key, now };
  for (let index = 0; index < windows.length; index += 1) {
    parameters[sinceNames[index] ?? ''] = now - (windows[index]?.lengthMs ?? 0);
  }
  return parameters;
}

/** Asks ahead for what {@link measure} will ask with the same arguments. */
export function expectPass(tx: ReadTx, pass: Pass, windows: readonly PassWindow[], key: string, now: number): void {
  tx.expect(pass.query, passParameters(windows, key, now));
}

/**
 * Measures the windows of a pass. One that reaches back beyond the newest {@link mostRows} rows reads that it does, whatever it measures.
 * @param windows those that the pass was made for, in the same order
 * @param now the moment of the operation; what came later is not there to see when history is imported in order.
 * @param into gets what was measured, by the windows' names
 */
export async function measure(
  tx: ReadTx,
  pass: Pass,
  windows: readonly PassWindow[],
  key: string,
  now: number,
  into: Record<string, number>,
): Promise<void> {
  const row = await tx.first(pass.query, passParameters(windows, key, now));
  const cut = row !== undefined && Number(row.looked ?? 0) >= mostRows ? Number(row.oldest) : Number.NEGATIVE_INFINITY;
  for (const [index, { name, lengthMs, measure: of }] of windows.entries()) {
    into[name] = now - lengthMs < cut ? of.beyond : of.read(row?.[valueNames[index] ?? ''] ?? null);
  }
}

import { type RawBuilder, sql } from 'kysely';
import { type PreparedQuery, query } from '../../../store/prepared.ts';
import type { ReadTx } from '../../../store/store.ts';
import { type WindowName, type WindowShape, windowSpecs } from '../../risk/signals/windows.ts';

type Value = string | number | null;

/** Whose rows a window looks at. */
type Source = 'account' | 'address' | 'destination' | 'requests';

interface Measure {
  readonly source: Source;
  readonly aggregate: RawBuilder<Value>;
  /** The rows that count, where not all do. */
  readonly only?: RawBuilder<unknown>;
  readonly read: (value: Value) => number;
}

const number = (value: Value): number => Number(value ?? 0);
/** Ids hold no spaces. */
const different = (ids: Value): number => (ids === null ? 0 : new Set(String(ids).split(' ')).size);

const count = sql<number>`count(*)`;
const refused = sql`credential_result in ('wrong_password', 'unknown_user')`;
/** Ids one after the other, counted without repeats here: the table that SQLite builds for `count(distinct …)` costs more than all the rest. */
const ids = (column: 'account_id' | 'device_id'): RawBuilder<string | null> => sql<string | null>`string_agg(${sql.ref(column)}, ' ')`;

const measures: Readonly<Record<WindowShape, Measure>> = {
  account_count: { source: 'account', aggregate: count, read: number },
  account_failed: { source: 'account', aggregate: count, only: refused, read: number },
  account_sum_cents: { source: 'account', aggregate: sql<number | null>`sum(value_cents)`, read: number },
  account_devices: { source: 'account', aggregate: ids('device_id'), read: different },
  account_denied_requests: { source: 'requests', aggregate: count, only: sql`status = 'rejected'`, read: number },
  address_count: { source: 'address', aggregate: count, read: number },
  address_failed: { source: 'address', aggregate: count, only: refused, read: number },
  address_accounts: { source: 'address', aggregate: ids('account_id'), read: different },
  destination_accounts: { source: 'destination', aggregate: ids('account_id'), read: different },
};

/** What the measures of a source read of its rows. */
const read = {
  account: ['created_at', 'credential_result', 'device_id'],
  address: ['created_at', 'credential_result', 'account_id'],
  destination: ['created_at', 'account_id'],
  requests: ['created_at', 'status'],
} as const satisfies Record<Source, readonly string[]>;

interface PassWindow {
  readonly name: WindowName;
  /** The parameter that says from when on it looks. */
  readonly since: `since_${WindowName}`;
  readonly lengthMs: number;
  readonly measure: Measure;
}

/**
 * Rows that a pass looks at, the newest first. Whoever guesses passwords makes rows, and each of them would slow down every decision about
 * the same address or account; this many cost a fraction of a millisecond.
 */
export const mostRows = 2_000;

/** Windows that look at the same rows: one pass over one covering index measures them all. */
interface Pass {
  readonly source: Source;
  readonly windows: readonly PassWindow[];
  readonly longestMs: number;
  /** Looks at no more than {@link mostRows}. Not where amounts are added up: of the rest of a sum nothing can be said. */
  readonly bounded: boolean;
  readonly query: PreparedQuery<Readonly<Record<string, string | number>>, Readonly<Record<string, Value>>>;
}

function makePass(source: Source, kind: string | null, names: readonly WindowName[]): Pass {
  const windows = names.map((name): PassWindow => {
    const { lengthMs, shape } = windowSpecs[name];
    return { name, since: `since_${name}`, lengthMs, measure: measures[shape] };
  });
  const longestMs = Math.max(...windows.map(({ lengthMs }) => lengthMs));
  const bounded = names.every((name) => windowSpecs[name].shape !== 'account_sum_cents');
  return {
    source,
    windows,
    longestMs,
    bounded,
    query: query<Readonly<Record<string, string | number>>>()((_, p) => {
      const columns = windows.map(({ name, since, lengthMs, measure: { aggregate, only } }) => {
        const shorter = lengthMs < longestMs ? [sql`created_at > ${p(since)}`] : [];
        const conditions = [...shorter, ...(only === undefined ? [] : [only])];
        const filter = conditions.length === 0 ? sql`` : sql` filter (where ${sql.join(conditions, sql` and `)})`;
        return sql`${aggregate}${filter} as ${sql.ref(name)}`;
      });
      const ofKind = kind === null ? sql`` : sql` and kind = ${kind}`;
      const rows = {
        account: sql`operations where account_id = ${p('key')}${ofKind}`,
        address: sql`operations where address = ${p('key')}${ofKind}`,
        destination: sql`operations where destination = ${p('key')}${ofKind}`,
        requests: sql`verification_requests where account_id = ${p('key')}`,
      };
      // `since` is exclusive: a 24-hour window that ends now no longer holds what happened exactly 24 hours ago.
      const looked = sql`${rows[source]} and created_at > ${p('since')} and created_at <= ${p('now')}`;
      if (!bounded) return sql<Readonly<Record<string, Value>>>`select ${sql.join(columns)} from ${looked}`;
      return sql<Readonly<Record<string, Value>>>`
        select ${sql.join(columns)}, count(*) as looked, min(created_at) as oldest
        from (select ${sql.join(read[source].map((column) => sql.ref(column)))} from ${looked}
          order by created_at desc limit ${sql.lit(mostRows)}) as newest`;
    }),
  };
}

/** Passes are made once for all policies that read the same windows, since a prepared query stays for the life of the process. */
const made = new Map<string, Pass>();
const planned = new WeakMap<readonly WindowName[], readonly Pass[]>();

/** The passes that measure these windows. Give the same array for the same plan: it is worked out once for each. */
export function passesFor(names: readonly WindowName[]): readonly Pass[] {
  const known = planned.get(names);
  if (known !== undefined) return known;
  const groups = Map.groupBy(names, (name) => `${measures[windowSpecs[name].shape].source} ${windowSpecs[name].kind}`);
  const passes = [...groups].map(([rows, group]) => {
    const id = `${rows} ${group.join(' ')}`;
    const { shape, kind } = windowSpecs[group[0] as WindowName];
    const pass = made.get(id) ?? makePass(measures[shape].source, kind, group);
    made.set(id, pass);
    return pass;
  });
  planned.set(names, passes);
  return passes;
}

export interface WindowKeys {
  readonly accountId: string;
  readonly address: string | null;
  readonly destination: string | null;
}

const keyOf = (source: Source, { accountId, address, destination }: WindowKeys): string | null =>
  source === 'address' ? address : source === 'destination' ? destination : accountId;

/** The moment up to which there may be rows that a pass did not look at; undefined where it saw all. */
const cutAt = (row: Readonly<Record<string, Value>> | undefined): number | undefined =>
  row !== undefined && Number(row.looked ?? 0) >= mostRows ? Number(row.oldest) : undefined;

/**
 * Measures the windows that the live rules read. A window without its key (no address known) is left out: the signal is missing. One that
 * reaches back beyond the newest {@link mostRows} rows reads that number, whatever it counts: what cannot be looked at must not count as
 * harmless, or log-ins of one's own would hide what came before them.
 * @param now the moment of the operation; what came later is not there to see when history is imported in order.
 */
export async function measureWindows(
  tx: ReadTx,
  names: readonly WindowName[],
  keys: WindowKeys,
  now: number,
): Promise<Partial<Record<WindowName, number>>> {
  const measured: Partial<Record<WindowName, number>> = {};
  for (const pass of passesFor(names)) {
    const key = keyOf(pass.source, keys);
    if (key === null) continue;
    const params: Record<string, string | number> = { key, now, since: now - pass.longestMs };
    for (const { since, lengthMs } of pass.windows) params[since] = now - lengthMs;
    const row = await tx.first(pass.query, params);
    const cut = cutAt(row);
    for (const { name, lengthMs, measure } of pass.windows) {
      measured[name] = cut !== undefined && now - lengthMs < cut ? mostRows : measure.read(row?.[name] ?? null);
    }
  }
  return measured;
}

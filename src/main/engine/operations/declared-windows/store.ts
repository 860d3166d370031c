import { sql } from 'kysely';
import { operationKinds, type WindowKey } from '../../../../shared/vocabulary/index.ts';
import { type PreparedQuery, query } from '../../../store/prepared.ts';
import type { ReadTx } from '../../../store/store.ts';
import type { DeclaredWindow, WindowEvent } from '../../risk/declared/windows.ts';

type Measured = PreparedQuery<{ readonly key: string; readonly since: number; readonly now: number }, { readonly value: number | null }>;

const keyColumns = { account: 'account_id', device: 'device_id', address: 'address', destination: 'destination' } as const;
const fieldColumns = { ...keyColumns, network: 'network', country: 'country', asset: 'asset' } as const;

/** Kinds are written out even where all count: the indexes begin with the key and the kind. */
function rowsOf(event: WindowEvent) {
  if (event === 'any') return sql`kind in (${sql.join(operationKinds.map((kind) => sql.lit(kind)))})`;
  if (event === 'login_failed') return sql`kind = 'login' and credential_result in ('wrong_password', 'unknown_user')`;
  return sql`kind = ${sql.lit(event)}`;
}

function prepare({ measure, field, event, key }: DeclaredWindow): Measured {
  return query<{ readonly key: string; readonly since: number; readonly now: number }>()((_, p) => {
    const value = {
      count: () => sql<number | null>`count(*)`,
      sum: () => sql<number | null>`sum(value_cents)`,
      distinct: () => sql<number | null>`count(distinct ${sql.ref(fieldColumns[field ?? 'account'])})`,
    }[measure]();
    return sql<{ readonly value: number | null }>`
      select ${value} as value from operations
      where ${sql.ref(keyColumns[key])} = ${p('key')} and ${rowsOf(event)} and created_at > ${p('since')} and created_at <= ${p('now')}`;
  });
}

/** One prepared query a shape, for the life of the process: the length is a parameter. */
const made = new Map<string, Measured>();

function queryOf(window: DeclaredWindow): Measured {
  const shape = `${window.measure} ${window.field} ${window.event} ${window.key}`;
  const known = made.get(shape) ?? prepare(window);
  made.set(shape, known);
  return known;
}

/**
 * Measures the windows that rules declare (RT-02), each by one look into an index. What has no key (no device named) is left out: the signal
 * is missing. The operation being decided is not stored yet and so never in them.
 */
export async function measureDeclared(
  tx: ReadTx,
  windows: readonly DeclaredWindow[],
  keys: Readonly<Record<WindowKey, string | null>>,
  now: number,
): Promise<Record<string, number>> {
  const measured: Record<string, number> = {};
  for (const window of windows) {
    const key = keys[window.key];
    if (key === null) continue;
    const row = await tx.first(queryOf(window), { key, since: now - window.lengthMs, now });
    const value = Number(row?.value ?? 0);
    measured[window.name] = window.measure === 'sum' ? value / 100 : value;
  }
  return measured;
}

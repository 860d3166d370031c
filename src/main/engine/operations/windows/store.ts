import { sql } from 'kysely';
import type { ReadTx } from '../../../store/store.ts';
import { countedAs } from '../../risk/counted-as.ts';
import { type WindowName, type WindowShape, windowSpecs } from '../../risk/signals/windows.ts';
import {
  count,
  distinct,
  expectPass,
  type Measure,
  makePass,
  measure,
  type Pass,
  type PassWindow,
  refused,
  type Source,
  sumCents,
  where,
} from './passes/store.ts';

const shapes: Readonly<Record<WindowShape, { readonly source: Source; readonly measure: Measure }>> = {
  account_count: { source: 'account', measure: count },
  account_failed: { source: 'account', measure: refused(count) },
  account_sum_cents: { source: 'account', measure: sumCents },
  account_devices: { source: 'account', measure: distinct('device_id') },
  account_denied_requests: { source: 'requests', measure: where(count, sql`status = 'rejected'`, 'status') },
  address_count: { source: 'address', measure: count },
  address_failed: { source: 'address', measure: refused(count) },
  address_accounts: { source: 'address', measure: distinct('account_id') },
  destination_accounts: { source: 'destination', measure: distinct('account_id') },
};

interface PlannedPass {
  readonly source: Source;
  readonly pass: Pass;
  /** The longest first. */
  readonly windows: readonly (PassWindow & { readonly name: WindowName })[];
}

/** Passes are made once for all policies that read the same windows, since a prepared query stays for the life of the process. */
const made = new Map<string, PlannedPass>();
const planned = new WeakMap<readonly WindowName[], readonly PlannedPass[]>();

/** The passes that measure these windows. Give the same array for the same plan: it is worked out once for each. */
export function passesFor(names: readonly WindowName[]): readonly PlannedPass[] {
  const known = planned.get(names);
  if (known !== undefined) return known;
  const groups = Map.groupBy(names, (name) => `${shapes[windowSpecs[name].shape].source} ${windowSpecs[name].kind}`);
  const passes = [...groups].map(([rows, group]) => {
    const id = `${rows} ${group.join(' ')}`;
    const pass = made.get(id) ?? plan(group);
    made.set(id, pass);
    return pass;
  });
  planned.set(names, passes);
  return passes;
}

function plan(group: readonly WindowName[]): PlannedPass {
  const windows = group
    .map((name) => ({ name, lengthMs: windowSpecs[name].lengthMs, measure: shapes[windowSpecs[name].shape].measure }))
    .sort((a, b) => b.lengthMs - a.lengthMs);
  const { shape, kind } = windowSpecs[group[0] as WindowName];
  const { source } = shapes[shape];
  return { source, windows, pass: makePass(source, kind, windows) };
}

export interface WindowKeys {
  readonly accountId: string;
  readonly address: string | null;
  readonly destination: string | null;
}

function keyOf(source: Source, keys: WindowKeys): string | null {
  if (source !== 'address' && source !== 'destination') return keys.accountId;
  const value = keys[source];
  return value === null ? null : countedAs(source)(value);
}

/** Asks ahead for what {@link measureWindows} will ask with the same arguments. */
export function expectWindows(tx: ReadTx, names: readonly WindowName[], keys: WindowKeys, now: number): void {
  for (const { source, pass, windows } of passesFor(names)) {
    const key = keyOf(source, keys);
    if (key !== null) expectPass(tx, pass, windows, key, now);
  }
}

/**
 * Measures the windows that the live rules read. A window without its key (no address known) is left out: the signal is missing.
 * @param now the moment of the operation
 */
export async function measureWindows(
  tx: ReadTx,
  names: readonly WindowName[],
  keys: WindowKeys,
  now: number,
): Promise<Partial<Record<WindowName, number>>> {
  const measured: Record<string, number> = {};
  await Promise.all(
    passesFor(names).map(({ source, pass, windows }) => {
      const key = keyOf(source, keys);
      return key === null ? undefined : measure(tx, pass, windows, key, now, measured);
    }),
  );
  return measured;
}

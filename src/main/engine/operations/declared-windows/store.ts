import { sql } from 'kysely';
import type { WindowKey } from '../../../../shared/vocabulary/index.ts';
import type { ReadTx } from '../../../store/store.ts';
import { countedAs } from '../../risk/counted-as.ts';
import { countedKind, type DeclaredWindow, lookedKind } from '../../risk/declared/windows.ts';
import { count, distinct, type Measure, makePass, measure, type Pass, refused, sumCents, where } from '../windows/passes/store.ts';

const fieldColumns = {
  account: 'account_id',
  device: 'device_id',
  address: 'address_key',
  destination: 'destination_key',
  network: 'network',
  country: 'country',
  asset: 'asset',
} as const;

function measureOf(window: DeclaredWindow): Measure {
  const all = { count, sum: sumCents, distinct: distinct(fieldColumns[window.field ?? 'account']) }[window.measure];
  const kind = countedKind(window);
  const ofKind = kind === lookedKind(window) ? all : where(all, sql`kind = ${sql.lit(kind)}`, 'kind');
  return window.event === 'login_failed' ? refused(ofKind) : ofKind;
}

interface Made {
  readonly pass: Pass;
  readonly measure: Measure;
}

/** One prepared query a shape, for the life of the process: the length is a parameter. */
const made = new Map<string, Made>();

/** The pass that measures windows of this shape, whatever their length. */
export function passOf(window: DeclaredWindow): Made {
  const shape = `${window.measure} ${window.field} ${window.event} ${window.key}`;
  const known = made.get(shape);
  if (known !== undefined) return known;
  const of = measureOf(window);
  const pass = { measure: of, pass: makePass(window.key, lookedKind(window), [{ lengthMs: window.lengthMs, measure: of }]) };
  made.set(shape, pass);
  return pass;
}

/**
 * Measures the windows that rules declare (RT-02), each by one look into an index and bounded as the catalogue's own are. What has no key (no
 * device named) is left out: the signal is missing. The operation being decided is not stored yet and so never in them.
 */
export async function measureDeclared(
  tx: ReadTx,
  windows: readonly DeclaredWindow[],
  keys: Readonly<Record<WindowKey, string | null>>,
  now: number,
): Promise<Record<string, number>> {
  const measured: Record<string, number> = {};
  const one = async (window: DeclaredWindow): Promise<void> => {
    const { name, lengthMs } = window;
    const value = keys[window.key];
    if (value === null) return;
    const key = countedAs(window.key)(value);
    const { pass, measure: of } = passOf(window);
    await measure(tx, pass, [{ name, lengthMs, measure: of }], key, now, measured);
    if (window.measure === 'sum') measured[name] = (measured[name] ?? 0) / 100;
  };
  await Promise.all(windows.map(one));
  return measured;
}

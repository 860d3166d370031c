import type { DistinctField } from '../../../../shared/vocabulary/index.ts';
import { countedAs, countsOtherwise } from '../../risk/counted-as.ts';
import { type DeclaredWindow, lookedKind } from '../../risk/declared/windows.ts';
import { beyond, mostRows } from '../../risk/window-bound.ts';
import { type Column, makeColumn, type Table, textsOf, type Values, valuesOf } from './column.ts';

/** The columns that say who and what an operation was about, beside the signals; `$` keeps them apart from signals' names. */
export const keyColumn = (field: DistinctField): string => `$${field}`;
export const timeColumn = '$at';
export const kindColumn = '$kind';
export const credentialColumn = '$credential';
export const centsColumn = '$cents';

/** Rows by the value of a key, each key's rows in the order of their time: what every window of that key is computed along. */
export interface KeyOrder {
  readonly key: string;
  /** Rows that have the key, key after key. */
  readonly rows: SharedArrayBuffer;
  /** Where each code's rows begin, and one more for the end. */
  readonly starts: SharedArrayBuffer;
}

/** A column's codes, each as the first of those that windows count as one. */
function countedCodes(column: Column): Values {
  const codes = valuesOf(column);
  const field = column.name.slice(1) as DistinctField;
  if (column.dictionary === null || !countsOtherwise(field)) return codes;
  const counted = new Map<string, number>();
  const first = Uint32Array.from(textsOf(column.dictionary), (text, code) => {
    const as = code === 0 ? '' : countedAs(field)(text);
    if (!counted.has(as)) counted.set(as, code);
    return counted.get(as) ?? code;
  });
  return first.every((as, code) => as === code) ? codes : Uint32Array.from(codes, (code) => first[code] ?? 0);
}

/** Orders a table's rows by a key and time. Equal times keep the order in which they were recorded. */
export function orderByKey(table: Table, key: string): KeyOrder | undefined {
  const [column, time] = [table.columns.get(key), table.columns.get(timeColumn)];
  if (column?.type !== 'string' || time === undefined) return undefined;
  const codes = countedCodes(column);
  const size = column.dictionary?.size ?? 0;
  const starts = new Uint32Array(new SharedArrayBuffer((size + 2) * 4));
  for (let i = 0; i < table.rows; i++) {
    const next = (codes[i] ?? 0) + 1;
    starts[next] = (starts[next] ?? 0) + 1;
  }
  // Rows without the key stand before the first one's and are not kept.
  starts[1] = 0;
  for (let code = 1; code <= size; code++) starts[code + 1] = (starts[code + 1] ?? 0) + (starts[code] ?? 0);
  const rows = new Uint32Array(new SharedArrayBuffer((starts[size + 1] ?? 0) * 4));
  const next = starts.slice();
  for (const i of rowsInTime(table.rows, valuesOf(time))) {
    const code = codes[i] ?? 0;
    if (code === 0) continue;
    const at = next[code] ?? 0;
    rows[at] = i;
    next[code] = at + 1;
  }
  return { key, rows: rows.buffer as SharedArrayBuffer, starts: starts.buffer as SharedArrayBuffer };
}

/** Row numbers in the order of time; recorded history mostly is in that order already. */
export function rowsInTime(rows: number, times: Values): Uint32Array {
  const order = Uint32Array.from({ length: rows }, (_, i) => i);
  let sorted = true;
  for (let i = 1; i < rows && sorted; i++) sorted = (times[i - 1] ?? 0) <= (times[i] ?? 0);
  return sorted ? order : order.sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b);
}

/** What a window does with a row: looks past it, looks at it, or counts it too. */
const [past, looked, counted] = [0, 1, 2] as const;

/** What a window does with every row. */
function roles(table: Table, window: DeclaredWindow): Uint8Array {
  const { event } = window;
  const flags = new Uint8Array(table.rows);
  if (event === 'any') return flags.fill(counted);
  if (lookedKind(window) === null) flags.fill(looked);
  const kind = table.columns.get(kindColumn);
  if (kind?.dictionary == null) return flags;
  const wanted = textsOf(kind.dictionary).indexOf(event === 'login_failed' ? 'login' : event);
  if (wanted < 1) return flags;
  const kinds = valuesOf(kind);
  const credential = event === 'login_failed' ? table.columns.get(credentialColumn) : undefined;
  const results = credential && valuesOf(credential);
  const refused = credential?.dictionary
    ? textsOf(credential.dictionary).map((text) => text === 'wrong_password' || text === 'unknown_user')
    : [];
  for (let i = 0; i < table.rows; i++) {
    if (kinds[i] !== wanted) continue;
    flags[i] = event !== 'login_failed' || (results !== undefined && refused[results[i] ?? 0] === true) ? counted : looked;
  }
  return flags;
}

/** What a window keeps while it slides along one key's rows. */
interface Running {
  enter(row: number): void;
  leave(row: number): void;
  value(): number;
  clear(): void;
}

function running(table: Table, { measure, field }: DeclaredWindow): Running {
  if (measure === 'count') {
    let count = 0;
    return {
      enter() {
        count += 1;
      },
      leave() {
        count -= 1;
      },
      value: () => count,
      clear() {
        count = 0;
      },
    };
  }
  if (measure === 'sum') {
    const column = table.columns.get(centsColumn);
    const cents = column ? valuesOf(column) : new Float64Array();
    let sum = 0;
    const of = (row: number): number => {
      const value = cents[row] ?? Number.NaN;
      return Number.isNaN(value) ? 0 : value;
    };
    return {
      enter(row) {
        sum += of(row);
      },
      leave(row) {
        sum -= of(row);
      },
      value: () => sum / 100,
      clear() {
        sum = 0;
      },
    };
  }
  const column = table.columns.get(keyColumn(field ?? 'account'));
  const codes = column ? countedCodes(column) : new Uint8Array(table.rows);
  const seen = new Map<number, number>();
  return {
    enter(row) {
      const code = codes[row] ?? 0;
      if (code !== 0) seen.set(code, (seen.get(code) ?? 0) + 1);
    },
    leave(row) {
      const code = codes[row] ?? 0;
      if (code === 0) return;
      const left = (seen.get(code) ?? 1) - 1;
      if (left === 0) seen.delete(code);
      else seen.set(code, left);
    },
    value: () => seen.size,
    clear: () => seen.clear(),
  };
}

/**
 * Computes a window over history as it would have been measured at each operation's own time (RT-02, RT-05): what happened within the window
 * before it, and at the same millisecond recorded before it, never the operation itself; as the engine does, it says no more of a window than
 * that there was too much to look at. Linear in the rows.
 */
export function windowColumn(table: Table, window: DeclaredWindow, order: KeyOrder): Column {
  const column = makeColumn(window.name, window.measure === 'sum' ? 'double' : 'int', window.measure === 'sum' ? 'f64' : 'i32', table.rows);
  const values = valuesOf(column);
  const full = new Uint32Array(order.rows).length === table.rows;
  if (!full) values.fill(window.measure === 'sum' ? Number.NaN : -2_147_483_648);
  const time = table.columns.get(timeColumn);
  if (time === undefined) return column;
  const times = valuesOf(time);
  const flags = roles(table, window);
  const unseen = window.measure === 'sum' ? beyond.cents / 100 : beyond.count;
  const rows = new Uint32Array(order.rows);
  const starts = new Uint32Array(order.starts);
  const state = running(table, window);
  for (let code = 1; code + 1 < starts.length; code++) {
    const [start = 0, end = 0] = [starts[code], starts[code + 1]];
    let oldest = start;
    let within = 0;
    state.clear();
    for (let k = start; k < end; k++) {
      const row = rows[k] ?? 0;
      const since = (times[row] ?? 0) - window.lengthMs;
      for (; oldest < k && (times[rows[oldest] ?? 0] ?? 0) <= since; oldest++) {
        const gone = rows[oldest] ?? 0;
        if (flags[gone] !== past) within -= 1;
        if (flags[gone] === counted) state.leave(gone);
      }
      values[row] = within < mostRows ? state.value() : unseen;
      if (flags[row] !== past) within += 1;
      if (flags[row] === counted) state.enter(row);
    }
  }
  return { ...column, missing: !full };
}

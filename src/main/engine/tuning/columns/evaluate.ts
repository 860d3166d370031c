import { type Branch, divide } from '../../risk/expression/dispatch.ts';
import { canGenerate, isWritable, RuleWriter } from '../../risk/expression/generate.ts';
import { runtime } from '../../risk/expression/semantics.ts';
import type { Term } from '../../risk/expression/term.ts';
import { decideByClosure, TableAccess } from './access.ts';
import { type Table, textsOf, valuesOf } from './column.ts';

/** One bit a row, row 0 the lowest bit of word 0. */
export type Bits = Uint32Array;

export const bitsFor = (rows: number): SharedArrayBuffer => new SharedArrayBuffer(Math.ceil(rows / 32) * 4);

/** Rows with the same text, ascending: what rules about one kind of operation look at. */
export interface RowGroups {
  readonly signal: string;
  /** All row numbers, the rows of code 0 first, then of code 1 … */
  readonly rows: SharedArrayBuffer;
  /** Where each code's rows begin, and one more for the end. */
  readonly starts: SharedArrayBuffer;
}

/** Groups a table's rows by a text column. */
export function groupRows(table: Table, signal: string): RowGroups | undefined {
  const column = table.columns.get(signal);
  if (column?.type !== 'string') return undefined;
  const codes = valuesOf(column);
  const size = (column.dictionary?.size ?? 0) + 1;
  const starts = new Uint32Array(new SharedArrayBuffer((size + 1) * 4));
  for (let i = 0; i < table.rows; i++) {
    const next = (codes[i] ?? 0) + 1;
    starts[next] = (starts[next] ?? 0) + 1;
  }
  for (let code = 0; code < size; code++) starts[code + 1] = (starts[code + 1] ?? 0) + (starts[code] ?? 0);
  const rows = new Uint32Array(new SharedArrayBuffer(table.rows * 4));
  const next = starts.slice();
  for (let i = 0; i < table.rows; i++) {
    const code = codes[i] ?? 0;
    const at = next[code] ?? 0;
    rows[at] = i;
    next[code] = at + 1;
  }
  return { signal, rows: rows.buffer as SharedArrayBuffer, starts: starts.buffer as SharedArrayBuffer };
}

/** Rules made ready for a table: call it for a range of rows that begins and ends at a multiple of 32. */
export type Sweep = (from: number, to: number, bits: readonly Bits[]) => void;

/** Functions beyond this many rules are divided: the JavaScript engine's compiler gives up on huge ones. */
const rulesPerLoop = 48;

type Loop = (rows: Uint32Array | null, from: number, to: number, bits: readonly Bits[]) => void;

/**
 * Makes ready to find out where rules hold, all of them in loops that touch each row once: one loop for the rows of each kind of operation
 * with the rules about it, one for all rows with the rest.
 * @param groups the table's rows by the text that divides rule sets; whatever set is divided by another is not divided
 */
export function prepareSweep(table: Table, terms: readonly Term[], groups: RowGroups | undefined, generate = canGenerate()): Sweep {
  const branches = terms.map((term, index): Branch => ({ index, term }));
  if (!generate) {
    const closures = branches.map(({ index, term }) => ({ index, decide: decideByClosure(table, term) }));
    return (from, to, bits) => {
      for (const { index, decide } of closures) mark(bits[index], decide, from, to);
    };
  }
  const column = groups && table.columns.get(groups.signal);
  const codes = new Map(column?.dictionary == null ? [] : textsOf(column.dictionary).map((text, code) => [text, code]));
  const dispatch = groups === undefined || column === undefined ? undefined : divide(branches, groups.signal);
  const parts: { readonly code: number | null; readonly loop: Loop }[] = [];
  const add = (code: number | null, list: readonly Branch[]): void => {
    for (let i = 0; i < list.length; i += rulesPerLoop) {
      parts.push({ code, loop: makeLoop(table, list.slice(i, i + rulesPerLoop), terms, code !== null) });
    }
  };
  if (dispatch === undefined) add(null, branches);
  else {
    add(null, dispatch.rest);
    for (const [value, list] of dispatch.cases) {
      const code = codes.get(value);
      if (code !== undefined && code > 0) add(code, list);
    }
  }
  const rows = groups && new Uint32Array(groups.rows);
  const starts = groups && new Uint32Array(groups.starts);
  return (from, to, bits) => {
    for (const { code, loop } of parts) {
      if (code === null || rows === undefined || starts === undefined) loop(null, from, to, bits);
      else {
        const [start = 0, end = 0] = [starts[code], starts[code + 1]];
        loop(rows, lowerBound(rows, start, end, from), lowerBound(rows, start, end, to), bits);
      }
    }
  };
}

function mark(bits: Bits | undefined, decide: (row: number) => boolean, from: number, to: number): void {
  if (bits === undefined) return;
  for (let i = from; i < to; i++) if (decide(i)) bits[i >>> 5] = (bits[i >>> 5] ?? 0) | (1 << (i & 31));
}

/** The first place in an ascending stretch that holds at least a value. */
function lowerBound(values: Uint32Array, start: number, end: number, value: number): number {
  let [low, high] = [start, end];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Writes one loop. Text from rules enters it as numbers only: texts have become codes or answers by entry, and signals the names `c0`, `c1`.
 */
export function loopSource(
  table: Table,
  branches: readonly Branch[],
  grouped: boolean,
): { readonly text: string; readonly access: TableAccess; readonly constants: RuleWriter['constants']; readonly left: readonly Branch[] } {
  const access = new TableAccess(table);
  const writer = new RuleWriter(access);
  const left = branches.filter(({ term }) => !isWritable(term) || !access.canWrite(term));
  const body = writer.rules(branches.filter((branch) => !left.includes(branch)));
  const arrays = access.arrays.map((_, n) => `const c${n} = arrays[${n}];\n`).join('');
  const bits = branches.map(({ index }) => `const b${index} = bits[${index}];\n`).join('');
  const row = grouped ? 'const i = rows[k];\n' : 'const i = k;\n';
  const text = `'use strict';\n${arrays}return function loop(rows, from, to, bits) {\n${bits}for (let k = from; k < to; k++) {\n${row}${body}}\n};\n`;
  return { text, access, constants: writer.constants, left };
}

function makeLoop(table: Table, branches: readonly Branch[], terms: readonly Term[], grouped: boolean): Loop {
  const { text, access, constants, left } = loopSource(table, branches, grouped);
  const closures = new Map<number, (row: number) => boolean>();
  const unusual = (index: number, row: number): boolean => {
    const term = terms[index];
    const decide = closures.get(index) ?? (term === undefined ? () => false : decideByClosure(table, term));
    closures.set(index, decide);
    return decide(row);
  };
  const make = new Function('arrays', 'constants', 'unusual', ...Object.keys(runtime), text);
  const loop = make(access.arrays, constants, unusual, ...Object.values(runtime)) as Loop;
  if (left.length === 0) return loop;
  const others = left.map(({ index, term }) => ({ index, decide: decideByClosure(table, term) }));
  return (rows, from, to, bits) => {
    loop(rows, from, to, bits);
    for (const { index, decide } of others) {
      const into = bits[index];
      if (into === undefined) continue;
      for (let k = from; k < to; k++) {
        const i = rows === null ? k : (rows[k] ?? 0);
        if (decide(i)) into[i >>> 5] = (into[i >>> 5] ?? 0) | (1 << (i & 31));
      }
    }
  };
}

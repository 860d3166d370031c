import type { SignalType } from '../../risk/expression/catalogue.ts';

/** How a column's values lie in memory. Text is a code into the column's dictionary, a bool is 0, 1 or 2 for missing. */
export const layouts = {
  u8: Uint8Array,
  u16: Uint16Array,
  u32: Uint32Array,
  i8: Int8Array,
  i16: Int16Array,
  i32: Int32Array,
  f64: Float64Array,
} as const;
export type Layout = keyof typeof layouts;
export type Values = InstanceType<(typeof layouts)[Layout]>;

/** What stands for a missing value. Recorded numbers are never NaN: they went through JSON, which has none. */
export const missingOf = { u8: 2, u16: 0, u32: 0, i8: -128, i16: -32_768, i32: -2_147_483_648, f64: Number.NaN } as const;

/** Text's code 0: not known. */
export const missingText = 0;
export const missingBool = 2;

/** One column of history in memory that several threads share. */
export interface Column {
  readonly name: string;
  readonly type: SignalType;
  readonly layout: Layout;
  readonly buffer: SharedArrayBuffer;
  /** Whether some row has no value. */
  readonly missing: boolean;
  /** What text's codes stand for, code 1 first. */
  readonly dictionary: Dictionary | null;
}

/** Texts one after the other in UTF-8, and where each ends. */
export interface Dictionary {
  readonly bytes: SharedArrayBuffer;
  readonly ends: SharedArrayBuffer;
  readonly size: number;
}

/** Columns of the same rows. */
export interface Table {
  readonly rows: number;
  readonly columns: ReadonlyMap<string, Column>;
}

export function valuesOf({ layout, buffer }: Pick<Column, 'layout' | 'buffer'>): Values {
  const make: new (memory: SharedArrayBuffer) => Values = layouts[layout];
  return new make(buffer);
}

/** The memory of a column of so many rows, every row missing for a number, 0 else. */
export function makeColumn(name: string, type: SignalType, layout: Layout, rows: number): Column {
  const buffer = new SharedArrayBuffer(rows * layouts[layout].BYTES_PER_ELEMENT);
  return { name, type, layout, buffer, missing: true, dictionary: null };
}

/** The missing value of a column. */
export const missingValue = ({ type, layout }: Pick<Column, 'type' | 'layout'>): number =>
  type === 'string' ? missingText : type === 'bool' ? missingBool : missingOf[layout];

/** The narrowest memory for whole numbers of a range that leaves room for the missing value. */
export function intLayout(least: number, most: number): Layout {
  if (least > -128 && most <= 127) return 'i8';
  if (least > -32_768 && most <= 32_767) return 'i16';
  return least > -2_147_483_648 && most <= 2_147_483_647 ? 'i32' : 'f64';
}

/** The narrowest memory for codes up to a size. */
export const codeLayout = (size: number): Layout => (size <= 0xff ? 'u8' : size <= 0xffff ? 'u16' : 'u32');

const texts = new WeakMap<SharedArrayBuffer, readonly string[]>();

/** A dictionary's texts by code, the empty text at 0 where missing stands. Decoded once a thread. */
export function textsOf(dictionary: Dictionary): readonly string[] {
  const known = texts.get(dictionary.bytes);
  if (known?.length === dictionary.size + 1) return known;
  const all = Buffer.from(dictionary.bytes);
  const ends = new Uint32Array(dictionary.ends);
  const decoded = [''];
  let start = 0;
  for (let code = 0; code < dictionary.size; code++) {
    const end = ends[code] ?? start;
    decoded.push(all.toString('utf8', start, end));
    start = end;
  }
  texts.set(dictionary.bytes, decoded);
  return decoded;
}

/** Puts texts into memory that threads share, in order of their codes from 1. */
export function makeDictionary(values: readonly string[]): Dictionary {
  const joined = Buffer.from(values.join(''), 'utf8');
  const bytes = new SharedArrayBuffer(joined.length);
  new Uint8Array(bytes).set(joined);
  const ends = new SharedArrayBuffer(values.length * 4);
  const view = new Uint32Array(ends);
  let end = 0;
  for (const [index, value] of values.entries()) {
    end += Buffer.byteLength(value, 'utf8');
    view[index] = end;
  }
  return { bytes, ends, size: values.length };
}

/** The value of one row as rules know it; undefined where it is missing. */
export function valueAt(column: Column, values: Values, row: number): string | number | boolean | undefined {
  const value = values[row] ?? missingValue(column);
  if (column.type === 'string') return value === missingText || column.dictionary === null ? undefined : textsOf(column.dictionary)[value];
  if (column.type === 'bool') return value === missingBool ? undefined : value === 1;
  return Number.isNaN(value) || (column.layout !== 'f64' && value === missingOf[column.layout]) ? undefined : value;
}

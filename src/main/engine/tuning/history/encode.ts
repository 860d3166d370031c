import type { SignalType } from '../../risk/expression/catalogue.ts';
import { codeLayout, intLayout, type Layout, layouts, missingBool, missingOf } from '../columns/column.ts';

/** What is kept of one decision for backtests: what it saw, in which circumstances, and how it ended. */
export interface HistoryRow {
  readonly id: string;
  readonly at: number;
  readonly values: Readonly<Record<string, string | number | boolean | null | undefined>>;
}

/** A column of one segment as it is stored. */
export interface EncodedColumn {
  readonly name: string;
  readonly type: SignalType;
  readonly layout: Layout;
  readonly missing: boolean;
  readonly data: Uint8Array;
  /** Texts that no earlier segment had: their number, where each ends, and their bytes. Null for columns without text. */
  readonly added: Uint8Array | null;
}

/** Rows in the order in which they were decided, column by column. Immutable once stored. */
export interface Segment {
  readonly rows: number;
  readonly columns: readonly EncodedColumn[];
}

/** A column and the type that its values have; whatever does not fit is kept as missing. */
export type ColumnTypes = ReadonlyMap<string, SignalType>;

/** The column of decisions' ids: no two are the same, so nobody needs to know one again. */
export const idColumn = '$id';

/** The texts of one column over all segments so far. */
export interface TextCodes {
  size: number;
  readonly codes: Map<string, number>;
}

/** The codes of texts by column; writing a segment adds to it. */
export type Codes = Map<string, TextCodes>;

/**
 * Packs rows into a segment.
 * @param codes the texts of the segments before; the caller throws it away when storing the segment fails
 */
export function encodeSegment(rows: readonly HistoryRow[], types: ColumnTypes, codes: Codes): Segment {
  const columns: EncodedColumn[] = [];
  for (const [name, type] of types) {
    const encoded = encoders[type](rows, name, codes);
    if (encoded !== null) columns.push({ name, type, ...encoded });
  }
  return { rows: rows.length, columns };
}

type Encoded = Omit<EncodedColumn, 'name' | 'type'> | null;

const bytesOf = (values: ArrayBufferView): Uint8Array => new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

function encodeText(rows: readonly HistoryRow[], name: string, all: Codes): Encoded {
  const known = all.get(name) ?? { size: 0, codes: new Map<string, number>() };
  const wide = new Uint32Array(rows.length);
  const added: string[] = [];
  let present = 0;
  for (const [index, { values }] of rows.entries()) {
    const value = values[name];
    if (typeof value !== 'string') continue;
    present += 1;
    let code = known.codes.get(value);
    if (code === undefined) {
      code = known.size + added.push(value);
      if (name !== idColumn) known.codes.set(value, code);
    }
    wide[index] = code;
  }
  if (present === 0) return null;
  known.size += added.length;
  all.set(name, known);
  const layout = codeLayout(known.size);
  return { layout, missing: present < rows.length, data: bytesOf(new layouts[layout](wide)), added: encodeTexts(added) };
}

/** The number of texts, where each ends, and their bytes. */
export function encodeTexts(texts: readonly string[]): Uint8Array {
  const head = new Uint32Array(texts.length + 1);
  head[0] = texts.length;
  const parts = texts.map((text) => Buffer.from(text, 'utf8'));
  let end = 0;
  for (const [index, part] of parts.entries()) {
    end += part.length;
    head[index + 1] = end;
  }
  return new Uint8Array(Buffer.concat([bytesOf(head), ...parts]));
}

function encodeBool(rows: readonly HistoryRow[], name: string): Encoded {
  const data = new Uint8Array(rows.length);
  let present = 0;
  for (const [index, { values }] of rows.entries()) {
    const value = values[name];
    if (typeof value === 'boolean') present += 1;
    data[index] = typeof value === 'boolean' ? Number(value) : missingBool;
  }
  return present === 0 ? null : { layout: 'u8', missing: present < rows.length, data, added: null };
}

function encodeNumber(rows: readonly HistoryRow[], name: string, fits: (value: unknown) => boolean, whole: boolean): Encoded {
  const wide = new Float64Array(rows.length).fill(Number.NaN);
  let present = 0;
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const [index, { values }] of rows.entries()) {
    const value = values[name];
    if (typeof value !== 'number' || !fits(value)) continue;
    present += 1;
    wide[index] = value;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  if (present === 0) return null;
  const layout = whole ? intLayout(least, most) : 'f64';
  const missing = present < rows.length;
  if (layout === 'f64') return { layout, missing, data: bytesOf(wide), added: null };
  const narrow = new layouts[layout](rows.length);
  for (const [index, value] of wide.entries()) narrow[index] = Number.isNaN(value) ? missingOf[layout] : value;
  return { layout, missing, data: bytesOf(narrow), added: null };
}

const encoders: Readonly<Record<SignalType, (rows: readonly HistoryRow[], name: string, codes: Codes) => Encoded>> = {
  string: encodeText,
  bool: encodeBool,
  int: (rows, name) => encodeNumber(rows, name, Number.isSafeInteger, true),
  double: (rows, name) => encodeNumber(rows, name, Number.isFinite, false),
};

import type { SignalType } from '../../risk/expression/catalogue.ts';
import { type Column, codeLayout, type Dictionary, type Layout, layouts, missingOf, missingValue, valuesOf } from '../columns/column.ts';
import type { EncodedColumn, Segment } from './encode.ts';

/** What a segment says about one of its columns before its values are read. */
export type ColumnHead = Pick<EncodedColumn, 'name' | 'type' | 'layout' | 'missing'> & { readonly addedTexts: number };

const order: readonly Layout[] = ['u8', 'i8', 'u16', 'i16', 'u32', 'i32', 'f64'];

/** The memory that holds every segment's values. */
function widest(type: SignalType, heads: readonly (ColumnHead | undefined)[]): Layout {
  if (type === 'string') {
    // Later segments may point at texts of segments that are not among these.
    const own = codeLayout(heads.reduce((sum, head) => sum + (head?.addedTexts ?? 0), 0));
    return heads.reduce<Layout>((most, head) => (head && order.indexOf(head.layout) > order.indexOf(most) ? head.layout : most), own);
  }
  if (type === 'bool') return 'u8';
  return heads.reduce<Layout>(
    (most, head) => (head && order.indexOf(head.layout) > order.indexOf(most) ? head.layout : most),
    type === 'int' ? 'i8' : 'f64',
  );
}

/**
 * Puts the segments of one column one after the other into memory that threads share. Heads are known first, so that the memory is made once
 * and in the right width; then segments are added in any order.
 */
export class ColumnAssembly {
  readonly #column: Column;
  readonly #values: ReturnType<typeof valuesOf>;
  readonly #starts: readonly number[];
  readonly #heads: readonly (ColumnHead | undefined)[];
  readonly #texts: (Uint8Array | undefined)[] = [];

  /** @param rows how many rows each segment has. @param heads what each says of the column; undefined where it has none */
  constructor(name: string, type: SignalType, rows: readonly number[], heads: readonly (ColumnHead | undefined)[]) {
    const own = heads.map((head) => (head?.type === type ? head : undefined));
    const layout = widest(type, own);
    let total = 0;
    this.#starts = rows.map((count) => {
      total += count;
      return total - count;
    });
    this.#heads = own;
    const missing = own.some((head) => head === undefined || head.missing);
    this.#column = {
      name,
      type,
      layout,
      buffer: new SharedArrayBuffer(total * layouts[layout].BYTES_PER_ELEMENT),
      missing,
      dictionary: null,
    };
    this.#values = valuesOf(this.#column);
    const none = missingValue(this.#column);
    for (const [index, head] of own.entries()) {
      const start = this.#starts[index] ?? 0;
      if (head === undefined && none !== 0) this.#values.fill(none, start, start + (rows[index] ?? 0));
    }
  }

  add(segment: number, data: Uint8Array, added: Uint8Array | null): void {
    const head = this.#heads[segment];
    if (head === undefined) return;
    // A view needs its own alignment, which bytes inside a larger buffer may not have.
    const aligned = data.byteOffset % 8 === 0 ? data : new Uint8Array(data);
    const make: new (buffer: ArrayBufferLike, offset: number, length: number) => ReturnType<typeof valuesOf> = layouts[head.layout];
    const values = new make(aligned.buffer, aligned.byteOffset, aligned.byteLength / layouts[head.layout].BYTES_PER_ELEMENT);
    const start = this.#starts[segment] ?? 0;
    this.#values.set(values, start);
    const { type, layout } = this.#column;
    if (type === 'int' && head.missing && layout !== head.layout) {
      const [from, to] = [missingOf[head.layout], missingOf[layout]];
      for (let i = 0; i < values.length; i++) if (values[i] === from) this.#values[start + i] = to;
    }
    if (added !== null) this.#texts[segment] = added;
  }

  finish(): Column {
    return this.#column.type === 'string' ? { ...this.#column, dictionary: joinTexts(this.#texts) } : this.#column;
  }
}

/** How many texts an encoded list of them holds. */
export const countTexts = (added: Uint8Array | null): number =>
  added === null ? 0 : new DataView(added.buffer, added.byteOffset, 4).getUint32(0, true);

function joinTexts(lists: readonly (Uint8Array | undefined)[]): Dictionary {
  const parts = lists
    .filter((list) => list !== undefined)
    .map((list) => {
      const size = countTexts(list);
      const head = new Uint32Array(new Uint8Array(list.subarray(4, 4 + size * 4)).buffer);
      return { size, ends: head, bytes: list.subarray(4 + size * 4) };
    });
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  const bytes = new SharedArrayBuffer(parts.reduce((sum, part) => sum + part.bytes.length, 0));
  const ends = new SharedArrayBuffer(size * 4);
  const [allBytes, allEnds] = [new Uint8Array(bytes), new Uint32Array(ends)];
  let [at, offset] = [0, 0];
  for (const part of parts) {
    allBytes.set(part.bytes, offset);
    for (const end of part.ends) allEnds[at++] = offset + end;
    offset += part.bytes.length;
  }
  return { bytes, ends, size };
}

/** A column of segments that are in memory already. */
export function assembleColumn(
  name: string,
  type: SignalType,
  segments: readonly { readonly rows: number; readonly columns: readonly EncodedColumn[] }[],
): Column {
  const found = segments.map(({ columns }) => columns.find((column) => column.name === name));
  const heads = found.map((column) => column && { ...column, addedTexts: countTexts(column.added) });
  const assembly = new ColumnAssembly(
    name,
    type,
    segments.map(({ rows }) => rows),
    heads,
  );
  for (const [index, column] of found.entries()) if (column) assembly.add(index, column.data, column.added);
  return assembly.finish();
}

/** Makes one segment of several that follow each other. */
export function mergeSegments(segments: readonly Segment[]): Segment {
  const types = new Map(segments.flatMap(({ columns }) => columns.map(({ name, type }): [string, SignalType] => [name, type])));
  const columns = [...types].map(([name, type]): EncodedColumn => {
    const { layout, missing, buffer } = assembleColumn(name, type, segments);
    const added =
      type === 'string' ? joinAdded(segments.map(({ columns: own }) => own.find((column) => column.name === name)?.added)) : null;
    return { name, type, layout, missing, data: new Uint8Array(buffer).slice(), added };
  });
  return { rows: segments.reduce((sum, { rows }) => sum + rows, 0), columns };
}

function joinAdded(lists: readonly (Uint8Array | null | undefined)[]): Uint8Array {
  const { bytes, ends, size } = joinTexts(lists.map((list) => list ?? undefined));
  return new Uint8Array(Buffer.concat([new Uint8Array(Uint32Array.of(size).buffer), new Uint8Array(ends), new Uint8Array(bytes)]));
}

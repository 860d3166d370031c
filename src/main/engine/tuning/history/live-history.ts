import type { Engine } from '../../engine.ts';
import type { SignalType } from '../../risk/expression/catalogue.ts';
import type { Column, Layout } from '../columns/column.ts';
import { ColumnAssembly, type ColumnHead, countTexts, mergeSegments } from './assemble.ts';
import { historyTypes } from './columns.ts';
import { type Codes, encodeSegment, idColumn, type Segment } from './encode.ts';
import { keepSegment, liveDataset } from './keep.ts';
import { readLoginOutcomes } from './login-outcomes.ts';
import { historyRow } from './row.ts';
import type { HistorySource } from './source.ts';
import { columnData, columnHeads, columnTexts, decisionsAfter, segmentHeads } from './store.ts';

const dataset = liveDataset;
/** Rows of a stored segment. */
export const segmentRows = 16_384;
/** Rows read at once: a few milliseconds, so that decisions get their turn in between. */
const batchRows = 500;

interface Stored {
  readonly rows: number;
  readonly lastId: string;
  readonly heads: ReadonlyMap<string, ColumnHead>;
}

type Ports = Pick<Engine, 'store' | 'clock'>;

/**
 * The workspace's own history as columns (RT-05): segments that lie in the store beside the decisions they were made from, and the newest
 * decisions, which make the next one. Segments that are missing are made again from the decisions.
 */
export class LiveHistory {
  readonly #engine: Ports;
  readonly #segmentRows: number;
  #stored: readonly Stored[] = [];
  #tail: Segment[] = [];
  #lastId = '';
  #codes: Codes | undefined;
  #reading: Promise<void> | undefined;

  constructor(engine: Ports, rows = segmentRows) {
    this.#engine = engine;
    this.#segmentRows = rows;
  }

  /** History up to now. */
  async refresh(): Promise<HistorySource> {
    this.#reading ??= this.#catchUp().finally(() => {
      this.#reading = undefined;
    });
    await this.#reading;
    return this.#source();
  }

  async #catchUp(): Promise<void> {
    if (this.#codes === undefined) await this.#readHeads();
    for (;;) {
      const lastId = this.#lastId;
      const rows = await this.#engine.store.read((tx) => tx.all(decisionsAfter, { lastId, limit: batchRows }));
      if (rows.length === 0) return;
      this.#codes ??= await this.#readCodes();
      this.#tail.push(encodeSegment(rows.map(historyRow), historyTypes, this.#codes));
      this.#lastId = rows.at(-1)?.id ?? lastId;
      const waiting = this.#tail.reduce((sum, segment) => sum + segment.rows, 0);
      if (waiting >= this.#segmentRows) await this.#store();
      if (rows.length < batchRows) return;
    }
  }

  async #readHeads(): Promise<void> {
    const { segments, columns } = await this.#engine.store.read(async (tx) => ({
      segments: await tx.all(segmentHeads, { dataset }),
      columns: await tx.all(columnHeads, { dataset }),
    }));
    const bySegment = Map.groupBy(columns, ({ segment }) => Number(segment));
    this.#stored = segments.map(({ segment, rows, lastId }) => ({
      rows: Number(rows),
      lastId,
      heads: new Map(
        (bySegment.get(Number(segment)) ?? []).map((head): [string, ColumnHead] => [
          head.name,
          {
            name: head.name,
            type: head.type as SignalType,
            layout: head.layout as Layout,
            missing: Number(head.missing) === 1,
            addedTexts: Number(head.texts),
          },
        ]),
      ),
    }));
    this.#lastId = segments.at(-1)?.lastId ?? '';
    this.#tail = [];
  }

  /** The texts that stored segments know, so that the next ones go on with their codes. */
  async #readCodes(): Promise<Codes> {
    const codes: Codes = new Map();
    for (const [name, type] of historyTypes) {
      if (type !== 'string') continue;
      const size = this.#stored.reduce((sum, { heads }) => sum + (heads.get(name)?.addedTexts ?? 0), 0);
      const own = new Map<string, number>();
      if (name !== idColumn && size > 0) {
        for (const { added } of await this.#engine.store.read((tx) => tx.all(columnTexts, { dataset, name }))) {
          for (const text of textsIn(added)) own.set(text, own.size + 1);
        }
      }
      codes.set(name, { size, codes: own });
    }
    return codes;
  }

  /** Keeps what was gathered as one segment. Another server that was faster wins, and its segment is read. */
  async #store(): Promise<void> {
    const merged = mergeSegments(this.#tail);
    const segment = this.#stored.length;
    const lastId = this.#lastId;
    const now = this.#engine.clock.now();
    try {
      await this.#engine.store.write((tx) => keepSegment(tx, { segment, lastId, now }, merged));
    } catch (error) {
      const before = this.#stored.length;
      this.#codes = undefined;
      await this.#readHeads();
      if (this.#stored.length === before) throw error;
      return;
    }
    const heads = new Map(
      merged.columns.map((column): [string, ColumnHead] => [column.name, { ...column, addedTexts: countTexts(column.added) }]),
    );
    this.#stored = [...this.#stored, { rows: merged.rows, lastId, heads }];
    this.#tail = [];
  }

  #source(): HistorySource {
    const stored = this.#stored;
    const tail = [...this.#tail];
    const rows = [...stored.map((segment) => segment.rows), ...tail.map((segment) => segment.rows)];
    const types = new Map<string, SignalType>();
    for (const { heads } of stored) for (const { name, type } of heads.values()) types.set(name, type);
    for (const { columns } of tail) for (const { name, type } of columns) types.set(name, type);
    const { store } = this.#engine;
    return {
      id: `${dataset} ${this.#lastId}`,
      rows: rows.reduce((sum, count) => sum + count, 0),
      types,
      async load(names) {
        const columns: Column[] = [];
        for (const name of names) {
          const type = types.get(name);
          if (type === undefined) continue;
          const inTail = tail.map((segment) => segment.columns.find((column) => column.name === name));
          const heads = [
            ...stored.map(({ heads: own }) => own.get(name)),
            ...inTail.map((column) => column && { ...column, addedTexts: countTexts(column.added) }),
          ];
          const assembly = new ColumnAssembly(name, type, rows, heads);
          for (const { segment, data, added } of await store.read((tx) => tx.all(columnData, { dataset, name }))) {
            if (Number(segment) < stored.length) assembly.add(Number(segment), data, added);
          }
          for (const [index, column] of inTail.entries()) if (column) assembly.add(stored.length + index, column.data, column.added);
          columns.push(assembly.finish());
        }
        return columns;
      },
      async loginOutcomes() {
        const [ids] = await this.load([idColumn]);
        return readLoginOutcomes(store, this.rows, ids);
      },
    };
  }
}

function textsIn(added: Uint8Array | null): string[] {
  if (added === null) return [];
  const size = countTexts(added);
  const view = new DataView(added.buffer, added.byteOffset, added.byteLength);
  const bytes = Buffer.from(added.buffer, added.byteOffset, added.byteLength);
  const start = 4 + size * 4;
  return Array.from({ length: size }, (_, index) => {
    const from = index === 0 ? 0 : view.getUint32(index * 4, true);
    return bytes.toString('utf8', start + from, start + view.getUint32(4 + index * 4, true));
  });
}

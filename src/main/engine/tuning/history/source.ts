import type { SignalType } from '../../risk/expression/catalogue.ts';
import type { Column } from '../columns/column.ts';
import { assembleColumn } from './assemble.ts';
import type { ColumnTypes, Segment } from './encode.ts';

/** Recorded history that backtests read column by column. */
export interface HistorySource {
  /** Changes whenever rows are added: columns of another state do not fit together. */
  readonly id: string;
  readonly rows: number;
  /** Columns that some row has a value in. */
  readonly types: ColumnTypes;
  /** Brings columns into memory that threads share; those that history does not hold are left out. */
  load(names: readonly string[]): Promise<Column[]>;
  /**
   * By row the time at which a log-in went through and taught, -1 for a refused one and NaN for one that has not ended. Left out where history
   * knows no more than the password's result.
   */
  loginOutcomes?(): Promise<SharedArrayBuffer>;
}

/** History that was packed a moment ago and is nowhere else: a file that somebody tries rules on, or a test. */
export class MemorySource implements HistorySource {
  readonly id: string;
  readonly rows: number;
  readonly types: ColumnTypes;
  readonly #segments: readonly Segment[];

  constructor(id: string, segments: readonly Segment[]) {
    this.id = id;
    this.#segments = segments;
    this.rows = segments.reduce((sum, { rows }) => sum + rows, 0);
    this.types = new Map(segments.flatMap(({ columns }) => columns.map(({ name, type }): [string, SignalType] => [name, type])));
  }

  async load(names: readonly string[]): Promise<Column[]> {
    return names.flatMap((name) => {
      const type = this.types.get(name);
      return type === undefined ? [] : [assembleColumn(name, type, this.#segments)];
    });
  }
}

import type { DeclaredList } from '../../risk/declared/lists.ts';
import type { DeclaredWindow } from '../../risk/declared/windows.ts';
import type { Term } from '../../risk/expression/term.ts';
import type { Column, Table } from './column.ts';
import { groupRows, prepareSweep, type RowGroups, type Sweep } from './evaluate.ts';
import { type FoundRow, findRows, type RowWish } from './find.ts';
import { listColumn } from './lists.ts';
import { loginColumns } from './logins.ts';
import { type Suggested, type SuggestWish, suggestRules } from './suggest.ts';
import { Counting, type RuleTally, type Tally, type TallyJob } from './tally.ts';
import { type KeyOrder, orderByKey, windowColumn } from './windows.ts';

/** The columns that a job is about. They are named by a table, so that a thread prepares what it needs once. */
export interface TableShare {
  readonly id: string;
  readonly rows: number;
  readonly columns: readonly Column[];
}

/** One piece of work over columns; everything in it can be sent to another thread. */
export type ColumnJob = { readonly table: TableShare } & (
  | {
      readonly kind: 'sweep';
      /** The same for the same rules over the same columns. */
      readonly key: string;
      readonly terms: readonly Term[];
      readonly bits: readonly SharedArrayBuffer[];
      readonly groups: RowGroups | undefined;
      readonly from: number;
      readonly to: number;
    }
  | { readonly kind: 'group'; readonly signal: string }
  | { readonly kind: 'order'; readonly key: string }
  | { readonly kind: 'window'; readonly window: DeclaredWindow; readonly order: KeyOrder }
  | { readonly kind: 'logins'; readonly outcomes: SharedArrayBuffer | undefined }
  | { readonly kind: 'list'; readonly list: DeclaredList; readonly entries: readonly (readonly [string, number])[] }
  | { readonly kind: 'tally'; readonly job: TallyJob }
  | { readonly kind: 'rules'; readonly job: TallyJob }
  | { readonly kind: 'suggest'; readonly job: TallyJob; readonly wish: SuggestWish }
  | { readonly kind: 'find'; readonly job: TallyJob; readonly wish: RowWish }
);

export interface ColumnAnswers {
  readonly sweep: null;
  readonly group: RowGroups | undefined;
  readonly order: KeyOrder | undefined;
  readonly window: Column;
  readonly logins: Column[];
  readonly list: Column;
  readonly tally: Tally;
  readonly rules: RuleTally;
  readonly find: FoundRow[];
  readonly suggest: Suggested;
}

const keptSweeps = 64;

/** Does jobs over columns on one thread, and keeps what it prepared for the next ones. */
export class ColumnRunner {
  #table: { readonly id: string; rows: number; readonly columns: Map<string, Column> } = { id: '', rows: 0, columns: new Map() };
  readonly #sweeps = new Map<string, Sweep>();
  #counting: { readonly range: string; readonly counting: Counting } | undefined;

  run<K extends ColumnJob['kind']>(job: ColumnJob & { readonly kind: K }): ColumnAnswers[K] {
    return this.#run(job as ColumnJob) as ColumnAnswers[K];
  }

  #run(job: ColumnJob): unknown {
    const table = this.#tableOf(job.table);
    switch (job.kind) {
      case 'sweep':
        this.#sweepOf(table, job)(
          job.from,
          job.to,
          job.bits.map((bits) => new Uint32Array(bits)),
        );
        return null;
      case 'group':
        return groupRows(table, job.signal);
      case 'order':
        return orderByKey(table, job.key);
      case 'window':
        return windowColumn(table, job.window, job.order);
      case 'logins':
        return loginColumns(table, job.outcomes);
      case 'list':
        return listColumn(table, job.list, new Map([[job.list.listId, new Map(job.entries)]]));
      case 'tally':
        return this.#countingOf(table, job.job).tally(job.job);
      case 'rules':
        return this.#countingOf(table, job.job).rules(job.job);
      case 'suggest':
        return suggestRules(table, job.job, job.wish);
      case 'find':
        return findRows(table, job.job, job.wish);
    }
  }

  /** Another table than the last one means that the last one has grown: what was prepared for it is of no use any more. */
  #tableOf({ id, rows, columns }: TableShare): Table {
    if (id !== this.#table.id) {
      this.#table = { id, rows, columns: new Map() };
      this.#sweeps.clear();
      this.#counting = undefined;
    }
    for (const column of columns) {
      // A text column keeps the dictionary that this thread has read; what has none may have been computed anew.
      if (column.dictionary === null || !this.#table.columns.has(column.name)) this.#table.columns.set(column.name, column);
    }
    return this.#table;
  }

  #countingOf(table: Table, { owner, from, to }: TallyJob): Counting {
    const range = `${owner} ${from}-${to}`;
    if (this.#counting?.range !== range) this.#counting = { range, counting: new Counting(table, from, to) };
    return this.#counting.counting;
  }

  #sweepOf(table: Table, job: ColumnJob & { readonly kind: 'sweep' }): Sweep {
    const known = this.#sweeps.get(job.key);
    if (known !== undefined) return known;
    if (this.#sweeps.size >= keptSweeps) this.#sweeps.clear();
    const made = prepareSweep(table, job.terms, job.groups);
    this.#sweeps.set(job.key, made);
    return made;
  }
}

/** Threads that work over shared columns beside the one that decides (RT-05). */
export interface ColumnWorkers {
  readonly count: number;
  /**
   * Does jobs side by side, job k on thread k modulo their number.
   * @throws PortcullisError `unavailable` when a job takes too long or its thread ended
   */
  run<K extends ColumnJob['kind']>(jobs: readonly (ColumnJob & { readonly kind: K })[]): Promise<ColumnAnswers[K][]>;
  close(): Promise<void>;
}

/** Does the jobs where it is called: for commands, which have nothing else to do, and for tests. */
export class SameThread implements ColumnWorkers {
  readonly count = 1;
  readonly #runner = new ColumnRunner();

  async run<K extends ColumnJob['kind']>(jobs: readonly (ColumnJob & { readonly kind: K })[]): Promise<ColumnAnswers[K][]> {
    return jobs.map((job) => this.#runner.run<K>(job));
  }

  async close(): Promise<void> {}
}

import type { PolicyMatrix, RiskLists, Thresholds } from '../../../../shared/contract/policy.ts';
import type { DecisionContext } from '../../risk/context.ts';
import { type DeclaredList, declaredList, indexLists } from '../../risk/declared/lists.ts';
import { type DeclaredWindow, declaredWindow } from '../../risk/declared/windows.ts';
import type { SignalCatalogue } from '../../risk/expression/catalogue.ts';
import type { RuleDefinition } from '../../risk/rule-set.ts';
import { type Column, makeColumn, textsOf, valuesOf } from '../columns/column.ts';
import { bitsFor, type RowGroups } from '../columns/evaluate.ts';
import type { FoundRow, RowWish } from '../columns/find.ts';
import type { ColumnWorkers, TableShare } from '../columns/jobs.ts';
import { loginColumnNames, loginSources } from '../columns/logins.ts';
import type { Suggested, SuggestWish } from '../columns/suggest.ts';
import { addInto, type RuleTally, type Tally, type TallyJob } from '../columns/tally.ts';
import type { Side } from '../columns/weigh.ts';
import { centsColumn, credentialColumn, type KeyOrder, keyColumn, kindColumn, timeColumn } from '../columns/windows.ts';
import type { HistorySource } from '../history/source.ts';
import { type Answers, answersFor, type Classes, classesOf, demandOrder, Results } from './answers.ts';
import { aliasOf, type Checked, checkAll, isDeclared, keyOf, keysOf } from './checked.ts';

/** A whole policy as a backtest takes it. */
export interface BacktestPolicy {
  readonly rules: readonly RuleDefinition[];
  readonly lists: RiskLists;
  readonly matrix: PolicyMatrix;
  readonly thresholds: Thresholds;
}

export interface BacktestWish {
  readonly live: BacktestPolicy;
  readonly draft: BacktestPolicy;
  /** Epoch ms; 0 and Infinity for all of history. */
  readonly since: number;
  readonly until: number;
  /** By row: 0 not known, 1 fraud, 2 legitimate. */
  readonly labels: SharedArrayBuffer;
  /** The same for the same labels. */
  readonly labelsKey: string;
}

export interface BacktestRun {
  readonly rules: readonly RuleDefinition[];
  readonly tally: Tally;
  readonly ruleTally: RuleTally;
  readonly results: readonly string[];
  readonly missingSignals: readonly string[];
  /** Columns that were looked at or are at hand. */
  readonly columnNames: readonly string[];
  readonly timing: {
    readonly loadMs: number;
    readonly evaluateMs: number;
    readonly tallyMs: number;
    readonly reportMs: number;
    readonly rulesEvaluated: number;
  };
}

export interface Catalogues {
  readonly live: SignalCatalogue;
  readonly draft: SignalCatalogue;
}

/** The text by which our rules and most others' are told apart. */
const divider = 'operation';
/** Bits of rules that were looked at: 125 KB a rule for a million rows. */
const keptBits = 400;
/** Whoever edits a matrix goes to and fro between few. */
const keptMatrices = 4;

let made = 0;

/**
 * Replays policies over one state of history (RT-05). What was found out stays: a rule that was evaluated once is never evaluated again, so
 * that an edit costs the one rule and a moved threshold only the counting.
 */
export class Backtest {
  readonly #source: HistorySource;
  readonly #workers: ColumnWorkers;
  readonly #now: () => number;
  readonly #columns = new Map<string, Column>();
  readonly #absent = new Set<string>();
  readonly #bits = new Map<string, SharedArrayBuffer>();
  readonly #orders = new Map<string, KeyOrder | undefined>();
  readonly #ids = new Map<string, number>();
  readonly #answers = new Map<string, readonly Answers[]>();
  readonly #classes = new Map<string, { readonly number: number; readonly classes: Classes }>();
  #contexts: readonly DecisionContext[] | undefined;
  /** Threads that count for several backtests tell them apart by it. */
  readonly #owner = ++made;
  #lastClasses = 0;
  #groups: { readonly groups: RowGroups | undefined } | undefined;
  readonly #results = new Results();

  /** @param now a stopwatch in ms */
  constructor(source: HistorySource, workers: ColumnWorkers, now: () => number) {
    this.#source = source;
    this.#workers = workers;
    this.#now = now;
  }

  get source(): HistorySource {
    return this.#source;
  }

  /**
   * Decides both policies for all of history and counts what differs.
   * @throws Error when a rule does not check against the catalogue: whoever calls has checked it
   */
  async run(wish: BacktestWish, catalogues: Catalogues): Promise<BacktestRun> {
    const { draft, job, timing } = await this.#prepare(wish, catalogues);
    const counted = this.#now();
    const tallies = await this.#over('tally', countedColumns, (from, to) => ({ job: { ...job, from, to } }));
    const tallied = this.#now();
    const ruleTallies = await this.#over('rules', countedColumns, (from, to) => ({ job: { ...job, from, to } }));
    return {
      rules: draft.map(({ rule }) => rule),
      tally: sum(tallies),
      ruleTally: sum(ruleTallies),
      results: [...this.#results.keys],
      missingSignals: draft
        .flatMap(({ expression }) => expression.reads)
        .filter((name, index, all) => !this.#columns.has(name) && all.indexOf(name) === index),
      columnNames: [...this.#columns.keys()],
      timing: { ...timing, tallyMs: tallied - counted, reportMs: this.#now() - counted },
    };
  }

  /** Finds operations by how both policies end, the newest first. */
  async find(
    wish: BacktestWish,
    catalogues: Catalogues,
    rows: Omit<RowWish, 'live' | 'draft' | 'bits'> & {
      readonly live?: string | undefined;
      readonly draft?: string | undefined;
      readonly ruleId?: string | undefined;
    },
  ): Promise<{ readonly rows: FoundRow[]; readonly results: readonly string[] }> {
    const { draft, job } = await this.#prepare(wish, catalogues);
    const rule = draft.findIndex(({ rule: { id } }) => id === rows.ruleId);
    const results = this.#results.keys;
    const number = (key: string | undefined): number | undefined => (key === undefined ? undefined : results.indexOf(key));
    const bits = rows.ruleId === undefined ? undefined : (job.draft.rules[rule]?.bits ?? new SharedArrayBuffer(0));
    const asked: RowWish = { live: number(rows.live), draft: number(rows.draft), bits, label: rows.label, limit: rows.limit };
    const found = await this.#over('find', countedColumns, (from, to) => ({ job: { ...job, from, to }, wish: asked }));
    return {
      rows: found
        .flat()
        .sort((a, b) => b.row - a.row)
        .slice(0, rows.limit),
      results: [...results],
    };
  }

  /** Looks for rules that would add to the live policy of a wish, over the signals that history holds and windows that live rules declare. */
  async suggest(wish: BacktestWish, catalogues: Catalogues, suggest: SuggestWish): Promise<Suggested> {
    const { job } = await this.#prepare({ ...wish, draft: wish.live }, { ...catalogues, draft: catalogues.live });
    await this.column(...suggest.signals.filter((name) => !isDeclared(name)));
    await this.#derive(suggest.signals);
    const table = this.#share([...countedColumns, ...suggest.signals]);
    const [found] = await this.#workers.run<'suggest'>([
      { kind: 'suggest', table, job: { ...job, from: 0, to: this.#source.rows }, wish: suggest },
    ]);
    if (found === undefined) throw new Error('No thread has looked for rules');
    return found;
  }

  async #prepare(wish: BacktestWish, catalogues: Catalogues) {
    const started = this.#now();
    const live = checkAll(wish.live.rules, catalogues.live);
    const draft = checkAll(wish.draft.rules, catalogues.draft);
    const reads = new Set([...live, ...draft].flatMap(({ expression }) => expression.reads));
    await this.column(...countedColumns, divider);
    await this.column(...[...reads].filter((name) => !isDeclared(name)));
    await this.#derive([...reads]);
    const loaded = this.#now();
    const liveBits = await this.#evaluate(live, wish.live.lists);
    const draftBits = await this.#evaluate(draft, wish.draft.lists);
    const timing = {
      loadMs: loaded - started,
      evaluateMs: this.#now() - loaded,
      rulesEvaluated: liveBits.fresh + draftBits.fresh,
    };
    for (const name of countedColumns) if (!this.#columns.has(name)) this.#columns.set(name, emptyColumn(name, this.#source.rows));
    const job = this.#job(wish, { live, draft }, { live: liveBits.bits, draft: draftBits.bits });
    return { draft, job, timing };
  }

  /** Columns by name, loaded where they are not yet; undefined for what history does not hold. */
  async column(...names: readonly string[]): Promise<readonly (Column | undefined)[]> {
    const wanted = names.filter((name) => !this.#columns.has(name) && !this.#absent.has(name));
    if (wanted.length > 0) {
      for (const column of await this.#source.load(wanted)) this.#columns.set(column.name, column);
      for (const name of wanted) if (!this.#columns.has(name)) this.#absent.add(name);
    }
    return names.map((name) => this.#columns.get(name));
  }

  #share(names: readonly string[]): TableShare {
    const columns = names.flatMap((name) => this.#columns.get(name) ?? []);
    return { id: this.#source.id, rows: this.#source.rows, columns };
  }

  /** Does a job on every thread, each with its part of the rows; parts meet between two words of bits. */
  #over<K extends 'sweep' | 'tally' | 'rules' | 'find'>(kind: K, names: readonly string[], make: (from: number, to: number) => object) {
    const { rows } = this.#source;
    const words = Math.ceil(rows / 32);
    const { count } = this.#workers;
    const table = this.#share(names);
    const jobs = Array.from({ length: count }, (_, index) => {
      const from = Math.floor((words * index) / count) * 32;
      const to = Math.min(rows, Math.floor((words * (index + 1)) / count) * 32);
      return { kind, table, ...make(from, to) };
    });
    return this.#workers.run<K>(jobs as never);
  }

  /** Computes windows that rules declare and history cannot hold, point in time. */
  async #derive(reads: readonly string[]): Promise<void> {
    for (const name of reads) {
      const recorded = this.#columns.get(name);
      const window = declaredWindow(name) ?? (recorded === undefined || recorded.missing ? aliasOf(name) : undefined);
      if (window !== undefined) await this.#window(name, window);
      if ((loginColumnNames as readonly string[]).includes(name)) await this.#logins();
    }
  }

  /** The log-in model, point in time, where some log-in was decided without it. */
  async #logins(): Promise<void> {
    const derived = 'derived login_risk';
    if (this.#columns.has(derived)) return;
    await this.column(...loginSources);
    const outcomes = await this.#source.loginOutcomes?.();
    const [columns = []] = await this.#workers.run<'logins'>([{ kind: 'logins', table: this.#share(loginSources), outcomes }]);
    for (const column of columns) this.#columns.set(column.name, column).set(`derived ${column.name}`, column);
  }

  async #window(name: string, window: DeclaredWindow): Promise<void> {
    const derived = `derived ${name}`;
    if (this.#columns.has(derived)) return;
    const key = keyColumn(window.key);
    const names = [key, timeColumn, kindColumn, credentialColumn, centsColumn, ...(window.field === null ? [] : [keyColumn(window.field)])];
    await this.column(...names);
    if (!this.#columns.has(key)) return;
    if (!this.#orders.has(key)) {
      const [order] = await this.#workers.run<'order'>([{ kind: 'order', table: this.#share([key, timeColumn]), key }]);
      this.#orders.set(key, order);
    }
    const order = this.#orders.get(key);
    if (order === undefined) return;
    const [column] = await this.#workers.run<'window'>([{ kind: 'window', table: this.#share(names), window, order }]);
    if (column === undefined) return;
    const own: Column = { ...column, name };
    this.#columns.set(name, own).set(derived, own);
  }

  /** Looks every operation's own values up in lists, as the lists are in one policy. */
  async #lists(wanted: readonly DeclaredList[], lists: RiskLists): Promise<void> {
    const index = indexLists(lists);
    for (const list of wanted) {
      const source = list.subject === 'account_country' ? 'account_country' : `$${list.subject}`;
      await this.column(source, timeColumn);
      const entries = [...(index.get(list.listId) ?? [])];
      const [column] = await this.#workers.run<'list'>([{ kind: 'list', table: this.#share([source, timeColumn]), list, entries }]);
      if (column !== undefined) this.#columns.set(list.name, column);
    }
  }

  /** Bits of every rule, those not known yet found in one sweep. */
  async #evaluate(
    rules: readonly Checked[],
    lists: RiskLists,
  ): Promise<{ readonly bits: readonly SharedArrayBuffer[]; readonly fresh: number }> {
    const keys = keysOf(rules, lists);
    const fresh = rules.filter((_, index) => !this.#bits.has(keys[index] ?? '') && keys.indexOf(keys[index] ?? '') === index);
    if (fresh.length > 0) {
      this.#groups ??= { groups: await this.#group() };
      const { groups } = this.#groups;
      const bits = fresh.map(() => bitsFor(this.#source.rows));
      const reads = [...new Set(fresh.flatMap(({ expression }) => expression.reads))];
      await this.#lists(
        reads.flatMap((name) => declaredList(name) ?? []),
        lists,
      );
      const names = [...reads, divider];
      const key = fresh.map(({ rule, expression }) => keyOf(rule, expression, lists)).join('\n');
      const terms = fresh.map(({ expression }) => expression.term);
      await this.#over('sweep', names, (from, to) => ({ key, terms, bits, groups, from, to }));
      for (const [index, { rule, expression }] of fresh.entries())
        this.#bits.set(keyOf(rule, expression, lists), bits[index] as SharedArrayBuffer);
    }
    const bits = keys.map((key) => this.#bits.get(key) as SharedArrayBuffer);
    this.#forget(keys);
    return { bits, fresh: fresh.length };
  }

  async #group(): Promise<RowGroups | undefined> {
    if (!this.#columns.has(divider)) return undefined;
    const [groups] = await this.#workers.run<'group'>([{ kind: 'group', table: this.#share([divider]), signal: divider }]);
    return groups;
  }

  /** Every form of circumstances that history holds. */
  #circumstances(): readonly DecisionContext[] {
    const column = this.#columns.get('$context');
    this.#contexts ??= (column?.dictionary == null ? [] : textsOf(column.dictionary).slice(1)).map(
      (text) => JSON.parse(text) as DecisionContext,
    );
    return this.#contexts;
  }

  #answersOf(matrix: PolicyMatrix, demands: ReadonlySet<number>): { readonly key: string; readonly answers: readonly Answers[] } {
    const key = JSON.stringify([[...demands].sort(), matrix]);
    const known = this.#answers.get(key);
    if (known !== undefined) return { key, answers: known };
    const answers = this.#circumstances().map((context) => answersFor(context, matrix, demands));
    if (this.#answers.size >= keptMatrices) this.#answers.clear();
    this.#answers.set(key, answers);
    return { key, answers };
  }

  /** What both matrices answer in all circumstances that history holds, as far as rules demand it. */
  #classesOf(wish: BacktestWish, demands: ReadonlySet<number>): { readonly number: number; readonly classes: Classes } {
    const [live, draft] = [this.#answersOf(wish.live.matrix, demands), this.#answersOf(wish.draft.matrix, demands)];
    const key = `${live.key}\n${draft.key}`;
    const known = this.#classes.get(key);
    if (known !== undefined) return known;
    const classes = classesOf(this.#circumstances(), live.answers, draft.answers, this.#results);
    const numbered = { number: ++this.#lastClasses, classes };
    if (this.#classes.size >= keptMatrices) this.#classes.clear();
    this.#classes.set(key, numbered);
    return numbered;
  }

  #idOf(key: string): number {
    const id = this.#ids.get(key) ?? this.#ids.size;
    this.#ids.set(key, id);
    return id;
  }

  #forget(wanted: readonly string[]): void {
    for (const key of this.#bits.keys()) {
      if (this.#bits.size <= keptBits) return;
      if (!wanted.includes(key)) this.#bits.delete(key);
    }
  }

  #job(
    wish: BacktestWish,
    rules: { readonly live: readonly Checked[]; readonly draft: readonly Checked[] },
    bits: { readonly live: readonly SharedArrayBuffer[]; readonly draft: readonly SharedArrayBuffer[] },
  ): Omit<TallyJob, 'from' | 'to'> {
    const keys = { live: keysOf(rules.live, wish.live.lists), draft: keysOf(rules.draft, wish.draft.lists) };
    const demands = new Set([...rules.live, ...rules.draft].map(({ rule }) => demandOf(rule)));
    const { number, classes } = this.#classesOf(wish, demands);
    const side = (which: 'live' | 'draft'): Side => {
      const weighed = rules[which].map(({ rule }, index) => ({
        id: this.#idOf(keys[which][index] ?? ''),
        bits: bits[which][index] as SharedArrayBuffer,
        score: rule.score ?? 0,
        demand: demandOf(rule),
      }));
      return { rules: weighed, thresholds: wish[which].thresholds, ...classes[which] };
    };
    return {
      owner: this.#owner,
      live: side('live'),
      draft: side('draft'),
      strataKey: [number, wish.labelsKey, wish.since, wish.until].join(' '),
      labels: wish.labels,
      resultCount: this.#results.keys.length,
      classes: classes.of,
      logins: classes.logins,
      since: wish.since,
      until: wish.until,
    };
  }
}

const demandOf = ({ outcome }: RuleDefinition): number => Math.max(0, demandOrder.indexOf(outcome));

/** What counting reads besides the rules' bits. */
const countedColumns = ['$context', '$usable', timeColumn, centsColumn];

/** A column of history without a value in it, such as the amounts of nothing but log-ins. */
function emptyColumn(name: string, rows: number): Column {
  const text = name === '$context';
  const column = makeColumn(name, text ? 'string' : 'double', text ? 'u8' : 'f64', rows);
  if (!text) valuesOf(column).fill(Number.NaN);
  return column;
}

function sum<T extends { readonly [K in keyof T]: Float64Array }>(parts: readonly T[]): T {
  const [first, ...rest] = parts;
  if (first === undefined) throw new Error('No thread has counted anything');
  return rest.reduce((all, part) => addInto(all, part), first);
}

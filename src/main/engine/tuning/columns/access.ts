import type { Facts } from '../../risk/expression/catalogue.ts';
import { toClosure } from '../../risk/expression/closures.ts';
import type { Access, Guarded } from '../../risk/expression/generate.ts';
import { operations } from '../../risk/expression/semantics.ts';
import { isFault, type SignalTerm, type Term } from '../../risk/expression/term.ts';
import { type Column, missingOf, type Table, textsOf, type Values, valuesOf } from './column.ts';

/** Every part of a term, itself first. */
export function* partsOf(term: Term): Generator<Term> {
  yield term;
  const inner: readonly Term[] =
    term.kind === 'not' || term.kind === 'matches'
      ? [term.operand]
      : term.kind === 'choice'
        ? [term.test, term.whenTrue, term.whenFalse]
        : term.kind === 'member'
          ? [term.operand, ...term.options]
          : 'operands' in term
            ? term.operands
            : [];
  for (const part of inner) yield* partsOf(part);
}

const signalsIn = (term: Term): Set<string> =>
  new Set([...partsOf(term)].flatMap((part) => (part.kind === 'signal' || part.kind === 'known' ? [part.name] : [])));

/** Whether the code's "fault" may be none: an int that left the safe range, which only the closure can follow. */
const isUnsure = (term: Term): boolean =>
  [...partsOf(term)].some(
    (part) => part.kind === 'operation' && 'safeInt' in operations[part.name] && operations[part.name].type === 'int',
  );

const noFault = 0;
const fault = 2;

/**
 * Lets rules' code read a table row by row: numbers stand in typed arrays, and whatever a rule asks of one text alone is answered once for
 * each entry of its dictionary, with the closures, before any row is looked at.
 */
export class TableAccess implements Access {
  /** The arrays that the code names `c0`, `c1` …, in order. */
  readonly arrays: Values[] = [];
  readonly #names = new Map<string, number>();
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** Whether the code can be written: no text is left that only a row by row look could decide. */
  canWrite(term: Term): boolean {
    if (this.shortcut(term) !== undefined) return true;
    if (term.type === 'string') return false;
    switch (term.kind) {
      case 'signal':
      case 'known':
      case 'literal':
        return true;
      case 'not':
      case 'matches':
        return this.canWrite(term.operand);
      case 'choice':
        return [term.test, term.whenTrue, term.whenFalse].every((part) => this.canWrite(part));
      case 'member':
        return [term.operand, ...term.options].every((part) => this.canWrite(part));
      default:
        return term.operands.every((part) => this.canWrite(part));
    }
  }

  #array(key: string, make: () => Values): string {
    const known = this.#names.get(key) ?? this.arrays.push(make()) - 1;
    this.#names.set(key, known);
    return `c${known}`;
  }

  #cell(column: Column): string {
    return `${this.#array(column.name, () => valuesOf(column))}[i]`;
  }

  read({ name, type }: SignalTerm): string {
    const column = this.#table.columns.get(name);
    if (column === undefined) return type === 'bool' ? 'false' : '0';
    return type === 'bool' ? `(${this.#cell(column)} === 1)` : this.#cell(column);
  }

  guard({ name, type }: SignalTerm): string | undefined {
    const column = this.#table.columns.get(name);
    if (column === undefined || column.type !== type) return 'false';
    if (!column.missing) return undefined;
    const cell = this.#cell(column);
    if (type === 'string') return `${cell} !== 0`;
    if (type === 'bool') return `${cell} !== 2`;
    return column.layout === 'f64' ? `${cell} === ${cell}` : `${cell} !== ${missingOf[column.layout]}`;
  }

  isTrue(signal: SignalTerm): string {
    return this.guard(signal) === 'false' ? 'false' : this.read(signal);
  }

  isFalse(signal: SignalTerm): string {
    const column = this.#table.columns.get(signal.name);
    return column?.type === 'bool' ? `${this.#cell(column)} === 0` : 'false';
  }

  known(name: string): string {
    const column = this.#table.columns.get(name);
    if (column === undefined) return 'false';
    return `(${this.guard({ kind: 'signal', type: column.type, name }) ?? 'true'})`;
  }

  shortcut(term: Term): Guarded | undefined {
    if (term.type !== 'bool' || (term.kind !== 'operation' && term.kind !== 'member' && term.kind !== 'matches')) return undefined;
    const signals = [...signalsIn(term)];
    const texts = signals.filter((name) => this.#table.columns.get(name)?.type === 'string');
    if (texts.length === 0) return this.#absentText(term);
    const [first, second] = texts;
    if (signals.length === 1 && first !== undefined) return this.#byEntry(term, first);
    if (signals.length === 2 && first !== undefined && second !== undefined) return this.#sameText(term);
    return undefined;
  }

  /** A text that history does not hold is missing in every row. */
  #absentText(term: Term): Guarded | undefined {
    const missing = [...partsOf(term)].some(
      (part) => part.kind === 'signal' && part.type === 'string' && !this.#table.columns.has(part.name),
    );
    return missing ? { code: 'false', guards: new Set(['false']) } : undefined;
  }

  #byEntry(term: Term, name: string): Guarded | undefined {
    const column = this.#table.columns.get(name);
    if (column === undefined) return undefined;
    const { code, faults } = this.#answers(
      JSON.stringify(term, (_, value) => (typeof value === 'bigint' ? `${value}n` : value)),
      column,
      (facts) => toClosure(term)(facts),
    );
    const answer = `${code}[${this.#cell(column)}]`;
    return { code: `(${answer} === 1)`, guards: new Set(faults ? [`${answer} !== ${fault}`] : []) };
  }

  /** One answer for each entry of a dictionary. */
  #answers(key: string, column: Column, decide: (facts: Facts) => unknown): { readonly code: string; readonly faults: boolean } {
    const texts = column.dictionary === null ? [''] : textsOf(column.dictionary);
    const code = this.#array(`${column.name} ${key}`, () => {
      const answers = new Uint8Array(texts.length);
      for (let entry = 0; entry < texts.length; entry++) {
        const outcome = decide(entry === 0 ? {} : { [column.name]: texts[entry] });
        answers[entry] = outcome === true ? 1 : outcome === false ? noFault : fault;
      }
      return answers;
    });
    const answers = this.arrays[Number(code.slice(1))] ?? [];
    return { code, faults: column.missing || answers.some((answer, entry) => entry > 0 && answer === fault) };
  }

  /** `country == account_country`: codes of one dictionary translated into the other's. */
  #sameText(term: Term): Guarded | undefined {
    if (term.kind !== 'operation' || (term.name !== 'equal' && term.name !== 'not_equal')) return undefined;
    const [left, right] = term.operands;
    if (left?.kind !== 'signal' || right?.kind !== 'signal') return undefined;
    const [a, b] = [this.#table.columns.get(left.name), this.#table.columns.get(right.name)];
    if (a?.dictionary == null || b?.dictionary == null) return undefined;
    const codes = new Map(textsOf(b.dictionary).map((text, code) => [text, code]));
    const own = textsOf(a.dictionary);
    const unknown = codes.size + 1;
    const map = this.#array(`${a.name}>${b.name}`, () =>
      Uint32Array.from(own, (text, code) => (code === 0 ? 0 : codes.get(text) || unknown)),
    );
    const sign = term.name === 'equal' ? '===' : '!==';
    const guards = [this.guard(left), this.guard(right)].filter((guard) => guard !== undefined);
    return { code: `(${map}[${this.#cell(a)}] ${sign} ${this.#cell(b)})`, guards: new Set(guards) };
  }

  hit(index: number): string {
    return `b${index}[i >>> 5] |= 1 << (i & 31);`;
  }

  /** What fails for want of a value does not hit; only what the code cannot compute is asked of the closure. */
  undecided(index: number, term: Term): string {
    return isUnsure(term) ? `if (unusual(${index}, i)) {${this.hit(index)}}` : '';
  }
}

/** The facts of one row, as far as a term reads them. */
export function factsAt(table: Table, names: Iterable<string>, arrays: ReadonlyMap<string, Values>, row: number): Facts {
  const facts: Record<string, string | number | boolean | undefined> = {};
  for (const name of names) {
    const column = table.columns.get(name);
    const values = arrays.get(name);
    if (column === undefined || values === undefined) continue;
    const raw = values[row] ?? Number.NaN;
    if (column.type === 'string') facts[name] = raw === 0 || column.dictionary === null ? undefined : textsOf(column.dictionary)[raw];
    else if (column.type === 'bool') facts[name] = raw === 2 ? undefined : raw === 1;
    else facts[name] = Number.isNaN(raw) || (column.layout !== 'f64' && raw === missingOf[column.layout]) ? undefined : raw;
  }
  return facts;
}

/** Whether a term holds on a row, by its closure. */
export function decideByClosure(table: Table, term: Term): (row: number) => boolean {
  const names = signalsIn(term);
  const arrays = new Map(
    [...names].flatMap((name) => {
      const column = table.columns.get(name);
      return column === undefined ? [] : [[name, valuesOf(column)] as const];
    }),
  );
  const closure = toClosure(term);
  return (row) => {
    const outcome = closure(factsAt(table, names, arrays, row));
    return !isFault(outcome) && outcome === true;
  };
}

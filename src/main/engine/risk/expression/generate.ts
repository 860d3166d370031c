import type { Facts, SignalType } from './catalogue.ts';
import { type Branch, divide } from './dispatch.ts';
import { checkedPattern, type Pattern } from './pattern.ts';
import { operations, runtime } from './semantics.ts';
import type { ChoiceTerm, JunctionTerm, MemberTerm, OperationTerm, SignalTerm, Term } from './term.ts';

/** Where hits are reported, by rule index. */
export interface Sink {
  readonly hits: Uint32Array;
  hitCount: number;
}

/** Evaluates all rules of a set on one event. */
export type Run<S extends Sink> = (facts: Facts, sink: S) => void;

/** Decides one rule by its closure and reports it: for events and rules that the generated code leaves aside. */
export type Unusual<S extends Sink> = (index: number, facts: Facts, sink: S) => void;

/** Whether this process may turn text into code; renderers under a content security policy may not. */
export function canGenerate(): boolean {
  try {
    return new Function('return true')() === true;
  } catch {
    return false;
  }
}

/** The text of the function for a rule set, and the values it refers to as `constants[i]`. */
export interface GeneratedSource {
  readonly text: string;
  readonly constants: readonly Constant[];
}

type Constant = ReadonlySet<unknown> | Pattern;

/** A JavaScript expression with the conditions under which it may be used. */
export interface Guarded {
  readonly code: string;
  readonly guards: ReadonlySet<string>;
}

/** Where the code of a rule finds the event, and what it does when the rule is decided. */
export interface Access {
  /** A signal's value, usable where its guard holds. */
  read(signal: SignalTerm): string;
  /** The condition under which the signal has a value that the code can use; undefined where it always has. */
  guard(signal: SignalTerm): string | undefined;
  isTrue(signal: SignalTerm): string;
  isFalse(signal: SignalTerm): string;
  known(name: string): string;
  /** Another way to find out a bool, where the event's form offers one. */
  shortcut(term: Term): Guarded | undefined;
  /** Statements for a rule that holds. */
  hit(index: number): string;
  /** Statements for a rule that the code cannot decide for this event. */
  undecided(index: number, term: Term): string;
}

/** Events as objects: `f.signal`. */
const facts: Access = {
  read: ({ name }) => `f.${name}`,
  guard: ({ name, type }) => guards[type](`f.${name}`),
  isTrue: ({ name }) => `f.${name} === true`,
  isFalse: ({ name }) => `f.${name} === false`,
  known: (name) => `(f.${name} != null)`,
  shortcut: () => undefined,
  hit: (index) => `hits[n++] = ${index};`,
  undecided: (index) => `sink.hitCount = n; unusual(${index}, f, sink); n = sink.hitCount;`,
};

/** Rules beyond this number are put into functions of their own: the compiler of the JavaScript engine gives up on huge ones. */
const rulesPerFunction = 96;

/**
 * Writes one function for all rules. Text from rules enters it in two ways only: literals through `JSON.stringify`, and signal names,
 * which come from the catalogue and match its pattern.
 *
 * The code handles what is usual: signals of the right type and ints that stay safe integers. For anything else (a signal is missing,
 * a sum leaves the safe range) the operand counts as failed, by CEL's rules a deciding operand beside it still decides, and if none
 * does, the closure is asked, which knows the whole meaning and the cause.
 */
export function generateSource(rules: readonly Branch[]): GeneratedSource {
  const writer = new RuleWriter(facts);
  const dispatch = divide(rules.filter(({ term }) => isWritable(term)));
  const parts: string[] = [];
  const helpers: string[] = [];
  const section = (branches: readonly Branch[]): string => {
    if (rules.length <= rulesPerFunction) return writer.rules(branches);
    const calls: string[] = [];
    for (let i = 0; i < branches.length; i += rulesPerFunction) {
      const name = `part${helpers.length}`;
      helpers.push(`function ${name}(f, sink) {\n${prologue}${writer.rules(branches.slice(i, i + rulesPerFunction))}${epilogue}}\n`);
      calls.push(`sink.hitCount = n; ${name}(f, sink); n = sink.hitCount;\n`);
    }
    return calls.join('');
  };

  if (dispatch) {
    const field = `f.${dispatch.signal}`;
    parts.push(`if (typeof ${field} === 'string') {\nswitch (${field}) {\n`);
    for (const [value, branches] of dispatch.cases) parts.push(`case ${quote(value)}: {\n${section(branches)}break;\n}\n`);
    parts.push(
      `}\n} else {\nsink.hitCount = n;\n${dispatch.divided.map(({ index }) => `unusual(${index}, f, sink);\n`).join('')}n = sink.hitCount;\n}\n`,
    );
    parts.push(section([...dispatch.rest, ...rules.filter(({ term }) => !isWritable(term))]));
  } else {
    parts.push(section(rules));
  }
  const main = `return function run(f, sink) {\n${prologue}${parts.join('')}${epilogue}};\n`;
  return { text: `'use strict';\n${helpers.join('')}${main}`, constants: writer.constants };
}

const prologue = 'const hits = sink.hits;\nlet n = sink.hitCount;\n';
const epilogue = 'sink.hitCount = n;\n';

/** Compiles the source; the only place where text becomes code. */
export function instantiate<S extends Sink>({ text, constants }: GeneratedSource, unusual: Unusual<S>): Run<S> {
  const make = new Function('constants', 'unusual', ...Object.keys(runtime), text);
  return make(constants, unusual, ...Object.values(runtime)) as Run<S>;
}

/** JSON is JavaScript but for two line separators that older engines refuse inside strings. */
function quote(text: string): string {
  return JSON.stringify(text).replace(/[\u2028\u2029]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16)}`);
}

/** What to do on an outcome: statements, and whether control leaves the place for good after them. Empty means: go on below. */
interface Action {
  readonly code: string;
  readonly leaves: boolean;
}

const goOn: Action = { code: '', leaves: false };

interface Outcomes {
  readonly onTrue: Action;
  readonly onFalse: Action;
  readonly onFault: Action;
}

/** Writes the code that decides rules, over whatever form of event its access knows. */
export class RuleWriter {
  readonly constants: Constant[] = [];
  readonly #access: Access;
  #names = 0;

  constructor(access: Access) {
    this.#access = access;
  }

  rules(branches: readonly Branch[]): string {
    return branches.map((branch) => this.#rule(branch)).join('');
  }

  #rule({ index, term }: Branch): string {
    const ask: Action = { code: this.#access.undecided(index, term), leaves: false };
    if (!isWritable(term)) return `${ask.code}\n`;
    return this.#decide(term, { onTrue: { code: this.#access.hit(index), leaves: false }, onFalse: goOn, onFault: ask });
  }

  #name(prefix: string): string {
    return `${prefix}${this.#names++}`;
  }

  #constant(value: Constant): string {
    return `constants[${this.constants.push(value) - 1}]`;
  }

  /** Statements that find out which of the three outcomes a bool term has. */
  #decide(term: Term, outcomes: Outcomes): string {
    if (term.kind === 'literal') return `${(term.value ? outcomes.onTrue : outcomes.onFalse).code}\n`;
    if (term.kind === 'not') return this.#decide(term.operand, { ...outcomes, onTrue: outcomes.onFalse, onFalse: outcomes.onTrue });
    if (term.kind === 'all' || term.kind === 'any') return this.#junction(term, outcomes);
    if (term.kind === 'choice') return this.#choice(term, (branch) => this.#decide(branch, outcomes), outcomes.onFault);
    if (term.kind === 'signal') {
      const [isTrue, isFalse] = [this.#access.isTrue(term), this.#access.isFalse(term)];
      return `if (${isTrue}) {${outcomes.onTrue.code}} else if (${isFalse}) {${outcomes.onFalse.code}} else {${outcomes.onFault.code}}\n`;
    }
    return this.#atom(term, outcomes);
  }

  #atom(term: Term, { onTrue, onFalse, onFault }: Outcomes): string {
    const pure = this.#pure(term);
    if (pure) {
      const decision = branch(pure.code, onTrue.code, onFalse.code);
      return pure.guards.size === 0 ? decision : branch([...pure.guards].join(' && '), decision, onFault.code);
    }
    const label = this.#name('L');
    const { statements, code } = this.#value(term, leaving(onFault, label));
    return `${label}: {\n${statements}${branch(code, onTrue.code, onFalse.code)}}\n`;
  }

  /** A deciding operand ends the search; a failed one is remembered and weighs only if none decides. */
  #junction({ kind, operands }: JunctionTerm, { onTrue, onFalse, onFault }: Outcomes): string {
    const [decided, undecided] = kind === 'all' ? [onFalse, onTrue] : [onTrue, onFalse];
    const label = this.#name('L');
    const failed = this.#name('e');
    const onDecided = leaving(decided, label);
    const remember: Action = { code: `${failed} = true;`, leaves: false };
    const outcomes: Outcomes =
      kind === 'all' ? { onTrue: goOn, onFalse: onDecided, onFault: remember } : { onTrue: onDecided, onFalse: goOn, onFault: remember };
    const tests = operands.map((operand) => this.#decide(operand, outcomes)).join('');
    return `${label}: {\nlet ${failed} = false;\n${tests}${branch(failed, onFault.code, undecided.code)}}\n`;
  }

  #choice({ test, whenTrue, whenFalse }: ChoiceTerm, write: (branch: Term) => string, onFault: Action): string {
    const label = this.#name('L');
    const other = this.#name('L');
    const decision = this.#decide(test, {
      onTrue: goOn,
      onFalse: { code: `break ${other};`, leaves: true },
      onFault: leaving(onFault, label),
    });
    return `${label}: {\n${other}: {\n${decision}${write(whenTrue)}break ${label};\n}\n${write(whenFalse)}}\n`;
  }

  /**
   * A term as one JavaScript expression with the conditions under which it may be used, or undefined where it needs statements.
   */
  #pure(term: Term): Guarded | undefined {
    const shortcut = this.#access.shortcut(term);
    if (shortcut !== undefined) return shortcut;
    const parts = (operands: readonly Term[], write: (codes: readonly string[]) => string) => {
      const written = operands.map((operand) => this.#pure(operand));
      const present = written.filter((part) => part !== undefined);
      if (present.length < written.length) return undefined;
      return { code: write(present.map((part) => part.code)), guards: new Set(present.flatMap((part) => [...part.guards])) };
    };
    switch (term.kind) {
      case 'literal':
        return { code: literal(term.value), guards: new Set() };
      case 'signal':
        return { code: this.#access.read(term), guards: guardsOf(this.#access.guard(term)) };
      case 'known':
        return { code: this.#access.known(term.name), guards: new Set() };
      case 'not':
        return parts([term.operand], ([code]) => `!${code}`);
      case 'operation': {
        const { code, safeInt } = operations[term.name];
        return safeInt ? undefined : parts(term.operands, ([a = '', b = '']) => code(a, b));
      }
      case 'member':
        return parts([term.operand, ...term.options.filter((option) => option.kind !== 'literal')], ([operand = '', ...others]) =>
          this.#membership(term, operand, others),
        );
      case 'matches':
        return parts([term.operand], ([code]) => `${this.#constant(checkedPattern(term.pattern))}.test(${code})`);
      default:
        return undefined;
    }
  }

  #membership({ options }: MemberTerm, operand: string, others: readonly string[]): string {
    const values = options.flatMap((option) => (option.kind === 'literal' ? [option.value] : []));
    const simple = /^(f\.)?\w+(\[i\])?$/.test(operand);
    const among =
      values.length > 8 || !simple
        ? [`${this.#constant(new Set(values))}.has(${operand})`]
        : values.map((value) => `${operand} === ${literal(value)}`);
    return `(${[...among, ...others.map((other) => `${operand} === ${other}`)].join(' || ')})`;
  }

  /** Statements that compute a term, and the expression that then holds its value. `onFault` leaves the place. */
  #value(term: Term, onFault: Action): { readonly statements: string; readonly code: string } {
    const pure = this.#pure(term);
    if (pure) {
      const guards = pure.guards.size === 0 ? '' : branch(`!(${[...pure.guards].join(' && ')})`, onFault.code, '');
      return { statements: guards, code: pure.code };
    }
    if (term.kind === 'operation') return this.#operation(term, onFault);
    const name = this.#name('v');
    const set = (code: string): Action => ({ code: `${name} = ${code};`, leaves: false });
    if (term.kind === 'choice' && term.type !== 'bool') {
      const write = (chosen: Term): string => {
        const { statements, code } = this.#value(chosen, onFault);
        return `${statements}${set(code).code}\n`;
      };
      return { statements: `let ${name};\n${this.#choice(term, write, onFault)}`, code: name };
    }
    if (term.kind === 'member' || term.kind === 'matches') return this.#strict(term, onFault);
    const decision = this.#decide(term, { onTrue: set('true'), onFalse: set('false'), onFault });
    return { statements: `let ${name};\n${decision}`, code: name };
  }

  #operation(term: OperationTerm, onFault: Action): { readonly statements: string; readonly code: string } {
    const { code, safeInt, unless } = operations[term.name];
    const operands = term.operands.map((operand) => this.#held(operand, onFault));
    const [a = '', b = ''] = operands.map((operand) => operand.code);
    const name = this.#name('v');
    const before = unless ? branch(unless(a, b), onFault.code, '') : '';
    const after = safeInt ? branch(`!Number.isSafeInteger(${name})`, onFault.code, '') : '';
    return {
      statements: `${operands.map((operand) => operand.statements).join('')}${before}const ${name} = ${code(a, b)};\n${after}`,
      code: name,
    };
  }

  #strict(term: MemberTerm | (Term & { kind: 'matches' }), onFault: Action): { readonly statements: string; readonly code: string } {
    const operand = this.#held(term.operand, onFault);
    if (term.kind === 'matches') {
      return { statements: operand.statements, code: `${this.#constant(checkedPattern(term.pattern))}.test(${operand.code})` };
    }
    const others = term.options.filter((option) => option.kind !== 'literal').map((option) => this.#held(option, onFault));
    return {
      statements: [operand, ...others].map((part) => part.statements).join(''),
      code: this.#membership(
        term,
        operand.code,
        others.map((other) => other.code),
      ),
    };
  }

  /** A value in a form that may be written more than once. */
  #held(term: Term, onFault: Action): { readonly statements: string; readonly code: string } {
    const value = this.#value(term, onFault);
    if (term.kind === 'literal' || term.kind === 'signal' || /^v\d+$/.test(value.code)) return value;
    const name = this.#name('v');
    return { statements: `${value.statements}const ${name} = ${value.code};\n`, code: name };
  }
}

/** An action that certainly leaves: after its own statements it goes to the end of the labelled block. */
function leaving(action: Action, label: string): Action {
  return action.leaves ? action : { code: `${action.code} break ${label};`, leaves: true };
}

function branch(condition: string, whenTrue: string, whenFalse: string): string {
  if (whenTrue === '' && whenFalse === '') return '';
  if (whenTrue === '') return `if (!(${condition})) {${whenFalse}}\n`;
  return whenFalse === '' ? `if (${condition}) {${whenTrue}}\n` : `if (${condition}) {${whenTrue}} else {${whenFalse}}\n`;
}

const guards = {
  string: (field) => `typeof ${field} === 'string'`,
  bool: (field) => `typeof ${field} === 'boolean'`,
  double: (field) => `typeof ${field} === 'number'`,
  int: (field) => `Number.isSafeInteger(${field})`,
} as const satisfies Record<SignalType, (field: string) => string>;

const guardsOf = (guard: string | undefined): ReadonlySet<string> => new Set(guard === undefined ? [] : [guard]);

function literal(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value !== 'number') return String(value);
  return Object.is(value, -0) || value < 0 ? `(-${-value})` : String(value);
}

/** Ints past the safe range are bigints, which the generated code does not handle. */
export function isWritable(term: Term): boolean {
  switch (term.kind) {
    case 'literal':
      return typeof term.value !== 'bigint';
    case 'signal':
    case 'known':
      return true;
    case 'not':
    case 'matches':
      return isWritable(term.operand);
    case 'choice':
      return [term.test, term.whenTrue, term.whenFalse].every(isWritable);
    case 'member':
      return [term.operand, ...term.options].every(isWritable);
    default:
      return term.operands.every(isWritable);
  }
}

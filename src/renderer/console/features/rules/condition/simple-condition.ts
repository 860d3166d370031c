/** Conditions that a form can show: clauses about one signal each, joined by nothing but `&&` or nothing but `||`. */

export const comparisons = ['==', '!=', '<', '<=', '>', '>='] as const;
export const methods = ['contains', 'startsWith', 'endsWith', 'matches'] as const;
export const clauseTests = [...comparisons, 'in', ...methods, 'yes', 'no', 'known', 'unknown'] as const;
export type ClauseTest = (typeof clauseTests)[number];

/** A literal: its text, and whether it stands in quotes. */
export interface Literal {
  readonly text: string;
  readonly quoted: boolean;
}

export interface Clause {
  readonly signal: string;
  readonly test: ClauseTest;
  /** One for comparisons and methods, any number for `in`, none for the rest. */
  readonly values: readonly Literal[];
}

export interface SimpleCondition {
  readonly join: '&&' | '||';
  readonly clauses: readonly Clause[];
}

const tokenPattern = /\s*(?:(&&|\|\||==|!=|<=|>=|[<>!()[\],.-])|("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(\d+(?:\.\d+)?)|([A-Za-z_]\w*))/y;

interface Token {
  readonly kind: 'mark' | 'text' | 'number' | 'name';
  readonly text: string;
}

function tokensOf(source: string): readonly Token[] | null {
  const tokens: Token[] = [];
  const end = source.trimEnd().length;
  tokenPattern.lastIndex = 0;
  while (tokenPattern.lastIndex < end) {
    const match = tokenPattern.exec(source);
    if (match === null) return null;
    const [, mark, text, number, name] = match;
    if (mark !== undefined) tokens.push({ kind: 'mark', text: mark });
    else if (text !== undefined) tokens.push({ kind: 'text', text });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else tokens.push({ kind: 'name', text: name ?? '' });
  }
  return tokens;
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\', '"': '"', "'": "'", n: '\n', t: '\t' };

/** The text between quotes; null with an escape that is none of the usual ones. */
function unquote(quoted: string): string | null {
  let known = true;
  const text = quoted.slice(1, -1).replace(/\\(.)/g, (_, letter: string) => {
    known &&= letter in escapes;
    return escapes[letter] ?? '';
  });
  return known ? text : null;
}

/** Reads the tokens from left to right; a reader that finds something else than it can take returns null, and so does the whole. */
class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get done(): boolean {
    return this.#at >= this.#tokens.length;
  }

  take(text: string): boolean {
    const token = this.#tokens[this.#at];
    if (token === undefined || token.kind === 'text' || token.text !== text) return false;
    this.#at += 1;
    return true;
  }

  takeOf<Text extends string>(texts: readonly Text[]): Text | null {
    return texts.find((text) => this.take(text)) ?? null;
  }

  name(): string | null {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'name' || token.text === 'in' || token.text === 'true' || token.text === 'false') return null;
    this.#at += 1;
    return token.text;
  }

  literal(): Literal | null {
    const negative = this.take('-');
    const token = this.#tokens[this.#at];
    if (token === undefined || token.kind === 'mark') return null;
    this.#at += 1;
    if (token.kind === 'number') return { text: `${negative ? '-' : ''}${token.text}`, quoted: false };
    if (negative) return null;
    if (token.kind === 'name') return token.text === 'true' || token.text === 'false' ? { text: token.text, quoted: false } : null;
    const text = unquote(token.text);
    return text === null ? null : { text, quoted: true };
  }

  literals(): readonly Literal[] | null {
    if (!this.take('[')) return null;
    const found: Literal[] = [];
    do {
      const one = this.literal();
      if (one === null) return null;
      found.push(one);
    } while (this.take(','));
    return this.take(']') ? found : null;
  }

  clause(): Clause | null {
    const negated = this.take('!');
    const name = this.name();
    if (name === null) return null;
    if (name === 'known' && this.take('(')) {
      const signal = this.name();
      return signal !== null && this.take(')') ? { signal, test: negated ? 'unknown' : 'known', values: [] } : null;
    }
    if (negated) return { signal: name, test: 'no', values: [] };
    if (this.take('in')) {
      const values = this.literals();
      return values && { signal: name, test: 'in', values };
    }
    if (this.take('.')) {
      const test = this.takeOf(methods);
      const value = test !== null && this.take('(') ? this.literal() : null;
      return test !== null && value !== null && this.take(')') ? { signal: name, test, values: [value] } : null;
    }
    const test = this.takeOf(comparisons);
    if (test === null) return { signal: name, test: 'yes', values: [] };
    const value = this.literal();
    return value && { signal: name, test, values: [value] };
  }
}

/** The condition as clauses, or null where only the text can show it. */
export function readSimple(source: string): SimpleCondition | null {
  const tokens = tokensOf(source);
  if (tokens === null || tokens.length === 0) return null;
  const reader = new Reader(tokens);
  const clauses: Clause[] = [];
  let join: SimpleCondition['join'] | null = null;
  for (;;) {
    const clause = reader.clause();
    if (clause === null) return null;
    clauses.push(clause);
    if (reader.done) return { join: join ?? '&&', clauses };
    const next = reader.takeOf(['&&', '||'] as const);
    if (next === null || (join !== null && next !== join)) return null;
    join = next;
  }
}

const quote = (text: string): string =>
  `"${text.replace(/[\\"\n\t]/g, (letter) => ({ '\\': '\\\\', '"': '\\"', '\n': '\\n', '\t': '\\t' })[letter] ?? letter)}"`;

const writeLiteral = ({ text, quoted }: Literal): string => (quoted ? quote(text) : text);

function writeClause({ signal, test, values }: Clause): string {
  const [first = ''] = values.map(writeLiteral);
  switch (test) {
    case 'yes':
      return signal;
    case 'no':
      return `!${signal}`;
    case 'known':
      return `known(${signal})`;
    case 'unknown':
      return `!known(${signal})`;
    case 'in':
      return `${signal} in [${values.map(writeLiteral).join(', ')}]`;
    case 'contains':
    case 'startsWith':
    case 'endsWith':
    case 'matches':
      return `${signal}.${test}(${first})`;
    default:
      return `${signal} ${test} ${first}`;
  }
}

/** The same condition as CEL. `readSimple` reads it back. */
export const writeSimple = ({ join, clauses }: SimpleCondition): string => clauses.map(writeClause).join(` ${join} `);

/** The tests that make sense for a type of signal, the usual one first. */
export function testsFor(type: 'string' | 'int' | 'double' | 'bool'): readonly ClauseTest[] {
  if (type === 'bool') return ['yes', 'no', 'known', 'unknown'];
  if (type === 'string') return ['==', '!=', 'in', ...methods, 'known', 'unknown'];
  return ['>=', '>', '<=', '<', '==', '!=', 'known', 'unknown'];
}

/** What somebody typed as a literal of a type: a `double` needs its point, and text its quotes. */
export function literalOf(type: 'string' | 'int' | 'double' | 'bool', typed: string): Literal {
  if (type === 'string') return { text: typed, quoted: true };
  const text = typed.trim();
  return { text: type === 'double' && /^-?\d+$/.test(text) ? `${text}.0` : text, quoted: false };
}

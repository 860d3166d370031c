import { type ASTNode, TypeError as CelTypeError, ParseError, type ParseResult } from '@marcbachmann/cel-js';
import type { SignalCatalogue, SignalType } from './catalogue.ts';
import { environmentOf, limits } from './environment.ts';
import { lower, Refusal } from './lower.ts';
import { type ExpressionError, problemAt } from './problems.ts';
import { outsideSubset } from './subset.ts';
import type { Term } from './term.ts';

/** A text that is sound: it parses, stays inside the language, and its types fit the catalogue. */
export interface Expression {
  readonly source: string;
  readonly term: Term;
  readonly type: SignalType;
  /** The signals it reads, those of signal functions included, sorted. */
  readonly reads: readonly string[];
}

export type CheckResult =
  | { readonly ok: true; readonly expression: Expression; readonly type: SignalType; readonly reads: readonly string[] }
  | { readonly ok: false; readonly errors: readonly [ExpressionError, ...ExpressionError[]] };

/**
 * Parses and type-checks one expression against the catalogue (RT-01). Fast enough to run on every key stroke, and total: any text
 * whatever gives a result.
 */
export function checkExpression(source: string, catalogue: SignalCatalogue): CheckResult {
  const failed = (first: ExpressionError, ...rest: ExpressionError[]): CheckResult => ({ ok: false, errors: [first, ...rest] });

  if (source.length > limits.maxSourceLength) {
    const span = { start: limits.maxSourceLength, end: source.length };
    return failed(problemAt(source, span, `The expression is longer than ${limits.maxSourceLength} characters`));
  }
  if (source.trim() === '') return failed(problemAt(source, { start: 0, end: 0 }, 'The expression is empty'));

  const parsed = parse(source, catalogue);
  if (!('ast' in parsed)) return failed(parsed);
  const [first, ...rest] = outsideSubset(parsed.ast, source, catalogue);
  if (first) return failed(first, ...rest);
  const checked = parsed.check();
  if (!checked.valid) return failed(typeProblem(checked.error, parsed.ast, source));

  try {
    const reads = new Set<string>();
    const term = lower(parsed.ast, catalogue, reads);
    const expression: Expression = { source, term, type: term.type, reads: [...reads].sort() };
    return { ok: true, expression, type: expression.type, reads: expression.reads };
  } catch (error) {
    if (error instanceof Refusal) return failed(problemAt(source, error.span, error.message));
    throw error;
  }
}

function parse(source: string, catalogue: SignalCatalogue): ParseResult | ExpressionError {
  try {
    return environmentOf(catalogue).parse(source);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return problemAt(source, error.range ?? { start: 0, end: source.length }, parseMessage(error, source));
  }
}

/** The parser speaks of its tokens; people know them by their looks. */
function parseMessage(error: ParseError, source: string): string {
  const { start, end } = error.range ?? { start: 0, end: 0 };
  const found = start < source.length ? `"${source.slice(start, Math.max(end, start + 1))}"` : undefined;
  switch (error.code) {
    case 'unexpected_character':
    case 'unexpected_token': {
      if (found === undefined) return 'The expression ends too early';
      const meant = meantOperators.get(source.slice(start, end));
      return meant === undefined ? `Unexpected ${found}` : `Unexpected ${found}: write ${meant}`;
    }
    case 'expected_token': {
      const token = /Expected (\w+)/.exec(error.summary)?.[1] ?? '';
      return `Expected ${tokenLooks.get(token) ?? token}, got ${found ?? 'the end of the text'}`;
    }
    case 'limit_exceeded':
      return error.summary.includes('maxDepth') ? 'The expression is nested too deeply' : 'The expression is too large';
    default:
      return error.summary;
  }
}

const meantOperators = new Map([
  ['=', '=='],
  ['and', '&&'],
  ['&', '&&'],
  ['or', '||'],
  ['|', '||'],
]);

const tokenLooks = new Map([
  ['RPAREN', '")"'],
  ['RBRACKET', '"]"'],
  ['COLON', '":"'],
  ['IDENTIFIER', 'a name'],
]);

function typeProblem(error: unknown, root: ASTNode, source: string): ExpressionError {
  if (!(error instanceof CelTypeError)) return problemAt(source, root.range, 'The types do not fit');
  const message = error.summary
    .replace(/^no such overload: /, 'The types do not fit: ')
    .replace(/^found no matching overload for '(.*)'$/, 'There is no $1');
  return problemAt(source, error.range ?? root.range, message);
}

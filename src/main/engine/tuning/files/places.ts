import { isMap, isPair, isScalar, isSeq, type Node, type ParsedNode, Scalar } from 'yaml';
import type { Span } from '../../risk/expression/problems.ts';

const isBlank = (unit: string | undefined): boolean => unit === ' ' || unit === '\n' || unit === '\t' || unit === '\r';

/** How many characters an escape of double-quoted text takes, from its backslash on. */
function escapeLength(source: string, at: number): number {
  const kind = source[at + 1];
  if (kind === 'x') return 4;
  if (kind === 'u') return 6;
  return kind === 'U' ? 10 : 2;
}

/** Where the text of a scalar begins in its file, past a quote or the head of a block. */
function textStart(source: string, start: number, type: Scalar.Type | null | undefined): number {
  if (type === Scalar.QUOTE_DOUBLE || type === Scalar.QUOTE_SINGLE) return start + 1;
  return type === Scalar.BLOCK_LITERAL || type === Scalar.BLOCK_FOLDED ? source.indexOf('\n', start) + 1 : start;
}

/**
 * Where a part of a scalar's value stands in its file. YAML folds lines, strips indents and knows escapes, so that the two are walked side
 * by side: blanks of one may be any blanks of the other, everything else is there letter by letter.
 */
export function spanInScalar(source: string, node: Node, part: Span): Span {
  const [start = 0, end = 0] = node.range ?? [];
  if (!isScalar(node) || typeof node.value !== 'string') return { start, end };
  const { value, type } = node;
  const wanted = { start: Math.min(part.start, value.length), end: Math.min(part.end, value.length) };
  const found = { start: -1, end: -1 };
  let at = textStart(source, start, type ?? null);
  for (let i = 0; i <= value.length && at <= end; i++) {
    const blank = isBlank(value[i]);
    if (!blank) while (at < end && isBlank(source[at])) at += 1;
    if (i === wanted.start) found.start = at;
    if (i === wanted.end) found.end = i === wanted.start ? at : found.end;
    if (blank) at += isBlank(source[at]) ? 1 : 0;
    else if (type === Scalar.QUOTE_DOUBLE && source[at] === '\\') at += escapeLength(source, at);
    else if (type === Scalar.QUOTE_SINGLE && source[at] === "'") at += 2;
    else at += 1;
    if (i + 1 === wanted.end) found.end = at;
  }
  if (found.start < 0) return { start, end };
  return { start: found.start, end: Math.max(found.end, found.start) };
}

const spanOf = (node: Node | null | undefined): Span | undefined =>
  node?.range == null ? undefined : { start: node.range[0], end: node.range[1] };

/** The node at a path; undefined where the file has none. */
export function nodeAt(root: ParsedNode | Node | null, path: readonly PropertyKey[]): Node | undefined {
  let node: unknown = root;
  for (const step of path) {
    if (isMap(node)) node = node.get(String(step), true);
    else if (isSeq(node)) node = node.get(Number(step), true);
    else return undefined;
  }
  return (node ?? undefined) as Node | undefined;
}

/** The key under which something stands, which is what a person looks for when the thing itself is wrong or strange. */
export function keySpan(root: Node | null, path: readonly PropertyKey[], key: string): Span | undefined {
  const parent = nodeAt(root, path);
  if (!isMap(parent)) return undefined;
  const pair = parent.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === key);
  return spanOf(pair?.key as Node | undefined);
}

/** The place of a path, or of the nearest thing around it that the file has: what is missing has no place of its own. */
export function spanAt(root: Node | null, path: readonly PropertyKey[]): Span {
  for (let length = path.length; length >= 0; length--) {
    const node = nodeAt(root, path.slice(0, length));
    const span = spanOf(node);
    if (span === undefined) continue;
    if (length === path.length && isScalar(node)) return span;
    const key = length === 0 ? undefined : keySpan(root, path.slice(0, length - 1), String(path[length - 1]));
    if (key !== undefined) return key;
    // A whole map or list is too much to underline; its first line will do.
    return { start: span.start, end: span.start };
  }
  return { start: 0, end: 0 };
}

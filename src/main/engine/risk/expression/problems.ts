/** One fault in a rule's text, with its place. Lines and columns count from 1, columns in UTF-16 units as editors do. */
export interface ExpressionError {
  readonly message: string;
  readonly line: number;
  readonly column: number;
  /** Offset of the first character from the start of the text. */
  readonly offset: number;
  /** Number of characters at fault; 0 where something is missing. */
  readonly length: number;
  /** The line of text with carets below the characters at fault. */
  readonly excerpt: string;
}

/** A half-open range of characters in the text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Places a message in its text. A span over several lines is underlined to the end of its first. */
export function problemAt(source: string, span: Span, message: string): ExpressionError {
  const offset = Math.min(Math.max(span.start, 0), source.length);
  const end = Math.min(Math.max(span.end, offset), source.length);
  const lineStart = source.lastIndexOf('\n', offset - 1) + 1;
  const nextBreak = source.indexOf('\n', offset);
  const lineEnd = nextBreak === -1 ? source.length : nextBreak;
  const text = source.slice(lineStart, lineEnd);
  // A tab before the carets stays a tab, or the carets would stand under the wrong characters.
  const indent = source.slice(lineStart, offset).replace(/[^\t]/g, ' ');
  const carets = '^'.repeat(Math.max(1, Math.min(end, lineEnd) - offset));
  return {
    message,
    line: source.slice(0, lineStart).split('\n').length,
    column: offset - lineStart + 1,
    offset,
    length: end - offset,
    excerpt: `${text}\n${indent}${carets}`,
  };
}

/** The candidate that a mistyped name most likely meant, or undefined where none is near. */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.floor(name.length / 3) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - name.length) >= bestDistance) continue;
    const distance = editDistance(name, candidate);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Levenshtein's distance: insertions, deletions and replacements between two words. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

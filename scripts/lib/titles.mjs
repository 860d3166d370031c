// The titles of tests and the requirement ids in them, read from the source text: no test has to run for it.

/** A call of it, test or describe (or a variation such as it.each(table)), up to its title's opening quote. */
const CALL = /(?:^|[^\w.$])(?:it|test|describe)(?:\.\w+)*(?:\((?:[^()'"`]|\([^()]*\))*\))?\(\s*(['"`])/g;

/** Titles with their line numbers. */
export function titlesIn(source) {
  const titles = [];
  for (const match of source.matchAll(CALL)) {
    const quote = match[1];
    const start = match.index + match[0].length;
    let end = start;
    while (end < source.length && source[end] !== quote) end += source[end] === '\\' ? 2 : 1;
    titles.push({ title: source.slice(start, end), line: source.slice(0, start).split('\n').length });
  }
  return titles;
}

/** Every id in a title: `TD-05`, and a list or range written as `TD-05, TD-06`. */
export function idsIn(title) {
  return [...new Set(title.match(/\b[A-Z]{2}-\d{2}\b/g) ?? [])];
}

import { RE2JS, RE2JSException } from '@bufbuild/re2';

export interface Pattern {
  test(text: string): boolean;
}

/**
 * Compiles the pattern of `matches` in RE2's syntax, which is the one CEL names. The engine is an automaton: time grows with the
 * text's length whatever the pattern, so no rule can be stalled by a crafted user agent. Look-around and back-references do not
 * exist in it.
 * @returns the pattern, or what is wrong with it
 */
export function compilePattern(source: string): Pattern | { readonly problem: string } {
  try {
    const compiled = RE2JS.compile(source);
    return { test: (text) => compiled.test(text) };
  } catch (error) {
    if (error instanceof RE2JSException) return { problem: error.message };
    throw error;
  }
}

/** The same for a pattern that has been checked before. */
export function checkedPattern(source: string): Pattern {
  const pattern = compilePattern(source);
  if ('problem' in pattern) throw new Error(`pattern was not checked: ${pattern.problem}`);
  return pattern;
}

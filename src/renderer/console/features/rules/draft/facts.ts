type Fact = string | number | boolean;

/** What was typed as a fact of a signal's type; undefined for what is none: the fact is not known then. */
export function factOf(type: 'string' | 'int' | 'double' | 'bool', typed: string): Fact | undefined {
  const text = typed.trim();
  if (text === '') return undefined;
  if (type === 'string') return text;
  if (type === 'bool') return text === 'true' ? true : text === 'false' ? false : undefined;
  const number = Number(text);
  if (!Number.isFinite(number) || (type === 'int' && !Number.isInteger(number))) return undefined;
  return number;
}

export const factText = (fact: Fact | undefined): string => (fact === undefined ? '' : String(fact));

import { type Column, missingValue, textsOf, type Values, valuesOf } from './column.ts';

/** One simple condition over one column, as text and as a test of a row. */
export interface Atom {
  readonly signal: string;
  /** In the language of rules. */
  readonly when: string;
  test(row: number): boolean;
}

/** Cut points of one column, from the values that fraud has. */
const cuts = [0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.95, 0.98];
const commonTexts = 8;
/** Text that a person can read in a condition, and that needs no escape. */
const plainText = /^[A-Za-z0-9 ._:;/()@+-]{1,60}$/;
const isFlag = (name: string): boolean => name.startsWith('$');

/**
 * Simple conditions worth looking at: a number against a value of those that fraud has, a flag, a text that fraud often has.
 * @param frauds the rows whose values choose the cut points: those that may be learned from, and no others
 */
export function atomsOf(column: Column, frauds: Uint32Array): Atom[] {
  if (isFlag(column.name) || frauds.length === 0) return [];
  const values = valuesOf(column);
  if (column.type === 'string') return textAtoms(column, values, frauds);
  if (column.type === 'bool') {
    const { name: signal } = column;
    return [
      { signal, when: signal, test: (row) => values[row] === 1 },
      { signal, when: `!${signal}`, test: (row) => values[row] === 0 },
    ];
  }
  return numberAtoms(column, values, frauds);
}

function textAtoms({ name: signal, dictionary }: Column, values: Values, frauds: Uint32Array): Atom[] {
  if (dictionary === null) return [];
  const counts = new Map<number, number>();
  for (const row of frauds) {
    const code = values[row] ?? 0;
    if (code !== 0) counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  const texts = textsOf(dictionary);
  return [...counts]
    .sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .slice(0, commonTexts)
    .flatMap(([code]): Atom[] => {
      const text = texts[code] ?? '';
      return plainText.test(text) ? [{ signal, when: `${signal} == "${text}"`, test: (row) => values[row] === code }] : [];
    });
}

function numberAtoms(column: Column, values: Values, frauds: Uint32Array): Atom[] {
  const { name: signal, type } = column;
  const none = missingValue(column);
  const isMissing = (value: number): boolean => Number.isNaN(value) || value === none;
  const known = Float64Array.from(frauds, (row) => values[row] ?? Number.NaN)
    .filter((value) => !isMissing(value))
    .sort();
  if (known.length === 0) return [];
  const points = new Set(cuts.map((share) => known[Math.min(known.length - 1, Math.floor(known.length * share))] ?? 0));
  return [...points].flatMap((point): Atom[] => {
    const [low, high] = type === 'int' ? [point, point] : [rounded(point, Math.floor), rounded(point, Math.ceil)];
    return [
      { signal, when: `${signal} >= ${literal(low, type)}`, test: atLeast(values, low, isMissing) },
      { signal, when: `${signal} <= ${literal(high, type)}`, test: atMost(values, high, isMissing) },
    ];
  });
}

const atLeast =
  (values: Values, point: number, isMissing: (value: number) => boolean) =>
  (row: number): boolean => {
    const value = values[row] ?? Number.NaN;
    return value >= point && !isMissing(value);
  };
const atMost =
  (values: Values, point: number, isMissing: (value: number) => boolean) =>
  (row: number): boolean => {
    const value = values[row] ?? Number.NaN;
    return value <= point && !isMissing(value);
  };

/** Three digits that count: nobody means 512.3384. */
function rounded(value: number, way: (scaled: number) => number): number {
  if (value === 0) return 0;
  const scale = 10 ** (2 - Math.floor(Math.log10(Math.abs(value))));
  return Number((way(value * scale) / scale).toPrecision(3));
}

function literal(value: number, type: Column['type']): string {
  const text = String(value);
  return type === 'int' || /[.e]/.test(text) ? text : `${text}.0`;
}

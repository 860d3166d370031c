import pg from 'pg';
import { StoreError } from '../errors.ts';

const { builtins } = pg.types;

/** Exact integers or an error: a rounded count or time would be a silent lie. */
function exactInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) {
    throw new StoreError('number_out_of_range', 'The database holds an integer beyond 2^53, which this program cannot represent exactly.');
  }
  return value;
}

/** The type of sums and averages of integers; sums come back exact, averages as the nearest double, as SQLite gives them. */
function numeric(text: string): number {
  return /^-?\d+$/u.test(text) ? exactInteger(text) : Number(text);
}

const parsers = new Map<number, (text: string) => number>([
  [builtins.INT8, exactInteger],
  [builtins.NUMERIC, numeric],
  // SQLite has no booleans: a comparison in a select list is 0 or 1 there, so it is here.
  [builtins.BOOL, (text) => (text === 't' ? 1 : 0)],
]);

/** Makes PostgreSQL's values look like SQLite's: numbers for integers and truth, `Buffer` for bytes, strings for text. */
export const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    (format === 'binary' ? undefined : parsers.get(oid)) ?? pg.types.getTypeParser(oid, format ?? 'text'),
};

import { CsvError } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import { invalidInput } from '../errors.ts';
import { type Line, longestLineBytes, type Position, readLines, startOfFile } from './lines.ts';

/** The cells of a row in the order of the columns asked for; undefined where the row has none. */
export type Cells = readonly (string | undefined)[];

/** One row of the file: its cells, or why it has none. */
export interface Row {
  /** The line it begins at, counted from 1. */
  readonly line: number;
  /** Where the row after it begins. */
  readonly next: Position;
  readonly cells: Cells | null;
  readonly problem: string | null;
  /** As it stands in the file. */
  readonly raw: string;
}

export type FileFormat = 'csv' | 'ndjson';

/** A quoted cell may hold line breaks, but a quote that stays open for longer than this was never meant to. */
const LONGEST_RECORD_LINES = 50;

const delimiters = [',', ';', '\t', '|'] as const;
type Delimiter = (typeof delimiters)[number];

export interface CsvHeader {
  readonly columns: readonly string[];
  readonly delimiter: Delimiter;
  /** Where the first row begins. */
  readonly next: Position;
}

/**
 * Reads the first line that is not blank as the names of the columns.
 * @throws PortcullisError `invalid_input` when there is none or it is not CSV
 */
export async function readCsvHeader(path: string): Promise<CsvHeader> {
  for await (const lines of readLines(path)) {
    for (const line of lines) {
      if (line.problem !== null) throw invalidInput('file', `line ${line.number}: ${line.problem}`);
      if (line.text.trim() === '') continue;
      const delimiter = likeliestDelimiter(line.text);
      const parsed = parseCsv(line.text, delimiter);
      if (typeof parsed === 'string') throw invalidInput('file', `line ${line.number}: ${parsed}`);
      return { columns: parsed.map((name) => name.trim()), delimiter, next: { line: line.number + 1, offset: line.end } };
    }
  }
  throw invalidInput('file', 'the file is empty');
}

function likeliestDelimiter(header: string): Delimiter {
  const count = (delimiter: Delimiter) => header.split(delimiter).length;
  return delimiters.reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best));
}

const neverClosed = 'a quote is opened and not closed';
const problems: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: neverClosed,
  CSV_INVALID_CLOSING_QUOTE: 'text follows a closing quote',
  INVALID_OPENING_QUOTE: 'a quote stands inside an unquoted cell',
};

/** @returns the cells, or what is wrong in words */
function parseCsv(text: string, delimiter: Delimiter): string[] | string {
  try {
    const [cells] = parse(text, { delimiter, relax_column_count: true, record_delimiter: '\n' });
    return cells ?? [];
  } catch (error) {
    if (error instanceof CsvError) return problems[error.code] ?? error.message;
    throw error;
  }
}

interface CsvShape {
  readonly delimiter: Delimiter;
  readonly width: number;
  /** Where each wanted column stands. */
  readonly places: readonly number[];
}

/** Frames lines into records, so that one bad quote costs the row it stands in and not the rest of the file. */
class CsvRows {
  readonly #shape: CsvShape;
  #waiting: Line[] = [];

  constructor(shape: CsvShape) {
    this.#shape = shape;
  }

  take(lines: readonly Line[], last: boolean): Row[] {
    const waiting = this.#waiting.length === 0 ? lines : [...this.#waiting, ...lines];
    const rows: Row[] = [];
    let index = 0;
    while (index < waiting.length) {
      const line = waiting[index] as Line;
      if (line.problem === null && line.text.includes('"')) {
        const used = this.#quoted(waiting, index, last, rows);
        if (used === 0) break;
        index += used;
      } else {
        if (line.problem !== null) rows.push(badRow(line, line.problem));
        else if (line.text.trim() !== '') rows.push(this.#row(line, line, line.text.split(this.#shape.delimiter), line.text));
        index += 1;
      }
    }
    this.#waiting = waiting.slice(index);
    return rows;
  }

  /** @returns how many lines the record took; 0 when its end has not been read yet */
  #quoted(waiting: readonly Line[], index: number, last: boolean, rows: Row[]): number {
    const first = waiting[index] as Line;
    let raw = first.text;
    for (let count = 1; ; count += 1) {
      const end = waiting[index + count - 1] as Line;
      const parsed = parseCsv(raw, this.#shape.delimiter);
      if (typeof parsed !== 'string') {
        rows.push(this.#row(first, end, parsed, raw));
        return count;
      }
      const next = waiting[index + count];
      const open = parsed === neverClosed && count < LONGEST_RECORD_LINES && raw.length < longestLineBytes;
      if (open && next === undefined && !last) return 0;
      if (!open || next === undefined || next.problem !== null) {
        // The quote belongs to the first line alone: the lines after it are read again as rows of their own.
        rows.push(badRow(first, count > 1 ? neverClosed : parsed));
        return 1;
      }
      raw += `\n${next.text}`;
    }
  }

  #row(first: Line, last: Line, all: readonly string[], raw: string): Row {
    const { width, places } = this.#shape;
    const next = { line: last.number + 1, offset: last.end };
    if (all.length !== width) {
      return { line: first.number, next, cells: null, problem: `${all.length} cells where the header has ${width} columns`, raw };
    }
    return { line: first.number, next, cells: places.map((place) => all[place]), problem: null, raw };
  }
}

const badRow = (line: Line, problem: string): Row => ({
  line: line.number,
  next: { line: line.number + 1, offset: line.end },
  cells: null,
  problem,
  raw: line.text,
});

/** A field of a JSON object by its own name, or by a path of names joined by dots. */
function jsonCell(object: Readonly<Record<string, unknown>>, column: string): string | undefined {
  let value: unknown = object;
  if (Object.hasOwn(object, column)) value = object[column];
  else {
    for (const name of column.split('.')) {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
      value = (value as Record<string, unknown>)[name];
    }
  }
  if (value === null || value === undefined) return undefined;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function jsonRow(line: Line, columns: readonly string[]): Row {
  if (line.problem !== null) return badRow(line, line.problem);
  let value: unknown;
  try {
    value = JSON.parse(line.text);
  } catch {
    return badRow(line, 'the line is not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return badRow(line, 'the line is not a JSON object');
  const object = value as Record<string, unknown>;
  const next = { line: line.number + 1, offset: line.end };
  return { line: line.number, next, cells: columns.map((column) => jsonCell(object, column)), problem: null, raw: line.text };
}

/**
 * Reads the rows of a history file from a position on, some at a time. Blank lines are no rows.
 * @param columns the columns wanted; a row's cells come in their order
 * @throws PortcullisError `invalid_input` when a CSV file lacks one of the columns or has it twice
 */
export async function* readRows(
  path: string,
  format: FileFormat,
  columns: readonly string[],
  from: Position = startOfFile,
): AsyncGenerator<Row[]> {
  if (format === 'ndjson') {
    for await (const lines of readLines(path, from)) {
      yield lines.filter((line) => line.problem !== null || line.text.trim() !== '').map((line) => jsonRow(line, columns));
    }
    return;
  }
  const header = await readCsvHeader(path);
  const rows = new CsvRows({
    delimiter: header.delimiter,
    width: header.columns.length,
    places: columns.map((name) => placeOf(header, name)),
  });
  for await (const lines of readLines(path, from.line < header.next.line ? header.next : from)) yield rows.take(lines, false);
  yield rows.take([], true);
}

function placeOf(header: CsvHeader, name: string): number {
  const place = header.columns.indexOf(name);
  if (place === -1) throw invalidInput('mapping.columns', `the file has no column "${name}"; it has ${header.columns.join(', ')}`);
  if (header.columns.indexOf(name, place + 1) !== -1) throw invalidInput('mapping.columns', `the file has the column "${name}" twice`);
  return place;
}

import type { ImportMapping } from '../../../shared/contract/console/index.ts';
import { invalidInput } from '../errors.ts';
import { readLines } from './lines.ts';
import { type FileFormat, readCsvHeader, readRows } from './rows.ts';
import { suggestMapping } from './suggest.ts';

export interface FilePreview {
  readonly format: FileFormat;
  readonly columns: string[];
  readonly rows: Record<string, string>[];
  readonly suggestion: ImportMapping | null;
}

/** Enough rows to tell a flag from a number; only the first few are shown. */
const SAMPLED_ROWS = 200;
const SHOWN_ROWS = 5;
const MOST_COLUMNS = 200;

/**
 * Looks at the head of a history file: its columns, its first rows, and a mapping that its names and values suggest.
 * @param now the engine's time; guesses a year for times without one
 * @throws PortcullisError `invalid_input` when the file is empty or neither CSV nor NDJSON
 */
export async function previewHistory(path: string, now: number): Promise<FilePreview> {
  const format = await likeliestFormat(path);
  const columns = format === 'csv' ? [...(await readCsvHeader(path)).columns] : await jsonColumns(path);
  const distinct = [...new Set(columns)].filter((name) => columns.indexOf(name) === columns.lastIndexOf(name)).slice(0, MOST_COLUMNS);
  const sample: Record<string, string>[] = [];
  read: for await (const rows of readRows(path, format, distinct)) {
    for (const row of rows) {
      if (row.cells === null) continue;
      sample.push(Object.fromEntries(distinct.map((name, index) => [name, row.cells?.[index] ?? ''])));
      if (sample.length >= SAMPLED_ROWS) break read;
    }
  }
  return {
    format,
    columns,
    rows: sample.slice(0, SHOWN_ROWS),
    suggestion: suggestMapping({ format, columns: distinct, rows: sample }, now),
  };
}

async function likeliestFormat(path: string): Promise<FileFormat> {
  for await (const lines of readLines(path)) {
    const first = lines.find((line) => line.text.trim() !== '');
    if (first === undefined) continue;
    if (first.problem !== null) throw invalidInput('file', `line ${first.number}: ${first.problem}`);
    return first.text.trimStart().startsWith('{') ? 'ndjson' : 'csv';
  }
  throw invalidInput('file', 'the file is empty');
}

/** The names in the first rows' objects; those of nested objects as paths joined by dots. */
async function jsonColumns(path: string): Promise<string[]> {
  const found = new Set<string>();
  let seen = 0;
  for await (const lines of readLines(path)) {
    for (const line of lines) {
      if (seen >= SAMPLED_ROWS) return [...found];
      if (line.problem !== null || line.text.trim() === '') continue;
      seen += 1;
      try {
        collectNames(JSON.parse(line.text), '', found);
      } catch {
        // A line that is no JSON is reported with its number when the file is imported.
      }
    }
  }
  if (found.size === 0) throw invalidInput('file', 'no line is a JSON object');
  return [...found];
}

function collectNames(value: unknown, prefix: string, found: Set<string>): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
  for (const [name, each] of Object.entries(value)) {
    if (typeof each === 'object' && each !== null && !Array.isArray(each)) collectNames(each, `${prefix}${name}.`, found);
    else found.add(`${prefix}${name}`);
  }
}

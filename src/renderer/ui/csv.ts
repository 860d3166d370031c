import { csvLine } from '../../shared/csv.ts';

/** Rows as a CSV file for a spreadsheet. */
export const toCsv = (header: readonly string[], rows: readonly (readonly string[])[]): string => [header, ...rows].map(csvLine).join('');

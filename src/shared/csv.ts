/** A spreadsheet runs cells that begin like a formula (OWASP, CSV injection), so such text is led by an apostrophe; plain negative numbers stay. */
function cell(text: string): string {
  const harmless = /^[=+\-@\t\r\n]/u.test(text) && !/^-?\d+(\.\d+)?$/u.test(text) ? `'${text}` : text;
  return /[",\r\n]/u.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** One row of a CSV file for spreadsheets, its line end included (RFC 4180). */
export const csvLine = (cells: readonly string[]): string => `${cells.map(cell).join(',')}\r\n`;

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileHash, longestLineBytes, type Position, unpackedBytes } from '../../../src/main/engine/imports/lines.ts';
import { type FileFormat, type Row, readRows } from '../../../src/main/engine/imports/rows.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rows-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function file(content: string | Buffer): string {
  files += 1;
  const path = join(folder, `f${files}`);
  writeFileSync(path, content);
  return path;
}

async function rowsOf(path: string, columns: string[], format: FileFormat = 'csv', from?: Position): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const some of readRows(path, format, columns, from)) rows.push(...some);
  return rows;
}

const short = (rows: readonly Row[]) => rows.map((row) => [row.line, row.cells ?? row.problem]);

describe('rows of a CSV file', () => {
  it('RT-09 gives the wanted columns in the wanted order with the line they stand in', async () => {
    expect(short(await rowsOf(file('a,b,c\n1,2,3\n\n4,5,6'), ['c', 'a']))).toEqual([
      [2, ['3', '1']],
      [4, ['6', '4']],
    ]);
  });

  it('understands Windows line breaks, a byte order mark, other delimiters and quoted cells with line breaks', async () => {
    expect(short(await rowsOf(file('\uFEFFa;b\r\n1;"x;\r\ny ""z"""\r\n2;q\r\n'), ['a', 'b']))).toEqual([
      [2, ['1', 'x;\ny "z"']],
      [4, ['2', 'q']],
    ]);
  });

  it('RT-09 a quote that is never closed costs its own row and no other', async () => {
    const rows = await rowsOf(file(`a,b\n1,"open\n${Array.from({ length: 120 }, (_, i) => `${i},ok`).join('\n')}\n`), ['a', 'b']);
    expect(rows).toHaveLength(121);
    expect(rows[0]).toMatchObject({ line: 2, cells: null, problem: 'a quote is opened and not closed', raw: '1,"open' });
    expect(rows.slice(1).every((row) => row.problem === null)).toBe(true);
  });

  it('RT-09 names every other way in which a row can be broken', async () => {
    const rows = await rowsOf(file('a,b\n1,5" pipe\n2,"x"y\n3\n4,5,6\n7,8\n'), ['a', 'b']);
    expect(short(rows)).toEqual([
      [2, 'a quote stands inside an unquoted cell'],
      [3, 'text follows a closing quote'],
      [4, '1 cells where the header has 2 columns'],
      [5, '3 cells where the header has 2 columns'],
      [6, ['7', '8']],
    ]);
  });

  it('RT-09 reports text that is not UTF-8 and lines without end, and goes on behind them', async () => {
    const broken = Buffer.concat([
      Buffer.from('a,b\n1,'),
      Buffer.from([0xff, 0xfe]),
      Buffer.from(`\n2,${'x'.repeat(longestLineBytes)}\n3,4\n`),
    ]);
    expect(short(await rowsOf(file(broken), ['a', 'b']))).toEqual([
      [2, 'the line is not UTF-8 text'],
      [3, 'the line is longer than 256 KiB'],
      [4, ['3', '4']],
    ]);
  });

  it('refuses a file that lacks a mapped column or has it twice', async () => {
    await expect(rowsOf(file('a,b\n1,2\n'), ['c'])).rejects.toThrow(/no column "c"/);
    await expect(rowsOf(file('a,a\n1,2\n'), ['a'])).rejects.toThrow(/twice/);
    await expect(rowsOf(file(''), ['a'])).rejects.toThrow(/empty/);
  });

  it('RT-09 goes on from any row exactly as if it had never stopped, packed or not', async () => {
    const text = `a,b\r\n${Array.from({ length: 40 }, (_, i) => (i % 7 === 3 ? `${i},"two\r\nlines é"` : `${i},é${i}`)).join('\r\n')}`;
    for (const path of [file(text), file(gzipSync(text))]) {
      const all = await rowsOf(path, ['a', 'b']);
      expect(all).toHaveLength(40);
      for (const [index, row] of all.entries()) expect(await rowsOf(path, ['a', 'b'], 'csv', row.next)).toEqual(all.slice(index + 1));
    }
  });
});

describe('rows of an NDJSON file', () => {
  it('RT-09 reads fields by name and by path, and reports lines that are no objects', async () => {
    const path = file('{"a":1,"b":{"c":"x"},"d.e":true}\nnot json\n[1]\n\n{"a":null,"b":{"c":["y"]}}');
    expect(short(await rowsOf(path, ['a', 'b.c', 'd.e', '__proto__'], 'ndjson'))).toEqual([
      [1, ['1', 'x', 'true', undefined]],
      [2, 'the line is not JSON'],
      [3, 'the line is not a JSON object'],
      [5, [undefined, '["y"]', undefined, undefined]],
    ]);
  });
});

describe('files', () => {
  it('knows a file again by its bytes, and how long a packed one is', async () => {
    const text = 'a,b\n1,2\n'.repeat(1000);
    expect(await fileHash(file(text))).toBe(await fileHash(file(text)));
    expect(await fileHash(file(text))).not.toBe(await fileHash(file(`${text} `)));
    expect(await unpackedBytes(file(text))).toBe(8000);
    expect(await unpackedBytes(file(gzipSync(text)))).toBe(8000);
  });

  it('fails on a damaged packing and on a file that is not there', async () => {
    await expect(rowsOf(file(gzipSync('a,b\n1,2\n').subarray(0, 20)), ['a'])).rejects.toThrow();
    await expect(rowsOf(join(folder, 'nothing'), ['a'])).rejects.toThrow(/ENOENT/);
  });
});

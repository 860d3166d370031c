import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** One line of a history file, without its line break. */
export interface Line {
  /** Counted from 1. */
  readonly number: number;
  readonly text: string;
  /** Bytes of the unpacked text up to and including this line's break: where the next line begins. */
  readonly end: number;
  /** Why the line cannot be a row, whatever it says. */
  readonly problem: string | null;
}

/** Where to go on reading. */
export interface Position {
  /** The next line, counted from 1. */
  readonly line: number;
  /** Its first byte in the unpacked text. */
  readonly offset: number;
}

export const startOfFile: Position = { line: 1, offset: 0 };

/** A row of history has no business being longer; the bound keeps one missing line break from filling the memory. */
export const longestLineBytes = 256 * 1024;
const SHOWN_OF_OVERLONG = 2_000;
const NEWLINE = 10;

export async function isGzip(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const head = Buffer.alloc(2);
    const { bytesRead } = await file.read(head, 0, 2, 0);
    return bytesRead === 2 && head[0] === 0x1f && head[1] === 0x8b;
  } finally {
    await file.close();
  }
}

/**
 * How many bytes the unpacked text has. For gzip this is the size that its trailer states (RFC 1952, ISIZE): exact for one member under 4 GiB,
 * otherwise too low, so it serves to show progress and nothing else.
 */
export async function unpackedBytes(path: string): Promise<number> {
  const gzip = await isGzip(path);
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    if (!gzip || size < 4) return size;
    const trailer = Buffer.alloc(4);
    await file.read(trailer, 0, 4, size - 4);
    return Math.max(trailer.readUInt32LE(0), size);
  } finally {
    await file.close();
  }
}

/** SHA-256 over the file as it lies on disk, lower-case hex: how an interrupted import knows its file again. */
export async function fileHash(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/**
 * Reads the lines of a plain or gzip-packed text file, a chunk's lines at a time. A plain file is entered at the position's byte; a packed one
 * is unpacked from its start and dropped up to there.
 * @throws Error when the file cannot be read or its packing is damaged
 */
export async function* readLines(path: string, from: Position = startOfFile): AsyncGenerator<Line[]> {
  const gzip = await isGzip(path);
  const raw = createReadStream(path, gzip ? {} : { start: from.offset });
  const source: Readable = gzip ? raw.pipe(createGunzip()) : raw;
  if (gzip) raw.once('error', (error) => source.destroy(error));
  const splitter = new LineSplitter(from);
  let toDrop = gzip ? from.offset : 0;
  try {
    for await (const piece of source) {
      let chunk = piece as Buffer;
      if (toDrop > 0) {
        const dropped = Math.min(toDrop, chunk.length);
        toDrop -= dropped;
        chunk = chunk.subarray(dropped);
      }
      const lines = splitter.push(chunk);
      if (lines.length > 0) yield lines;
    }
    const last = splitter.finish();
    if (last !== null) yield [last];
  } finally {
    source.destroy();
    raw.destroy();
  }
}

class LineSplitter {
  #number: number;
  #end: number;
  #held: Buffer[] = [];
  #heldBytes = 0;

  constructor(from: Position) {
    this.#number = from.line;
    this.#end = from.offset;
  }

  push(chunk: Buffer): Line[] {
    const lines: Line[] = [];
    let start = 0;
    for (let newline = chunk.indexOf(NEWLINE); newline !== -1; newline = chunk.indexOf(NEWLINE, start)) {
      this.#hold(chunk.subarray(start, newline));
      lines.push(this.#take(1));
      start = newline + 1;
    }
    this.#hold(chunk.subarray(start));
    return lines;
  }

  finish(): Line | null {
    return this.#heldBytes === 0 ? null : this.#take(0);
  }

  /** Counts every byte, keeps no more than can be shown of a line that is too long. */
  #hold(bytes: Buffer): void {
    if (this.#heldBytes <= longestLineBytes) this.#held.push(Buffer.from(bytes));
    this.#heldBytes += bytes.length;
  }

  #take(breakBytes: number): Line {
    const bytes = this.#held.length === 1 ? (this.#held[0] as Buffer) : Buffer.concat(this.#held);
    const overlong = this.#heldBytes > longestLineBytes;
    this.#end += this.#heldBytes + breakBytes;
    this.#held = [];
    this.#heldBytes = 0;
    const number = this.#number;
    this.#number += 1;
    let text = (overlong ? bytes.subarray(0, SHOWN_OF_OVERLONG) : bytes).toString('utf8');
    if (text.endsWith('\r')) text = text.slice(0, -1);
    if (number === 1 && text.startsWith('\uFEFF')) text = text.slice(1);
    const problem = overlong
      ? `the line is longer than ${longestLineBytes / 1024} KiB`
      : isUtf8(bytes)
        ? null
        : 'the line is not UTF-8 text';
    return { number, text, end: this.#end, problem };
  }
}

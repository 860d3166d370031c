import { randomBytes } from 'node:crypto';
import { chmod, lstat, mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { conflict, notFound, PortcullisError } from '../engine/errors.ts';

const ID_BYTES = 16;
const PER_OWNER = 5;
const KEEP_MS = 7 * 24 * 3_600_000;

interface Upload {
  readonly owner: string;
  readonly fileName: string;
  readonly filePath: string;
  received: number;
  /** An import reads it, and reads it again after an interruption. */
  taken: boolean;
  /** The chunk that is being written; the next one waits for it. */
  writing: Promise<unknown>;
}

/**
 * Files that staff send in chunks, in a folder of the workspace. A file has a name of our own making, so that nothing a browser sends
 * becomes part of a path, and belongs to who began it. What is imported from here stays for a week, since an interrupted import reads it
 * again.
 */
export class UploadFolder {
  readonly #folder: string;
  readonly #uploads = new Map<string, Upload>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Makes the folder, and removes what has lain in it for a week.
   * @throws Error when the folder is somebody else's: whoever owns it could exchange a file between its preview and its import
   */
  async prepare(): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const found = await lstat(this.#folder);
    if (!found.isDirectory() || (process.getuid !== undefined && found.uid !== process.getuid())) {
      throw new Error(`The folder for uploads belongs to somebody else: ${this.#folder}`);
    }
    await chmod(this.#folder, 0o700);
    await this.#forgetOld();
  }

  /** @throws PortcullisError `not_found`, `conflict`, `payload_too_large`, `rate_limited` */
  async append(input: {
    readonly owner: string;
    readonly uploadId: string | null;
    readonly fileName: string;
    readonly offset: number;
    readonly chunk: Uint8Array;
    readonly maxBytes: number;
  }): Promise<{ uploadId: string; received: number }> {
    const uploadId = input.uploadId ?? (await this.#begin(input.owner, input.fileName));
    const upload = this.#uploads.get(uploadId);
    if (upload?.owner !== input.owner) throw notFound('upload');
    const written = upload.writing.then(() => write(upload, input));
    upload.writing = written.catch(() => undefined);
    await written;
    return { uploadId, received: upload.received };
  }

  /** @throws PortcullisError `not_found` */
  find(owner: string, uploadId: string): { readonly filePath: string; readonly fileName: string } {
    const upload = this.#uploads.get(uploadId);
    if (upload?.owner !== owner) throw notFound('upload');
    return { filePath: upload.filePath, fileName: upload.fileName };
  }

  /**
   * The file of an upload that an import begins to read. It stays until it is old.
   * @throws PortcullisError `not_found`
   */
  take(owner: string, uploadId: string): { readonly filePath: string; readonly fileName: string } {
    const found = this.find(owner, uploadId);
    const upload = this.#uploads.get(uploadId);
    if (upload !== undefined) upload.taken = true;
    return found;
  }

  /** By the machine's clock, which is what files are dated by. */
  async #forgetOld(): Promise<void> {
    for (const name of await readdir(this.#folder)) {
      const file = join(this.#folder, name);
      const found = await stat(file).catch(() => null);
      if (found === null || Date.now() - found.mtimeMs <= KEEP_MS) continue;
      await rm(file, { force: true });
      for (const [id, { filePath }] of this.#uploads) if (filePath === file) this.#uploads.delete(id);
    }
  }

  async #begin(owner: string, fileName: string): Promise<string> {
    // A server runs for longer than a week, and what was imported is let go of by nobody else.
    await this.#forgetOld();
    const mine = [...this.#uploads].filter(([, upload]) => upload.owner === owner);
    const [oldest] = mine;
    if (mine.length >= PER_OWNER && oldest !== undefined) {
      const [id, forgotten] = oldest;
      this.#uploads.delete(id);
      // Whoever uploads without end must not fill the disk.
      if (!forgotten.taken) await forgotten.writing.then(() => rm(forgotten.filePath, { force: true }));
    }
    const uploadId = randomBytes(ID_BYTES).toString('hex');
    this.#uploads.set(uploadId, {
      owner,
      fileName,
      filePath: join(this.#folder, `${uploadId}.upload`),
      received: 0,
      taken: false,
      writing: Promise.resolve(),
    });
    return uploadId;
  }
}

async function write(
  upload: Upload,
  { offset, chunk, maxBytes }: { readonly offset: number; readonly chunk: Uint8Array; readonly maxBytes: number },
): Promise<void> {
  if (offset !== upload.received) throw conflict('The chunk does not follow the last one.', { received: upload.received });
  if (offset + chunk.length > maxBytes) throw new PortcullisError('payload_too_large', 'The file is larger than this server takes.');
  const handle = await open(upload.filePath, offset === 0 ? 'wx' : 'r+', 0o600);
  try {
    await handle.write(chunk, 0, chunk.length, offset);
  } finally {
    await handle.close();
  }
  upload.received += chunk.length;
}

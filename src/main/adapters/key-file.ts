import type { Stats } from 'node:fs';
import { link, lstat, mkdir, open, readFile, rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Keyring, Random, RootKey } from '../engine/ports.ts';
import { assertKeys, formatRootKey, parseRootKey, RootKeysRefused } from './root-keys.ts';

/** Where a workspace keeps its root keys, relative to its folder, when no keychain or environment holds them. */
export const keyFileName = 'keys/root.key';

/**
 * Root keys in a file of their own, one `id:base64` a line, newest last; readable by its owner alone. Keep a copy apart from the
 * database's backups: without it nothing that was sealed can be opened again.
 */
export class KeyFile implements Keyring {
  readonly #file: string;
  readonly #random: Random;

  constructor(file: string, random: Random) {
    this.#file = file;
    this.#random = random;
  }

  /** @throws RootKeysRefused when the file is missing, malformed, not a plain file, or open to others */
  async keys(): Promise<readonly RootKey[]> {
    assertPrivate(this.#file, await lstat(this.#file).catch(explainMissing));
    const lines = (await readFile(this.#file, 'utf8')).split('\n').map((line) => line.trim());
    return assertKeys(
      lines.filter((line) => line !== '' && !line.startsWith('#')).map((line) => parseRootKey(line, this.#file)),
      this.#file,
    );
  }

  /**
   * Makes the file with a first key, for a workspace that is being created. Two processes that do so at once end up with one key.
   * Never call it for a workspace that has data: a lost key must be found, not replaced.
   */
  async create(): Promise<readonly RootKey[]> {
    await mkdir(dirname(this.#file), { recursive: true, mode: 0o700 });
    const draft = await this.#draft([]);
    try {
      await link(draft, this.#file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    } finally {
      await unlink(draft);
    }
    await syncFolder(dirname(this.#file));
    return this.keys();
  }

  /** Adds a key that seals from the next start on; the former ones go on opening what they sealed. @returns the new key's id */
  async rotate(): Promise<string> {
    const former = await this.keys();
    const draft = await this.#draft(former);
    await rename(draft, this.#file);
    await syncFolder(dirname(this.#file));
    return (await this.keys()).at(-1)?.id ?? '';
  }

  async #draft(former: readonly RootKey[]): Promise<string> {
    const name = Buffer.from(this.#random.bytes(6)).toString('hex');
    const keys = [...former, { id: `key-${name}`, key: this.#random.bytes(32) }];
    const draft = `${this.#file}.${name}`;
    const handle = await open(draft, 'wx', 0o600);
    try {
      await handle.writeFile(
        `# Portcullis root keys: keep them secret, and keep a copy. The last one seals.\n${keys.map(formatRootKey).join('\n')}\n`,
      );
      await handle.sync();
    } finally {
      await handle.close();
    }
    return draft;
  }
}

/** A workspace without its keys is most often one that was restored; no new key would open what the former ones sealed. */
function explainMissing(error: NodeJS.ErrnoException): never {
  if (error.code !== 'ENOENT') throw error;
  throw new RootKeysRefused(`The root keys are missing. Put the file that belongs to this database at ${error.path}.`, { cause: error });
}

function assertPrivate(file: string, stats: Stats): void {
  if (!stats.isFile()) throw new RootKeysRefused(`${file} must be a plain file`);
  if (process.platform === 'win32') return;
  if ((stats.mode & 0o077) !== 0) throw new RootKeysRefused(`${file} can be read by others than its owner; run: chmod 600 ${file}`);
  const user = process.getuid?.();
  if (user !== 0 && stats.uid !== user) throw new RootKeysRefused(`${file} belongs to another user`);
}

/** Makes a rename or link in a folder survive a power cut. Windows keeps no such promise and refuses to open folders. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

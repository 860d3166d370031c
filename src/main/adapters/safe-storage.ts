import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { Keyring, Random, RootKey } from '../engine/ports.ts';
import { syncFolder } from './key-file.ts';
import { assertKeys } from './root-keys.ts';

/** Where a workspace keeps the root keys that the keychain sealed, relative to its folder. */
export const sealedKeyFileName = 'keys/root.sealed.json';

/** What we use of Electron's `safeStorage`; handed in, because this file knows no Electron. */
export interface SafeStorage {
  isAsyncEncryptionAvailable(): Promise<boolean>;
  encryptStringAsync(plain: string): Promise<Buffer>;
  decryptStringAsync(sealed: Buffer): Promise<{ readonly result: string; readonly shouldReEncrypt: boolean }>;
  /** On Linux only. */
  getSelectedStorageBackend(): string;
}

export interface SafeStorageOptions {
  readonly safeStorage: SafeStorage;
  /** File of the workspace that holds the sealed keys. */
  readonly file: string;
  readonly random: Random;
  readonly platform: NodeJS.Platform;
  /** The demo workspace holds no real secret, so there alone a machine without a keychain will do. */
  readonly demo: boolean;
}

const KEY_BYTES = 32;

const KeyFile = z.strictObject({
  version: z.literal(1),
  /** Newest last. Each is sealed by the keychain: base64 of what it made of the key's base64. */
  keys: z.array(z.strictObject({ id: z.string().min(1), sealed: z.base64() })).min(1),
});

type KeyFile = z.infer<typeof KeyFile>;

/** Begins what Chromium seals on Linux with a password that is in its source code, for want of a keychain. */
const KNOWN_PASSWORD = Buffer.from('v10');

/** The keychain of the operating system cannot keep the workspace's keys. The message says what to do, for people. */
export class KeychainUnavailableError extends Error {
  override readonly name = 'KeychainUnavailableError';
}

export interface SafeStorageKeyring extends Keyring {
  /** @throws Error when the file is missing or damaged; KeychainUnavailableError when the keychain cannot or does not open it. */
  keys(): Promise<readonly RootKey[]>;
  /**
   * Makes the first key, for a workspace that is being created. Never call it for one that has data: a lost key must be found, not
   * replaced.
   *
   * @throws KeychainUnavailableError when there is no keychain worth the name
   */
  create(): Promise<readonly RootKey[]>;
}

/**
 * The root keys in a file of the workspace, sealed by the operating system's keychain.
 *
 * On Linux without a secret service Electron silently falls back on a password that everybody knows (`basic_text`). That is no
 * protection, so it is refused outside the demo, both by the backend's name and by the mark on what it sealed.
 */
export function createSafeStorageKeyring({ safeStorage, file, random, platform, demo }: SafeStorageOptions): SafeStorageKeyring {
  async function assertKeychain(): Promise<void> {
    if (!(await safeStorage.isAsyncEncryptionAvailable())) throw new KeychainUnavailableError(withoutKeychain(platform));
    if (platform !== 'linux' || demo) return;
    if (['basic_text', 'unknown'].includes(safeStorage.getSelectedStorageBackend()))
      throw new KeychainUnavailableError(withoutKeychain(platform));
  }

  async function seal(key: Uint8Array): Promise<string> {
    const sealed = await safeStorage.encryptStringAsync(Buffer.from(key).toString('base64'));
    refuseKnownPassword(sealed);
    return sealed.toString('base64');
  }

  function refuseKnownPassword(sealed: Buffer): void {
    const known = sealed.subarray(0, KNOWN_PASSWORD.length).equals(KNOWN_PASSWORD);
    if (platform === 'linux' && !demo && known) throw new KeychainUnavailableError(withoutKeychain(platform));
  }

  async function unseal(stored: KeyFile['keys'][number]): Promise<{ readonly root: RootKey; readonly stale: boolean }> {
    const sealed = Buffer.from(stored.sealed, 'base64');
    refuseKnownPassword(sealed);
    const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(sealed).catch((cause: unknown) => {
      throw new KeychainUnavailableError(
        `The keychain of this machine does not open the keys in ${file}. They belong to another person or machine.`,
        {
          cause,
        },
      );
    });
    const key = Buffer.from(result, 'base64');
    if (key.length !== KEY_BYTES) throw new Error(`${file} is damaged: a key has ${key.length} bytes`);
    return { root: { id: stored.id, key }, stale: shouldReEncrypt };
  }

  async function resealed(keys: readonly RootKey[]): Promise<void> {
    await replaceFile(file, { version: 1, keys: await Promise.all(keys.map(async ({ id, key }) => ({ id, sealed: await seal(key) }))) });
  }

  return {
    async keys() {
      await assertKeychain();
      const opened = await Promise.all((await readKeyFile(file)).keys.map(unseal));
      const roots = opened.map(({ root }) => root);
      if (opened.some(({ stale }) => stale)) await resealed(roots);
      return assertKeys(roots, file);
    },
    async create() {
      await assertKeychain();
      if (existsSync(file)) throw new Error(`${file} exists: its keys are not replaced`);
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      const first: RootKey = { id: `key_${Buffer.from(random.bytes(8)).toString('hex')}`, key: random.bytes(KEY_BYTES) };
      await resealed([first]);
      return [first];
    },
  };
}

async function readKeyFile(file: string): Promise<KeyFile> {
  return KeyFile.parse(JSON.parse(await readFile(file, 'utf8')));
}

/** Durable before anything is sealed under a key that only this file keeps. */
async function replaceFile(file: string, content: KeyFile): Promise<void> {
  const handle = await open(`${file}.new`, 'w', 0o600);
  try {
    await handle.writeFile(JSON.stringify(content));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(`${file}.new`, file);
  await syncFolder(dirname(file));
}

function withoutKeychain(platform: NodeJS.Platform): string {
  return platform === 'linux'
    ? 'This session has no keychain to keep the workspace’s keys in. Start a secret service (GNOME Keyring or KWallet) and try again.'
    : 'The keychain of this machine is not available, so the workspace’s keys cannot be kept safe.';
}

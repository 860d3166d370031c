import { randomBytes, randomInt } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSafeStorageKeyring, KeychainUnavailableError, type SafeStorage } from '../../src/main/adapters/safe-storage.ts';

/** A keychain as Electron presents one; seals with the mark that Chromium puts before what it sealed. */
function keychain(changes: Partial<SafeStorage> & { readonly mark?: string; readonly stale?: boolean } = {}): SafeStorage {
  const mark = changes.mark ?? 'v11';
  return {
    isAsyncEncryptionAvailable: async () => true,
    getSelectedStorageBackend: () => 'gnome_libsecret',
    encryptStringAsync: async (plain) => Buffer.from(mark + [...plain].reverse().join('')),
    decryptStringAsync: async (sealed) => {
      const text = sealed.toString();
      if (!text.startsWith(mark)) throw new Error('sealed by another keychain');
      return { result: [...text.slice(mark.length)].reverse().join(''), shouldReEncrypt: changes.stale ?? false };
    },
    ...changes,
  };
}

describe('the desktop’s keyring', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'portcullis-keyring-'));
    file = join(folder, 'keys', 'root.sealed.json');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const keyring = (safeStorage: SafeStorage, { demo = false, platform = 'linux' as NodeJS.Platform } = {}) =>
    createSafeStorageKeyring({
      safeStorage,
      file,
      random: { bytes: (length) => randomBytes(length), integer: (below) => randomInt(below) },
      platform,
      demo,
    });

  it('makes a key once and finds the same one ever after', async () => {
    const [first, ...others] = await keyring(keychain()).create();
    expect(others).toEqual([]);
    expect(first?.key).toHaveLength(32);
    expect(await keyring(keychain()).keys()).toEqual([first]);
    await expect(keyring(keychain()).create()).rejects.toThrow('not replaced');
  });

  it('writes no key in the clear and lets nobody else read the file', async () => {
    const [root] = await keyring(keychain()).create();
    const text = readFileSync(file, 'utf8');
    expect(text).not.toContain(Buffer.from(root?.key ?? []).toString('base64'));
    expect(statSync(file).mode & 0o077).toBe(0);
  });

  it.each([
    ['Linux names the fallback', keychain({ getSelectedStorageBackend: () => 'basic_text' })],
    ['Linux cannot name a backend', keychain({ getSelectedStorageBackend: () => 'unknown' })],
    ['Linux names a secret service but seals with the known password', keychain({ mark: 'v10' })],
    ['there is none', keychain({ isAsyncEncryptionAvailable: async () => false })],
  ])('refuses a real workspace when %s', async (_what, safeStorage) => {
    await expect(keyring(safeStorage).create()).rejects.toThrow(KeychainUnavailableError);
    expect(() => statSync(file)).toThrow();
  });

  it('takes the fallback for the demo, whose keys then open no real workspace', async () => {
    const fallback = keychain({ getSelectedStorageBackend: () => 'basic_text', mark: 'v10' });
    expect(await keyring(fallback, { demo: true }).create()).toHaveLength(1);
    await expect(keyring(keychain({ mark: 'v10' })).keys()).rejects.toThrow(KeychainUnavailableError);
  });

  it('takes the mark of other systems for what it is there', async () => {
    expect(await keyring(keychain({ mark: 'v10' }), { platform: 'darwin' }).create()).toHaveLength(1);
  });

  it('seals the keys again when the keychain has a new key of its own', async () => {
    const before = await keyring(keychain()).create();
    const sealed = readFileSync(file, 'utf8');
    expect(await keyring(keychain({ stale: true, encryptStringAsync: async (plain) => Buffer.from(`v12${plain}`) })).keys()).toEqual(
      before,
    );
    expect(readFileSync(file, 'utf8')).not.toBe(sealed);
  });

  it('never makes a new key in place of one that it cannot open', async () => {
    await expect(keyring(keychain()).keys()).rejects.toThrow();
    await keyring(keychain()).create();
    const sealed = readFileSync(file, 'utf8');
    await expect(keyring(keychain({ mark: 'v12' })).keys()).rejects.toThrow('another person or machine');
    writeFileSync(file, sealed.slice(0, 40));
    await expect(keyring(keychain()).keys()).rejects.toThrow();
    expect(readFileSync(file, 'utf8')).toBe(sealed.slice(0, 40));
  });
});

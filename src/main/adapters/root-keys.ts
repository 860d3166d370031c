import type { RootKey } from '../engine/ports.ts';

/** The root keys cannot be used as they are. The message is for the operator, who can mend it. */
export class RootKeysRefused extends Error {
  override readonly name = 'RootKeysRefused';
  readonly code = 'root_keys_refused';
}

const ID = /^[A-Za-z0-9._-]{1,60}$/u;

/**
 * Reads a root key written as `id:base64`.
 * @param where what to call the place in an error; the key itself is never in one
 * @throws RootKeysRefused when it is not an id and 32 bytes
 */
export function parseRootKey(text: string, where: string): RootKey {
  const colon = text.indexOf(':');
  const id = text.slice(0, Math.max(colon, 0));
  const key = Buffer.from(text.slice(colon + 1), 'base64');
  if (!ID.test(id)) throw new RootKeysRefused(`${where}: a root key is written as id:base64, the id of letters, digits and . _ -`);
  if (key.length !== 32) throw new RootKeysRefused(`${where}: root key ${id} must be 32 bytes in base64, and is ${key.length}`);
  return { id, key: new Uint8Array(key) };
}

export const formatRootKey = (root: RootKey): string => `${root.id}:${Buffer.from(root.key).toString('base64')}`;

/** @throws RootKeysRefused when there is none, or two share an id: a sealed value names its key by id alone. */
export function assertKeys(keys: readonly RootKey[], where: string): readonly RootKey[] {
  if (keys.length === 0) throw new RootKeysRefused(`${where}: there is no root key`);
  if (new Set(keys.map((root) => root.id)).size !== keys.length) throw new RootKeysRefused(`${where}: two root keys have the same id`);
  return keys;
}

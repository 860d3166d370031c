import { createStore, del, get, set } from 'idb-keyval';
import { type PublicKey, thumbprint, toBase64Url } from './bytes.ts';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SIGNING = { name: 'ECDSA', hash: 'SHA-256' } as const;

/**
 * The key by which this phone answers for an account (TD-06). Its private half is made inside WebCrypto as non-extractable: neither this
 * program nor one that slips into the page can read it, only use it while it runs here. A native app would keep it in the Secure Enclave
 * or in StrongBox and let it be used after the owner's fingerprint only.
 */
export interface DeviceKey {
  readonly publicKey: PublicKey;
  /** RFC 7638, base64url. */
  readonly thumbprint: string;
  /** ES256 over the text's UTF-8 bytes: r and s, 32 bytes each, base64url without padding. */
  sign(text: string): Promise<string>;
}

/** A handle of WebCrypto's, not bytes. */
export type KeyHandle = Parameters<typeof crypto.subtle.sign>[1];

/** What WebCrypto makes and IndexedDB keeps. */
interface KeyPair {
  readonly privateKey: KeyHandle;
  readonly publicKey: KeyHandle;
}

const store = createStore('portcullis-phone', 'device-keys');

async function wrap(pair: KeyPair): Promise<DeviceKey> {
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', pair.publicKey);
  if (kty !== 'EC' || crv !== 'P-256' || x === undefined || y === undefined) throw new Error('The device key is not of P-256.');
  const publicKey: PublicKey = { kty, crv, x, y };
  return {
    publicKey,
    thumbprint: await thumbprint(publicKey),
    async sign(text) {
      const signature = await crypto.subtle.sign(SIGNING, pair.privateKey, new TextEncoder().encode(text));
      return toBase64Url(new Uint8Array(signature));
    },
  };
}

/** Makes a key that is not kept yet: {@link keep} keeps it once the engine has taken it. */
export async function makeKey(): Promise<{ readonly key: DeviceKey; keep(accountId: string): Promise<void> }> {
  const pair = await crypto.subtle.generateKey(ALGORITHM, false, ['sign', 'verify']);
  return { key: await wrap(pair), keep: (accountId) => set(accountId, pair, store) };
}

/** The key of an account on this phone; null when there is none. IndexedDB keeps the handle, not the key's bytes. */
export async function loadKey(accountId: string): Promise<DeviceKey | null> {
  const pair = await get<KeyPair>(accountId, store);
  return pair === undefined ? null : wrap(pair);
}

/** Destroys the key of an account, after which nobody can sign with it again. */
export const forgetKey = (accountId: string): Promise<void> => del(accountId, store);

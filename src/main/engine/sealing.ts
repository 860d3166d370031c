import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  sign as signBytes,
  verify as verifyBytes,
} from 'node:crypto';
import type { Random, RootKey } from './ports.ts';

const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Seals secrets for storage (AES-256-GCM, NIST SP 800-38D) and makes keyed hashes for look-ups (HMAC-SHA-256).
 * A sealed value names the key it was sealed under, so that keys rotate without a flag day, and is bound to a context
 * (`staff.totp:staff_…`), so that a value copied into another row does not open there.
 */
export interface Sealer {
  seal(plain: Uint8Array | string, context: string): Uint8Array;
  /** @throws Error when the value was altered, belongs to another context, or its key is gone. */
  open(sealed: Uint8Array, context: string): Buffer;
  openText(sealed: Uint8Array, context: string): string;
  /** A look-up hash that cannot be computed without the root key; lower-case hex. */
  lookup(value: string, purpose: string): string;
  /** Signs a checkpoint of the audit trail (Ed25519, RFC 8032), so that an auditor who holds no secret can check it; base64url. */
  sign(text: string): { readonly keyId: string; readonly signature: string };
  verify(text: string, keyId: string, signature: string): boolean;
  /** The public halves of the signing keys, SPKI in base64, by key id. */
  readonly publicKeys: Readonly<Record<string, string>>;
  /** The key that seals now. */
  readonly keyId: string;
  /** One text for each root key, oldest first, that only those 32 bytes give and that tells nothing of them. */
  readonly checks: readonly { readonly id: string; readonly value: string }[];
}

/** Keys are kept as objects: Node takes six times as long with a key that it must first make one of. */
interface DerivedKey {
  readonly id: string;
  readonly seal: KeyObject;
  readonly sign: KeyObject;
  readonly check: KeyObject;
}

const derive = (root: RootKey, use: string): Buffer => Buffer.from(hkdfSync('sha256', root.key, 'portcullis', use, 32));

/** What stands before the 32 bytes of an Ed25519 private key in PKCS #8 (RFC 8410, section 7). */
const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');

function deriveKeys(root: RootKey): DerivedKey {
  const sign = createPrivateKey({ key: Buffer.concat([PKCS8_ED25519, derive(root, 'sign')]), format: 'der', type: 'pkcs8' });
  return { id: root.id, seal: createSecretKey(derive(root, 'seal')), sign, check: createPublicKey(sign) };
}

/**
 * @param roots all root keys, newest last; the newest seals, each opens what it sealed.
 * @throws Error when there is no key or one is not 32 bytes long.
 */
export function createSealer(roots: readonly RootKey[], random: Random): Sealer {
  const keys = new Map<string, DerivedKey>();
  for (const root of roots) {
    if (root.key.length !== 32) throw new Error(`Root key ${root.id} must be 32 bytes long`);
    keys.set(root.id, deriveKeys(root));
  }
  const newest = roots.at(-1);
  const oldest = roots[0];
  if (newest === undefined || oldest === undefined) throw new Error('There is no root key');
  const current = keys.get(newest.id) as DerivedKey;
  // Look-up hashes must stay comparable over a rotation, so they hang on the first key until a re-hash replaces them.
  const lookupKey = createSecretKey(derive(oldest, 'lookup'));

  const sealer: Sealer = {
    keyId: current.id,
    seal(plain, context) {
      const nonce = random.bytes(NONCE_BYTES);
      const id = Buffer.from(current.id, 'utf8');
      const header = Buffer.concat([Buffer.from([VERSION, id.length]), id]);
      const cipher = createCipheriv('aes-256-gcm', current.seal, nonce);
      cipher.setAAD(Buffer.concat([header, Buffer.from(context, 'utf8')]));
      const body = Buffer.concat([cipher.update(typeof plain === 'string' ? Buffer.from(plain, 'utf8') : plain), cipher.final()]);
      return Buffer.concat([header, nonce, body, cipher.getAuthTag()]);
    },
    open(sealed, context) {
      const bytes = Buffer.from(sealed);
      const idLength = bytes[1] ?? 0;
      const start = 2 + idLength;
      if (bytes[0] !== VERSION || bytes.length < start + NONCE_BYTES + TAG_BYTES) throw new Error('Not a sealed value');
      const key = keys.get(bytes.subarray(2, start).toString('utf8'));
      if (key === undefined) throw new Error('Sealed under a key that is not in the keyring');
      const decipher = createDecipheriv('aes-256-gcm', key.seal, bytes.subarray(start, start + NONCE_BYTES));
      decipher.setAAD(Buffer.concat([bytes.subarray(0, start), Buffer.from(context, 'utf8')]));
      decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
      return Buffer.concat([decipher.update(bytes.subarray(start + NONCE_BYTES, bytes.length - TAG_BYTES)), decipher.final()]);
    },
    openText: (sealed, context) => sealer.open(sealed, context).toString('utf8'),
    lookup: (value, purpose) => createHmac('sha256', lookupKey).update(`${purpose}\0${value}`).digest('hex'),
    sign: (text) => ({ keyId: current.id, signature: signBytes(null, Buffer.from(text, 'utf8'), current.sign).toString('base64url') }),
    verify(text, keyId, signature) {
      const key = keys.get(keyId);
      return key !== undefined && verifyBytes(null, Buffer.from(text, 'utf8'), key.check, Buffer.from(signature, 'base64url'));
    },
    checks: roots.map((root) => ({ id: root.id, value: derive(root, 'check').toString('hex') })),
    publicKeys: Object.fromEntries(
      [...keys.values()].map((key) => [key.id, key.check.export({ format: 'der', type: 'spki' }).toString('base64')]),
    ),
  };
  return sealer;
}

import { createPublicKey, verify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RootKey } from '../../src/main/engine/ports.ts';
import { createSealer } from '../../src/main/engine/sealing.ts';
import { SeededRandom } from '../support/ports.ts';

const key = (id: string, fill: number): RootKey => ({ id, key: new Uint8Array(32).fill(fill) });
const sealerOf = (...keys: RootKey[]) => createSealer(keys, new SeededRandom('sealing'));

const context = 'staff.totp:staff_1';

describe('sealing', () => {
  it('SI-02 opens what it sealed, whatever it is', () => {
    const sealer = sealerOf(key('a', 1));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.string(), (plain, anyContext) => {
        expect(new Uint8Array(sealer.open(sealer.seal(plain, anyContext), anyContext))).toEqual(plain);
      }),
    );
    expect(sealer.openText(sealer.seal('日本 ✓', context), context)).toBe('日本 ✓');
  });

  it('SI-02 seals the same value differently each time', () => {
    const sealer = sealerOf(key('a', 1));
    expect(sealer.seal('secret', context)).not.toEqual(sealer.seal('secret', context));
  });

  it('SI-02 refuses a value with any single bit changed', () => {
    const sealer = sealerOf(key('a', 1));
    const sealed = sealer.seal('a secret of some length', context);
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const altered = new Uint8Array(sealed);
      altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => sealer.open(altered, context)).toThrow();
    }
  });

  it('SI-02 refuses a value cut short, made longer, or not sealed at all', () => {
    const sealer = sealerOf(key('a', 1));
    const sealed = sealer.seal('secret', context);
    for (let length = 0; length < sealed.length; length += 1) expect(() => sealer.open(sealed.subarray(0, length), context)).toThrow();
    expect(() => sealer.open(Buffer.concat([sealed, Buffer.from([0])]), context)).toThrow();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        expect(() => sealer.open(bytes, context)).toThrow();
      }),
    );
  });

  it('SI-02 does not open a value in another row or for another use', () => {
    const sealer = sealerOf(key('a', 1));
    const sealed = sealer.seal('secret', context);
    for (const other of ['staff.totp:staff_2', 'factor.secret:staff_1', '', `${context} `])
      expect(() => sealer.open(sealed, other)).toThrow();
  });

  it('SI-02 goes on opening after a rotation, and seals under the new key', () => {
    const before = sealerOf(key('a', 1));
    const sealed = before.seal('secret', context);
    const after = sealerOf(key('a', 1), key('b', 2));
    expect(after.keyId).toBe('b');
    expect(after.openText(sealed, context)).toBe('secret');
    const resealed = after.seal('secret', context);
    expect(() => before.open(resealed, context)).toThrow('not in the keyring');
    expect(after.lookup('value', 'purpose')).toBe(before.lookup('value', 'purpose'));
    expect(sealerOf(key('b', 2)).keyId).toBe('b');
    expect(() => sealerOf(key('b', 2)).open(sealed, context)).toThrow('not in the keyring');
  });

  it('SI-02 does not open under another key of the same name', () => {
    const sealed = sealerOf(key('a', 1)).seal('secret', context);
    expect(() => sealerOf(key('a', 9)).open(sealed, context)).toThrow();
  });

  it('FV-02 makes look-up hashes that differ by purpose and by key', () => {
    const sealer = sealerOf(key('a', 1));
    expect(sealer.lookup('X123', 'document')).toMatch(/^[0-9a-f]{64}$/u);
    expect(sealer.lookup('X123', 'document')).toBe(sealer.lookup('X123', 'document'));
    expect(sealer.lookup('X123', 'document')).not.toBe(sealer.lookup('X123', 'token'));
    expect(sealer.lookup('X123', 'document')).not.toBe(sealerOf(key('a', 2)).lookup('X123', 'document'));
    expect(sealer.lookup('b', 'a')).not.toBe(sealer.lookup('', 'a\0b'));
  });

  it('AU-01 signs so that only the text itself passes, also after a rotation, and an auditor needs no secret', () => {
    const sealer = sealerOf(key('a', 1));
    const { keyId, signature } = sealer.sign('heads');
    const rotated = sealerOf(key('a', 1), key('b', 2));
    expect(rotated.verify('heads', keyId, signature)).toBe(true);
    expect(rotated.verify('heads!', keyId, signature)).toBe(false);
    expect(rotated.verify('heads', 'b', signature)).toBe(false);
    expect(rotated.verify('heads', 'unknown', signature)).toBe(false);
    expect(rotated.verify('heads', keyId, '')).toBe(false);
    expect(rotated.sign('heads').keyId).toBe('b');
    const publicKey = createPublicKey({ key: Buffer.from(sealer.publicKeys.a ?? '', 'base64'), format: 'der', type: 'spki' });
    expect(verify(null, Buffer.from('heads'), publicKey, Buffer.from(signature, 'base64url'))).toBe(true);
  });

  it('refuses to start without a key or with one of the wrong length', () => {
    expect(() => sealerOf()).toThrow('no root key');
    expect(() => sealerOf({ id: 'short', key: new Uint8Array(16) })).toThrow('32 bytes');
  });
});

import { createECDH, createHash, createPrivateKey, type KeyObject, sign } from 'node:crypto';

/** The order of P-256 (SEC 2, 2.4.2); a private key lies below it. */
const ORDER = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');

/** A P-256 device key of a simulated phone as a private JWK; the same for the same seed and account. For the demo only. */
export function demoDeviceKey(seed: string, accountId: string): { kty: 'EC'; crv: 'P-256'; x: string; y: string; d: string } {
  const digest = createHash('sha256').update(`${seed}\0device key\0${accountId}`).digest();
  const scalar = (BigInt(`0x${digest.toString('hex')}`) % (ORDER - 1n)) + 1n;
  const d = Buffer.from(scalar.toString(16).padStart(64, '0'), 'hex');
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(d);
  const point = ecdh.getPublicKey();
  return {
    kty: 'EC',
    crv: 'P-256',
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33, 65).toString('base64url'),
    d: d.toString('base64url'),
  };
}

/** A TOTP secret of 160 bits in base32 (RFC 4648), the same for the same seed and account. For the demo only. */
export function demoTotpSecret(seed: string, accountId: string): string {
  const bytes = createHash('sha1').update(`${seed}\0authenticator\0${accountId}`).digest();
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{5}/gu) ?? []).map((five) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[Number.parseInt(five, 2)]).join('');
}

const keys = new Map<string, KeyObject>();

/** Signs as the phone's secure hardware would: ES256, r and s of 32 bytes each, base64url. */
export function signAsDevice(seed: string, accountId: string, text: string): string {
  const name = `${seed}\0${accountId}`;
  const key = keys.get(name) ?? createPrivateKey({ key: demoDeviceKey(seed, accountId), format: 'jwk' });
  keys.set(name, key);
  return sign('sha256', Buffer.from(text, 'utf8'), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url');
}

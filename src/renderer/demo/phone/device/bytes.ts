/** Bytes as base64url without padding (RFC 4648, section 5). */
export function toBase64Url(bytes: Uint8Array): string {
  return toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Bytes as base64 with padding, in pieces, because a picture has more bytes than a call may have arguments. */
export function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8_192) text += String.fromCharCode(...bytes.subarray(at, at + 8_192));
  return btoa(text);
}

const sha256 = async (text: string): Promise<Uint8Array> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));

/** SHA-256 of a text's UTF-8 bytes in lower-case hex, as `canonicalHash` is written. */
export async function sha256Hex(text: string): Promise<string> {
  return [...(await sha256(text))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** RFC 7638 thumbprint of a P-256 key: the required members in alphabetical order, without spaces. */
export async function thumbprint({ crv, kty, x, y }: PublicKey): Promise<string> {
  return toBase64Url(await sha256(JSON.stringify({ crv, kty, x, y })));
}

/** A P-256 public key as a JWK (RFC 7517). */
export interface PublicKey {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
}

import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isoCBOR } from '@simplewebauthn/server/helpers';
import type { z } from 'zod';
import type {
  authenticationResponseSchema,
  creationOptionsSchema,
  registrationResponseSchema,
  requestOptionsSchema,
} from '../../../shared/contract/customer/passkeys.ts';

export type RegistrationResponse = z.output<typeof registrationResponseSchema>;
export type AuthenticationResponse = z.output<typeof authenticationResponseSchema>;
type CreationOptions = z.output<typeof creationOptionsSchema>;
type RequestOptions = z.output<typeof requestOptionsSchema>;

export const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
export const sha256 = (data: Uint8Array | string): Buffer => createHash('sha256').update(data).digest();

/** Flags of authenticator data (WebAuthn Level 3, section 6.1). */
export const UP = 0x01;
export const UV = 0x04;
export const BE = 0x08;
export const BS = 0x10;
const AT = 0x40;

/** What a ceremony is to lie about. */
export interface Lies {
  readonly origin?: string;
  readonly challenge?: string;
  readonly type?: string;
  readonly rpId?: string;
  readonly crossOrigin?: boolean;
  readonly topOrigin?: string;
  readonly flags?: number;
  readonly counter?: number;
  readonly userHandle?: string;
  readonly credentialId?: Uint8Array;
}

export const authenticatorData = (rpId: string, flags: number, counter: number, more: Uint8Array = new Uint8Array()): Buffer => {
  const head = Buffer.alloc(5);
  head.writeUInt8(flags);
  head.writeUInt32BE(counter, 1);
  return Buffer.concat([sha256(rpId), head, more]);
};

export const clientData = (type: string, challenge: string, origin: string, lies: Lies = {}): Buffer =>
  Buffer.from(
    JSON.stringify({
      type: lies.type ?? type,
      challenge: lies.challenge ?? challenge,
      origin: lies.origin ?? origin,
      crossOrigin: lies.crossOrigin ?? false,
      ...(lies.topOrigin === undefined ? {} : { topOrigin: lies.topOrigin }),
    }),
  );

/** An ES256 authenticator in software, with one credential, which does as it is told and lies when asked to. */
export class SoftwareAuthenticator {
  readonly origin: string;
  readonly aaguid: Uint8Array;
  /** Base flags of a synchronized passkey, or of a key that never leaves its device. */
  readonly flags: number;
  readonly key: KeyObject;
  readonly #cose: Uint8Array;
  credentialId: Uint8Array = randomBytes(32);
  userHandle = '';
  /** 0 stays 0, as with synchronized passkeys; anything else counts up. */
  counter: number;

  constructor(options: { readonly origin?: string; readonly aaguid?: string; readonly synced?: boolean; readonly counter?: number } = {}) {
    this.origin = options.origin ?? 'http://localhost:5173';
    this.aaguid = Buffer.from((options.aaguid ?? '00000000-0000-0000-0000-000000000000').replaceAll('-', ''), 'hex');
    this.flags = UP | UV | ((options.synced ?? true) ? BE | BS : 0);
    this.counter = options.counter ?? 0;
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.key = privateKey;
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
    this.#cose = isoCBOR.encode(
      new Map<number, number | Uint8Array>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, new Uint8Array(Buffer.from(x, 'base64url'))],
        [-3, new Uint8Array(Buffer.from(y, 'base64url'))],
      ]),
    );
  }

  /** What `navigator.credentials.create` would answer. */
  create(options: CreationOptions, lies: Lies = {}): RegistrationResponse {
    this.userHandle = options.user.id;
    if (lies.credentialId !== undefined) this.credentialId = lies.credentialId;
    const id = base64url(this.credentialId);
    const length = Buffer.alloc(2);
    length.writeUInt16BE(this.credentialId.length);
    const attested = Buffer.concat([this.aaguid, length, this.credentialId, this.#cose]);
    const authData = authenticatorData(lies.rpId ?? options.rp.id, (lies.flags ?? this.flags) | AT, lies.counter ?? this.counter, attested);
    const attestation = isoCBOR.encode(
      new Map<string, string | Uint8Array | Map<string, string>>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', new Uint8Array(authData)],
      ]),
    );
    return {
      id,
      rawId: id,
      type: 'public-key',
      response: {
        clientDataJSON: base64url(clientData('webauthn.create', options.challenge, this.origin, lies)),
        attestationObject: base64url(attestation),
        transports: ['internal', 'hybrid'],
      },
      authenticatorAttachment: 'platform',
      clientExtensionResults: {},
    };
  }

  /** What `navigator.credentials.get` would answer. */
  get(options: RequestOptions, lies: Lies = {}): AuthenticationResponse {
    if (this.counter > 0 && lies.counter === undefined) this.counter += 1;
    const id = base64url(this.credentialId);
    const authData = authenticatorData(lies.rpId ?? options.rpId, lies.flags ?? this.flags, lies.counter ?? this.counter);
    const data = clientData('webauthn.get', options.challenge, this.origin, lies);
    return {
      id,
      rawId: id,
      type: 'public-key',
      response: {
        clientDataJSON: base64url(data),
        authenticatorData: base64url(authData),
        signature: base64url(sign('sha256', Buffer.concat([authData, sha256(data)]), this.key)),
        userHandle: lies.userHandle ?? this.userHandle,
      },
      authenticatorAttachment: 'platform',
      clientExtensionResults: {},
    };
  }
}

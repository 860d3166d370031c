import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SettingsService, verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server';
import { describe, expect, it } from 'vitest';
import type { RelyingParty } from '../../../src/main/engine/factors/passkey/relying-party.ts';
import {
  type AuthenticationResponse,
  type RegistrationResponse,
  verifyAssertion,
  verifyRegistration,
} from '../../../src/main/engine/factors/passkey/verify.ts';
import { authenticatorData, BE, BS, base64url, clientData, type Lies, sha256, UP, UV } from '../../support/authenticator.ts';

interface Vector {
  readonly name: string;
  readonly registration: Readonly<Record<'challenge' | 'credential_id' | 'aaguid' | 'clientDataJSON' | 'attestationObject', string>> & {
    readonly credential_private_key?: string;
  };
  readonly authentication: Readonly<Record<'challenge' | 'authenticatorData' | 'clientDataJSON' | 'signature', string>>;
}

const file = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'fixtures', 'webauthn-vectors.json'), 'utf8')) as {
  readonly rpId: string;
  readonly origin: string;
  readonly topOrigin: string;
  readonly attestationRoot: { readonly attestation_ca_cert: string };
  readonly vectors: readonly Vector[];
};
const { rpId, origin, topOrigin } = file;

const hex = (text: string): Buffer => Buffer.from(text, 'hex');
const wire = (text: string): string => base64url(hex(text));

// The vectors' own authority stands in for Apple's and every maker's.
for (const identifier of ['apple', 'packed'] as const) {
  SettingsService.setRootCertificates({ identifier, certificates: [new Uint8Array(hex(file.attestationRoot.attestation_ca_cert))] });
}

const party = (more: Partial<RelyingParty> = {}): RelyingParty => ({
  id: rpId,
  name: 'Example',
  origins: [origin],
  crossOrigin: false,
  topOrigins: [],
  ...more,
});
/** One that lets itself be framed, for the vectors whose pages were. */
const framed = party({ crossOrigin: true, topOrigins: [topOrigin] });

const registration = ({ registration: { credential_id, clientDataJSON, attestationObject } }: Vector): RegistrationResponse => ({
  id: wire(credential_id),
  rawId: wire(credential_id),
  type: 'public-key',
  response: { clientDataJSON: wire(clientDataJSON), attestationObject: wire(attestationObject) },
  clientExtensionResults: {},
});

const assertion = ({ registration: { credential_id }, authentication }: Vector): AuthenticationResponse => ({
  id: wire(credential_id),
  rawId: wire(credential_id),
  type: 'public-key',
  response: {
    clientDataJSON: wire(authentication.clientDataJSON),
    authenticatorData: wire(authentication.authenticatorData),
    signature: wire(authentication.signature),
  },
  clientExtensionResults: {},
});

const flagsOf = (authData: Buffer): number => authData[32] ?? 0;

/** The key that the vector's own library call extracts, so that an assertion can be judged whatever our policy says of the registration. */
async function credentialOf(vector: Vector) {
  const { registrationInfo } = await verifyRegistrationResponse({
    response: registration(vector) as Parameters<typeof verifyRegistrationResponse>[0]['response'],
    expectedChallenge: wire(vector.registration.challenge),
    expectedOrigin: origin,
    expectedRPID: rpId,
    requireUserVerification: false,
  });
  if (registrationInfo === undefined) throw new Error(`${vector.name} is not supported`);
  const { credential, credentialDeviceType } = registrationInfo;
  return { id: credential.id, publicKey: credential.publicKey, backupEligible: credentialDeviceType === 'multiDevice' };
}

/** The P-256 key of a vector's private scalar, with the public point that the registration attested. */
function signingKey(vector: Vector, cose: Uint8Array): KeyObject {
  const scalar = vector.registration.credential_private_key;
  if (scalar === undefined) throw new Error(`${vector.name} has no private key`);
  const at = Buffer.from(cose);
  const x = at.subarray(at.indexOf(Buffer.from('215820', 'hex')) + 3).subarray(0, 32);
  const y = at.subarray(at.indexOf(Buffer.from('225820', 'hex')) + 3).subarray(0, 32);
  const jwk = { kty: 'EC', crv: 'P-256', d: wire(scalar), x: base64url(x), y: base64url(y) };
  const key = createPrivateKey({ key: jwk, format: 'jwk' });
  expect(createPublicKey(key).export({ format: 'jwk' })).toMatchObject({ x: jwk.x, y: jwk.y });
  return key;
}

const signable = file.vectors.filter(({ registration: { credential_private_key } }) => credential_private_key !== undefined);
const userHandle = base64url(Buffer.alloc(64, 7));
const challenge = base64url(Buffer.alloc(32, 9));

/** An assertion signed with a vector's own key: honest but for what it is told to lie about. */
async function forge(vector: Vector, lies: Lies = {}) {
  const credential = await credentialOf(vector);
  const authData = authenticatorData(
    lies.rpId ?? rpId,
    lies.flags ?? UP | UV | (credential.backupEligible ? BE | BS : 0),
    lies.counter ?? 0,
  );
  const data = clientData('webauthn.get', challenge, origin, lies);
  const response: AuthenticationResponse = {
    id: credential.id,
    rawId: credential.id,
    type: 'public-key',
    response: {
      clientDataJSON: base64url(data),
      authenticatorData: base64url(authData),
      signature: base64url(sign('sha256', Buffer.concat([authData, sha256(data)]), signingKey(vector, credential.publicKey))),
      userHandle: lies.userHandle ?? userHandle,
    },
    clientExtensionResults: {},
  };
  return { credential, response };
}

const judge = async (vector: Vector, lies: Lies = {}, who = party()) => {
  const { credential, response } = await forge(vector, lies);
  return verifyAssertion(who, { challenge, userHandle, credential }, response);
};

describe('the test vectors of WebAuthn Level 3', () => {
  it.each(file.vectors)('PK-08 verifies $name, and takes it exactly when its user was verified', async (vector) => {
    const expectedOrigin = origin;
    const registered = registration(vector);
    const lenient = await verifyRegistrationResponse({
      response: registered as Parameters<typeof verifyRegistrationResponse>[0]['response'],
      expectedChallenge: wire(vector.registration.challenge),
      expectedOrigin,
      expectedRPID: rpId,
      requireUserVerification: false,
    });
    expect(lenient.verified).toBe(true);
    const made = await verifyRegistration(framed, wire(vector.registration.challenge), registered);
    const attested = hex(vector.registration.attestationObject);
    const rpIdHash = sha256(rpId);
    const verified = (flagsOf(attested.subarray(attested.indexOf(rpIdHash))) & UV) !== 0;
    if (verified) expect(made).toMatchObject({ id: wire(vector.registration.credential_id), counter: 0 });
    else expect(made).toMatchObject({ refused: expect.stringContaining('User verification') });

    const credential = await credentialOf(vector);
    const asserted = assertion(vector);
    const result = await verifyAuthenticationResponse({
      response: asserted as Parameters<typeof verifyAuthenticationResponse>[0]['response'],
      expectedChallenge: wire(vector.authentication.challenge),
      expectedOrigin,
      expectedRPID: rpId,
      expectedTopOrigin: topOrigin,
      credential: { ...credential, counter: 0 },
      requireUserVerification: false,
    });
    expect(result.verified).toBe(true);
    const ours = await verifyAssertion(framed, { challenge: wire(vector.authentication.challenge), userHandle, credential }, asserted);
    if ((flagsOf(hex(vector.authentication.authenticatorData)) & UV) !== 0) expect(ours).toMatchObject({ counter: 0 });
    else expect(ours).toMatchObject({ refused: expect.stringContaining('User verification') });
  });

  it('PK-08 takes the framed vectors from nobody who is not to be framed', async () => {
    const vectors = file.vectors.filter(({ name }) => /crossOrigin|topOrigin/.test(name));
    expect(vectors).toHaveLength(2);
    for (const vector of vectors) {
      const refused = { refused: expect.stringContaining('frame') };
      expect(await verifyRegistration(party(), wire(vector.registration.challenge), registration(vector))).toMatchObject(refused);
      const credential = await credentialOf(vector);
      const expected = { challenge: wire(vector.authentication.challenge), userHandle, credential };
      expect(await verifyAssertion(party(), expected, assertion(vector))).toMatchObject(refused);
    }
  });
});

describe.each(signable)('forged assertions of $name', (vector) => {
  it('PK-08 takes the honest one', async () => {
    expect(await judge(vector)).toMatchObject({ counter: 0 });
  });

  it.each<[string, Lies]>([
    ['another origin', { origin: 'https://example.org.evil.test' }],
    ['the origin with a port', { origin: 'https://example.org:8443' }],
    ['the origin without encryption', { origin: 'http://example.org' }],
    ['another challenge', { challenge: base64url(Buffer.alloc(32, 1)) }],
    ['another relying party', { rpId: 'example.com' }],
    ['a registration’s type', { type: 'webauthn.create' }],
    ['user verification off', { flags: UP }],
    ['user presence off', { flags: UV }],
    ['a frame of another site', { crossOrigin: true }],
    ['a frame of a named site', { crossOrigin: true, topOrigin: 'https://example.com' }],
    ['a named frame that is none', { topOrigin: 'https://example.com' }],
    ['another account’s user handle', { userHandle: base64url(Buffer.alloc(64, 8)) }],
    ['an empty user handle of another account', { userHandle: '' }],
    ['a backup of what cannot be backed up', { flags: UP | UV | BS }],
  ])('PK-08 refuses %s, though the signature is genuine', async (_what, lies) => {
    expect(await judge(vector, lies)).toMatchObject({ refused: expect.any(String) });
  });

  it('PK-08 refuses backup eligibility that changed', async () => {
    const { backupEligible } = await credentialOf(vector);
    expect(await judge(vector, { flags: backupEligible ? UP | UV : UP | UV | BE })).toMatchObject({
      refused: 'backup eligibility changed',
    });
  });

  it('PK-08 refuses a frame even where frames are allowed, unless the site that frames is', async () => {
    const lies = { crossOrigin: true, topOrigin: 'https://evil.test' };
    expect(await judge(vector, lies, framed)).toMatchObject({ refused: expect.stringContaining('frame') });
    expect(await judge(vector, { ...lies, topOrigin }, framed)).toMatchObject({ counter: 0 });
  });

  it.each(['clientDataJSON', 'authenticatorData', 'signature'] as const)('PK-08 refuses %s with one bit turned', async (part) => {
    const { credential, response } = await forge(vector);
    const bytes = Buffer.from(response.response[part], 'base64url');
    // The last byte: of the signature's s, of the counter, of the closing brace.
    const last = bytes.length - 1;
    bytes[last] = (bytes[last] ?? 0) ^ 1;
    const tampered = { ...response, response: { ...response.response, [part]: base64url(bytes) } };
    expect(await verifyAssertion(party(), { challenge, userHandle, credential }, tampered)).toMatchObject({ refused: expect.any(String) });
  });

  it('PK-08 refuses the assertion of another key, and one for another credential id', async () => {
    const other = signable.find(({ name }) => name !== vector.name) as Vector;
    const { response } = await forge(other);
    const credential = await credentialOf(vector);
    const expected = { challenge, userHandle, credential };
    expect(await verifyAssertion(party(), expected, response)).toMatchObject({ refused: expect.any(String) });
    const renamed = { ...response, id: credential.id, rawId: credential.id };
    expect(await verifyAssertion(party(), expected, renamed)).toMatchObject({ refused: 'the signature does not fit the key' });
  });
});

describe('registrations', () => {
  const verified = file.vectors.filter(({ registration: { attestationObject } }) => {
    const attested = hex(attestationObject);
    return (flagsOf(attested.subarray(attested.indexOf(sha256(rpId)))) & UV) !== 0;
  });

  it('PK-08 refuses another challenge, origin or relying party', async () => {
    expect(verified.length).toBeGreaterThan(0);
    for (const vector of verified) {
      const own = wire(vector.registration.challenge);
      expect(await verifyRegistration(framed, own, registration(vector))).toMatchObject({ counter: 0 });
      for (const [who, asked] of [
        [framed, challenge],
        [{ ...framed, origins: ['https://other.example'] }, own],
        [{ ...framed, id: 'example.com' }, own],
      ] as const) {
        expect(await verifyRegistration(who, asked, registration(vector))).toMatchObject({ refused: expect.any(String) });
      }
    }
  });

  it('PK-08 refuses an attestation that was tampered with', async () => {
    const vector = file.vectors.find(({ name }) => name === 'packed-es256') as Vector;
    const response = registration(vector);
    const bytes = Buffer.from(response.response.attestationObject, 'base64url');
    const at = bytes.indexOf(hex(vector.registration.credential_id));
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    const tampered = { ...response, response: { ...response.response, attestationObject: base64url(bytes) } };
    expect(await verifyRegistration(party(), wire(vector.registration.challenge), tampered)).toMatchObject({ refused: expect.any(String) });
  });
});

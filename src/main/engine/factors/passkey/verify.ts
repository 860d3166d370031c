import type {
  AuthenticationResponseJSON,
  RegistrationResponseJSON,
  VerifiedAuthenticationResponse,
  VerifiedRegistrationResponse,
} from '@simplewebauthn/server';
import type { z } from 'zod';
import type { authenticationResponseSchema, registrationResponseSchema } from '../../../../shared/contract/customer/passkeys.ts';
import { webAuthn } from './library.ts';
import { acceptedOrigins, type RelyingParty } from './relying-party.ts';

/** What an authenticator answered, as it came over the wire. */
export type RegistrationResponse = z.output<typeof registrationResponseSchema>;
export type AuthenticationResponse = z.output<typeof authenticationResponseSchema>;

/** Largest credential id that a relying party takes, in bytes (WebAuthn Level 3, section 7.1: "verify that the credentialId is ≤ 1023 bytes"). */
export const MAX_CREDENTIAL_ID_BYTES = 1023;

/** EdDSA, ES256 and RS256 (RFC 9053, RFC 8812): what every authenticator in use signs with one of. */
export const ALGORITHMS: readonly number[] = [-8, -7, -257];

/** What a relying party remembers of a passkey, as far as a ceremony needs it (WebAuthn Level 3, section 4: credential record). */
export interface CredentialRecord {
  /** Base64url, without padding. */
  readonly id: string;
  /** COSE key. */
  readonly publicKey: Uint8Array;
  readonly backupEligible: boolean;
}

/** A refusal in words for staff; a customer only hears that the passkey was not accepted. */
export interface Refused {
  readonly refused: string;
}

export interface NewCredential extends CredentialRecord {
  readonly refused?: undefined;
  readonly aaguid: string;
  readonly counter: number;
  readonly backedUp: boolean;
  readonly transports: readonly string[];
}

export interface Asserted {
  readonly refused?: undefined;
  readonly counter: number;
  readonly backedUp: boolean;
}

interface ClientData {
  readonly type: string;
  readonly challenge: string;
  readonly origin: string;
  readonly crossOrigin?: unknown;
  readonly topOrigin?: unknown;
}

const refuse = (why: string): Refused => ({ refused: why });

/** What a refusal by the library says, on one line of bounded length: it may quote what the client sent. */
function inWords(error: unknown): string {
  const text = error instanceof Error ? error.message : 'it cannot be read';
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ').slice(0, 200);
}

/** The client data, or null when it is none. What is in it is the client's claim until the signature is checked. */
export async function readClientData(encoded: string): Promise<ClientData | null> {
  const { decodeClientDataJSON } = await webAuthn();
  try {
    const data: unknown = decodeClientDataJSON(encoded);
    if (typeof data !== 'object' || data === null) return null;
    const { type, challenge, origin } = data as Partial<ClientData>;
    return typeof type === 'string' && typeof challenge === 'string' && typeof origin === 'string' ? (data as ClientData) : null;
  } catch {
    return null;
  }
}

/**
 * Whether a page in a frame may hold this ceremony. A page that somebody else frames can be dressed up as something that the customer did
 * not mean to confirm, so that it takes an explicit yes, and for a named top-level site where the browser names one
 * (WebAuthn Level 3, sections 7.1 and 7.2: verification of `C.crossOrigin` and `C.topOrigin`).
 */
function refuseFrames(party: RelyingParty, data: ClientData): Refused | null {
  const { crossOrigin, topOrigin } = data;
  if (crossOrigin !== undefined && typeof crossOrigin !== 'boolean') return refuse('crossOrigin is neither true nor false');
  if (crossOrigin === true && !party.crossOrigin) return refuse('the page was in a frame of another site');
  if (topOrigin === undefined) return null;
  if (crossOrigin !== true) return refuse('a top-level site is named for a page that is in no frame');
  if (typeof topOrigin !== 'string' || !party.topOrigins.includes(topOrigin))
    return refuse('the page was in a frame of a site that may not');
  return null;
}

/**
 * Verifies a registration (WebAuthn Level 3, section 7.1): what the library leaves to the relying party stands around its own checks in the
 * order of the protocol. That the credential id is new is for the caller to
 * see to, in the transaction that stores it.
 */
export async function verifyRegistration(
  party: RelyingParty,
  challenge: string,
  response: RegistrationResponse,
): Promise<NewCredential | Refused> {
  const data = await readClientData(response.response.clientDataJSON);
  if (data === null) return refuse('the client data cannot be read');
  const framed = refuseFrames(party, data);
  if (framed !== null) return framed;
  const { verifyRegistrationResponse } = await webAuthn();
  let verified: VerifiedRegistrationResponse;
  try {
    // Type, challenge, origin, rpIdHash, user presence, backup flags, algorithm and attestation: sections 7.1 and 6.1.
    verified = await verifyRegistrationResponse({
      response: response as RegistrationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: acceptedOrigins(party, data.origin),
      expectedRPID: party.id,
      // A passkey stands for two factors only because the authenticator knows its user (section 7.1: "verify that the UV bit is set").
      requireUserVerification: true,
      supportedAlgorithmIDs: [...ALGORITHMS],
    });
  } catch (error) {
    return refuse(inWords(error));
  }
  if (!verified.verified || verified.registrationInfo === undefined) return refuse('the attestation is not genuine');
  const { credential, aaguid, credentialDeviceType, credentialBackedUp } = verified.registrationInfo;
  if (response.id !== credential.id) return refuse('the credential id differs from the authenticator’s own');
  // Longer ones serve nobody but whoever wants to fill a database (section 7.1: "verify that the credentialId is ≤ 1023 bytes").
  if (Buffer.from(credential.id, 'base64url').length > MAX_CREDENTIAL_ID_BYTES)
    return refuse('the credential id is longer than 1023 bytes');
  return {
    id: credential.id,
    publicKey: credential.publicKey,
    backupEligible: credentialDeviceType === 'multiDevice',
    aaguid,
    counter: credential.counter,
    backedUp: credentialBackedUp,
    transports: credential.transports ?? [],
  };
}

/**
 * Verifies an assertion (WebAuthn Level 3, section 7.2) in the same way, as far as it hangs on nothing that another request can change. The caller uses the challenge up and compares the counter in the transaction that accepts it.
 * @param userHandle the account's, base64url.
 */
export async function verifyAssertion(
  party: RelyingParty,
  expected: { readonly challenge: string; readonly userHandle: string; readonly credential: CredentialRecord },
  response: AuthenticationResponse,
): Promise<Asserted | Refused> {
  const { credential } = expected;
  if (response.id !== credential.id) return refuse('the credential is not one of those that were asked for');
  // The account is known before the ceremony, so that a passkey of another account must not pass for it, whoever stored it under that id
  // (section 7.2: "if response.userHandle is present, verify that it equals the user handle of the user account").
  const handle = response.response.userHandle;
  if (handle !== undefined && handle !== null && handle !== expected.userHandle) return refuse('the user handle is another account’s');
  const data = await readClientData(response.response.clientDataJSON);
  if (data === null) return refuse('the client data cannot be read');
  const framed = refuseFrames(party, data);
  if (framed !== null) return framed;
  const { verifyAuthenticationResponse } = await webAuthn();
  let verified: VerifiedAuthenticationResponse;
  try {
    // Type, challenge, origin, rpIdHash, user presence and signature: section 7.2.
    verified = await verifyAuthenticationResponse({
      response: response as AuthenticationResponseJSON,
      expectedChallenge: expected.challenge,
      expectedOrigin: acceptedOrigins(party, data.origin),
      expectedRPID: party.id,
      expectedTopOrigin: [...party.topOrigins],
      // The counter is compared afterwards and in the database: only a signature that is genuine may raise a clone alert, and only the
      // stored counter of that moment tells.
      credential: { id: credential.id, publicKey: new Uint8Array(credential.publicKey), counter: 0 },
      // Section 7.2: "if user verification was determined to be required, verify that the UV bit is set".
      requireUserVerification: true,
    });
  } catch (error) {
    return refuse(inWords(error));
  }
  if (!verified.verified) return refuse('the signature does not fit the key');
  const { newCounter, credentialDeviceType, credentialBackedUp } = verified.authenticationInfo;
  // Whether a credential can be copied to other devices is fixed when it is made; one that changed is another credential
  // (section 7.2: comparison of currentBe with credentialRecord.backupEligible; section 6.1.3).
  if ((credentialDeviceType === 'multiDevice') !== credential.backupEligible) return refuse('backup eligibility changed');
  return { counter: newCounter, backedUp: credentialBackedUp };
}

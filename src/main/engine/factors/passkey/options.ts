import type { z } from 'zod';
import type { creationOptionsSchema } from '../../../../shared/contract/customer/passkeys.ts';
import type { Random } from '../../ports.ts';
import { webAuthn } from './library.ts';
import type { RelyingParty } from './relying-party.ts';
import { ALGORITHMS } from './verify.ts';

export type CreationOptions = z.output<typeof creationOptionsSchema>;

/** As many bytes as WebAuthn allows (Level 3, section 5.4.3), random: an authenticator shows it to nobody who could tell whose it is. */
const USER_HANDLE_BYTES = 64;

/** At least 16 bytes (WebAuthn Level 3, section 13.4.3); as many as the hash that is signed has. */
const CHALLENGE_BYTES = 32;

/** Base64url. */
export const newUserHandle = (random: Random): string => Buffer.from(random.bytes(USER_HANDLE_BYTES)).toString('base64url');

/** Base64url. */
export const newChallenge = (random: Random): string => Buffer.from(random.bytes(CHALLENGE_BYTES)).toString('base64url');

interface Creation {
  /** `handle` in base64url. */
  readonly user: { readonly handle: string; readonly name: string; readonly displayName: string };
  /** Base64url. */
  readonly challenge: string;
  /** Milliseconds. */
  readonly timeout: number;
  readonly attestation: 'none' | 'direct';
  /** What the owner has already; `transports` as JSON. */
  readonly exclude: readonly { readonly credentialId: string; readonly transports: string }[];
  readonly preferred: 'securityKey' | 'localDevice';
}

/** What `navigator.credentials.create` takes for a passkey that its authenticator finds by itself and that knows its user. */
export async function creationOptions(party: RelyingParty, creation: Creation): Promise<CreationOptions> {
  const { user, challenge, timeout, attestation, exclude, preferred } = creation;
  const { generateRegistrationOptions } = await webAuthn();
  const options = await generateRegistrationOptions({
    rpName: party.name,
    rpID: party.id,
    userName: user.name,
    userDisplayName: user.displayName,
    userID: new Uint8Array(Buffer.from(user.handle, 'base64url')),
    challenge: new Uint8Array(Buffer.from(challenge, 'base64url')),
    timeout,
    attestationType: attestation,
    excludeCredentials: exclude.map(({ credentialId, transports }) => ({
      id: credentialId,
      transports: JSON.parse(transports) as string[],
    })),
    supportedAlgorithmIDs: [...ALGORITHMS],
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    preferredAuthenticatorType: preferred,
  });
  return options as CreationOptions;
}

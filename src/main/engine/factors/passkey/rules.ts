import type { ClientKind, FactorKind, OperationKind } from '../../../../shared/vocabulary/index.ts';
import { PortcullisError } from '../../errors.ts';
import type { PasskeyKind } from './store.ts';

/** The id of the passkey that an operation is to remove, from the details that the customer saw and confirmed; null for other operations. */
export function passkeyToRemove(kind: OperationKind | string, details: Readonly<Record<string, string>> | undefined): string | null {
  return kind === 'passkey_remove' ? (details?.passkey_id ?? null) : null;
}

/** PK-07: what is to go cannot speak for its own going. */
export const usablePasskeys = <T extends { readonly id: string }>(passkeys: readonly T[], toRemove: string | null): readonly T[] =>
  passkeys.filter(({ id }) => id !== toRemove);

/**
 * PK-01: whether steps add up to more than one factor. A passkey does by itself, since its authenticator verified its user (NIST SP 800-63B,
 * multi-factor cryptographic authenticator); anything else needs a second method beside it.
 */
export const isMultiFactor = (passed: readonly FactorKind[]): boolean => passed.includes('passkey') || new Set(passed).size >= 2;

/**
 * PK-02, PK-04: whether a client can create a passkey in a way at all.
 * @param credentialManager whether the client says that its platform's credential manager works.
 * @throws PortcullisError `client_refused` with a reason that a client can map to guidance
 */
export function requireWay(
  kind: PasskeyKind,
  client: ClientKind,
  credentialManager: boolean,
  securityKeyClients: readonly ClientKind[],
): void {
  if (kind === 'this_device' && !credentialManager) {
    throw new PortcullisError(
      'client_refused',
      'This device cannot keep a passkey: turn on its screen lock and its password manager, or use another device or a security key.',
      { reason: 'no_credential_manager' },
    );
  }
  if (kind === 'security_key' && !securityKeyClients.includes(client)) {
    throw new PortcullisError('client_refused', 'Security keys cannot be added in this app; use another one.', {
      reason: 'security_key_not_offered',
    });
  }
}

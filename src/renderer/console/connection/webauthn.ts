import type { Inputs, Outputs } from './api.ts';
import { inDesktop } from './shell-port.ts';

/** Whether to offer passkeys: the page is one that the engine takes them from, and the browser has them. The desktop app's page has no site. */
export const canUsePasskeys = (state: { readonly passkeys: boolean } | null): boolean =>
  state?.passkeys === true && !inDesktop && 'PublicKeyCredential' in window;

/** Why the browser made or used no passkey. */
export type PasskeyTrouble = 'notMade' | 'already' | 'unsupported';

const troubles: Readonly<Record<string, PasskeyTrouble>> = {
  NotAllowedError: 'notMade',
  AbortError: 'notMade',
  InvalidStateError: 'already',
  NotSupportedError: 'unsupported',
  SecurityError: 'unsupported',
};

/** What a browser's own refusal means; null for an error of another kind. */
export const troubleOf = (error: unknown): PasskeyTrouble | null =>
  error instanceof DOMException ? (troubles[error.name] ?? 'unsupported') : null;

/** Has the authenticator make a passkey. @throws DOMException */
export async function createPasskey(options: Outputs['ownPasskeys']['begin']['options']) {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options as PublicKeyCredentialCreationOptionsJSON);
  const credential = await navigator.credentials.create({ publicKey });
  return (credential as PublicKeyCredential).toJSON() as unknown as Inputs['ownPasskeys']['finish']['response'];
}

/** Has the authenticator sign. @throws DOMException */
export async function signWithPasskey(options: Outputs['session']['beginPasskeySignIn']['options']) {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options as PublicKeyCredentialRequestOptionsJSON);
  const credential = await navigator.credentials.get({ publicKey });
  return (credential as PublicKeyCredential).toJSON() as unknown as Inputs['session']['signInByPasskey']['response'];
}

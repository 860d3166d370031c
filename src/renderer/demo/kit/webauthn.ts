import type { CustomerClient, CustomerOutputs } from './kit.ts';

type CreationOptions = CustomerOutputs['passkeys']['begin']['options'];
type RequestOptions = NonNullable<CustomerOutputs['operations']['beginStep']['passkey']>;
type RegistrationJson = Parameters<CustomerClient['passkeys']['finish']>[0]['response'];
type AuthenticationJson = NonNullable<Parameters<CustomerClient['operations']['completeStep']>[0]['passkey']>;

/** Why the browser made or used no passkey, in words. */
export class PasskeyRefused extends Error {
  override readonly name = 'PasskeyRefused';
}

const reasons: Readonly<Record<string, string>> = {
  NotAllowedError: 'The passkey was not confirmed: it was cancelled, or it took too long.',
  InvalidStateError: 'This device or key already holds a passkey for your account.',
  NotSupportedError: 'This device cannot keep the kind of passkey that is needed.',
  SecurityError: 'Passkeys work on the exchange’s own site only, over a connection that the browser trusts.',
  AbortError: 'The passkey was cancelled.',
};

async function asked<T>(ask: () => Promise<T | null>): Promise<T> {
  if (!('PublicKeyCredential' in window)) throw new PasskeyRefused('This browser knows no passkeys.');
  try {
    const answer = await ask();
    if (answer === null) throw new PasskeyRefused('The browser gave no passkey.');
    return answer;
  } catch (error) {
    const reason = error instanceof DOMException ? reasons[error.name] : undefined;
    throw reason === undefined ? error : new PasskeyRefused(reason);
  }
}

/** Has the authenticator make a passkey. @returns what the customer API takes. @throws PasskeyRefused */
export async function createPasskey(options: CreationOptions) {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options as PublicKeyCredentialCreationOptionsJSON);
  const credential = await asked(() => navigator.credentials.create({ publicKey }));
  return (credential as PublicKeyCredential).toJSON() as unknown as RegistrationJson;
}

/** Has the authenticator sign. @returns what the customer API takes. @throws PasskeyRefused */
export async function signWithPasskey(options: RequestOptions) {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options as PublicKeyCredentialRequestOptionsJSON);
  const credential = await asked(() => navigator.credentials.get({ publicKey }));
  return (credential as PublicKeyCredential).toJSON() as unknown as AuthenticationJson;
}

/** Whether this device can keep a passkey itself (PK-04). */
export async function hasCredentialManager(): Promise<boolean> {
  if (!('PublicKeyCredential' in window)) return false;
  return PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable().catch(() => false);
}

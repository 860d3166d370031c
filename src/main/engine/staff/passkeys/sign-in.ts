import { systemActor } from '../../actor.ts';
import { appendAudit } from '../../audit/append.ts';
import type { Engine } from '../../engine.ts';
import { type AuthenticationResponse, readClientData, verifyAssertion } from '../../factors/passkey/verify.ts';
import type { SignedIn, SignInPlace } from '../people.ts';
import { chargeSignIn, proveAndOpen, type SecondFactor } from '../sign-in.ts';
import { CEREMONY_LIVES_MS, type Ceremony, type CeremonySeat, isFromSite, openCeremony, takeCeremony } from './ceremony.ts';
import { moveCounter, passkeyByCredential } from './store.ts';

/** `PublicKeyCredentialRequestOptionsJSON`. */
interface RequestOptions {
  readonly challenge: string;
  readonly rpId: string;
  readonly timeout: number;
  readonly userVerification: 'required';
  readonly allowCredentials: [];
}

/**
 * Draws the challenge of a sign-in by passkey (ST-02). It is asked before anybody said who they are, and is the same for everybody: the
 * authenticator finds the passkeys of this site by itself, so that no answer tells whether an account exists or has one.
 * @throws PortcullisError `client_refused` where the console cannot use passkeys
 */
export function beginPasskeySignIn(engine: Engine, seat: CeremonySeat): { readonly options: RequestOptions; readonly expiresAt: number } {
  const { challenge, site, expiresAt } = openCeremony(engine, seat, 'sign-in');
  const options = { challenge, rpId: site.id, timeout: CEREMONY_LIVES_MS, userVerification: 'required', allowCredentials: [] } as const;
  return { options: { ...options, allowCredentials: [] }, expiresAt };
}

/**
 * Signs in with password and passkey (ST-02), on the road of a sign-in by code: charged beforehand, one password checked whatever else is
 * wrong, one answer to every failure. The passkey is looked at whether or not the password is right.
 * @throws PortcullisError `credentials_refused`, `rate_limited`
 */
export async function signInByPasskey(
  engine: Engine,
  seat: CeremonySeat,
  input: { readonly email: string; readonly password: string; readonly response: AuthenticationResponse },
  place: SignInPlace,
): Promise<SignedIn> {
  const ceremony = takeCeremony(engine, seat, 'sign-in');
  const charged = await chargeSignIn(engine, input.email, place);
  const second = await byPasskey(engine, ceremony, input.response);
  return proveAndOpen(engine, { ...charged, expected: 'active', password: input.password, second, reason: 'passkey' }, place);
}

/** Judges an assertion as far as nothing can change about it meanwhile; the rest in the transaction that takes it. */
async function byPasskey(engine: Engine, ceremony: Ceremony | null, response: AuthenticationResponse): Promise<SecondFactor> {
  const refusal =
    (why: string): SecondFactor =>
    async () =>
      why;
  if (ceremony === null) return refusal('no challenge waits for this passkey');
  const passkey = await engine.store.read((tx) => tx.first(passkeyByCredential, { credentialId: response.id }));
  if (passkey === undefined) return refusal('unknown passkey');
  const { site, challenge } = ceremony;
  if (passkey.rpId !== site.id || !site.origins.includes(passkey.origin)) return refusal('the passkey belongs to another site');
  if (!isFromSite(ceremony, await readClientData(response.response.clientDataJSON))) return refusal('the passkey was used on another site');
  const { credentialId, publicKey, backupEligible, userHandle } = passkey;
  const credential = { id: credentialId, publicKey, backupEligible: backupEligible === 1 };
  const asserted = await verifyAssertion(site, { challenge, userHandle, credential }, response);
  if (asserted.refused !== undefined) return refusal(`passkey: ${asserted.refused}`);
  return async (tx, { id: staffId }) => {
    if (passkey.staffId !== staffId) return 'the passkey is somebody else’s';
    const current = await tx.first(passkeyByCredential, { credentialId });
    if (current === undefined || current.removedAt !== null) return 'the passkey was removed';
    const now = engine.clock.now();
    const { counter, backedUp } = asserted;
    if ((await tx.run(moveCounter, { id: passkey.id, counter, backedUp: backedUp ? 1 : 0, now })) === 1) return null;
    await appendAudit(tx, engine, {
      actor: systemActor('sign-in'),
      action: 'staff_passkey.clone_suspected',
      subject: { kind: 'staff_passkey', id: passkey.id },
      reason: 'The signature counter went backwards',
      changes: [{ field: 'counter', old: current.counter, new: counter }],
    });
    return 'the passkey’s signature counter went backwards';
  };
}

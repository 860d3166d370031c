import type { CeremonySeat } from '../../src/main/engine/staff/passkeys/ceremony.ts';
import { beginOwnPasskey, finishOwnPasskey } from '../../src/main/engine/staff/passkeys/own.ts';
import { beginPasskeySignIn, signInByPasskey } from '../../src/main/engine/staff/passkeys/sign-in.ts';
import type { SignedIn, SignInPlace } from '../../src/main/engine/staff/people.ts';
import type { OwnPasskey } from '../../src/shared/contract/console/passkeys.ts';
import { type Lies, SoftwareAuthenticator } from './authenticator.ts';
import type { TestEngine } from './engine.ts';
import { type Administrator, codeOf, office, testPassword } from './staff.ts';

export const consoleOrigin = 'https://console.example.com';

/** A console that a page of this origin has open. */
export const seatAt = (origin: string | null = consoleOrigin): CeremonySeat => ({ origin, ceremony: null });

export const keyAt = (origin = consoleOrigin, counter = 0): SoftwareAuthenticator => new SoftwareAuthenticator({ origin, counter });

/** Password and the next code, which nobody used. */
export function proofOf(engine: TestEngine, who: Administrator): { readonly password: string; readonly code: string } {
  engine.clock.advance(60_000);
  return { password: testPassword, code: codeOf(engine, who.totpSecret) };
}

/** Makes a passkey as a member of staff does, in the session that they have. */
export async function addStaffPasskey(
  engine: TestEngine,
  who: Administrator,
  options: { readonly origin?: string; readonly authenticator?: SoftwareAuthenticator; readonly name?: string } = {},
): Promise<{ readonly authenticator: SoftwareAuthenticator; readonly passkey: OwnPasskey }> {
  const { origin = consoleOrigin, authenticator = keyAt(origin), name } = options;
  const seat = seatAt(origin);
  const begun = await beginOwnPasskey(engine, who.session.actor, seat, proofOf(engine, who));
  const response = authenticator.create(begun.options);
  return { authenticator, passkey: await finishOwnPasskey(engine, who.session.actor, seat, { response, name }) };
}

/** Signs in with password and passkey. */
export async function enterByPasskey(
  engine: TestEngine,
  who: Pick<Administrator, 'email'>,
  authenticator: SoftwareAuthenticator,
  options: {
    readonly seat?: CeremonySeat;
    readonly lies?: Lies;
    readonly password?: string;
    readonly place?: SignInPlace;
  } = {},
): Promise<SignedIn> {
  const { seat = seatAt(), lies = {}, password = testPassword, place = office } = options;
  const { options: asked } = beginPasskeySignIn(engine, seat);
  return signInByPasskey(engine, seat, { email: who.email, password, response: authenticator.get(asked, lies) }, place);
}

/** Why sign-ins were refused, oldest first. */
export async function refusals(engine: TestEngine): Promise<readonly (string | null)[]> {
  const rows = await engine.store.read((tx) =>
    tx.db.selectFrom('audit').select('reason').where('action', '=', 'staff.sign_in_refused').orderBy('chain').orderBy('seq').execute(),
  );
  return rows.map(({ reason }) => reason);
}

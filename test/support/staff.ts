import { generateSync } from 'otplib';
import type { StaffActor } from '../../src/main/engine/actor.ts';
import { inviteStaff } from '../../src/main/engine/staff/invitations/invitations.ts';
import { acceptInvitation, confirmInvitation } from '../../src/main/engine/staff/invitations/join.ts';
import type { SignedIn, SignInPlace } from '../../src/main/engine/staff/people.ts';
import { confirmFirstAdministrator, createFirstAdministrator, type Enrolment, setUpCode } from '../../src/main/engine/staff/set-up.ts';
import type { Role } from '../../src/shared/vocabulary/index.ts';
import type { TestEngine } from './engine.ts';

export const office: SignInPlace = { address: '192.0.2.10', shell: 'server' };
export const elsewhere: SignInPlace = { address: '198.51.100.66', shell: 'server' };

export const testPassword = 'correct horse battery';

/** What the authenticator app shows at the engine's time. @param steps how many half minutes ahead (or behind) its clock is */
export const codeOf = (engine: TestEngine, totpSecret: string, steps = 0): string =>
  generateSync({ secret: totpSecret, epoch: Math.floor(engine.clock.now() / 1000) + 30 * steps });

/** A code of the right shape that no step near now has. */
export function wrongCode(engine: TestEngine, totpSecret: string): string {
  const right = new Set([-2, -1, 0, 1, 2].map((steps) => codeOf(engine, totpSecret, steps)));
  for (let i = 0; ; i += 1) {
    const code = String(i).padStart(6, '0');
    if (!right.has(code)) return code;
  }
}

export interface Administrator extends Enrolment {
  readonly email: string;
  readonly session: SignedIn;
}

/** Sets the workspace up. The code of the current half minute is used up by it. */
export async function setUp(engine: TestEngine, place: SignInPlace = office): Promise<Administrator> {
  const email = 'root@example.com';
  const who = { name: 'Root', email, password: testPassword, setUpCode: setUpCode(engine) };
  const enrolment = await createFirstAdministrator(engine, who, place);
  const code = codeOf(engine, enrolment.totpSecret);
  const session = await confirmFirstAdministrator(engine, { staffId: enrolment.staffId, password: testPassword, code }, place);
  return { ...enrolment, email, session };
}

/** Invites somebody where no mail leaves the workspace. @returns the code that opens the invitation */
export async function invited(
  engine: TestEngine,
  administrator: StaffActor,
  input: { readonly name: string; readonly email: string; readonly role: Role },
): Promise<string> {
  const { code } = await inviteStaff(engine, administrator, input, true);
  if (code === null) throw new Error('The code was not handed over');
  return code;
}

/** Invites a member of staff, who accepts and is signed in by it. */
export async function addStaff(
  engine: TestEngine,
  administrator: StaffActor,
  role: Role,
  place: SignInPlace = office,
  email = `${role}@example.com`,
): Promise<Administrator> {
  const code = await invited(engine, administrator, { name: role, email, role });
  const enrolment = await acceptInvitation(engine, { code, password: testPassword });
  const totp = codeOf(engine, enrolment.totpSecret);
  const session = await confirmInvitation(engine, { code, password: testPassword, totp }, place);
  return { ...enrolment, email, session };
}

import { generateSync } from 'otplib';
import type { StaffActor } from '../../src/main/engine/actor.ts';
import { createStaff } from '../../src/main/engine/staff/manage.ts';
import type { SignedIn, SignInPlace } from '../../src/main/engine/staff/people.ts';
import { confirmFirstAdministrator, createFirstAdministrator, type Enrolment } from '../../src/main/engine/staff/set-up.ts';
import { signIn } from '../../src/main/engine/staff/sign-in.ts';
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
  const enrolment = await createFirstAdministrator(engine, { name: 'Root', email, password: testPassword }, place);
  const code = codeOf(engine, enrolment.totpSecret);
  const session = await confirmFirstAdministrator(engine, { staffId: enrolment.staffId, password: testPassword, code }, place);
  return { ...enrolment, email, session };
}

/** Adds a member of staff and signs them in. */
export async function addStaff(
  engine: TestEngine,
  administrator: StaffActor,
  role: Role,
  place: SignInPlace = office,
): Promise<Administrator> {
  const email = `${role}@example.com`;
  const enrolment = await createStaff(engine, administrator, { name: role, email, role, password: testPassword });
  const session = await signIn(engine, { email, password: testPassword, code: codeOf(engine, enrolment.totpSecret) }, place);
  return { ...enrolment, email, session };
}

import { timingSafeEqual } from 'node:crypto';
import ipaddr from 'ipaddr.js';
import type { StaffId } from '../../../shared/vocabulary/index.ts';
import type { ReadTx } from '../../store/store.ts';
import { systemActor } from '../actor.ts';
import { appendAudit } from '../audit/append.ts';
import { announce } from '../changes.ts';
import type { Engine } from '../engine.ts';
import { conflict, invalidInput } from '../errors.ts';
import { newTotpSecret, totpUri } from '../totp.ts';
import { chargeAttempt, clearAttempts } from './attempts.ts';
import { hashPassword, verifyPassword, weakness } from './password.ts';
import { isDemoEmail, normalizeEmail, type SignedIn, type SignInPlace, totpContext } from './people.ts';
import { byCode, proveAndOpen, type StaffRow } from './sign-in.ts';
import { confirmedStaff, deletePending, insertStaff, moveStaff, pendingStaff, staffById } from './store.ts';

/** What a new member of staff sets their authenticator app up with; shown once. */
export interface Enrolment {
  readonly staffId: StaffId;
  readonly totpSecret: string;
  readonly totpUri: string;
}

/** True until somebody has been confirmed; the console then offers the set-up instead of the sign-in. */
export async function needsFirstAdministrator(engine: Engine): Promise<boolean> {
  return (await engine.store.read((tx) => tx.first(confirmedStaff, {}))) === undefined;
}

/**
 * What whoever sets a server up from another machine has to know: the program prints it where only its operators look. It hangs on the root key,
 * so that every server of one database prints the same, and none has to keep it.
 */
export function setUpCode(engine: Pick<Engine, 'sealer'>): string {
  const digits = engine.sealer.lookup('first administrator', 'staff.set_up');
  return (digits.slice(0, 16).match(/.{4}/gu) ?? []).join('-');
}

/** Whether the set-up asks for the code: from everywhere but the machine itself, which is its operator's. */
export const needsSetUpCode = ({ address }: Pick<SignInPlace, 'address'>): boolean =>
  address !== null && !(ipaddr.isValid(address) && ipaddr.process(address).range() === 'loopback');

/**
 * Begins the set-up (ST-04). The account stays pending, and can do nothing, until a first code confirms that the authenticator app works.
 * Who loses the secret before that begins again with the same e-mail address and password; somebody else waits `staff.setUpTtl`.
 * @param input.setUpCode asked for where {@link needsSetUpCode} says so: else whoever finds a new server first would be its administrator
 * @throws PortcullisError `conflict` when there is staff already or somebody else is setting up, `invalid_input`, `rate_limited`
 */
export async function createFirstAdministrator(
  engine: Engine,
  input: { readonly name: string; readonly email: string; readonly password: string; readonly setUpCode?: string | undefined },
  place: SignInPlace,
): Promise<Enrolment> {
  const email = normalizeEmail(input.email);
  const weak = weakness(input.password, email);
  if (weak !== null) throw invalidInput('password', weak);
  if (isDemoEmail(email)) throw invalidInput('email', 'belongs to demo accounts');
  // Asked before hashing, so that a stranger cannot make a server that is set up do the work.
  const begun = await engine.store.read(async (tx) => {
    await assertNobodyYet(tx);
    return tx.first(pendingStaff, {});
  });
  if (needsSetUpCode(place) && !isSetUpCode(engine, input.setUpCode ?? '')) {
    throw invalidInput('setUpCode', 'is not the one that the server printed when it started');
  }
  const mine = begun?.email === email && (await isBeginner(engine, begun, input.password, place));
  const passwordHash = await hashPassword(engine, input.password);
  const id = engine.ids.next('staff') as StaffId;
  const secret = newTotpSecret(engine.random);
  const totpSealed = engine.sealer.seal(secret, totpContext(id));
  await engine.store.write(async (tx) => {
    await assertNobodyYet(tx);
    const now = engine.clock.now();
    const pending = await tx.first(pendingStaff, {});
    if (pending !== undefined) {
      const freeAt = pending.createdAt + engine.settings.get('staff.setUpTtl');
      if (now < freeAt && !(mine && pending.id === begun?.id)) {
        throw conflict('Somebody else has begun the set-up. It can begin anew once that one has lapsed.', { status: 'pending', freeAt });
      }
      await tx.run(deletePending, { id: pending.id });
      await appendAudit(tx, engine, {
        actor: systemActor('set-up'),
        action: 'staff.removed',
        subject: { kind: 'staff', id: pending.id },
        reason: 'the set-up was never confirmed and began anew',
        changes: [{ field: 'status', old: 'pending', new: null }],
      });
    }
    const row = { id, email, name: input.name, role: 'administrator', status: 'pending', passwordHash, totpSealed, createdAt: now };
    await tx.run(insertStaff, row);
    await appendAudit(tx, engine, {
      actor: systemActor('set-up'),
      action: 'staff.created',
      subject: { kind: 'staff', id },
      reason: 'first administrator',
      changes: [
        { field: 'role', old: null, new: 'administrator' },
        { field: 'status', old: null, new: 'pending' },
      ],
    });
  });
  return { staffId: id, totpSecret: secret, totpUri: totpUri(secret, email) };
}

/**
 * Ends the set-up: password and a first code make the administrator active, and sign them in.
 * @throws PortcullisError `credentials_refused`, `rate_limited`
 */
export async function confirmFirstAdministrator(
  engine: Engine,
  input: { readonly staffId: StaffId; readonly password: string; readonly code: string },
  place: SignInPlace,
): Promise<SignedIn> {
  const { attempt, row } = await engine.store.write(async (tx) => {
    const candidate = await tx.first(staffById, { id: input.staffId });
    return { row: candidate, attempt: await chargeAttempt(tx, engine, candidate?.email ?? input.staffId, place.address, candidate) };
  });
  return proveAndOpen(
    engine,
    { attempt, row, expected: 'pending', password: input.password, second: byCode(engine, input.code) },
    place,
    async (tx, proven) => {
      await assertNobodyYet(tx);
      await tx.run(moveStaff, { id: proven.id, from: 'pending', to: 'active' });
      await appendAudit(tx, engine, {
        actor: systemActor('set-up'),
        action: 'staff.confirmed',
        subject: { kind: 'staff', id: proven.id },
        changes: [{ field: 'status', old: 'pending', new: 'active' }],
      });
      announce(tx, engine, { topic: 'staff', id: proven.id });
    },
  );
}

/** Whether the password is the one with which the pending set-up began; guessing it is counted like guessing at a sign-in. */
async function isBeginner(engine: Engine, begun: StaffRow, password: string, place: SignInPlace): Promise<boolean> {
  const attempt = await engine.store.write((tx) => chargeAttempt(tx, engine, begun.email, place.address, begun));
  const right = await verifyPassword(engine, attempt.paused ? null : begun.passwordHash, password);
  if (right) await engine.store.write((tx) => clearAttempts(tx, attempt));
  return right;
}

/** 64 bits, which nobody guesses; compared in constant time all the same. */
function isSetUpCode(engine: Engine, given: string): boolean {
  const [right, typed] = [setUpCode(engine), given].map((code) => Buffer.from(code.replace(/[^0-9a-f]/giu, '').toLowerCase()));
  return right !== undefined && typed?.length === right.length && timingSafeEqual(right, typed);
}

async function assertNobodyYet(tx: ReadTx): Promise<void> {
  if ((await tx.first(confirmedStaff, {})) !== undefined)
    throw conflict('The first administrator exists already. Sign in.', { status: 'set_up' });
}

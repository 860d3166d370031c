import type { WriteTx } from '../../store/store.ts';
import { systemActor } from '../actor.ts';
import { appendAudit } from '../audit/append.ts';
import type { Engine } from '../engine.ts';
import { acceptedTimeStep } from '../totp.ts';
import { type Attempt, chargeAttempt, clearAttempts } from './attempts.ts';
import { verifyPassword } from './password.ts';
import { credentialsRefused, isDemoEmail, normalizeEmail, type SignedIn, type SignInPlace, totpContext } from './people.ts';
import { openSession } from './sessions.ts';
import { noteSignIn, staffByEmail, staffById, takeTimeStep } from './store.ts';

/** A row of staff as a sign-in sees it. */
export interface StaffRow {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: string;
  readonly status: string;
  readonly passwordHash: string;
  readonly totpSealed: Uint8Array;
  readonly totpLastStep: number | null;
  readonly failedAttempts: number;
  readonly lockedUntil: number | null;
}

/**
 * What stands beside the password, judged in the transaction that takes it.
 * @param current the account as it is in that transaction
 * @returns why it is refused, for the audit trail, or null
 */
export type SecondFactor = (tx: WriteTx, current: StaffRow) => Promise<string | null>;

/** The authenticator app's code; its time step is taken for good. */
export const byCode =
  (engine: Engine, code: string): SecondFactor =>
  async (tx, { id, totpSealed, totpLastStep }) => {
    const step = acceptedTimeStep(engine.sealer.openText(totpSealed, totpContext(id)), code, engine.clock.now(), totpLastStep);
    // Conditional, so that of two sign-ins with the same code only one gets past this line, whatever the isolation.
    return step === null || (await tx.run(takeTimeStep, { id, step })) !== 1 ? 'wrong or used code' : null;
  };

/**
 * Signs in with password and authenticator code (ST-02). Both are always asked and every failure reads the same; the audit trail knows why.
 * @throws PortcullisError `credentials_refused`, `rate_limited`
 */
export async function signIn(
  engine: Engine,
  input: { readonly email: string; readonly password: string; readonly code: string },
  place: SignInPlace,
): Promise<SignedIn> {
  const charged = await chargeSignIn(engine, input.email, place);
  const { password, code } = input;
  return proveAndOpen(engine, { ...charged, expected: 'active', password, second: byCode(engine, code) }, place);
}

/** Charges a sign-in before anything of it is looked at. @throws PortcullisError `rate_limited` */
export async function chargeSignIn(
  engine: Engine,
  as: string,
  place: SignInPlace,
): Promise<{ readonly attempt: Attempt; readonly row: StaffRow | undefined }> {
  const email = normalizeEmail(as);
  return engine.store.write(async (tx) => {
    const row = await tx.first(staffByEmail, { email });
    return { row, attempt: await chargeAttempt(tx, engine, email, place.address, row) };
  });
}

/**
 * The second half of a sign-in: the password outside any transaction, since hashing is slow, then the second factor and the session
 * within one.
 * @param what.expected the status in which the account must be, now and when the session opens
 * @param onProven runs in that transaction before the session opens
 */
export async function proveAndOpen(
  engine: Engine,
  what: {
    readonly attempt: Attempt;
    readonly row: StaffRow | undefined;
    readonly expected: 'active' | 'pending';
    readonly password: string;
    readonly second: SecondFactor;
    /** For the audit trail, where it was not the usual way. */
    readonly reason?: string;
  },
  place: SignInPlace,
  onProven?: (tx: WriteTx, row: StaffRow) => Promise<void>,
): Promise<SignedIn> {
  const { attempt, row } = what;
  const closed = closedBecause(engine, what);
  const passwordRight = await verifyPassword(engine, closed === null ? (row?.passwordHash ?? null) : null, what.password);
  const outcome = await engine.store.write(async (tx): Promise<SignedIn | { readonly refused: string }> => {
    const refuse = async (why: string) => {
      await appendAudit(tx, engine, {
        actor: systemActor('sign-in'),
        action: 'staff.sign_in_refused',
        subject: { kind: 'staff', id: row?.id ?? 'unknown' },
        reason: why,
        changes: [
          { field: 'address', old: null, new: place.address },
          { field: 'shell', old: null, new: place.shell },
        ],
      });
      return { refused: why };
    };
    if (closed !== null) return refuse(closed);
    if (!passwordRight || row === undefined) return refuse('wrong password');
    const current = await tx.first(staffById, { id: row.id });
    if (current?.status !== what.expected || current.passwordHash !== row.passwordHash) return refuse('changed meanwhile');
    const refusal = await what.second(tx, current);
    if (refusal !== null) return refuse(refusal);
    await tx.run(noteSignIn, { id: row.id, now: engine.clock.now() });
    await onProven?.(tx, row);
    await clearAttempts(tx, attempt);
    return openSession(tx, engine, row, place, what.reason);
  });
  if ('refused' in outcome) throw credentialsRefused();
  return outcome;
}

/** Why no password could open this account now, or null. */
function closedBecause(
  engine: Engine,
  what: { readonly attempt: Attempt; readonly row: StaffRow | undefined; readonly expected: string },
): string | null {
  if (what.row === undefined) return 'unknown e-mail address';
  if (what.row.status !== what.expected) return `the account is ${what.row.status}`;
  if (isDemoEmail(what.row.email) && !engine.demo) return 'a demo account outside demo mode';
  if (what.attempt.paused) return 'pausing after too many failures';
  return null;
}

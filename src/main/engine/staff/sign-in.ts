import type { WriteTx } from '../../store/store.ts';
import { systemActor } from '../actor.ts';
import { appendAudit } from '../audit/append.ts';
import type { Engine } from '../engine.ts';
import { acceptedTimeStep } from '../totp.ts';
import { type Attempt, chargeAttempt, clearAttempts } from './attempts.ts';
import { verifyPassword } from './password.ts';
import { credentialsRefused, isDemoEmail, normalizeEmail, type SignedIn, type SignInPlace, totpContext } from './people.ts';
import { openSession } from './sessions.ts';
import { staffByEmail, staffById, takeTimeStep } from './store.ts';

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
 * Signs in with password and authenticator code (ST-02). Both are always asked and every failure reads the same; the audit trail knows why.
 * @throws PortcullisError `credentials_refused`, `rate_limited`
 */
export async function signIn(
  engine: Engine,
  input: { readonly email: string; readonly password: string; readonly code: string },
  place: SignInPlace,
): Promise<SignedIn> {
  const email = normalizeEmail(input.email);
  const { attempt, row } = await engine.store.write(async (tx) => {
    const candidate = await tx.first(staffByEmail, { email });
    return { row: candidate, attempt: await chargeAttempt(tx, engine, email, place.address, candidate) };
  });
  return proveAndOpen(engine, { attempt, row, expected: 'active', ...input }, place);
}

/**
 * The second half of a sign-in: the password outside any transaction, since hashing is slow, then the code and the session within one.
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
    readonly code: string;
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
    const now = engine.clock.now();
    const secret = engine.sealer.openText(current.totpSealed, totpContext(row.id));
    const step = acceptedTimeStep(secret, what.code, now, current.totpLastStep);
    if (step === null) return refuse('wrong or used code');
    // Conditional, so that of two sign-ins with the same code only one gets past this line, whatever the isolation.
    if ((await tx.run(takeTimeStep, { id: row.id, step, now })) !== 1) return refuse('wrong or used code');
    await onProven?.(tx, row);
    await clearAttempts(tx, attempt);
    return openSession(tx, engine, row, place);
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

import type { WriteTx } from '../../store/store.ts';
import type { StaffActor } from '../actor.ts';
import { appendAudit } from '../audit/append.ts';
import type { Engine } from '../engine.ts';
import { chargeAttempt, clearAttempts } from './attempts.ts';
import { verifyPassword } from './password.ts';
import { credentialsRefused, unauthenticated } from './people.ts';
import { byCode, type StaffRow } from './sign-in.ts';
import { staffById } from './store.ts';

/** What somebody who is signed in proves anew before they change how they sign in. */
export interface Confirmation {
  readonly password: string;
  readonly code: string;
}

/**
 * Does something about a person's own sign-in once password and code confirmed that it is they: an unlocked console alone is not enough.
 * Counts as an attempt like a sign-in, and the code is taken for good.
 * @param what for the audit trail, such as `passkeys.begin`
 * @param onProven runs in the transaction that takes the code; what it throws leaves the code untaken
 * @throws PortcullisError `credentials_refused`, `rate_limited`, and what `onProven` throws
 */
export async function confirmed<T>(
  engine: Engine,
  actor: StaffActor,
  confirmation: Confirmation,
  what: string,
  onProven: (tx: WriteTx, row: StaffRow) => Promise<T>,
): Promise<T> {
  const { attempt, row } = await engine.store.write(async (tx) => {
    const own = await tx.first(staffById, { id: actor.staffId });
    if (own === undefined) throw unauthenticated();
    return { row: own, attempt: await chargeAttempt(tx, engine, own.email, actor.address, own) };
  });
  const passwordRight = await verifyPassword(engine, attempt.paused ? null : row.passwordHash, confirmation.password);
  const outcome = await engine.store.write(async (tx): Promise<{ readonly done: T } | null> => {
    const current = await tx.first(staffById, { id: row.id });
    if (current?.status !== 'active') throw unauthenticated();
    const right = passwordRight && current.passwordHash === row.passwordHash;
    if (!right || (await byCode(engine, confirmation.code)(tx, current)) !== null) {
      await appendAudit(tx, engine, {
        actor,
        action: 'staff.confirmation_refused',
        subject: { kind: 'staff', id: row.id },
        reason: what,
      });
      return null;
    }
    await clearAttempts(tx, attempt);
    return { done: await onProven(tx, current) };
  });
  if (outcome === null) throw credentialsRefused();
  return outcome.done;
}

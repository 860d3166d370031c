import type { WriteTx } from '../../store/store.ts';
import type { Engine } from '../engine.ts';
import { PortcullisError } from '../errors.ts';
import { placeOf } from '../place-of.ts';
import type { EpochMs } from '../ports.ts';
import { day } from '../settings/kinds.ts';
import { deleteFailureBucket, failureBucket, forgetFailureBuckets, putFailureBucket, sessionAddresses, setFailures } from './store.ts';

/**
 * Guessing passwords and codes (ST-02). Three counts, each with a pause that doubles from `staff.backoff` to `staff.maxBackoff`:
 *
 * - this e-mail address from this address, after `staff.freeFailures`;
 * - anybody from this address, after four times as many: one machine that tries many people;
 * - this account from anywhere, after twice as many: many machines that try one person. Attempts from an address where this person
 *   signed in during the last 30 days neither count here nor are stopped by it, so that nobody far away can lock a person out at their
 *   own desk. At a new desk, while under attack, they wait `staff.maxBackoff` at most after the last attempt that was let through.
 *
 * Every attempt is charged before the password is looked at and given back when it was right. A thousand attempts at once are therefore
 * counted as a thousand, not checked together against a count of none.
 *
 * An address stands for itself in IPv4 and for its /64 network in IPv6, where one machine has as many addresses as it likes.
 *
 * The first two do not depend on whether the account exists, so their refusal may say how long to wait. The third does, so its refusal is
 * like every other.
 */
export interface Limits {
  readonly free: number;
  readonly backoff: number;
  readonly maxBackoff: number;
}

const ADDRESS_FACTOR = 4;
const ACCOUNT_FACTOR = 2;
const FORGET_AFTER = day;
const KNOWN_ADDRESS_FOR = 30 * day;

/** How long to wait after the last of `failures`; 0 while they are free. */
export function pauseAfter(failures: number, limits: Limits): number {
  if (failures < limits.free) return 0;
  return Math.min(limits.backoff * 2 ** Math.min(failures - limits.free, 40), limits.maxBackoff);
}

export interface Attempt {
  readonly buckets: readonly string[];
  /** Set when the account counts it too. */
  readonly accountId: string | null;
  /** The account is pausing: whatever the password, the answer is no. */
  readonly paused: boolean;
}

export interface Candidate {
  readonly id: string;
  readonly failedAttempts: number;
  readonly lockedUntil: EpochMs | null;
}

const limitsOf = (engine: Engine): Limits => ({
  free: engine.settings.get('staff.freeFailures'),
  backoff: engine.settings.get('staff.backoff'),
  maxBackoff: engine.settings.get('staff.maxBackoff'),
});

/**
 * Charges one attempt.
 * @param candidate the account, if there is one
 * @throws PortcullisError `rate_limited` with the time to wait; nothing was charged then
 */
export async function chargeAttempt(
  tx: WriteTx,
  engine: Engine,
  email: string,
  address: string | null,
  candidate: Candidate | undefined,
): Promise<Attempt> {
  const now = engine.clock.now();
  const limits = limitsOf(engine);
  const place = placeOf(address);
  const pair = `sign-in:pair:${engine.sealer.lookup(`${email} ${place}`, 'staff.attempt')}`;
  const anybody = `sign-in:address:${place}`;
  const wide = { ...limits, free: limits.free * ADDRESS_FACTOR };
  const counts = [await countOf(tx, pair, limits, now), await countOf(tx, anybody, wide, now)];
  const waitMs = Math.max(...counts.map((count) => count.openAt - now));
  if (waitMs > 0) {
    throw new PortcullisError('rate_limited', 'Too many failed attempts. Wait before the next one.', { retryAfterMs: waitMs });
  }
  for (const { bucket, failures } of counts) await tx.run(putFailureBucket, { bucket, failures: failures + 1, lastAt: now });
  const buckets = [pair, anybody];
  if (candidate === undefined || (await isKnownAddress(tx, candidate.id, address, now))) return { buckets, accountId: null, paused: false };
  if (candidate.lockedUntil !== null && now < candidate.lockedUntil) return { buckets, accountId: candidate.id, paused: true };
  const forgotten = candidate.lockedUntil !== null && now - candidate.lockedUntil >= FORGET_AFTER;
  const failedAttempts = (forgotten ? 0 : candidate.failedAttempts) + 1;
  const pause = pauseAfter(failedAttempts, { ...limits, free: limits.free * ACCOUNT_FACTOR });
  await tx.run(setFailures, { id: candidate.id, failedAttempts, lockedUntil: pause === 0 ? null : now + pause });
  return { buckets, accountId: candidate.id, paused: false };
}

/**
 * Charges one acceptance of an invitation: each costs a password hash, and its code alone opens the way there. Whoever loses their secret
 * begins anew as often as somebody may mistype a password, and then waits.
 * @throws PortcullisError `rate_limited` with the time to wait; nothing was charged then
 */
export async function chargeJoining(tx: WriteTx, engine: Engine, invitationId: string): Promise<void> {
  const now = engine.clock.now();
  const { bucket, failures, openAt } = await countOf(tx, `joining:${invitationId}`, limitsOf(engine), now);
  if (openAt > now) {
    throw new PortcullisError('rate_limited', 'This invitation was begun too often. Wait before the next time.', {
      retryAfterMs: openAt - now,
    });
  }
  await tx.run(putFailureBucket, { bucket, failures: failures + 1, lastAt: now });
}

/** Gives back what {@link chargeAttempt} charged, with all failures before it: the person has proved who they are. */
export async function clearAttempts(tx: WriteTx, attempt: Attempt): Promise<void> {
  const [pair, anybody] = attempt.buckets;
  if (pair !== undefined) await tx.run(deleteFailureBucket, { bucket: pair });
  if (anybody !== undefined) {
    // One right password must not wipe out what the same machine tried on others.
    const count = await tx.first(failureBucket, { bucket: anybody });
    if (count !== undefined) {
      await tx.run(putFailureBucket, { bucket: anybody, failures: Math.max(0, count.failures - 1), lastAt: count.lastAt });
    }
  }
  if (attempt.accountId !== null) await tx.run(setFailures, { id: attempt.accountId, failedAttempts: 0, lockedUntil: null });
}

async function countOf(tx: WriteTx, bucket: string, limits: Limits, now: EpochMs) {
  const row = await tx.first(failureBucket, { bucket });
  if (row === undefined || now - row.lastAt >= FORGET_AFTER) return { bucket, failures: 0, openAt: now };
  return { bucket, failures: row.failures, openAt: row.lastAt + pauseAfter(row.failures, limits) };
}

async function isKnownAddress(tx: WriteTx, staffId: string, address: string | null, now: EpochMs): Promise<boolean> {
  const sessions = await tx.all(sessionAddresses, { staffId, since: now - KNOWN_ADDRESS_FOR });
  return sessions.some((session) => placeOf(session.address) === placeOf(address));
}

/** Deletes counts that no longer count. Call it now and then. @returns how many */
export function forgetOldAttempts(engine: Pick<Engine, 'clock' | 'store'>): Promise<number> {
  const before = engine.clock.now() - FORGET_AFTER;
  return engine.store.write((tx) => tx.run(forgetFailureBuckets, { before }));
}

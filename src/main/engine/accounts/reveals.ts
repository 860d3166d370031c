import type { ReadTx, WriteTx } from '../../store/store.ts';
import type { StaffActor } from '../actor.ts';
import { appendAudit } from '../audit/append.ts';
import type { Engine } from '../engine.ts';
import { PortcullisError } from '../errors.ts';
import { hour } from '../settings/kinds.ts';
import { type Bucket, bucketsAmong, forgetBuckets, putBucket } from './search/store.ts';

/**
 * Each reveal by itself is right and stands in the trail; it is their number that carries a customer base out of the house, by somebody who is
 * paid for it or by whoever took their session. So one person opens the personal data of a bounded number of customers within an hour (ST-03).
 */
const WINDOW_MS = hour;

const counterOf = (staffId: string): string => `reveal:${staffId}`;
const openedOf = (staffId: string, accountId: string): string => `reveal:${staffId}:${accountId}`;

type Outcome<T> = { readonly shown: T } | { readonly refused: PortcullisError };

/** Whose personal data is about to be shown, and how. */
export interface Reveal<T> {
  readonly accountId: string;
  readonly show: () => Promise<T>;
}

/**
 * Shows personal data in a transaction that also counts whose. What was opened of the same customer within the hour is not counted again.
 * @param prepare finds whose data it is; `show` reads it and writes the audit entry
 * @throws PortcullisError `rate_limited` with the time to wait, and what `prepare` and `show` throw
 */
export async function revealed<T>(engine: Engine, actor: StaffActor, prepare: (tx: WriteTx) => Promise<Reveal<T>>): Promise<T> {
  // The refusal is recorded, so it leaves the transaction as a value.
  const outcome = await engine.store.write(async (tx): Promise<Outcome<T>> => {
    const { accountId, show } = await prepare(tx);
    const refused = await charge(tx, engine, actor, accountId);
    return refused === null ? { shown: await show() } : { refused };
  });
  if ('refused' in outcome) throw outcome.refused;
  return outcome.shown;
}

async function charge(tx: WriteTx, engine: Engine, actor: StaffActor, accountId: string): Promise<PortcullisError | null> {
  const now = engine.clock.now();
  const { staffId } = actor;
  const most = engine.settings.get('staff.revealsPerHour');
  if ((await freshAmong(tx, openedOf(staffId, accountId), now)) !== null) return null;
  const { count, at } = (await freshAmong(tx, counterOf(staffId), now)) ?? { count: 0, at: now };
  if (count <= most) await tx.run(putBucket, { bucket: counterOf(staffId), count: count + 1, at });
  if (count < most) {
    await tx.run(putBucket, { bucket: openedOf(staffId, accountId), count: 1, at: now });
    return null;
  }
  // Told once: a script that goes on must not fill the trail.
  if (count === most) {
    await appendAudit(tx, engine, {
      actor,
      action: 'customers.reveals_stopped',
      subject: { kind: 'staff', id: staffId },
      reason: `Personal data of ${most} customers was opened within an hour`,
      changes: [{ field: 'stoppedUntil', old: null, new: at + WINDOW_MS }],
    });
  }
  return new PortcullisError('rate_limited', 'You opened the data of many customers within an hour. Wait, or ask a colleague.', {
    reason: 'too_many_reveals',
    retryAfterMs: at + WINDOW_MS - now,
  });
}

async function freshAmong(tx: ReadTx, bucket: string, now: number): Promise<Bucket | null> {
  const [found] = await bucketsAmong(tx, [bucket]);
  return found !== undefined && now - found.at < WINDOW_MS ? found : null;
}

/** Deletes counts that no longer count. Call it now and then. @returns how many */
export function forgetOldReveals(engine: Pick<Engine, 'clock' | 'store'>): Promise<number> {
  const before = engine.clock.now() - WINDOW_MS;
  return engine.store.write((tx) => tx.run(forgetBuckets, { from: 'reveal:', to: 'reveal;', before }));
}

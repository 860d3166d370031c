import type { Engine } from '../engine.ts';
import type { Mail, Sms } from '../ports.ts';
import { PermanentFailure } from './failure.ts';
import { composeMessage } from './messages.ts';
import { deleteOutbox, dueOutbox, leaseOutbox, type OutboxRow, postponeOutbox } from './store.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

/** A code or link to be used at once that is older than this would only confuse: it has expired. */
export const MESSAGE_TTL_MS = 15 * MINUTE;
/** A notice warns of what somebody may be doing to the account, so it is worth having even when it comes late (SI-05, RC-05). */
export const NOTICE_TTL_MS = DAY;
const LEASE_MS = 2 * MINUTE;
const BATCH = 20;
/** Handed over at the same time; a slow provider must not hold the next customer's code up. */
const AT_ONCE = 5;
const PAUSES: readonly number[] = [5 * SECOND, 20 * SECOND, MINUTE, 3 * MINUTE, 5 * MINUTE];
/** Between the further tries of a notice. */
const LATER = 30 * MINUTE;

const isUrgent = (topic: string): boolean => topic === 'code' || topic.startsWith('code.') || topic === 'caller_verification';

/**
 * Hands queued mail and SMS to their ports, each under the event's id so that a provider can tell a repetition. Of several servers the one
 * that leases a message sends it; what was acknowledged is never sent again, and what was not is, as the same message. A message that is
 * refused for good, or cannot be handed over in time, is dropped and told to the log; its addressee asks for another.
 *
 * @returns how many were handed over and whether there may be more
 */
export async function sendMessages(
  engine: Engine,
  channel: 'mail' | 'sms',
  ports: { readonly mail: Mail; readonly sms: Sms },
): Promise<{ sent: number; more: boolean }> {
  const now = engine.clock.now();
  const rows = await engine.store.read((tx) => tx.all(dueOutbox, { channel, now, limit: BATCH }));
  let sent = 0;
  for (let next = 0; next < rows.length; next += AT_ONCE) {
    const results = await Promise.all(rows.slice(next, next + AT_ONCE).map((row) => sendOne(engine, row, ports)));
    sent += results.filter(Boolean).length;
  }
  return { sent, more: rows.length === BATCH };
}

async function sendOne(engine: Engine, row: OutboxRow, ports: { readonly mail: Mail; readonly sms: Sms }): Promise<boolean> {
  const now = engine.clock.now();
  const leased = await engine.store.write((tx) => tx.run(leaseOutbox, { id: row.id, seen: row.availableAt, until: now + LEASE_MS }));
  if (leased !== 1) return false;
  const urgent = isUrgent(row.topic);
  if (now - row.createdAt > (urgent ? MESSAGE_TTL_MS : NOTICE_TTL_MS)) return drop(engine, row, 'it is too old');
  try {
    const { to, subject = '', text } = composeMessage(engine, row);
    if (row.channel === 'mail') await ports.mail.send({ to, subject, text }, row.eventId);
    else await ports.sms.send({ to, text }, row.eventId);
  } catch (error) {
    if (error instanceof PermanentFailure) return drop(engine, row, 'it was refused for good', error);
    const pause = PAUSES[row.attempts] ?? (urgent ? undefined : LATER);
    if (pause === undefined) return drop(engine, row, 'it was tried too often', error);
    // A provider's answer can quote the address, so only the kind of failure is kept.
    const reason = error instanceof Error ? error.name : 'Error';
    await engine.store.write((tx) => tx.run(postponeOutbox, { id: row.id, at: engine.clock.now() + pause, error: reason }));
    return false;
  }
  await engine.store.write((tx) => tx.run(deleteOutbox, { id: row.id }));
  return true;
}

async function drop(engine: Engine, row: OutboxRow, why: string, error?: unknown): Promise<false> {
  await engine.store.write((tx) => tx.run(deleteOutbox, { id: row.id }));
  const kind = error instanceof Error ? error.name : undefined;
  const cause = error instanceof PermanentFailure ? error.message : undefined;
  engine.log.error({ event: row.eventId, channel: row.channel, topic: row.topic, kind, cause }, `a message was given up because ${why}`);
  return false;
}

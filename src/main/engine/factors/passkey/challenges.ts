import type { ReadTx, WriteTx } from '../../../store/store.ts';
import type { Engine } from '../../engine.ts';
import { PortcullisError } from '../../errors.ts';
import { forgetInBatches } from '../../forget.ts';
import { newChallenge } from './options.ts';
import { type ChallengePurpose, challengeByText, dropOldChallenges, insertChallenge, type PasskeyKind, useChallenge } from './store.ts';

/** A used challenge is kept this long, so that a replay is told from an invention. */
const KEEP_MS = 24 * 3_600_000;

/** What a challenge serves: nothing else accepts it. */
export interface Purpose {
  readonly purpose: ChallengePurpose;
  /** The account whose passkeys count. */
  readonly accountId: string;
  readonly sessionId: string;
  readonly operationId: string;
  /** The step of an authentication; 0 for a registration. */
  readonly position: number;
}

export interface Challenge {
  readonly challenge: string;
  readonly expiresAt: number;
  readonly kind: PasskeyKind | null;
  readonly transferId: string | null;
}

/** Draws a challenge for one ceremony and keeps what it is for (PK-08). */
export async function issueChallenge(
  tx: WriteTx,
  engine: Engine,
  serves: Purpose,
  registration: { readonly kind: PasskeyKind; readonly transferId: string | null } | null = null,
): Promise<Challenge> {
  const now = engine.clock.now();
  const issued = {
    challenge: newChallenge(engine.random),
    expiresAt: now + engine.settings.get('passkey.challengeTtl'),
    kind: registration?.kind ?? null,
    transferId: registration?.transferId ?? null,
  };
  await tx.run(insertChallenge, { ...serves, ...issued, now });
  return issued;
}

/** The challenge of that text, if it serves this and nothing else; null for one that was never drawn for it. */
export async function challengeFor(tx: ReadTx, text: string, serves: Purpose): Promise<Challenge | null> {
  const row = await tx.first(challengeByText, { challenge: text });
  const its =
    row !== undefined &&
    row.purpose === serves.purpose &&
    row.account_id === serves.accountId &&
    row.session_id === serves.sessionId &&
    row.operation_id === serves.operationId &&
    row.position === serves.position;
  return its
    ? { challenge: row.challenge, expiresAt: row.expires_at, kind: row.kind as PasskeyKind | null, transferId: row.transfer_id }
    : null;
}

/**
 * Uses a challenge up, whatever the answer to it is worth: each is answered once (WebAuthn Level 3, section 13.4.3).
 * @returns false when somebody was first. @throws PortcullisError `expired`
 */
export async function spendChallenge(tx: WriteTx, engine: Engine, challenge: Challenge): Promise<boolean> {
  const now = engine.clock.now();
  if (now >= challenge.expiresAt) {
    throw new PortcullisError('expired', 'That took too long; begin again.', { reason: 'challenge_expired' });
  }
  return (await tx.run(useChallenge, { challenge: challenge.challenge, now })) === 1;
}

/** Forgets challenges that nobody can answer any more. */
export async function forgetOldChallenges(engine: Engine): Promise<void> {
  const before = engine.clock.now() - KEEP_MS;
  await forgetInBatches(engine, (tx, limit) => tx.run(dropOldChallenges, { before, limit }));
}

import { timingSafeEqual } from 'node:crypto';
import type { CustomerActor } from '../../actor.ts';
import type { Engine } from '../../engine.ts';
import { PortcullisError } from '../../errors.ts';

/** A proof for the one is worth nothing for the other. */
type Purpose = 'register-challenge' | 'restore-challenge';

const challengeTtlMs = 5 * 60_000;

export interface PossessionChallenge {
  readonly challenge: string;
  readonly expiresAt: number;
}

/** A challenge needs no row: it is a keyed hash over operation, session and expiry, and the operation is executed once. */
function textOf(engine: Engine, actor: CustomerActor, operationId: string, purpose: Purpose, expiresAt: number): string {
  return `${expiresAt}.${engine.sealer.lookup(`${operationId}\0${actor.sessionId}\0${expiresAt}`, purpose)}`;
}

/** What the phone in hand signs to prove that it holds the device key (TD-06). */
export function possessionChallenge(engine: Engine, actor: CustomerActor, operationId: string, purpose: Purpose): PossessionChallenge {
  const expiresAt = engine.clock.now() + challengeTtlMs;
  return { challenge: textOf(engine, actor, operationId, purpose, expiresAt), expiresAt };
}

/**
 * Asks whether a challenge was given out to this session, for this operation and purpose, and not too long ago.
 * @throws PortcullisError `step_refused`, `expired`
 */
export function checkPossessionChallenge(
  engine: Engine,
  actor: CustomerActor,
  operationId: string,
  purpose: Purpose,
  challenge: string,
): void {
  const expiresAt = Number(challenge.split('.')[0]);
  const expected = Buffer.from(textOf(engine, actor, operationId, purpose, expiresAt));
  const given = Buffer.from(challenge);
  if (!Number.isSafeInteger(expiresAt) || expected.length !== given.length || !timingSafeEqual(expected, given)) {
    throw new PortcullisError('step_refused', 'This challenge is not of this session and operation.', { reason: 'bad_challenge' });
  }
  if (engine.clock.now() >= expiresAt) {
    throw new PortcullisError('expired', 'The challenge has expired; begin again.', { reason: 'challenge_expired' });
  }
}

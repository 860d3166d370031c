import type { WriteTx } from '../../store/store.ts';
import type { PlatformActor } from '../actor.ts';
import type { Engine } from '../engine.ts';
import { PortcullisError } from '../errors.ts';
import { forgetInBatches } from '../forget.ts';
import { forgetAnswers, keepAnswer, storedAnswer } from './idempotency/store.ts';

/** What makes a repeated call of a platform server recognizable (IN-01). */
export interface Idempotency {
  /** The `Idempotency-Key` header. Keys of different servers never meet. */
  readonly key: string;
  /** A hash over the procedure's name and its whole input: the same key for anything else is refused. */
  readonly requestHash: string;
}

export interface IdempotencyOptions {
  /** The answer holds a secret: it is stored sealed, and opens for this key of this server only. */
  readonly sealed?: boolean;
}

const context = (actor: PlatformActor, idempotency: Idempotency): string => `idempotency:${actor.keyId}:${idempotency.key}`;

/**
 * Does `work` once for a key: the first call does it and keeps the answer in the same transaction, every later one with the same key gets
 * that answer. What was refused is not kept, so it can be tried again.
 *
 * @param work the use-case inside `tx`; its answer must survive JSON
 * @throws PortcullisError `idempotency_mismatch` when the key was used for another request
 */
export async function idempotently<T>(
  tx: WriteTx,
  engine: Pick<Engine, 'clock' | 'sealer'>,
  actor: PlatformActor,
  idempotency: Idempotency,
  work: () => Promise<T>,
  options: IdempotencyOptions = {},
): Promise<T> {
  const id = { owner: actor.keyId, key: idempotency.key };
  const stored = await tx.first(storedAnswer, id);
  if (stored !== undefined) {
    if (stored.requestHash !== idempotency.requestHash) {
      throw new PortcullisError('idempotency_mismatch', 'This Idempotency-Key was used for another request.');
    }
    const text = options.sealed
      ? engine.sealer.openText(Buffer.from(stored.response, 'base64'), context(actor, idempotency))
      : stored.response;
    return JSON.parse(text) as T;
  }
  const answer = await work();
  const text = JSON.stringify(answer);
  const response = options.sealed ? Buffer.from(engine.sealer.seal(text, context(actor, idempotency))).toString('base64') : text;
  const kept = await tx.run(keepAnswer, { ...id, requestHash: idempotency.requestHash, response, createdAt: engine.clock.now() });
  if (kept !== 1) throw new Error('An answer was kept under this key in the same serializable transaction');
  return answer;
}

/** Forgets answers older than `idempotency.retention`; for a timer. @returns how many */
export function forgetOldAnswers(engine: Pick<Engine, 'clock' | 'store' | 'settings'>): Promise<number> {
  const before = engine.clock.now() - engine.settings.get('idempotency.retention');
  return forgetInBatches(engine, (tx, limit) => tx.run(forgetAnswers, { before, limit }));
}

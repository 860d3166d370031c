import type { AccountId, OperationId, OperationKind, RiskBand } from '../../../shared/vocabulary/index.ts';
import type { WriteTx } from '../../store/store.ts';
import type { Engine } from '../engine.ts';
import { PortcullisError } from '../errors.ts';
import { presentDecision } from '../operations/present.ts';
import { decisionByOperation } from '../operations/store.ts';
import { type AskedDevice, askDevice } from '../verification/ask.ts';
import type { Begun, StepInHand } from './method.ts';

/**
 * Asks a device about the step in hand, again after a time-out, with the reasons of the decision that wants it.
 * @throws PortcullisError `rate_limited` when requests came too fast (TD-18)
 */
export async function askAboutStep(tx: WriteTx, engine: Engine, step: StepInHand, target: AskedDevice): Promise<Begun> {
  const { operation, ownerId, position, data } = step;
  const decision = await tx.first(decisionByOperation, { operationId: operation.id });
  const asked = await askDevice(tx, engine, {
    operation: {
      id: operation.id as OperationId,
      accountId: operation.account_id as AccountId,
      kind: operation.kind as OperationKind,
      canonicalHash: operation.canonical_hash,
    },
    ownerId,
    target,
    why: decision === undefined ? [] : presentDecision(decision).reasons,
    band: (decision?.band ?? 'unknown') as RiskBand,
    position,
  });
  if (asked.prompt === undefined) {
    throw new PortcullisError('rate_limited', 'Too many requests to the device; wait before the next.', {
      retryAfterMs: asked.retryAfterMs,
    });
  }
  return { prompt: asked.prompt, sentTo: null, data };
}

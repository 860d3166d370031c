import type { VerificationRequestId } from '../../../shared/vocabulary/index.ts';
import type { ReadTx } from '../../store/store.ts';
import type { Engine } from '../engine.ts';
import { approvalLink, type InitiatorPrompt } from './ask.ts';
import { pendingOfOperation } from './store.ts';

/** What the initiator shows for the request that is pending now; null when none is. */
export async function initiatorPrompt(tx: ReadTx, engine: Engine, operationId: string): Promise<InitiatorPrompt | null> {
  const request = await tx.first(pendingOfOperation, { operationId });
  if (request === undefined || engine.clock.now() >= request.expires_at) return null;
  return {
    requestId: request.id as VerificationRequestId,
    number: request.number_required === 1 ? request.number : null,
    link: approvalLink(engine, request.id),
    expiresAt: request.expires_at,
  };
}

import type { VerificationRequestStatus } from '../../../shared/vocabulary/index.ts';
import type { WriteTx } from '../../store/store.ts';
import type { Actor } from '../actor.ts';
import { appendAudit } from '../audit/append.ts';
import { announce } from '../changes.ts';
import type { Engine } from '../engine.ts';
import { conflict } from '../errors.ts';
import { move } from '../machine.ts';
import { enqueue } from '../outbox/enqueue.ts';
import { type VerificationRequestEvent, verificationRequestMoves } from './machine.ts';
import { moveRequest, type StoredRequest } from './store.ts';

/**
 * Moves a verification request by its state machine. Exactly one caller wins; it alone changes a row (TD-19).
 * @throws PortcullisError `conflict` with the state that won.
 */
export async function settle(
  tx: WriteTx,
  engine: Engine,
  actor: Actor,
  request: StoredRequest,
  event: VerificationRequestEvent,
  outcome: {
    readonly reason: string | null;
    readonly signature?: string | undefined;
    /** The device that answered. */
    readonly by?: string;
  },
): Promise<StoredRequest> {
  const from = request.status as VerificationRequestStatus;
  const to = move(verificationRequestMoves, 'verification request', from, event);
  const now = engine.clock.now();
  const changed = await tx.run(moveRequest, { id: request.id, to, now, reason: outcome.reason, signature: outcome.signature ?? null });
  if (changed !== 1) throw conflict('Another answer came first.', { status: from });
  await appendAudit(tx, engine, {
    actor,
    action: `verification_request.${to}`,
    accountId: request.account_id,
    subject: { kind: 'verification_request', id: request.id },
    reason: outcome.reason ?? undefined,
    changes: [
      { field: 'status', old: from, new: to },
      ...(outcome.by === undefined ? [] : [{ field: 'answeredBy', old: null, new: outcome.by }]),
    ],
  });
  await enqueue(tx, engine, {
    channel: 'webhook',
    topic: `verification_request.${to}`,
    accountId: request.account_id,
    payload: {
      requestId: request.id,
      operationId: request.operation_id,
      accountId: request.account_id,
      status: to,
      reason: outcome.reason,
    },
  });
  announce(tx, engine, {
    topic: 'verification_request',
    id: request.id,
    accountId: request.account_id,
    data: { status: to, operationId: request.operation_id, kind: request.kind },
  });
  return { ...request, status: to, answered_at: now, answer_reason: outcome.reason, signature: outcome.signature ?? null };
}

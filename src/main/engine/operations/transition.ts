import type { CaseOutcome, OperationStatus } from '../../../shared/vocabulary/index.ts';
import type { WriteTx } from '../../store/store.ts';
import type { Actor } from '../actor.ts';
import { appendAudit } from '../audit/append.ts';
import { endCaseOf } from '../cases/close.ts';
import { announce } from '../changes.ts';
import type { Engine } from '../engine.ts';
import { conflict } from '../errors.ts';
import { move } from '../machine.ts';
import { enqueue } from '../outbox/enqueue.ts';
import { takeBackTrust } from '../tuning/labels/label.ts';
import { learnFrom } from './learn.ts';
import { type OperationEvent, operationMoves } from './machine.ts';
import { moveOperation, type StoredOperation } from './store.ts';

/** How the end of a review ends its case. */
const reviewOutcomes: Readonly<Partial<Record<OperationStatus, CaseOutcome>>> = {
  authorized: 'approved',
  awaiting_step_up: 'approved',
  denied: 'denied',
  expired: 'expired',
  cancelled: 'withdrawn',
};

const finals: readonly OperationStatus[] = ['executed', 'denied', 'expired', 'cancelled', 'held'];

/** What ends an operation against its initiator, after a person may have said yes to it. */
const contradicted: readonly OperationEvent[] = ['rejected', 'step_failed', 'frozen'];

/**
 * Moves an operation by its state machine, with its audit entry and its webhook in the same transaction.
 * The only place, besides the decision itself, where an operation's status changes.
 * @throws PortcullisError `conflict` with the winner's status.
 */
export async function transition(
  tx: WriteTx,
  engine: Engine,
  actor: Actor,
  operation: StoredOperation,
  event: OperationEvent,
  reason: string | null,
): Promise<StoredOperation> {
  const from = operation.status as OperationStatus;
  const to = move(operationMoves, 'operation', from, event);
  const now = engine.clock.now();
  const finished = finals.includes(to);
  const authorized = to === 'authorized';
  const next = {
    ...operation,
    status: to,
    authorized_at: authorized ? now : operation.authorized_at,
    finished_at: finished ? now : null,
    finish_reason: finished ? reason : null,
    expires_at: authorized || to === 'awaiting_step_up' ? now + engine.settings.get('operation.ttl') : operation.expires_at,
  };
  const changed = await tx.run(moveOperation, {
    id: operation.id,
    from,
    to,
    authorizedAt: next.authorized_at,
    finishedAt: next.finished_at,
    finishReason: next.finish_reason,
    expiresAt: next.expires_at,
  });
  if (changed !== 1) throw conflict('The operation changed meanwhile.', { status: from });
  await appendAudit(tx, engine, {
    actor,
    action: `operation.${to}`,
    accountId: operation.account_id,
    subject: { kind: 'operation', id: operation.id },
    reason: reason ?? undefined,
    changes: [{ field: 'status', old: from, new: to }],
  });
  await enqueue(tx, engine, {
    channel: 'webhook',
    topic: `operation.${to}`,
    accountId: operation.account_id,
    payload: { operationId: operation.id, accountId: operation.account_id, kind: operation.kind, status: to, reason },
  });
  const outcome = from === 'in_review' ? reviewOutcomes[to] : undefined;
  if (outcome !== undefined) {
    await endCaseOf(tx, engine, actor, operation.id, { outcome, reason: reason ?? `The operation is ${to}` });
  }
  announce(tx, engine, {
    topic: 'operation',
    id: operation.id,
    accountId: operation.account_id,
    data: { status: to, kind: operation.kind },
  });
  if (contradicted.includes(event)) await takeBackTrust(tx, engine, actor, operation, reason ?? `The operation is ${to}`);
  if (authorized) {
    await learnFrom(tx, engine, {
      accountId: operation.account_id,
      kind: operation.kind,
      client: operation.client,
      deviceId: operation.device_id,
      address: operation.address,
      network: operation.network,
      userAgent: operation.user_agent,
      destination: operation.destination,
      valueCents: operation.value_cents,
    });
  }
  return next;
}

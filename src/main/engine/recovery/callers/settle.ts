import type { CallerStatus } from '../../../../shared/vocabulary/index.ts';
import type { WriteTx } from '../../../store/store.ts';
import type { Actor } from '../../actor.ts';
import { appendAudit } from '../../audit/append.ts';
import { announce } from '../../changes.ts';
import type { Engine } from '../../engine.ts';
import { conflict } from '../../errors.ts';
import { move } from '../../machine.ts';
import { enqueue } from '../../outbox/enqueue.ts';
import { type CallerEvent, callerMoves } from '../machine.ts';
import { callersOfReset, moveCaller, type StoredCaller } from './store.ts';

/**
 * Moves a caller's verification by its state machine; the agent sees it at once.
 * @param by the session that answered, or how the link came.
 * @throws PortcullisError `conflict` with the state that won
 */
export async function settleCaller(
  tx: WriteTx,
  engine: Engine,
  actor: Actor,
  caller: StoredCaller,
  event: CallerEvent,
  by: { readonly answeredIn: string | null; readonly signature?: string | undefined },
): Promise<StoredCaller> {
  const from = caller.status as CallerStatus;
  const to = move(callerMoves, 'verification', from, event);
  const now = engine.clock.now();
  const signature = by.signature ?? null;
  if ((await tx.run(moveCaller, { id: caller.id, to, now, answeredIn: by.answeredIn, signature })) !== 1) {
    throw conflict('Another answer came first.', { status: from });
  }
  const { id, account_id: accountId, reset_id: resetId } = caller;
  await appendAudit(tx, engine, {
    actor,
    action: `caller_verification.${to}`,
    accountId,
    subject: { kind: 'caller_verification', id },
    changes: [
      { field: 'status', old: from, new: to },
      { field: 'method', old: caller.method, new: caller.method },
      ...(by.answeredIn === null ? [] : [{ field: 'answeredIn', old: null, new: by.answeredIn }]),
    ],
  });
  await enqueue(tx, engine, {
    channel: 'webhook',
    topic: `caller_verification.${to}`,
    accountId,
    payload: { verificationId: id, accountId, resetId, method: caller.method, status: to },
  });
  announce(tx, engine, { topic: 'caller_verification', id, accountId, data: { status: to, resetId } });
  return { ...caller, status: to, answered_at: now, answered_in: by.answeredIn, signature };
}

/** Nobody need answer for a reset that is over. */
export async function cancelCallersOf(tx: WriteTx, engine: Engine, actor: Actor, resetId: string): Promise<void> {
  for (const caller of await tx.all(callersOfReset, { resetId })) {
    if (caller.status === 'pending') await settleCaller(tx, engine, actor, caller, 'cancel', { answeredIn: null });
  }
}

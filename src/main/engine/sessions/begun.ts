import type { WriteTx } from '../../store/store.ts';
import type { Actor } from '../actor.ts';
import type { Engine } from '../engine.ts';
import { openOperationsOf, type StoredOperation } from '../operations/store.ts';
import { transition } from '../operations/transition.ts';
import { settle } from '../verification/settle.ts';
import { pendingOfOperation } from '../verification/store.ts';

/**
 * Cancels what was begun in sessions that are ended from elsewhere, as one ends a stranger's, and is not carried out yet: an authorization
 * outlives its session otherwise, and the platform would carry it out. Whoever logs out themselves cancels nothing by it.
 * @param accountId with its sub-accounts, on which a session of the main account can begin operations too
 * @param begunIn whether a session is one of those that end
 */
export async function cancelBegun(
  tx: WriteTx,
  engine: Engine,
  actor: Actor,
  accountId: string,
  begunIn: (sessionId: string) => boolean,
  reason: string,
): Promise<void> {
  const begun = (operation: StoredOperation) => operation.session_id !== null && begunIn(operation.session_id);
  for (const operation of (await openOperationsOf(tx, accountId, engine.clock.now())).filter(begun)) {
    for (const request of await tx.all(pendingOfOperation, { operationId: operation.id })) {
      await settle(tx, engine, actor, request, 'cancel', { reason });
    }
    await transition(tx, engine, actor, operation, 'cancelled', reason);
  }
}

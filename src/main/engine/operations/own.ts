import type { OperationStatus } from '../../../shared/vocabulary/index.ts';
import type { ReadTx } from '../../store/store.ts';
import { ownerOf } from '../accounts/owner/store.ts';
import type { CustomerActor } from '../actor.ts';
import { notFound } from '../errors.ts';
import type { StoredOperation } from './store.ts';
import { operationById } from './store.ts';

/**
 * An operation that the customer may see: their own account's, or a sub-account's in a session of the main account.
 * @throws PortcullisError `not_found`, also for another customer's, so that ids reveal nothing.
 */
export async function ownOperation(
  tx: ReadTx,
  actor: CustomerActor,
  id: string,
): Promise<{ readonly operation: StoredOperation; readonly ownerId: string }> {
  const operation = await tx.first(operationById, { id });
  if (operation === undefined || (actor.limitedTo !== undefined && actor.limitedTo !== id)) throw notFound('operation');
  const account = await tx.first(ownerOf, { id: operation.account_id });
  const ownerId = account?.mainAccountId ?? operation.account_id;
  if (operation.account_id !== actor.accountId && ownerId !== actor.accountId) throw notFound('operation');
  return { operation, ownerId };
}

/**
 * Whether this session is the one that started an operation. Without a session on the operation, the device that started it stands for the
 * initiator.
 */
export const startedBy = (actor: CustomerActor, operation: StoredOperation): boolean =>
  operation.session_id !== null ? operation.session_id === actor.sessionId : operation.device_id === actor.deviceId;

/** Statuses in which somebody still has something to do before the platform can go on. */
export const waitingStatuses: readonly OperationStatus[] = ['awaiting_step_up', 'in_review'];
